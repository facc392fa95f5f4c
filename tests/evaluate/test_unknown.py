"""Unknown roles: figures are those of the books, rejected JDs stay out, no word where all are known."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from jdwork.evaluate import evaluate_decisions, separation
from jdwork.evaluate.unknown import (
    area_under_roc,
    unknown_figures,
    unknown_line,
    unknown_rows,
    unknown_title,
    why_left_out,
)
from tests.evaluate.deciding import decisions


@st.composite
def told(draw):
    """Support with ties, of known and unknown ones, at least one of each, and how often each counts."""
    n = draw(st.integers(2, 50))
    support = draw(st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=n, max_size=n))
    known = [True, False, *draw(st.lists(st.booleans(), min_size=n - 2, max_size=n - 2))]
    weights = [1, 1, *draw(st.lists(st.integers(0, 3), min_size=n - 2, max_size=n - 2))]
    return np.array(support), np.array(known), np.array(weights, dtype=float)


def mixed(n=300, *, seed=0, gap=1.0, rejected=0.1):
    """Known and unknown JDs whose support lies apart; a third are unknown, some of either are rejected."""
    draw = np.random.default_rng(seed)
    known = draw.random(n) < 2 / 3
    support = 1 / (1 + np.exp(-draw.normal(gap * known, 1.0)))
    cases = np.where(support < 0.45, "E", "A").astype(object)
    cases[draw.random(n) < rejected] = "REJECT"
    roles = [None if case != "A" else "baker" for case in cases]
    return decisions(
        ["baker" if one else "astronaut" for one in known],
        roles,
        draw.random(n).tolist(),
        cases=cases.tolist(),
        known=known.tolist(),
        support=support,
    )


@given(told())
@settings(deadline=None)
def test_the_area_is_that_of_scikit_learn_with_and_without_weights(columns):
    support, known, weights = columns
    plain, weighted = area_under_roc(support, known, np.stack([np.ones_like(weights), weights]))
    assert plain == pytest.approx(roc_auc_score(known, support))
    assert plain == pytest.approx(separation(support[known], support[~known]))
    assert weighted == pytest.approx(roc_auc_score(known, support, sample_weight=weights))


@given(st.integers(0, 1000))
@settings(deadline=None, max_examples=20)
def test_every_figure_is_the_plain_count_over_jds_that_were_not_rejected(seed):
    made = mixed(120, seed=seed)
    found = unknown_figures(made, resamples=100)
    cases = np.array(made.cases)
    asked = cases != "REJECT"
    assert found.auroc.value == pytest.approx(roc_auc_score(made.known[asked], made.support[asked]))
    assert found.detected.value == pytest.approx((cases[asked & ~made.known] == "E").mean())
    assert found.lost.value == pytest.approx((cases[asked & made.known] == "E").mean())
    assert found.accuracy.value == pytest.approx(made.right[made.known].mean())
    assert (found.known + found.unknown, found.rejected_known + found.rejected_unknown) == (
        len(made),
        (~asked).sum(),
    )
    for figure in (found.auroc, found.detected, found.lost, found.accuracy):
        assert 0 <= figure.low <= figure.value <= figure.high <= 1


def test_what_was_rejected_changes_no_figure_but_the_accuracy_of_known():
    made = mixed()
    other = mixed()
    rejected = np.array(other.cases) == "REJECT"
    other.support[rejected] = 1 - other.support[rejected]
    assert unknown_figures(made, resamples=100) == unknown_figures(other, resamples=100)
    without = unknown_figures(made.take(np.flatnonzero(~rejected)), resamples=100)
    found = unknown_figures(made, resamples=100)
    assert (without.auroc.value, without.detected.value) == (found.auroc.value, found.detected.value)
    assert (without.rejected_known, without.rejected_unknown) == (0, 0)
    assert min(found.rejected_known, found.rejected_unknown) > 0
    assert found.accuracy.value < without.accuracy.value


def test_other_figures_count_unknown_roles_as_wrong_as_ever():
    made = mixed()
    found = evaluate_decisions(made, resamples=100)
    assert found.figures["accuracy"].value == made.right.mean()
    assert found.unknown.accuracy.value * found.unknown.known == pytest.approx(made.right.sum())


def test_all_labels_known_leaves_nothing_to_say():
    made = decisions(["baker"] * 5, ["baker"] * 5, [0.9] * 5, support=[0.9] * 5, cases=["A"] * 5)
    assert unknown_figures(made) is None
    assert why_left_out(made) is None
    found = evaluate_decisions(made, resamples=100)
    assert (found.unknown, found.unknown_note) == (None, None)
    assert found.to_dict()["unknown"] is None


def test_missing_support_leaves_the_section_out_and_says_why():
    made = decisions(
        ["baker", "astronaut"], ["baker", None], [0.9, 0.8], cases=["A", "E"], known=[True, False]
    )
    found = evaluate_decisions(made, resamples=100)
    assert found.unknown is None
    assert found.unknown_note.startswith("1 of 2 JDs are of unknown roles; ")
    assert "2 decisions hold no support" in found.unknown_note
    assert found.unknown_note.endswith("Run the job again.")


def test_support_that_only_rejected_jds_lack_is_not_missed():
    made = decisions(
        ["baker", "astronaut", "baker"], ["baker", None, None], [0.9, 0.8, 0.0],
        cases=["A", "E", "REJECT"], known=[True, False, True], support=[0.9, 0.1, np.nan],
    )  # fmt: skip
    assert why_left_out(made) is None
    assert unknown_figures(made, resamples=100).auroc.value == 1


def test_no_unknown_jd_left_after_rejection_is_no_figure_rather_than_zero():
    made = decisions(
        ["baker", "astronaut"], ["baker", None], [0.9, 0.0],
        cases=["A", "REJECT"], known=[True, False], support=[0.9, 0.0],
    )  # fmt: skip
    found = evaluate_decisions(made, resamples=100)
    body = found.to_dict()
    assert (
        body["unknown"]["auroc"] == body["unknown"]["detected"] == {"value": None, "low": None, "high": None}
    )
    assert json.loads(json.dumps(body, allow_nan=False)) == body
    assert unknown_rows(found.unknown)[0]["value"] == "–"


def test_a_perfect_separation_of_a_few_is_not_certain():
    made = decisions(
        ["baker"] * 30 + ["astronaut"] * 6, ["baker"] * 30 + [None] * 6, [0.9] * 36,
        cases=["A"] * 30 + ["E"] * 6, known=[True] * 30 + [False] * 6, support=[0.9] * 30 + [0.1] * 6,
    )  # fmt: skip
    found = unknown_figures(made, resamples=100)
    for figure in (found.auroc, found.detected):
        assert figure.value == figure.high == 1
        assert figure.low == pytest.approx(0.025 ** (1 / 6))
    copies = unknown_figures(made, groups=[*range(30), *[30] * 6], resamples=100)
    assert copies.detected.low == pytest.approx(0.025)


def test_copies_are_drawn_together():
    made = mixed(100, rejected=0)
    copied = made.take(np.repeat(np.arange(100), 9))
    ids = tuple(str(number) for number in range(900))
    copied = decisions(
        [copied.names[code] for code in copied.gold], [copied.name(code) for code in copied.role],
        copied.confidence.tolist(), ids=ids, cases=copied.cases, known=copied.known, support=copied.support,
    )  # fmt: skip

    def width(found):
        return found.auroc.high - found.auroc.low

    once, blind = unknown_figures(made), unknown_figures(copied)
    aware = unknown_figures(copied, groups=np.repeat(np.arange(100), 9))
    assert width(blind) < 0.5 * width(once)
    assert width(aware) == pytest.approx(width(once), rel=0.2)


def test_the_order_of_jds_changes_nothing():
    made = mixed()
    order = random.Random(1).sample(range(len(made)), len(made))
    one, other = (evaluate_decisions(some, resamples=100).to_dict() for some in (made, made.take(order)))
    assert one["unknown"] == other["unknown"]


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # Normal supports one deviation apart: the area is the normal distribution at 1 / sqrt(2).
    held = 0
    for seed in range(60):
        figure = unknown_figures(mixed(200, seed=seed, rejected=0), resamples=300).auroc
        held += figure.low <= 0.7602 <= figure.high
    assert held >= 52


def test_words_say_how_many_and_of_what():
    found = unknown_figures(mixed(), resamples=100)
    asked = found.unknown - found.rejected_unknown
    title = unknown_title(found)
    assert f"{found.known} JDs of known roles, {found.unknown} of unknown ones" in title
    assert title.endswith(f"left out: {found.rejected_known} and {found.rejected_unknown}")
    rows = {row["name"]: row for row in unknown_rows(found)}
    assert list(rows) == ["AUROC of support", "detected", "lost", "accuracy of known"]
    assert rows["detected"]["value"] == f"{100 * found.detected.value:.1f} %"
    assert rows["detected"]["remark"] == f"of {asked} JDs of unknown roles became case E"
    assert f"AUROC of support {found.auroc.value:.3f}" in unknown_line(found)
    assert "rejected" not in unknown_title(unknown_figures(mixed(rejected=0), resamples=100))
