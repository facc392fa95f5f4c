"""Pictures of an evaluation: titles state the finding, figures are right, markup is escaped."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.evaluate import evaluate_decisions
from jdwork.view import reliability_diagram, risk_coverage_picture, role_f1_picture
from jdwork.view.figures import RIGHT, WRONG
from tests.evaluate.deciding import decisions, many

EVIL = "<b onclick=x>"


def evaluation(labels, roles, confidence=None, **columns):
    sure = [0.9 - row / 1000 for row in range(len(labels))] if confidence is None else confidence
    return evaluate_decisions(decisions(labels, roles, sure, **columns), resamples=100)


@pytest.fixture(scope="module")
def honest():
    return evaluate_decisions(many(2000), resamples=100)


def shifted(by):
    made = many(2000)
    return evaluate_decisions(
        decisions(
            [made.names[code] for code in made.gold],
            [made.name(code) for code in made.role],
            np.clip(made.confidence + by, 0, 1),
        ),
        resamples=100,
    )


# reliability


def test_reliability_says_whether_confidence_can_be_trusted(honest):
    def title(found):
        return reliability_diagram(found).layout.title.text

    assert title(honest).startswith("Confidence can be taken at its word: ECE 0.0")
    assert title(shifted(0.2)).startswith("Decisions are right less often than they claim: ECE 0.1")
    assert title(shifted(-0.2)).startswith("Decisions are right more often than they claim")


def test_reliability_draws_each_bin_with_its_interval_and_count(honest):
    _, dots, bars = reliability_diagram(honest).data
    assert list(dots.y) == [one.accuracy.value for one in honest.reliability]
    assert list(dots.x) == [one.confidence for one in honest.reliability]
    assert dots.y[3] + dots.error_y.array[3] == pytest.approx(honest.reliability[3].accuracy.high)
    assert [row[0] for row in bars.customdata] == [one.n for one in honest.reliability]
    # The area of a bar is its number of JDs.
    assert bars.y[3] * bars.width[3] == pytest.approx(honest.reliability[3].n)


def test_bins_that_miss_their_confidence_stand_out():
    colors = reliability_diagram(shifted(0.2)).data[1].marker.color
    assert colors.count(WRONG) > 7


# risk and coverage


def test_risk_says_how_many_can_be_accepted(honest):
    figure = risk_coverage_picture(honest, precision=0.9)
    share = honest.figures["coverage_at_90"].value
    assert figure.layout.title.text.startswith(f"{share:.0%} (")
    assert figure.layout.title.text.endswith("can be accepted with at most 10% of them wrong")
    assert list(figure.data[1].y) == [point.risk.value for point in honest.risk_coverage]


def test_risk_says_where_nothing_can_be_accepted():
    figure = risk_coverage_picture(evaluation(["a"] * 40, ["b"] * 40))
    assert figure.layout.title.text == "No share of the decisions stays within 5% wrong"


def test_risk_of_another_precision_than_evaluated_still_draws(honest):
    assert "of all decisions are wrong" in risk_coverage_picture(honest, precision=0.77).layout.title.text


def test_risk_says_in_one_line_how_unknown_roles_were_told(honest):
    columns = {"cases": ["E"] * 10 + ["A"] * 30, "known": [False] * 20 + [True] * 20}
    found = evaluation(
        ["x"] * 20 + ["a"] * 20, [None] * 10 + ["a"] * 30, support=[0.1] * 20 + [0.9] * 20, **columns
    )
    subtitle = risk_coverage_picture(found).layout.title.subtitle.text
    assert subtitle.startswith("20 of 40 JDs are of unknown roles: 50.0 % (")
    assert "AUROC of support 1.000" in subtitle
    bare = evaluation(["x"] * 20 + ["a"] * 20, [None] * 10 + ["a"] * 30, **columns)
    assert "hold no support" in risk_coverage_picture(bare).layout.title.subtitle.text
    assert risk_coverage_picture(honest).layout.title.subtitle.text is None


# roles


def test_roles_stand_with_the_hardest_first_and_the_title_names_it():
    labels = ["good"] * 40 + ["bad"] * 40 + ["fine"] * 40
    roles = ["good"] * 40 + ["good"] * 36 + ["bad"] * 4 + ["fine"] * 40
    found = evaluation(labels, roles)
    figure = role_f1_picture(found)
    assert figure.data[0].y[0] == "bad"
    assert figure.layout.title.text.endswith("are clearly below the mean F1 of 0.62, bad most")
    assert figure.data[0].marker.color[0] == WRONG
    assert figure.data[0].marker.color[-1] == RIGHT


def test_labels_from_outside_are_escaped():
    found = evaluation([EVIL] * 30, ["a"] * 30)
    for figure in (role_f1_picture(found), reliability_diagram(found)):
        assert EVIL not in figure.to_json().replace("\\u003c", "<").replace("\\u003e", ">")
