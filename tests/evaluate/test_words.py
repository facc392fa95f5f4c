"""Figures in words."""

import pytest

from jdwork.evaluate import Estimate, evaluate_decisions, figure_range, figure_rows, figure_text, figure_words
from tests.evaluate.deciding import many


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accuracy", "accuracy"),
        ("macro_f1", "macro-F1"),
        ("coverage_at_97.5", "coverage at 97.5 % precision"),
    ],
)
def test_names(name, words):
    assert figure_words(name) == words


def test_shares_are_percent_their_differences_points_and_scores_plain():
    assert figure_text("accuracy", 0.8126) == "81.3 %"
    assert figure_text("top5", -0.035, signed=True) == "-3.5 points"
    assert figure_text("ece", 0.0449, signed=True) == "+0.045"
    assert figure_range("accuracy", Estimate(0.8, 0.75, 0.85)) == "75.0 to 85.0 %"
    assert figure_range("accuracy", Estimate(0.0, -0.01, 0.01), signed=True) == "-1.0 to +1.0 points"


def test_rows_say_what_a_figure_means_for_use():
    found = evaluate_decisions(many(400), resamples=100)
    remarks = {row["name"]: row["remark"] for row in figure_rows(found)}
    assert remarks["ECE"] == f"{found.ece_by_chance:.3f} were the confidences exactly right"
    assert remarks["coverage at 90 % precision"] == (
        f"confidence {found.thresholds['coverage_at_90']:.3f} and above"
    )
    assert remarks["accuracy"] == ""
