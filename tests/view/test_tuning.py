"""Pictures of tuning: what they say, and that nothing in them acts."""

import pytest

from jdwork.config import Settings, read_history, write_settings
from jdwork.tune.consequences import ConfusedPair, Totals, consequences
from jdwork.tune.dials import with_values
from jdwork.tune.request import TuningRequest
from jdwork.view.tuning import (
    consequences_picture,
    curve_title,
    history_html,
    pairs_html,
    proposal_html,
    sensitivity_picture,
    totals_html,
)
from tests.tune.planted import bad_settings, planted, shuffled


@pytest.fixture(scope="module")
def data():
    return planted(240)


@pytest.fixture(scope="module")
def proposal(data):
    return TuningRequest(trials=4, dials=("new_role.max", "b.margin")).propose(data, bad_settings())


def both(data, **values):
    one, two = (data.replay.decide(settings) for settings in (Settings(), with_values(Settings(), values)))
    return consequences(data, one, one), consequences(data, one, two)


def test_the_picture_says_what_is_accepted_and_how_much_of_it_is_wrong(data):
    before, after = both(data, **{"accept.min_confidence": 0.9})
    figure = consequences_picture(before, after)
    share = 100 * after.totals.accepted / after.totals.n
    assert figure.layout.title.text.startswith(f"{share:.1f} % accepted")
    assert "in force" in figure.layout.title.text
    assert [trace.name for trace in figure.data[:6]] == [
        "in force", "accepts, in force", "in force", "tried", "accepts, tried", "tried",
    ]  # fmt: skip


def test_nothing_accepted_is_a_finding_too():
    assert curve_title(Totals(9, 9, 9, 0, 0), Totals(9, 0, 0, 0, 9)) == "Every JD is looked at"


def test_figures_stand_above_those_in_force():
    page = totals_html(Totals(200, 100, 80, 8, 0), Totals(200, 110, 90, 9, 4), fixed=12, broken=2)
    assert "55.0 %" in page
    assert "in force: 50.0 %" in page
    assert "+12" in page
    assert "−2" in page


def test_a_confusion_tells_how_it_changes_and_is_escaped():
    page = pairs_html([ConfusedPair("<b>role</b>", "other$x$", 5, 2), ConfusedPair("a", "b", 0, 3)])
    assert "<b>role" not in page
    assert "$x$" not in page
    assert "-3" in page
    assert "+3" in page
    assert "No confusion" in pairs_html([])


def test_a_proposal_is_told_with_its_interval_and_verdict(proposal):
    page = proposal_html(proposal)
    assert "new_role.max" in page
    assert f"{proposal.improvement.low:+.4f}" in page
    assert "Nothing speaks against writing it" in page


def test_objections_are_told():
    refused = TuningRequest("cost", trials=0, dials=("accept.min_confidence",)).propose(
        shuffled(planted(100)), Settings()
    )
    page = proposal_html(refused)
    assert "Against it" in page
    assert "Nothing speaks" not in page


def test_each_dial_has_its_picture_and_the_title_names_those_that_matter(proposal):
    figure = sensitivity_picture(proposal)
    assert [one.text for one in figure.layout.annotations] == ["new_role.max", "b.margin"]
    assert "new_role.max" in figure.layout.title.text


def test_the_history_tells_the_last_change_first_and_is_escaped(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("[b]\nmargin = 4.0\n")
    assert "never changed" in history_html(read_history(path))
    write_settings(path, {"b.margin": 3.0}, reason="<script>first</script>")
    write_settings(path, {"b.margin": 2.0}, reason="second")
    page = history_html(read_history(path))
    assert "<script>" not in page
    assert page.index("second") < page.index("first")
    assert "4 → 3" in page
