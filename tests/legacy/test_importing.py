"""Legacy runs as run folders."""

from __future__ import annotations

import hashlib
import json

import pytest

from jdwork.embed import HashingEncoder
from jdwork.errors import InputError, RunError
from jdwork.explain import explain_stored
from jdwork.legacy import import_runs, parse_run_pages, read_imported, read_role_labels
from jdwork.runs import (
    diff_runs,
    evaluate_run,
    execute_run,
    list_runs,
    new_run_folder,
    read_frame,
    read_inputs,
    read_signals,
    verify_run,
)
from jdwork.workbench import open_workbench
from tests.legacy.pages import JD, OTHER, RUN, blocks, page, role


@pytest.fixture
def workbench(tiny_workspace):
    return open_workbench(tiny_workspace.root)


def runs(*pages):
    return [run for text in pages for run in parse_run_pages(text, where="page.txt")]


def test_a_folder_holds_the_jds_and_the_decisions(workbench):
    made = import_runs(runs(page(), page(run_id=OTHER, jd="We need a bäcker.")), workbench)
    assert made.fresh
    assert [(jd.id, jd.text, jd.title) for jd in read_inputs(made.folder)] == [
        (RUN, JD, None),
        (OTHER, "We need a bäcker.", None),
    ]
    frame = read_frame(made.folder.decisions)
    assert frame["role"].tolist() == ["baker", "baker"]
    assert frame["case"].tolist() == ["A", "A"]
    assert frame["confidence"].tolist() == [0.9, 0.9]
    assert [list(one) for one in frame["skills"]] == [["sourdough"]] * 2
    assert frame["label"].isna().all()
    (listed,) = list_runs(workbench.workspace.runs).to_dict("records")
    assert (listed["name"], listed["status"], listed["jds"]) == ("legacy", "complete", 2)


def test_its_signals_are_read_as_those_of_any_run(workbench):
    made = import_runs(runs(page()), workbench)
    table = read_signals(made.folder.signals, workbench.snapshot)
    assert table.ids == (RUN,)
    assert workbench.snapshot.roles[table.roles[0, 0]].slug == "baker"
    assert (table.alias[0, 0], table.skill_reported[0, 0]) == (1.0, 1.0)
    assert table.kra[0, 0] == pytest.approx(0.55)


def test_the_pages_are_kept_to_the_letter(workbench):
    text = page(calls="Parser — gpt-4.1-nano\n12 prompt tokens\n{}\n", jd="\u2028odd \u0085 text")
    given = runs(text, page(run_id=OTHER))
    made = import_runs(given, workbench, labels={RUN: "waiter"})
    back, labels = read_imported(made.folder)
    assert list(back) == given
    assert back[0].page == text
    assert labels == {RUN: "waiter"}
    lines = (made.folder.path / "legacy.jsonl").read_text(encoding="utf-8").split("\n")
    assert json.loads(lines[0])["api1"] == blocks()["api1"]
    assert json.loads(lines[0])["calls"][0]["prompt_tokens"] == 12


def test_importing_again_changes_nothing(workbench):
    given = runs(page())
    made = import_runs(given, workbench)
    before = {path.name: path.read_bytes() for path in made.folder.path.iterdir()}
    again = import_runs(given, workbench)
    assert not again.fresh
    assert again.folder == made.folder
    assert {path.name: path.read_bytes() for path in made.folder.path.iterdir()} == before
    assert len(list_runs(workbench.workspace.runs)) == 1


def test_a_damaged_import_is_made_again(workbench):
    given = runs(page())
    made = import_runs(given, workbench)
    made.folder.decisions.write_bytes(b"")
    again = import_runs(given, workbench)
    assert again.fresh
    assert len(read_frame(again.folder.decisions)) == 1


def test_other_pages_or_labels_are_another_run(workbench):
    folders = {
        import_runs(runs(page()), workbench).folder,
        import_runs(runs(page(run_id=OTHER)), workbench).folder,
        import_runs(runs(page()), workbench, labels={RUN: "baker"}).folder,
        import_runs(runs(page()), workbench, name="spring").folder,
    }
    assert len(folders) == 4
    assert "spring (legacy)" in list_runs(workbench.workspace.runs)["name"].tolist()


def test_it_cannot_be_executed_again_and_says_so(workbench):
    made = import_runs(runs(page()), workbench)
    for attempt in (
        lambda: verify_run(made.folder, workbench.encoder),
        lambda: explain_stored(made.folder, RUN, HashingEncoder(64)),
    ):
        with pytest.raises(RunError, match=r"imported from pages of the old service.*legacy diff"):
            attempt()


