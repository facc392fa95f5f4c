"""Labels that are likely wrong: planted ones are found, few labels are said to be few."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.errors import InputError
from jdwork.evaluate.label_errors import find_label_errors

ROLES = ["baker", "plumber", "waiter"]


def decided(n=90, seed=0, *, planted=()):
    """JDs of three roles in turn, decided well; some labels are another's."""
    draws = np.random.default_rng(seed)
    truth = [ROLES[row % 3] for row in range(n)]
    labels = [ROLES[(row + 1) % 3] if row in planted else truth[row] for row in range(n)]
    candidates, chances = [], []
    for role in truth:
        first = float(draws.uniform(0.6, 0.95))
        others = [one for one in ROLES if one != role]
        candidates.append([role, *others])
        chances.append([first, (1 - first) * 0.6, (1 - first) * 0.3])
    return [f"jd-{row}" for row in range(n)], labels, candidates, chances


def test_planted_errors_are_found_and_nothing_else():
    planted = (4, 17, 50)
    found = find_label_errors(*decided(planted=planted))
    assert set(found.frame["id"]) == {f"jd-{row}" for row in planted}
    row = found.frame.set_index("id").loc["jd-4"]
    assert (row["label"], row["suggested"], row["trust"]) == ("waiter", "plumber", "fair")
    assert found.finding == "3 of 90 labels look wrong (3.3%)"
    assert found.caution == ""
    assert found.frame["quality"].is_monotonic_increasing


def test_sound_labels_are_left_alone():
    found = find_label_errors(*decided())
    assert len(found.frame) == 0
    assert found.finding == "None of 90 labels looks wrong"


def test_roles_with_few_labels_are_told_and_trusted_little():
    ids, labels, candidates, chances = decided(60)
    labels[3], chances[3] = "mason", [0.95, 0.03, 0.02]
    candidates[4] = []
    chances[4] = []
    found = find_label_errors(ids, labels, candidates, chances)
    assert found.few == ("mason",)
    assert "1 of 4 labels have fewer than 5 JDs" in found.caution
    assert "1 labelled JDs without candidates were left out" in found.caution
    assert found.frame.set_index("id").loc["jd-3", "trust"] == "low"
    # One stray label makes nobody else's doubtful.
    assert set(found.frame["id"]) == {"jd-3"}


@pytest.mark.parametrize("n", [0, 1])
def test_too_little_to_weigh_is_no_error(n):
    found = find_label_errors(*decided(n))
    assert len(found.frame) == 0
    assert list(found.frame.columns)[:3] == ["id", "label", "suggested"]


def test_columns_of_different_length_are_refused():
    with pytest.raises(InputError, match="of one length"):
        find_label_errors(["a"], [], [[]], [[]])
