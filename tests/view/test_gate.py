"""Pictures and tables of a gated run: they say what they found, and escape what others wrote."""

from __future__ import annotations

from dataclasses import replace

from jdwork.evaluate import Estimate
from jdwork.output.palette import role_color
from jdwork.runs.gate import TrendPoint
from jdwork.view import gate_table, regression_table, role_change_picture, trend_picture
from jdwork.view.figures import OPEN, RIGHT, WRONG
from jdwork.view.gate import beyond_chance, moved_roles, regression_frame
from tests.view.gated import LABELS, report

EVIL = "</script><img src=x onerror=alert(1)>"


def trend(values, verdicts=None):
    points = tuple(
        TrendPoint(f"run-{number}", f"2026-01-{number + 1:02}T00:00:00+00:00", 40,
                   Estimate(value, value - 0.05, min(1.0, value + 0.05)), (verdicts or {}).get(number))
        for number, value in enumerate(values)
    )  # fmt: skip
    return trend_picture(replace(report(), trend=points))


def test_the_trend_says_how_this_run_stands_among_the_earlier_ones():
    assert trend([0.8]).layout.title.text == "80.0% right: the first run of this data"
    assert trend([0.9, 0.8]).layout.title.text == "80.0% right: below the earlier run of this data"
    assert trend([0.9, 0.9, 0.8]).layout.title.text == "80.0% right: below both earlier runs of this data"
    assert trend([0.9, 0.7, 0.8]).layout.title.text.endswith("1 of 2 earlier runs of this data did better")
    assert trend([0.6, 0.7, 0.8]).layout.title.text.endswith("none of 2 earlier runs of this data did better")
    assert trend([0.8, 0.8]).layout.title.text.endswith("as in 1 earlier run of this data")


def test_the_trend_colours_runs_by_their_verdict_and_marks_this_one():
    line = trend([0.9, 0.9, 0.8], {0: "passed", 1: "failed"}).data[-1]
    assert list(line.marker.color) == [RIGHT, WRONG, OPEN]
    assert line.marker.size[-1] > line.marker.size[0]


def test_many_runs_have_few_labels_and_the_last_is_labelled():
    axis = trend([0.8] * 50).layout.xaxis
    assert len(axis.tickvals) <= 8
    assert axis.tickvals[-1] == 50


def test_roles_that_moved_are_told_with_their_direction():
    comparison = report().against[0].comparison
    picture = role_change_picture(comparison)
    assert {one.role for one in moved_roles(comparison)} == {"a", "b", "c"}
    clear = [one.role for one in comparison.roles if one.difference.high < 0 and beyond_chance(one)]
    assert clear
    assert picture.layout.title.text.startswith(f"{len(clear)} role")
    assert "clearly worse and 0 clearly better" in picture.layout.title.text
    lost = next(part for part in picture.data if part.name.startswith("lost"))
    assert all(value < 0 for value in lost.x)
    assert lost.marker.line.color == WRONG
    still = report(after=LABELS).against[0].comparison
    assert role_change_picture(still).layout.title.text == "None of 3 roles moved"


def test_a_role_of_one_jd_never_moves_beyond_chance():
    lone = ["rare", *["b"] * 39]
    comparison = report(["b"] * 40, lone, labels=lone).against[0].comparison
    rare = next(one for one in comparison.roles if one.role == "rare")
    assert rare.difference.value == -1
    assert not beyond_chance(rare)
    assert "none beyond chance" in role_change_picture(comparison).layout.title.text


def test_rules_are_a_table_in_words():
    text = gate_table(report().gate).to_html()
    assert "accuracy of at least 60 %" in text
    assert "passes" in text


def test_the_most_of_regressions_are_a_frame_and_a_table_with_the_colours_of_roles():
    found = report(titles=[EVIL] * 40, ids=[f"{EVIL}{row}" for row in range(40)]).against[0].regressions
    frame = regression_frame(found)
    assert frame["id"].is_unique
    assert frame["after"].tolist().count("(no role)") == 1
    shown = regression_table(found).to_html()
    assert "<img" not in shown
    assert role_color("b") in shown
    assert regression_frame(()).empty
    assert regression_table(()).to_html()


def test_what_others_named_is_no_markup_in_pictures():
    hostile = report(
        labels=[EVIL, "b"] * 20, before=[EVIL, "b"] * 20, after=[EVIL, "b"] * 10 + ["b", EVIL] * 10, run=EVIL
    )
    for picture in (trend_picture(hostile), role_change_picture(hostile.against[0].comparison)):
        assert "<img" not in picture.to_json().replace("\\u003c", "<")
