"""The inspector without a browser: what it shows of a JD, what is said, what is undone."""

from __future__ import annotations

import asyncio
import json
import threading
import time

import pytest

from jdwork.annotate import current_labels, list_annotations
from jdwork.explain import OpenedRun
from jdwork.runs.nearest import NearestJds
from jdwork.text import JobDescription, RejectedRow
from jdwork.view.misclassified import error_rows
from jdwork.widgets.inspector import Inspector
from jdwork.widgets.inspector_background import Background
from jdwork.workbench import open_workbench
from tests.runs.making import ads, make_run

HOSTILE = '<img src=x onerror="alert(1)"> \x00\x07 \u202e'


@pytest.fixture
def workbench(tiny_workspace):
    opened = open_workbench(tiny_workspace.root)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def folder(workbench, tiny_workspace):
    inputs = [
        *ads(),
        JobDescription(id="wrong", text=ads()[0].text, title="Bread Baker", label="waiter"),
        JobDescription(id="odd", text=f"You will knead dough. {HOSTILE}", title=HOSTILE, label="plumber"),
        JobDescription(id="strange", text=ads()[0].text + " Now.", title="Baker", label="no-such-role"),
        RejectedRow(id="torn", reason="It is no JSON.", where="ads.jsonl:9"),
    ]
    return make_run(tiny_workspace.runs / "mine", workbench.pipeline, inputs)


@pytest.fixture
def lens(folder, workbench):
    opened = OpenedRun(folder, lambda: workbench.encoder)
    return Inspector(
        opened,
        engine=workbench.engine,
        snapshot=workbench.snapshot,
        near=NearestJds.read(folder),
        by="ann",
    )


def test_selecting_shows_decision_evidence_and_neighbours(lens):
    lens.selected = "wrong"
    assert lens.facts["outcome"] == "wrong"
    assert lens.facts["role"]["slug"] == "baker"
    assert lens.facts["label"]["slug"] == "waiter"
    assert [pair["kind"] for pair in lens.facts["pairs"]] == ["label"] or len(lens.facts["pairs"]) == 2
    assert lens.facts["near"][0]["id"] == "bread"
    assert lens.evidence["id"] == "wrong"
    assert "".join(piece for piece, _, _ in lens.evidence["stretches"]) == ads()[0].text
    assert any("kra" in marks for _, marks, _ in lens.evidence["stretches"])
    against = next(pair for pair in lens.evidence["pairs"] if pair["kind"] == "label")
    assert against["second"]["slug"] == "waiter"
    assert against["bars"][-1]["signal"] == "lead"
    assert lens.working == "" and lens.status == {}


def test_everything_that_is_sent_is_plain_json(lens):
    for id in ("odd", "strange", "torn", "no-ad", "title-alone"):
        lens.selected = id
        for part in (lens.facts, lens.evidence, lens.history, lens.status):
            json.dumps(part, allow_nan=False).encode()
    lens.selected = "odd"
    assert "\x00" not in lens.facts["text"] and "<img" in lens.facts["text"]


def test_a_role_that_the_catalog_lacks_is_shown_by_its_slug(lens):
    lens.selected = "strange"
    assert lens.facts["label"] == {**lens.facts["label"], "name": "no-such-role", "known": False}
    assert "no such role" in lens.facts["pairs"][0]["finding"]


def test_a_jd_that_could_not_be_read_says_so_and_takes_no_label(lens):
    lens.selected = "torn"
    assert lens.facts["case"] == "REJECT"
    assert "could not be read" in lens.status["text"]
    lens.relabel("baker")
    assert lens.status["problem"]


def test_an_unknown_id_is_told(lens):
    lens.selected = "wrogn"
    assert "Did you mean 'wrong'" in lens.status["text"]
    assert lens.facts == {}


def test_a_label_is_shown_at_once_stored_and_undone(lens, workbench):
    lens.selected = "wrong"
    lens.relabel("Baker", "it bakes")
    jd = lens.opened.jd("wrong")
    assert lens.facts["outcome"] == "right" and lens.facts["relabelled"]
    assert lens.status == {"text": "The label is Baker now.", "problem": False}
    assert current_labels(workbench.engine, [jd])[jd.content_hash].label == "baker"
    assert lens.marks == {"wrong": "relabelled"}
    rows = error_rows(lens.opened.decisions, labels=lens.labels_said, marks=lens.marks).set_index("id")
    assert (rows.loc["wrong", "state"], rows.loc["wrong", "said"]) == ("right", "relabelled")
    assert lens.history[0]["text"] == "it bakes"
    lens.undo()
    assert lens.facts["label"]["slug"] == "waiter" and not lens.facts["relabelled"]
    assert lens.marks == {}
    assert current_labels(workbench.engine, [jd]) == {}
    lens.undo()
    assert "nothing to undo" in lens.status["text"].lower() or "Nothing" in lens.status["text"]


