"""The tuning desk drawn: its parts follow the state, and carry nothing that acts."""

import pytest

from jdwork.widgets.tuning_desk_view import sensitivity_view, tuning_desk_view
from tests.tune.planted import planted
from tests.widgets.test_tuning_desk import FILE, open_desk


@pytest.fixture
def desk(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    return open_desk(planted(200), path)


def part(view, name):
    """The widget of a class, wherever it stands."""
    if name in getattr(view, "_dom_classes", ()):
        return view
    for child in getattr(view, "children", ()):
        if (found := part(child, name)) is not None:
            return found
    return None


def dials(view):
    if hasattr(view, "dials"):
        return view
    return next((found for child in getattr(view, "children", ()) if (found := dials(child))), None)


def test_a_dial_turned_in_the_browser_moves_everything(desk):
    view = tuning_desk_view(desk)
    figure = part(view, "jd-tune-curves").children[0]
    totals = part(view, "jd-tune-totals").value
    turned = dials(view)
    sent = []
    turned.send = sent.append
    turned._on_message(None, {"do": "turn", "key": "new_role.max", "value": 0.1}, [])
    assert turned.state["values"]["new_role.max"] == 0.1
    assert turned.state["current"]["new_role.max"] == 1.0
    assert part(view, "jd-tune-totals").value != totals
    assert "in force" in figure.layout.title.text or "accepted" in figure.layout.title.text
    assert list(figure.data[3].x) == list(desk.after.curve.coverage)
    assert sent == [{"did": "turn"}], "the browser waits for it before it sends the next"


def test_a_message_that_makes_no_sense_changes_nothing(desk):
    turned = dials(tuning_desk_view(desk))
    for content in ("x", {"do": "else"}, None):
        turned._on_message(None, content, [])
    assert desk.values["new_role.max"] == 1.0


def test_buttons_follow_what_can_be_done(desk):
    view = tuning_desk_view(desk)
    back, force = part(view, "jd-tune-rollback"), part(view, "jd-tune-force")
    proposed = lambda: part(view, "jd-tune-preset-proposed")  # noqa: E731
    assert back.disabled
    assert force.layout.display == "none"
    assert proposed().disabled
    desk.turn("accept.min_confidence", 0.9)
    part(view, "jd-tune-write").click()
    assert force.layout.display == ""
    force.click()
    assert not back.disabled
    assert "set by hand" in part(view, "jd-tune-history").value
    back.click()
    assert desk.values["accept.min_confidence"] == 0.5
    part(view, "jd-tune-search").click()
    assert not proposed().disabled
    assert "new_role.max" in part(view, "jd-tune-proposal").value


def test_sensitivity_is_drawn_after_a_search(desk):
    view = sensitivity_view(desk)
    assert "Search above" in view.children[0].value
    desk.act("search")
    assert len(view.children[0].data) >= 3


def test_titles_are_text(desk):
    desk.turn("new_role.max", 0.0)
    titles = [one["title"] for one in desk.flips.first(500)]
    view = tuning_desk_view(desk)
    assert "<b>First" not in part(view, "jd-tune-pairs").value
    assert all(isinstance(one, str) for one in titles)


def test_a_closed_view_lets_go_of_the_desk(desk):
    view = tuning_desk_view(desk)
    totals = part(view, "jd-tune-totals")
    view.close()
    before = totals.value
    desk.turn("new_role.max", 0.2)
    assert totals.value == before
