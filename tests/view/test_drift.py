"""Drift in pictures: the finding in the title, small samples shown as such, nothing of a JD as markup."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.evaluate.drift import Periods, measure_drift, skill_movers
from jdwork.evaluate.drift.movers import MovedSentence
from jdwork.runs.drift import RunDrift
from jdwork.runs.drift_data import DriftData
from jdwork.view.drift import drift_forest, drift_table, volume_figure
from jdwork.view.drift_movers import (
    NOT_MEASURED_HERE,
    drift_map,
    moved_sentence_table,
    skill_mover_figure,
)
from tests.evaluate.drift.making import QUICK, two_periods

EVIL = "<img src=x onerror=alert(1)>"


def measured(roles):
    vectors, names, periods = two_periods(np.random.default_rng(3), roles)
    report = measure_drift(vectors, names, periods, settings=QUICK)
    n = len(names)
    blank = (None,) * n
    data = DriftData(("run",) * n, tuple(map(str, range(n))), blank, blank, tuple(names), ((),) * n,
                     vectors, np.arange(n), 0, (), "test")  # fmt: skip
    return RunDrift(data, Periods(tuple(periods), ("a", "b"), "batch"), report, "role")


@pytest.fixture(scope="module")
def found():
    return measured({EVIL: (40, 40, 1.2), "still": (20, 20, 0), "few": (4, 30, 0), "gone": (9, 0, 0)})


@pytest.fixture(scope="module")
def quiet():
    return measured({"still": (9, 9, 0)})


@pytest.fixture(scope="module")
def tiny():
    return measured({"few": (1, 1, 0)})


def test_the_forest_says_who_drifted_and_what_could_not_be_seen(found):
    figure = drift_forest(found.report)
    assert figure.layout.title.text.startswith("b against a: 1 of 2 drifted, &lt;img src=x")
    assert "2 with too few JDs to tell" in figure.layout.title.subtitle.text
    marks = {trace.name: trace for trace in figure.data}
    assert marks["drifted"].marker.color != marks["unclear"].marker.color
    # Too few JDs have no effect, only what they could have shown; where that is nothing, not even that.
    hollow = marks["smallest effect it could show"]
    assert [label.split()[0] for label in hollow.y] == ["&lt;img", "still", "few"]
    assert len(figure.layout.yaxis.categoryarray) == 4
    assert "few" not in " ".join(map(str, marks["drifted"].y))
    assert "3 not shown" in drift_forest(found.report, most=1).layout.title.subtitle.text


def test_where_nothing_is_found_the_pictures_say_so_and_why(quiet, tiny):
    assert (
        drift_forest(quiet.report).layout.title.text == "b against a: no alarm among 1 that could be tested"
    )
    assert drift_forest(tiny.report).layout.title.text == "b against a: too few JDs to tell for any of 1"
    one = measure_drift(np.ones((2, 3)), ["x"] * 2, ["a"] * 2, settings=QUICK)
    assert "divide the JDs into periods" in drift_forest(one).layout.title.text
    none = measure_drift(np.ones((0, 3)), [], [], settings=QUICK)
    assert "Do the JDs have dates?" in volume_figure(none).layout.title.text
    assert "choose a longer one" in drift_map(tiny).layout.title.text
    assert len(drift_table(none).data) == 0
    assert skill_mover_figure([]).layout.title.text.startswith("No skills to compare")


def test_the_map_shows_paths_and_says_that_it_measures_nothing(found):
    figure = drift_map(found)
    assert NOT_MEASURED_HERE in figure.layout.title.subtitle.text
    assert figure.layout.title.text == "Where the centroids went from a on: 1 of 2 tested drifted"
    paths = {trace.name: trace for trace in figure.data if trace.mode == "lines+markers"}
    assert len(paths) == 4
    assert len(paths["still"].x) == 2
    assert len(paths["gone"].x) == 1
    assert list(paths["few"].marker.symbol) == ["circle-open", "circle"]
    assert len(figure.data[0].x) == 73  # the reference's JDs
    assert {
        trace.name for trace in drift_map(found, roles=["few"]).data if trace.mode == "lines+markers"
    } == {"few"}


def test_the_table_has_alarms_first_and_too_few_last(found):
    frame = drift_table(found.report).data
    assert frame["verdict"].iloc[0] == "drifted"
    assert frame["verdict"].tolist()[-2:] == ["too few", "too few"]
    assert "too few to tell (n=4 and 30" in " ".join(frame["finding"])
    assert "nan" not in drift_table(found.report).to_html()


def test_volume_counts_every_jd_once_and_says_who_can_be_compared(found):
    figure = volume_figure(found.report, most=2)
    assert sum(sum(trace.y) for trace in figure.data) == 163
    assert figure.data[-1].name == "2 others"
    assert figure.layout.title.text == "163 JDs in 2 periods; 2 of 4 groups can be compared"


def test_movers_are_coloured_where_they_are_more_than_chance():
    skills = [{EVIL, "sql"}] * 12 + [{"rust", "sql"}] * 12
    figure = skill_mover_figure(skill_movers(skills, [False] * 12 + [True] * 12))
    assert figure.layout.title.text.startswith("2 skills changed more than chance would; ")
    (bars,) = figure.data
    assert list(bars.x) == [-1, 0, 1]
    assert len(set(bars.marker.color)) == 3
    steady = skill_mover_figure(skill_movers([{"sql"}] * 8, [False] * 4 + [True] * 4))
    assert steady.layout.title.text == "No skill's share changed more than chance would (n=4 and 4)"


def test_nothing_of_a_jd_is_markup(found):
    sentences = [MovedSentence(EVIL, 0, True, 1.5, f"Likes {EVIL}.", 0, 4)]
    page = moved_sentence_table(sentences, [EVIL]).to_html() + drift_table(found.report).to_html()
    skills = skill_mover_figure(skill_movers([{EVIL}] * 4 + [set()] * 4, [False] * 4 + [True] * 4))
    for figure in (drift_forest(found.report), drift_map(found), volume_figure(found.report), skills):
        drawn = figure.to_dict()
        for trace in drawn["data"]:
            # The slug as data, for those who click; it is never drawn.
            trace["customdata"] = [one[1:] for one in trace.get("customdata", ()) if len(one) > 1]
        page += str(drawn)
    assert "<img" not in page
    assert "&lt;img" in page