def test_undoing_an_undo_does_it_again(lens):
    lens.selected = "wrong"
    lens.relabel("baker")
    lens.undo()
    undoing = next(one for one in lens.history if one["kind"] == "undo")
    lens.undo(undoing["id"])
    assert lens.facts["label"]["slug"] == "baker"


def test_what_was_said_is_there_when_the_run_is_opened_again(lens, folder, workbench):
    lens.selected = "wrong"
    lens.relabel("baker")
    lens.comment(HOSTILE)
    again = Inspector(OpenedRun(folder, lambda: workbench.encoder), engine=workbench.engine, by="ben")
    assert again.label_of("wrong") == "baker"
    # The same text under another id has the same label.
    assert again.marks == {"wrong": "relabelled, comment"}
    again.selected = "wrong"
    assert [one["kind"] for one in again.history] == ["comment", "relabel"]


def test_a_wrong_role_is_refused_with_a_guess_and_changes_nothing(lens, workbench):
    lens.selected = "wrong"
    lens.relabel("bakr")
    assert lens.status["problem"] and "Did you mean 'baker'" in lens.status["text"]
    assert lens.facts["label"]["slug"] == "waiter"
    assert list_annotations(workbench.engine) == []


def test_nothing_can_be_said_without_a_selection(lens, workbench):
    lens.relabel("baker")
    lens.comment("hm")
    assert lens.status == {"text": "Select a JD first.", "problem": True}
    assert list_annotations(workbench.engine) == []


def test_edits_are_drafted_for_review(lens, workbench):
    lens.selected = "wrong"
    lens.draft_alias("waiter", "  table   helper ")
    lens.draft_kra("Waiter", "Clears tables after every meal.")
    lens.draft_skill("waiter", "sourdough")
    lens.send_to_review("please look")
    kinds = [one.kind for one in list_annotations(workbench.engine)]
    assert kinds == ["review", "edit", "edit", "edit"]
    assert lens.history[-1]["edit"] == "waiter + alias “table helper”"
    lens.draft_skill("waiter", "no-such-skill")
    assert lens.status["problem"]


def test_changes_are_worked_out_when_asked_and_can_be_drafted(lens, workbench):
    lens.selected = "wrong"
    assert lens.changes == {}
    lens.look_for_changes()
    assert lens.changes["id"] == "wrong"
    edits = [one for one in lens.changes["found"] if one["edit"]]
    assert lens.changes["found"]
    for one in edits[:1]:
        lens.draft_change(one["number"])
        assert lens.status["text"]
    lens.draft_change(999)
    lens.selected = "bread"
    assert lens.changes == {}


def test_work_in_the_background_is_heard_only_for_what_is_selected(lens):
    async def walk():
        lens.selected = "bread"
        lens.selected = "wrong"
        for _ in range(400):
            await asyncio.sleep(0.02)
            if lens.evidence:
                break
        assert lens.evidence["id"] == "wrong"
        lens.close()

    asyncio.run(walk())


def test_the_latest_of_a_kind_counts_and_errors_are_handed_on():
    heard = []

    async def walk():
        background, gate = Background(), threading.Event()
        background.submit("a", lambda: gate.wait(5), lambda _: heard.append("first"), heard.append)
        background.submit("a", lambda: 1 / 0, heard.append, lambda error: heard.append(type(error)))
        background.submit("b", lambda: "b", heard.append, heard.append)
        gate.set()
        end = time.monotonic() + 5
        while len(heard) < 2 and time.monotonic() < end:
            await asyncio.sleep(0.01)
        background.close()

    asyncio.run(walk())
    assert heard == [ZeroDivisionError, "b"]


def test_without_an_event_loop_work_is_done_at_once():
    heard = []
    Background().submit("a", lambda: 3, heard.append, heard.append)
    assert heard == [3]
