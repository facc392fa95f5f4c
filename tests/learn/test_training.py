"""The regression behind a role model."""

import numpy as np
import pytest

from jdwork.errors import LearningError
from jdwork.learn import train_role_model
from jdwork.signals.learned import LEAST, JdFeatures, build_learned_index, learned_scores, text_digest
from jdwork.signals.whitening import fit_whitening
from tests.signals.trades import trades

DIMENSION = 8


def features(texts, *, seed=0):
    draw = np.random.default_rng(seed)
    vectors = draw.normal(size=(len(texts), DIMENSION)).astype(np.float32)
    return JdFeatures(
        texts=tuple(texts),
        vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        skills=(draw.random((len(texts), 4)) > 0.5).astype(np.float32),
        digests=np.array([text_digest(text) for text in texts], dtype=np.uint64),
    )


def fitted(given, targets, *, parts, penalty=2.0):
    return train_role_model(
        given,
        targets,
        roles=["baker", "pastry-chef", "locksmith"],
        skills=["sourdough", "oven", "chocolate", "key-cutting"],
        parts=parts,
        whitening=fit_whitening(given.vectors),
        encoder_id="test",
        origin="labels",
        penalty=penalty,
    )


TEXTS = [
    f"{word} {other} shop"
    for word in ("bread", "cake", "key")
    for other in ("north", "south", "west", "east")
]
TARGETS = np.repeat(np.eye(3, dtype=np.float32), 4, axis=0)
PARTS = np.tile(np.arange(2), 6)


def test_duals_solve_the_ridge_equations_of_what_each_part_has_seen():
    given = features(TEXTS)
    model = fitted(given, TARGETS, parts=PARTS)
    likeness = model.kernel(given, np.arange(len(model.skills)))
    for part in range(2):
        seen = part != PARTS
        duals = model.duals[part].astype(np.float64)
        assert not duals[~seen].any()
        made = likeness[np.ix_(seen, seen)] @ duals[seen] + 2.0 * duals[seen] + model.shares[part]
        assert made == pytest.approx(TARGETS[seen], abs=0.01)


def test_a_small_penalty_reproduces_the_targets_of_what_was_seen_and_cross_fitting_does_not():
    given = features(TEXTS)
    model = fitted(given, TARGETS, parts=PARTS, penalty=1e-3)
    likeness = model.kernel(given, np.arange(len(model.skills)))
    seen = likeness @ model.duals[0].astype(np.float32) + model.shares[0]
    assert seen[PARTS == 1] == pytest.approx(TARGETS[PARTS == 1], abs=0.05)
    snapshot = trades()
    scores = learned_scores(given, build_learned_index(model, snapshot))
    assert (scores.argmax(axis=1) == TARGETS.argmax(axis=1)).mean() > 0.6


def test_scores_run_from_zero_to_one_on_a_log_scale():
    given = features(TEXTS)
    scores = learned_scores(given, build_learned_index(fitted(given, TARGETS, parts=PARTS), trades()))
    assert scores.shape == (12, 3)
    assert scores.min() >= 0 and scores.max() <= 1
    assert pytest.approx(np.sqrt(LEAST)) == LEAST ** (1 - 0.5)


def test_a_new_ad_is_judged_by_the_mean_of_the_parts():
    given = features(TEXTS)
    model = fitted(given, TARGETS, parts=PARTS)
    new = features(["bread oven shop", "key shop"], seed=9)
    index = build_learned_index(model, trades())
    likeness = model.kernel(new, index.skill_columns)
    by_part = [
        likeness @ dual.astype(np.float32) + share
        for dual, share in zip(model.duals, model.shares, strict=True)
    ]
    expected = 1 + np.log(np.clip(np.mean(by_part, axis=0), LEAST, 1)) / np.log(1 / LEAST)
    assert learned_scores(new, index) == pytest.approx(expected, abs=1e-3)


def test_roles_without_half_an_ad_are_left_out():
    targets = TARGETS.copy()
    targets[:, 2] = 0.01
    assert fitted(features(TEXTS), targets, parts=PARTS).roles == ("baker", "pastry-chef")


def test_texts_without_a_common_word_are_refused():
    given = features(["alpha", "beta", "gamma", "delta"])
    with pytest.raises(LearningError, match="no word occurs in two of them"):
        fitted(given, TARGETS[:4], parts=np.array([0, 1, 0, 1]))


def test_an_ad_without_text_vector_or_skills_gets_the_base_rate():
    given = features(TEXTS)
    model = fitted(given, TARGETS, parts=PARTS)
    nothing = JdFeatures(
        ("",), np.zeros((1, DIMENSION), np.float32), np.zeros((1, 4), np.float32), np.zeros(1, np.uint64)
    )
    scores = learned_scores(nothing, build_learned_index(model, trades()))
    expected = 1 + np.log(model.shares.mean(axis=0)) / np.log(1 / LEAST)
    assert scores[0] == pytest.approx(expected, abs=1e-3)
