"""classify, batch and skills: what comes out, and what is said of wrong input."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest
from sqlalchemy import text

from jdwork.runs import RunFolder, read_frame, read_manifest
from tests.tiny_workspace import ADS, write_ads

BREAD = ADS[0]["text"]
REQUIRED = {"id", "role", "confidence", "case", "queued", "candidates", "reason"}


@pytest.fixture
def ads(tmp_path):
    return write_ads(tmp_path / "ads.jsonl")


@pytest.fixture
def ad(tmp_path):
    path = tmp_path / "ad.txt"
    path.write_text(f"Bread Baker\n\n{BREAD}\n")
    return path


def rows(path):
    return read_frame(RunFolder(path).decisions).set_index("id", drop=False)


def stored_runs(workspace):
    from jdwork.database.engine import open_database

    engine = open_database(workspace.database_url)
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM run")).scalar()
    engine.dispose()
    return count


# classify


def test_classify_prints_role_case_and_candidates(jdwork, ad):
    result = jdwork("classify", ad)
    assert result.code == 0
    assert result.out.startswith("Baker case A")
    assert "Sourdough" in result.out
    assert "pastry-chef" in result.out


def test_classify_records_unless_told_not_to(jdwork, ad, tiny_workspace):
    assert jdwork("classify", ad, "--no-record").code == 0
    assert stored_runs(tiny_workspace) == 0
    assert jdwork("classify", ad).code == 0
    assert stored_runs(tiny_workspace) == 1


def test_one_ad_classified_twice_counts_once(jdwork, ad):
    for _ in range(2):
        assert json.loads(jdwork("classify", ad, "--json").out)["stage5_updates"]["centroid_n_after"] == 1


def test_classify_prints_the_body_of_api_1(jdwork, ad):
    import jdwork as package
    from jdwork.output import api1_body
    from jdwork.text import read_document

    result = jdwork("classify", ad, "--json", "--no-record")
    expected = api1_body(package.open().classify(read_document(ad)))
    assert json.loads(result.out) == expected.model_dump(mode="json")


def test_classify_tells_in_the_body_what_was_recorded(jdwork, ad):
    assert json.loads(jdwork("classify", ad, "--json").out)["stage5_updates"]["centroid_updated"] is True


def test_classify_writes_the_run_page(jdwork, ad, tmp_path):
    result = jdwork("classify", ad, "--html", tmp_path / "page.html", "--no-record")
    assert result.code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "knead dough" in page
    assert "page.html" in result.said
    assert jdwork("classify", ad, "--html", tmp_path / "no" / "page.html", "--no-record").code == 2


def test_classify_reads_standard_input_and_a_title(jdwork, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"We need someone for our house, now and then, with good shoes and patience.")

    monkeypatch.setattr(sys, "stdin", Stdin)
    result = jdwork("classify", "-", "--title", "Mason", "--no-record", "--json")
    assert json.loads(result.out)["stage4_decision"]["chosen_role"]["slug"] == "bricklayer"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", "", "empty"),
        ("ad.xyz", "words", "'.xyz' is not a kind of document"),
        ("ad.pdf", "no pdf", "ad.pdf"),
    ],
)
def test_classify_tells_what_it_cannot_read(jdwork, tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_text(content)
    result = jdwork("classify", tmp_path / name)
    assert result.code == 2
    assert said in result.said
    assert "Traceback" not in result.err


def test_classify_says_why_a_text_is_rejected(jdwork, tmp_path):
    (tmp_path / "no.txt").write_text("Yes.")
    result = jdwork("classify", tmp_path / "no.txt", "--no-record")
    assert result.code == 0
    assert "REJECT" in result.out


# batch


def test_batch_decides_every_row(jdwork, ads, tmp_path):
    result = jdwork("batch", ads, "--out", tmp_path / "out", "--label-field", "label")
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert set(frame.columns) >= REQUIRED
    assert frame["id"].tolist() == [ad["id"] for ad in ADS]
    assert frame.loc["title-alone", "role"] == "plumber"
    assert frame.loc["text-alone", "role"] == "plumber"
    assert frame.loc["no-ad", "case"] == "REJECT"
    assert all(len(set(one)) >= 5 for one in frame.loc[frame["case"] != "REJECT", "candidates"])
    assert "accuracy" in result.out
    assert "8 JDs in" in result.out
    assert read_manifest(RunFolder(tmp_path / "out").manifest).parameters["input"] == "ads.jsonl"


def test_batch_says_what_it_could_not_read_and_goes_on(jdwork, tmp_path):
    path = tmp_path / "ads.jsonl"
    lines = [
        json.dumps({"id": 1, "title": "Mason", "text": "\ud800\x00"}),
        "{broken",
        json.dumps({"id": 1, "text": 5}),
        json.dumps({"id": 1, "title": "", "text": None}),
        json.dumps([1]),
        json.dumps({"id": "big", "title": "Waitress", "text": BREAD * 20_000}),
        json.dumps({"id": 1, "title": "Pipe Fitter"}),
    ]
    path.write_text("\n".join(lines))
    result = jdwork("batch", path, "--out", tmp_path / "out")
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert len(frame) == len(lines)
    assert frame["id"].is_unique
    unread = frame[frame["reason"].str.startswith("Not read (ads.jsonl:")]
    assert len(unread) == 4
    assert set(unread["case"]) == {"REJECT"}
    assert frame["role"].iloc[0] == "bricklayer"
    assert frame["role"].iloc[-1] == "plumber"
    assert frame.loc["big", "case"] != "REJECT"
    assert "4 rows unreadable" in result.said
    assert str(tmp_path) not in " ".join(frame["reason"])


def test_batch_reads_named_fields_of_a_csv(jdwork, tmp_path):
    path = tmp_path / "ads.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Req", "Position", "Body", "Gold", "When"])
        writer.writerow(["r1", "Mason", "", "bricklayer", "2024-05-01"])
        writer.writerow(["r2", "", BREAD, "waiter", "2024-05-02"])
    names = ["--id-field", "Req", "--text-field", "Body", "--date-field", "When", "--label-field", "Gold"]
    result = jdwork("batch", path, "--out", tmp_path / "out", "--title-field", "Position", *names)
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert frame.loc["r1", ["role", "label", "date"]].tolist() == ["bricklayer", "bricklayer", "2024-05-01"]
    assert frame.loc["r2", "role"] == "baker"
    assert jdwork("batch", path, "--out", tmp_path / "text", "--no-title", *names).code == 0
    assert rows(tmp_path / "text").loc["r1", "case"] == "REJECT"


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (None, [], "no such file"),
        ("", [], "empty"),
        ("\n\n", [], "no rows"),
        ('{"text": "x"}\n', ["--text-field", "body"], "'body'"),
        ('{"text": "x"}\n', ["--label-field", "gold"], "'gold'"),
        ('{"pay": "x"}\n', [], "No column is recognised as text or title"),
        ('{"text": "x"}\n', ["--no-title", "--title-field", "t"], "contradict each other"),
    ],
)
def test_batch_tells_wrong_input_and_leaves_nothing(jdwork, tmp_path, content, options, said):
    path = tmp_path / "ads.jsonl"
    if content is not None:
        path.write_text(content)
    result = jdwork("batch", path, "--out", tmp_path / "out", *options)
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert said in result.said
    assert "Traceback" not in result.err
    assert not (tmp_path / "out").exists()


def test_batch_never_overwrites_what_is_not_a_run(jdwork, ads, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert jdwork("batch", ads, "--out", tmp_path / "out").code == 2
    assert jdwork("batch", ads, "--out", ads).code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_batch_replaces_an_earlier_run_whole(jdwork, ads, tmp_path):
    out = tmp_path / "out"
    assert jdwork("batch", ads, "--out", out, "--label-field", "label").code == 0
    (out / "notebook.html").write_text("of the earlier run")
    assert jdwork("batch", write_ads(tmp_path / "two.jsonl", ADS[:2]), "--out", out).code == 0
    assert rows(out)["id"].tolist() == ["bread", "title-alone"]
    assert json.loads((out / "metrics.json").read_text()) == {"labelled": 0}
    assert not (out / "notebook.html").exists()
    assert jdwork("runs", "verify", out).code == 0


def test_a_wrong_call_leaves_an_earlier_run_alone(jdwork, ads, tmp_path):
    out = tmp_path / "out"
    jdwork("batch", ads, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert jdwork("batch", tmp_path / "gone.jsonl", "--out", out).code == 2
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_batch_records_only_when_asked(jdwork, ads, tmp_path, tiny_workspace):
    jdwork("batch", ads, "--out", tmp_path / "a")
    assert stored_runs(tiny_workspace) == 0
    assert jdwork("batch", ads, "--out", tmp_path / "b", "--record").code == 0
    assert stored_runs(tiny_workspace) == len(ADS)


def test_batch_over_another_catalog_and_settings(jdwork, ads, tmp_path, tiny_catalog):
    import shutil

    other = shutil.copytree(tiny_catalog, tmp_path / "other")
    path = other / "roles" / "building" / "bricklayer.yaml"
    path.write_text(path.read_text().replace("[mason]", "[mason, quantum archivist]"))
    strict = tmp_path / "strict.toml"
    strict.write_text("[accept]\nmin_confidence = 1.0\n[embed]\ndimension = 64\n")
    result = jdwork("batch", ads, "--out", tmp_path / "out", "--catalog", other, "--config", strict)
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert frame.loc["foreign", "role"] == "bricklayer"
    assert frame.loc["contradicted", "queued"]
    refused = jdwork("batch", ads, "--out", tmp_path / "no", "--catalog", other, "--record")
    assert refused.code == 2
    assert "another catalog is not recorded" in refused.said
    assert jdwork("batch", ads, "--out", tmp_path / "no", "--catalog", tmp_path / "gone").code == 2
    assert jdwork("batch", ads, "--out", tmp_path / "no", "--config", tmp_path / "gone.toml").code == 2
    assert not (tmp_path / "no").exists()


def test_batch_hides_titles_and_names_when_asked(jdwork, tmp_path):
    written = [
        {"id": "1", "position": "Pipe Fitter", "label": "Plumber",
         "text": "We are hiring a pipe fitter. The plumber joins copper pipes and tests them for leaks."},
        {"id": "2", "position": "Mason", "label": None,
         "text": "We are hiring a mason. You mix mortar and lay bricks to a line next to the plumber."},
    ]  # fmt: skip
    ads = write_ads(tmp_path / "named.jsonl", tuple(written))
    fields = ("--title-field", "position", "--label-field", "label")
    assert jdwork("batch", ads, "--out", tmp_path / "plain", *fields).code == 0
    assert jdwork("batch", ads, "--out", tmp_path / "masked", "--mask-names", *fields).code == 0
    assert rows(tmp_path / "plain").loc["1", "case"] == "A"
    masked = read_frame(RunFolder(tmp_path / "masked").jds).set_index("id")
    assert masked["title"].isna().all()
    assert masked["text"].str.split().str.join(" ").tolist() == [
        "We are hiring a . The joins copper pipes and tests them for leaks.",
        "We are hiring a . You mix mortar and lay bricks to a line next to the plumber.",
    ]
    decided = rows(tmp_path / "masked")
    assert not set(decided["case"]) & {"A", "B", "D"}, "no alias is left to find"
    assert decided.loc["1", "label"] == "plumber"
    assert read_manifest(RunFolder(tmp_path / "masked").manifest).parameters["mask_names"] is True
    assert read_manifest(RunFolder(tmp_path / "plain").manifest).parameters["mask_names"] is False


def test_masked_without_a_title_the_title_is_still_known_and_hidden(jdwork, tmp_path):
    text = "Crumb Artist wanted: you knead dough and shape loaves before dawn."
    ads = write_ads(tmp_path / "one.jsonl", ({"id": "1", "title": "Crumb Artist", "text": text},))
    assert jdwork("batch", ads, "--out", tmp_path / "out", "--mask-names", "--no-title").code == 0
    assert "Crumb" not in read_frame(RunFolder(tmp_path / "out").jds)["text"][0]


def test_nothing_secret_is_in_a_run_folder(jdwork, ads, tmp_path, monkeypatch):
    import getpass
    from pathlib import Path

    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-mine")
    monkeypatch.setenv("JDWORK_DATABASE_URL", f"sqlite:///{tmp_path}/password-in-url.sqlite")
    assert jdwork("batch", ads, "--out", tmp_path / "out", "--record").code == 0
    private = {"sk-secret-of-mine", "password-in-url", str(tmp_path), str(Path.home()) + "/"}
    private |= {getpass.getuser()} - {"root"}
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        assert [one for one in private if one.encode() in content] == [], path.name


# skills


def test_skills_lists_surfaces_and_spans(jdwork, ads, tmp_path):
    result = jdwork("skills", ads, "--out", tmp_path / "skills.jsonl")
    assert result.code == 0
    found = [json.loads(line) for line in (tmp_path / "skills.jsonl").read_text().splitlines()]
    assert [row["id"] for row in found] == [ad["id"] for ad in ADS]
    assert found[0]["skills"] == ["sourdough", "oven care"]
    for row, ad in zip(found, ADS, strict=True):
        for span in row["spans"]:
            assert (ad["text"] or "")[span["start"] : span["end"]] in row["skills"]
    assert "8 postings, 0 unreadable" in result.said


def test_skills_goes_on_after_an_unreadable_row(jdwork, tmp_path):
    path = tmp_path / "ads.jsonl"
    path.write_text('{"text": "Sourdough needed \\ud800."}\n{broken\n')
    assert jdwork("skills", path, "--out", tmp_path / "out.jsonl").code == 0
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert found[0]["skills"] == ["Sourdough"]
    assert found[1]["skills"] == []
    assert "no valid JSON" in found[1]["reason"]


def test_skills_keeps_the_old_file_where_it_cannot_finish(jdwork, ads, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    assert jdwork("skills", tmp_path / "gone.jsonl", "--out", out).code == 2
    assert jdwork("skills", ads, "--out", out, "--text-field", "nope").code == 2
    assert jdwork("skills", ads, "--out", tmp_path / "no" / "out.jsonl").code == 2

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("jdwork.skills.SkillMatcher.match", broken)
    assert jdwork("skills", ads, "--out", out).code == 130
    assert out.read_text() == "old"
    assert not list(tmp_path.glob(".*.part"))
