"""The picture of an ablation: the title states the finding, bars stand at the rows' figures."""

from __future__ import annotations

import pytest

from jdwork.evaluate import AblationRow, Estimate
from jdwork.view import ablation_figure
from jdwork.view.figures import RIGHT, WRONG


def row(kind, group, accuracy, gap=(0.0, 0.0, 0.0), *, silent=False):
    return AblationRow(
        kind=kind,
        group=group,
        silent=silent,
        n=1200,
        accuracy=accuracy,
        top5=0.95,
        macro_f1=0.5,
        leads=accuracy + 0.05,
        no_role=0.1,
        accuracy_difference=Estimate(*gap),
        leads_difference=Estimate(0.0, 0.0, 0.0),
    )


ALL = row("all", None, 0.8)
KRA = row("without", "KRA", 0.7, (-0.1, -0.13, -0.08))
SKILL = row("without", "skill", 0.79, (-0.01, -0.03, 0.01))
CENTROID = row("without", "centroid", 0.8, silent=True)
ALONE = row("alone", "KRA", 0.2, (-0.6, -0.7, -0.5))


def test_the_title_names_the_groups_that_are_missed():
    title = ablation_figure([ALL, SKILL, KRA, CENTROID, ALONE]).layout.title.text
    assert title == "Accuracy falls without KRA (−10.0 points)"


def test_several_groups_are_named_the_greatest_loss_first():
    wording = row("without", "wording", 0.65, (-0.15, -0.17, -0.12))
    alias = row("without", "alias", 0.75, (-0.05, -0.06, -0.04))
    title = ablation_figure([ALL, alias, KRA, wording]).layout.title.text
    assert title == (
        "Accuracy falls without wording (−15.0 points), KRA (−10.0 points) or alias (−5.0 points)"
    )


@pytest.mark.parametrize("rows", [[ALL, SKILL, CENTROID, ALONE], [ALL]])
def test_a_loss_within_its_interval_is_no_finding(rows):
    assert ablation_figure(rows).layout.title.text.startswith("No single group of signals is missed")


def test_bars_and_whiskers_stand_at_the_figures():
    figure = ablation_figure([ALL, KRA, SKILL])
    bars, diamonds = figure.data
    assert list(bars.y) == ["all signals", "without KRA", "without skill"]
    assert list(bars.x) == [0.8, 0.7, 0.79]
    assert list(bars.marker.color) == [RIGHT, WRONG, RIGHT]
    assert list(bars.error_x.array) == pytest.approx([0, 0.02, 0.02])
    assert list(bars.error_x.arrayminus) == pytest.approx([0, 0.03, 0.02])
    assert list(diamonds.x) == pytest.approx([0.85, 0.75, 0.84])
    assert figure.layout.shapes[0].x0 == 0.8
    assert "1,200 labelled JDs" in figure.layout.xaxis.title.text


def test_a_group_that_says_nothing_is_marked():
    assert ablation_figure([ALL, CENTROID]).data[0].y[1] == "without centroid (says nothing here)"


def test_nothing_is_drawn_of_nothing():
    figure = ablation_figure([])
    assert (figure.layout.title.text, len(figure.data)) == ("No ablation yet", 0)