def test_it_is_evaluated_and_compared_as_any_run(workbench):
    given = runs(page(), page(run_id=OTHER, jd=JD + " Bread!"))
    made = import_runs(given, workbench, labels={RUN: "baker", given[1].text_hash: "Waiter"})
    assert json.loads(made.folder.metrics.read_text())["accuracy"] == 0.5
    assert evaluate_run(made.folder, resamples=20).figures["accuracy"].value == 0.5
    ours = new_run_folder(workbench.workspace.runs, "ours")
    execute_run([run.jd for run in given], workbench.pipeline, ours)
    compared = diff_runs(made.folder, ours)
    assert compared.same_input
    assert compared.only_a == compared.only_b == ()


def test_roles_move_along_redirects_and_unknown_ones_stay(workbench, tiny_workspace):
    redirects = tiny_workspace.catalog / "redirects.yaml"
    redirects.write_text("roles:\n  - {slug: bread-maker, id: 77, to: baker}\nskills: []\n")
    made = blocks()
    made["api1"]["stage3_signals"]["alias_match_roles"] += [role(88, "alchemist", "Alchemist")]
    text = page(made).replace("slug: baker ", "slug: bread-maker ")
    imported = import_runs(
        runs(text, page(run_id=OTHER).replace("slug: baker ", "slug: alchemist ")), workbench
    )
    assert read_frame(imported.folder.decisions)["role"].tolist() == ["baker", "alchemist"]
    assert "alchemist" in imported.notes[0]
    assert len(read_signals(imported.folder.signals, workbench.snapshot)) == 2


def test_rejected_and_new_roles_have_no_role(workbench):
    rejected, new = blocks(), blocks(OTHER)
    rejected["api1"] |= {"rejected": True, "rejection_reason": "no ad"}
    rejected["api1"]["stage4_decision"]["reasoning"] = None
    new["api1"]["stage4_decision"] |= {
        "case": "E", "is_new_role": True, "chosen_role": None, "new_role_display_name": "Alchemist",
    }  # fmt: skip
    cut = "Baker\nCASE Aslug: baker · id: 1 · source: db\n"
    pages = page(rejected), page(new, run_id=OTHER).replace(cut, "")
    frame = read_frame(import_runs(runs(*pages), workbench).folder.decisions)
    assert frame["role"].isna().all()
    assert frame["case"].tolist() == ["REJECT", "E"]
    assert frame["new_role"].tolist()[1] == "Alchemist"
    assert frame["reason"].tolist()[0] == "no ad"


def test_a_page_without_api_1_is_imported_from_its_title(workbench):
    made = blocks()
    del made["api1"]
    frame = read_frame(import_runs(runs(page(made)), workbench).folder.decisions)
    assert (frame["role"][0], frame["case"][0], frame["confidence"][0]) == ("baker", "A", 0.0)


def test_labels_that_fit_no_run_are_told(workbench):
    with pytest.raises(InputError, match="None of the labels"):
        import_runs(runs(page()), workbench, labels={"x": "baker"})


def test_a_run_of_our_own_holds_no_pages(workbench):
    ours = new_run_folder(workbench.workspace.runs, "ours")
    execute_run([run.jd for run in runs(page())], workbench.pipeline, ours)
    with pytest.raises(RunError, match="made by jdwork"):
        read_imported(ours)


def test_damaged_pages_are_told_with_their_line(workbench):
    made = import_runs(runs(page(), page(run_id=OTHER)), workbench)
    path = made.folder.path / "legacy.jsonl"
    lines = path.read_text().splitlines()
    path.write_text(lines[0] + "\n{\n")
    with pytest.raises(RunError, match=r"legacy\.jsonl:2"):
        read_imported(made.folder)
    path.unlink()
    with pytest.raises(RunError, match="cannot be read"):
        read_imported(made.folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.csv", f"run_id,role\n{RUN},baker\n"),
        ("labels.jsonl", json.dumps({"id": RUN, "label": "baker"}) + "\n"),
        ("hashes.csv", f"Text_Hash,Label\n{hashlib.sha256(JD.encode()).hexdigest()},Baker\n"),
    ],
)
def test_labels_are_read_by_id_or_hash(tmp_path, workbench, name, text):
    path = tmp_path / name
    path.write_text(text)
    made = import_runs(runs(page()), workbench, labels=read_role_labels(path))
    assert read_frame(made.folder.decisions)["label"].tolist() == ["baker"]


def test_a_label_file_without_its_columns_is_told(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("run_id,colour\nx,red\n")
    with pytest.raises(InputError, match="no column 'label'"):
        read_role_labels(path)
    with pytest.raises(InputError, match="tables"):
        read_role_labels(_text(tmp_path))


def _text(folder):
    path = folder / "labels.txt"
    path.write_text("baker")
    return path
