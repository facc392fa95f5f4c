"""The tuning desk without a browser: turning, searching, writing, taking back."""

import pytest

from jdwork.config import load_settings, write_settings
from jdwork.errors import JdworkError
from jdwork.tune.request import TuningRequest
from jdwork.widgets.tuning_desk import PROPOSED, TuningDesk
from tests.tune.planted import planted

FILE = """\
# Ours.
[new_role]
max = 1.0  # everything is new
max_with_model = 1.0

[accept]
min_confidence = 0.5
"""


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "config.toml"
    made.write_text(FILE)
    return made


@pytest.fixture(scope="module")
def data():
    return planted(300)


def open_desk(data, path, **given):
    dials = ("new_role.max", "new_role.max_with_model", "accept.min_confidence")
    request = TuningRequest(trials=4, dials=dials, **given)
    return TuningDesk(data, path, titles={"0": "<b>First</b>"}, run_id="r", request=request)


@pytest.fixture
def desk(data, path):
    return open_desk(data, path)


def test_the_dials_start_where_the_file_has_them(desk):
    assert desk.values == {"new_role.max": 1.0, "new_role.max_with_model": 1.0, "accept.min_confidence": 0.5}
    assert desk.after.totals == desk.before.totals
    assert len(desk.flips) == 0
    assert len(desk.shown) + len(desk.held) == 300


def test_what_a_dial_does_follows(desk):
    revision = desk.revision
    desk.turn("new_role.max", 0.0)
    assert desk.revision == revision + 1
    assert desk.after.totals.new < desk.before.totals.new
    assert desk.after.totals.right > desk.before.totals.right
    kinds = {one["kind"] for one in desk.flips.first(500)}
    assert "fixed" in kinds
    assert f"{len(desk.after.flips):,} JDs are decided otherwise" in desk.flips.note


def test_a_dial_stays_in_its_range_and_is_rounded(desk):
    desk.turn("new_role.max", 17)
    assert desk.values["new_role.max"] == 1.0
    desk.turn("new_role.max", 0.123456)
    assert desk.values["new_role.max"] == 0.123


def test_presets_move_all_dials(desk):
    desk.act("preset", "shipped")
    assert desk.values["new_role.max"] < 0.5
    desk.act("preset", "in force")
    assert desk.values["new_role.max"] == 1.0
    assert desk.after.totals == desk.before.totals


def test_a_search_ends_at_its_proposal(desk):
    desk.act("search")
    assert desk.found is not None
    assert desk.working == ""
    assert desk.values["new_role.max"] == desk.found.values["new_role.max"]
    desk.act("preset", "in force")
    desk.act("preset", PROPOSED)
    assert desk.values["new_role.max"] == desk.found.values["new_role.max"]
    assert desk.found.n == len(desk.shown), "those held back are not searched on"


def test_nothing_was_proposed_yet(desk):
    desk.act("preset", PROPOSED)
    assert desk.status["problem"]
    assert "Nothing was proposed" in desk.status["text"]


def test_values_that_stand_up_are_written_and_taken_back_byte_by_byte(desk, path):
    before = path.read_bytes()
    desk.turn("new_role.max", 0.0)
    desk.turn("new_role.max_with_model", 0.0)
    desk.act("write")
    assert not desk.status["problem"], desk.status
    assert "# everything is new" in path.read_text()
    assert load_settings(path).new_role.max == 0.0
    entry = desk.history[-1]
    assert entry.reason.startswith("set by hand for")
    assert entry.run_id == "r"
    assert entry.metrics["tried"] == 1
    assert desk.after.totals == desk.before.totals, "what was written is in force"
    desk.act("rollback")
    assert path.read_bytes() == before
    assert desk.values["new_role.max"] == 1.0


def test_what_a_search_found_is_written_with_its_own_verdict(desk, path):
    desk.act("search")
    found = desk.found
    desk.act("write")
    assert desk.history[-1].reason.startswith("tuned for")
    assert desk.history[-1].data_hash == found.data_hash
    assert load_settings(path).new_role.max == found.values["new_role.max"]


def test_what_does_not_stand_up_is_written_by_force_only(desk, path):
    before = path.read_bytes()
    desk.turn("accept.min_confidence", 0.9)  # no other role for anybody
    desk.act("write")
    assert desk.status["may_force"]
    assert path.read_bytes() == before
    desk.act("write", True)
    assert load_settings(path).accept.min_confidence == 0.9
    assert "forced although" in desk.history[-1].reason
    assert desk.history[-1].metrics["tried"] == 2, "the second look at the JDs held back"


def test_force_is_offered_for_the_values_that_were_refused_only(desk):
    desk.turn("accept.min_confidence", 0.9)
    desk.act("write")
    desk.turn("accept.min_confidence", 0.8)
    assert not desk.status.get("may_force")


def test_nothing_to_write(desk):
    desk.act("write")
    assert "nothing to write" in desk.status["text"]


def test_what_somebody_else_wrote_is_not_overwritten(desk, path):
    desk.turn("new_role.max", 0.0)
    write_settings(path, {"b.margin": 2.5}, reason="somebody else")
    theirs = path.read_bytes()
    desk.act("write")
    assert desk.status["problem"]
    assert "changed since" in desk.status["text"]
    assert path.read_bytes() == theirs
    desk.act("load")
    desk.turn("new_role.max", 0.0)
    desk.act("write")
    assert not desk.status["problem"]
    assert load_settings(path).b.margin == 2.5


def test_nothing_to_take_back(desk):
    desk.act("rollback")
    assert desk.status["problem"]


def test_a_search_that_is_stopped_proposes_the_best_so_far(desk, monkeypatch):
    told = []

    def progress(stop, what, share):
        told.append(what)
        desk.stop_search()

    monkeypatch.setattr(desk, "_progress", progress)
    desk.act("search")
    assert told
    assert desk.found.cancelled
    assert "stopped" in desk.status["text"]


def test_a_promise_can_be_sought(data, path):
    path.write_text("[new_role]\nmax = 0.0\nmax_with_model = 0.0\n")
    desk = open_desk(data, path, objective="guarantee", options={"most_wrong": 0.6})
    desk.act("search")
    assert desk.found.promise.threshold is not None


def test_a_broken_file_is_told_and_the_desk_stays(desk, path):
    path.write_text("[new_role\n")
    desk.act("load")
    assert desk.status["problem"]
    desk.turn("new_role.max", 0.5)
    assert desk.values["new_role.max"] == 0.5


def test_too_few_labels_are_told(path):
    with pytest.raises(JdworkError, match="too few"):
        open_desk(planted(10), path)
