"""The review panel without a browser: moving, deciding, taking back, trying."""

import asyncio

import pytest

from jdwork.errors import ReviewError
from jdwork.record import record_many
from jdwork.runs import RunFolder, execute_run
from jdwork.widgets.review_panel import ReviewPanel
from jdwork.widgets.review_panel_facts import choices_from
from jdwork.workbench import open_workbench
from tests.record.factory import SETTINGS
from tests.review.making import baker
from tests.runs.making import ads


@pytest.fixture
def bench(tiny_workspace):
    workbench = open_workbench(tiny_workspace.root)
    made = [
        baker(1, skills=("wine-service",), proposed=("<b>Lame</b>", "Peel")),
        baker(2, skills=("wine-service",), proposed=("<b>Lame</b>",)),
    ]
    record_many(made, workbench.engine, settings=SETTINGS)
    return workbench


@pytest.fixture
def run(bench):
    folder = RunFolder(bench.workspace.runs / "first")
    execute_run(ads(), bench.pipeline, folder)
    return folder


def pick(panel, kind):
    panel.table.selected = next(str(one.id) for one in panel.items if one.kind == kind)
    return panel.selected


def statuses(bench):
    return {item.id: item.status for item in bench.review(status=None)}


def test_the_first_item_is_shown_with_what_approving_it_does(bench):
    panel = ReviewPanel(bench)
    assert panel.selected is not None
    assert panel.facts["sightings"]
    assert panel.plan["edits"]


def test_accepting_stores_moves_on_and_can_be_taken_back(bench):
    panel = ReviewPanel(bench, by="ann")
    number = pick(panel, "role_skill")
    panel.note = "seen twice"
    panel.act("accept")
    assert statuses(bench)[number] == "approved"
    assert panel.note == ""
    assert not panel.status["problem"]
    assert str(number) in panel.table, "what was decided stays in sight"
    assert [row["status"] for row in panel.table.rows() if row["id"] == str(number)] == ["approved"]
    (decision,) = next(item for item in bench.review(status=None) if item.id == number).decisions
    assert (decision.by, decision.note) == ("ann", "seen twice")
    panel.act("undo")
    assert statuses(bench)[number] == "pending"
    assert panel.selected == number
    panel.act("reject")
    panel.act("refresh")
    assert str(number) not in panel.table


def test_moving_turns_to_the_next_item_and_forgets_what_was_typed(bench):
    panel = ReviewPanel(bench)
    first = panel.selected
    panel.values = {"name": "x"}
    panel.act("move", 1)
    assert panel.selected != first
    assert panel.values == {}
    panel.act("move", -1)
    assert panel.selected == first


def test_what_is_typed_takes_the_place_of_the_draft(bench):
    panel = ReviewPanel(bench)
    pick(panel, "role_skill")
    panel.values = {"weight": "0.75"}
    panel.act("accept")
    links = {one.slug: one.weight for one in bench.snapshot.role("baker").skills}
    assert links["wine-service"] == 0.75


def test_a_choice_that_does_not_fit_is_told_in_the_panel(bench):
    panel = ReviewPanel(bench)
    number = pick(panel, "role_skill")
    panel.values = {"weight": "heavy"}
    panel.act("accept")
    assert "'heavy' is no number" in panel.status["text"]
    panel.values = {"weight": "7"}
    panel.act("accept")
    assert panel.status["problem"]
    assert statuses(bench)[number] == "pending"
    assert panel._state(number) == "pending"


def test_a_second_decision_about_the_same_item_is_refused(bench):
    panel = ReviewPanel(bench)
    number = pick(panel, "role_skill")
    panel.act("accept")
    panel.table.selected = str(number)
    panel.act("reject")
    assert "undo it first" in panel.status["text"]
    assert statuses(bench)[number] == "approved"


def test_undo_with_nothing_decided_says_so(bench):
    panel = ReviewPanel(bench)
    panel.act("undo")
    assert panel.status == {"text": "Nothing was decided yet.", "problem": True}


