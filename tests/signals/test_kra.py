"""KRA similarity: the legacy arithmetic, and the correction for hubs."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jdwork.signals.kra import best_per_role, hubness, mean_of_best, reported_score

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden"

similarities = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.floats(-1, 1, width=16)
)


def test_a_role_scores_the_mean_of_its_three_best_sentences():
    values = np.array([[0.7075], [0.1], [0.6364], [0.5756]], dtype=np.float32)
    assert round(float(mean_of_best(values, top=3)[0]), 4) == 0.6398


def test_with_two_sentences_the_mean_is_over_two():
    values = np.array([[0.4693], [0.4105]], dtype=np.float32)
    assert round(float(mean_of_best(values, top=3)[0]), 4) == 0.4399


def test_without_sentences_every_role_scores_zero():
    assert mean_of_best(np.zeros((0, 3), np.float32)).tolist() == [0, 0, 0]


def test_each_sentence_takes_its_best_kra_of_each_role():
    similarity = np.array([[0.1, 0.9, 0.3], [0.5, 0.2, 0.4]], dtype=np.float32)
    best = best_per_role(similarity, np.array([0, 2, 3]))
    np.testing.assert_allclose(best, [[0.9, 0.3], [0.5, 0.4]])


def test_a_role_without_kras_scores_zero_and_shifts_no_other():
    similarity = np.array([[0.1, 0.9, 0.3]], dtype=np.float32)
    best = best_per_role(similarity, np.array([0, 0, 2, 2, 3, 3]))
    np.testing.assert_allclose(best, [[0, 0.9, 0, 0.3, 0]])


@given(similarities)
def test_more_sentences_never_lower_the_best_but_may_lower_the_mean(values):
    scores = mean_of_best(values, top=3)
    assert (scores <= values.max(axis=0) + 1e-6).all()
    assert (mean_of_best(values, top=1) == values.max(axis=0)).all()


def test_a_kra_near_everything_is_a_hub():
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(30, 16))
    rows[0] = rows[1:].sum(axis=0)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    figure = hubness(rows, np.arange(30), neighbours=5)
    assert figure.argmax() == 0
    assert abs(figure.mean()) < 1e-6


def test_hubness_looks_at_other_roles_only():
    rows = np.eye(4, dtype=np.float32)[[0, 0, 1, 2]]
    figure = hubness(rows, np.array([0, 0, 1, 2]), neighbours=2)
    np.testing.assert_allclose(figure, 0, atol=1e-7)


def test_hubness_does_not_depend_on_block_size():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(25, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    roles = np.arange(25) // 3
    whole = hubness(rows, roles, neighbours=4)
    np.testing.assert_allclose(whole, hubness(rows, roles, neighbours=4, block=7), atol=1e-6)


def test_of_very_many_kras_some_stand_for_all(monkeypatch):
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(600, 8)).astype(np.float32)
    rows[:60] += 2 * rows.mean(axis=0) + 1.5
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    roles = np.arange(600) // 3
    whole = hubness(rows, roles)
    monkeypatch.setattr("jdwork.signals.kra.HUBNESS_KRAS", 200)
    some = hubness(rows, roles)
    assert np.array_equal(some, hubness(rows, roles, block=11))
    assert not np.allclose(some, whole, atol=1e-4)
    assert np.corrcoef(some, whole)[0, 1] > 0.8
    assert abs(some.mean()) < 1e-6


def test_one_role_alone_has_no_foreign_kras():
    assert hubness(np.eye(3, dtype=np.float32), np.zeros(3, dtype=np.int64)).tolist() == [0, 0, 0]


@pytest.mark.reference
@pytest.mark.parametrize("run", ["internship", "episoden"])
def test_the_golden_scores_follow_from_the_golden_similarities(run):
    if not GOLDEN.is_dir():
        pytest.skip("the reference runs are not here")
    body = json.loads((GOLDEN / run / "api1_extract_from_jd.json").read_text())
    roles = body["stage3_signals"]["kra_match_roles"]
    sentences = sorted({match["sentence"] for role in roles for match in role["kra_matches"]})
    kras = [sorted({match["kra_text"] for match in role["kra_matches"]}) for role in roles]
    starts = np.concatenate([[0], np.cumsum([len(texts) for texts in kras])])
    similarity = np.zeros((len(sentences), starts[-1]))
    for number, role in enumerate(roles):
        for match in role["kra_matches"]:
            column = starts[number] + kras[number].index(match["kra_text"])
            similarity[sentences.index(match["sentence"]), column] = match["similarity"]
    per_role = best_per_role(similarity, starts)
    # Sentences that a page does not list for a role lie below its three listed ones.
    scores = mean_of_best(per_role, top=min(3, len(sentences)))
    assert list(np.argsort(-np.round(scores, 6), kind="stable")) == list(range(len(roles)))
    shown = [reported_score([match["similarity"] for match in role["kra_matches"]]) for role in roles]
    assert shown == [role["score"] for role in roles]
    assert [float(np.round(value, 4)) for value in scores] == [role["score"] for role in roles]
