"""Labelled decisions to evaluate, and their figures counted plainly."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from jdwork.evaluate import LabelledDecisions

ROLES = ("baker", "waiter", "plumber", "mason")


@st.composite
def decided(draw, *, most=60):
    """Columns of decisions: label, role, confidence, candidates; confidences differ from one another."""
    n = draw(st.integers(1, most))
    labels = draw(st.lists(st.sampled_from(ROLES), min_size=n, max_size=n))
    roles = draw(st.lists(st.sampled_from([*ROLES, "thief", None]), min_size=n, max_size=n))
    places = draw(st.permutations(range(n)))
    candidates = draw(st.lists(st.lists(st.sampled_from(ROLES), max_size=7), min_size=n, max_size=n))
    return labels, roles, [(place + 0.5) / n for place in places], candidates


def decisions(labels, roles, confidence, candidates=None, **columns) -> LabelledDecisions:
    """Lay columns out; candidates default to the role alone."""
    among = [[role] if role else [] for role in roles] if candidates is None else candidates
    return LabelledDecisions.of(labels, roles, confidence, among, **columns)


def many(n=400, *, accuracy=0.7, seed=0) -> LabelledDecisions:
    """Decisions whose confidence is exactly the chance of being right, spread about the accuracy."""
    draw = np.random.default_rng(seed)
    sure = np.clip(draw.normal(accuracy, 0.2, size=n), 0.02, 0.98)
    labels = draw.choice(ROLES, size=n)
    right = draw.random(n) < sure
    others = [ROLES[(ROLES.index(label) + 1) % len(ROLES)] for label in labels]
    roles = [str(label) if ok else other for label, ok, other in zip(labels, right, others, strict=True)]
    return decisions([str(label) for label in labels], roles, sure.tolist())


def naive(labels, roles, confidence, candidates):
    """The figures, counted JD by JD."""
    n = len(labels)
    right = [role == label for role, label in zip(roles, labels, strict=True)]
    near = [
        label == role or label in among[:5]
        for label, role, among in zip(labels, roles, candidates, strict=True)
    ]
    f1 = []
    for name in set(labels):
        hits = sum(ok and label == name for ok, label in zip(right, labels, strict=True))
        missed = labels.count(name) - hits
        wrongly = sum(role == name for role in roles) - hits
        f1.append(2 * hits / (2 * hits + missed + wrongly))
    order = sorted(range(n), key=lambda row: -confidence[row])
    error = 0.0
    for part in range(10):
        rows = order[part * n // 10 : (part + 1) * n // 10]
        error += abs(sum(right[row] - confidence[row] for row in rows)) / n
    covered, hits = 0, 0
    for seen, row in enumerate(order, 1):
        hits += right[row]
        if seen >= 20 and hits / seen >= 0.95:
            covered = seen
    return {
        "accuracy": sum(right) / n, "top5": sum(near) / n, "macro_f1": sum(f1) / len(f1),
        "ece": error, "coverage_at_95": covered / n,
    }  # fmt: skip