def test_the_effect_is_told_and_nothing_is_stored(bench, run):
    panel = ReviewPanel(bench, run=run)
    number = pick(panel, "role_skill")
    panel.act("preview")
    assert panel.effect["reach"].startswith("All 8 JDs")
    assert len(panel.effects) == sum(panel.effect[name] for name in ("fixed", "broken", "moved", "kept"))
    assert statuses(bench)[number] == "pending"
    panel.act("move", 1)
    assert panel.effect == {}


def test_without_a_run_the_panel_says_how_to_make_one(bench):
    panel = ReviewPanel(bench)
    panel.act("preview")
    assert "jdwork batch" in panel.status["text"]


def test_an_effect_still_counts_what_was_approved_meanwhile(bench, run):
    panel = ReviewPanel(bench, run=run)
    number = pick(panel, "role_skill")
    panel.act("preview")
    panel.act("accept")
    panel.table.selected = next(str(one.id) for one in panel.items if one.kind == "new_skill")
    panel.act("preview")
    assert panel.effect
    assert statuses(bench)[number] == "approved"


def test_decisions_made_while_one_is_stored_are_stored_together(bench, monkeypatch):
    calls = []
    reject = bench.reject
    monkeypatch.setattr(bench, "reject", lambda ids, **how: calls.append(list(ids)) or reject(ids, **how))

    async def work():
        panel = ReviewPanel(bench)
        numbers = [item.id for item in panel.items]
        panel.table.selected = str(numbers[0])
        for _ in numbers:
            panel.act("reject")
        assert panel._state(numbers[0]) == "rejecting …"
        for _ in range(200):
            await asyncio.sleep(0.02)
            if panel.decided == len(numbers):
                break
        return numbers

    numbers = asyncio.run(work())
    assert len(numbers) == 3
    assert [len(one) for one in calls] == [1, 2]
    assert {statuses(bench)[number] for number in numbers} == {"rejected"}


def test_an_empty_queue_has_nothing_selected(tiny_workspace):
    panel = ReviewPanel(open_workbench(tiny_workspace.root))
    for key in ("accept", "reject", "preview", "refresh"):
        panel.act(key)
    assert panel.selected is None
    assert panel.facts == {}


def test_typed_values_become_choices():
    assert choices_from({"name": " ", "nonsense": "x"}) is None
    made = choices_from({"weight": "0.5", "aliases": "a; b ;", "name": "N"})
    assert (made.weight, made.aliases, made.name) == (0.5, ("a", "b"), "N")
    with pytest.raises(ReviewError, match="no number"):
        choices_from({"weight": "x"})


def test_foreign_text_is_escaped_on_the_page(bench):
    from jdwork.widgets.review_panel_view import item_html

    panel = ReviewPanel(bench)
    pick(panel, "new_skill")
    page = item_html(panel)
    assert "&lt;b&gt;Lame" in page
    assert "<b>Lame" not in page


def test_the_view_follows_the_panel(bench, run):
    from jdwork.widgets.review_panel_view import review_panel_view

    panel = ReviewPanel(bench, run=run)
    box = review_panel_view(panel)
    status, (_, right) = box.children[1], box.children[2].children
    item, typed, _, effect, changes = right.children
    number = pick(panel, "role_skill")
    assert "wine-service" in item.value
    (form, note) = typed.children
    assert [field.description for field in form.children] == ["role", "weight"]
    form.children[1].value = "0.75"
    note.value = "why"
    assert (panel.values, panel.note) == ({"weight": "0.75"}, "why")
    box.children[0]._handle_custom_msg({"do": "preview", "value": None}, [])
    assert "All 8 JDs" in effect.value
    box.children[0]._handle_custom_msg({"do": "accept", "value": None}, [])
    assert f"Item {number} is approved" in status.value
    assert note.value == ""
    assert changes.layout.display == "none"
