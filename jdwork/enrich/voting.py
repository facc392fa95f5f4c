"""A vote of all catalog skills on what a new one is like, and how far such votes can be trusted.

Each question (category, sub-category, nature, volatility, lifespan, version strategy, and how far each
dimension goes with it) is answered by kernel ridge regression on the names' vectors: every skill votes for
its own answer with a weight that falls with its distance, k(x, z) = exp(-(1 - cos(x, z)) / 0.49), and the
weights are chosen such that the catalog's own skills are answered well. To keep large catalogs cheap, the
kernel is taken through at most 2,048 landmarks (Nyström; Williams and Seeger, 2001); a catalog of up to 1,500
skills needs none.

How sure an answer is follows from the catalog too: what each skill would get if it were missing is known in
closed form (leave-one-out, (f - h y) / (1 - h)), and a logistic curve through (score, lead) of all of them
says how often such an answer is right. Where there are landmarks, only the other skills are asked for that
curve: a new skill is no landmark either, and scores lower than one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.snapshot import Dimension, Skill
from jdwork.embed import Vectors
from jdwork.enrich.wording import nature_of_wording
from jdwork.signals import PreparedArrays
from jdwork.signals.prepared import Arrays, code_digest

Question = Literal["category", "sub_category", "nature", "volatility", "lifespan", "version_strategy"]
QUESTIONS: tuple[Question, ...] = (
    "category", "sub_category", "nature", "volatility", "lifespan", "version_strategy",
)  # fmt: skip
WIDTH = 0.49
"""Cosine distance over which a vote falls to 1/e."""
RIDGE = 0.3
EXACT = 1500
"""Skills up to which all of them are landmarks."""
MOST_LANDMARKS = 2048
WORDING_WEIGHT = 0.5
"""Score that the wording adds to the nature it speaks for."""
BESIDE_WEIGHT: Mapping[str, float] = {
    "category": 0.2, "sub_category": 0.15, "nature": 0.3, "volatility": 0.2, "lifespan": 0.1,
    "version_strategy": 0.2, "dimension": 0.1,
}  # fmt: skip
"""Score that the skills of the same sentence share out, by question. Measured on advertisements with skills
hidden from the catalog: categories are right in 64 of 100 cases instead of 57, and as sure as they say."""
_EVERYDAY = frozenset({"SOFT_SKILL", "NATURAL_LANGUAGE"})  # they stand beside anything
_JITTER = 1e-6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Areas:
    """How far each dimension of the catalog goes with a new skill; slugs and chances (0 to 1) run alike."""

    slugs: tuple[str, ...]
    chances: Floats

    def leading(self, count: int, *, least: float = 0.0) -> list[tuple[str, float]]:
        """The dimensions with the highest chances, the highest first."""
        order = np.argsort(-self.chances, kind="stable")[:count]
        return [
            (self.slugs[at], round(float(self.chances[at]), 4)) for at in order if self.chances[at] >= least
        ]


@dataclass(frozen=True, slots=True)
class Ballot:
    """Scores of all answers to one question, and how to read them.

    ``answers`` and ``scores`` run alike, in the answers' alphabetical order; of sub-categories the answer
    is (category, sub-category).
    """

    answers: tuple[tuple[str, ...], ...]
    scores: Floats
    curve: tuple[float, float, float]

    def leading(self, count: int = 1) -> list[tuple[tuple[str, ...], float]]:
        """The answers with the highest scores."""
        order = np.argsort(-self.scores, kind="stable")[:count]
        return [(self.answers[at], float(self.scores[at])) for at in order]

    @property
    def best(self) -> tuple[str, ...]:
        """The answer with the highest score."""
        return self.answers[int(np.argmax(self.scores))]

    @property
    def confidence(self) -> float:
        """Chance, 0 to 1, that the best answer is right."""
        return _sure(self.scores[None, :], self.curve)[0]

    def sure_of(self, answer: tuple[str, ...]) -> float:
        """Chance, 0 to 1, that an answer is right, be it the best or another."""
        own = float(self.scores[self.answers.index(answer)])
        lead = own - float(np.max(np.delete(self.scores, self.answers.index(answer)), initial=0.0))
        return _chance(np.asarray([[1.0, own, lead]]), self.curve)[0]


class SkillVote:
    """Asks a catalog's skills what a new one is like.

    Parameters
    ----------
    skills
        In catalog order; at least one.
    vectors
        Their names' unit vectors, shape (n, d).
    dimensions
        The catalog's dimensions, each with its skills.
    prepared
        Where what is worked out is kept.
    identity
        Digest of the catalog and id of the encoder, for ``prepared``; "" keeps nothing.
    """

    def __init__(
        self,
        skills: Sequence[Skill],
        vectors: Vectors,
        *,
        dimensions: Sequence[Dimension] = (),
        prepared: PreparedArrays | None = None,
        identity: str = "",
    ) -> None:
        self._skills = {skill.slug: skill for skill in skills}
        self._areas = tuple(dimension.slug for dimension in dimensions)
        self._areas_of = _areas_of(dimensions)
        self._answers = {question: _answers(skills, question) for question in QUESTIONS}
        self._marks = vectors[_landmarks(len(skills))]

        def made() -> Arrays:
            return _fit(skills, vectors, self._marks, self._answers, self._areas, self._areas_of)

        made_of = {"code": _code(), "of": identity, "rows": _digest(vectors)}
        arrays = made() if prepared is None or not identity else prepared.get("enrich", made_of, made)
        self._weights: Floats = arrays["weights"]
        self._mean: Floats = arrays["mean"]
        self._curves: Floats = arrays["curves"]

    def ask(
        self, vector: NDArray[np.float32], name: str, *, beside: Sequence[str] = ()
    ) -> tuple[dict[Question, Ballot], Areas]:
        """Put all questions.

        Parameters
        ----------
        vector
            Unit vector of the new skill's name, shape (d,).
        name
            The name, for what its wording says of its nature.
        beside
            Slugs of catalog skills that its sentence names too: what is listed together belongs together.
            Their answers add `BESIDE_WEIGHT` to the scores, in shares.

        Returns
        -------
        ballots
            By question.
        areas
            Of the dimensions.
        """
        # One term at a time with einsum: a matrix product would round differently in a batch.
        near = np.exp(-(1 - np.einsum("ij,j->i", self._marks, vector).astype(np.float64)) / WIDTH)
        scores = near @ self._weights + self._mean
        company = [self._skills[slug] for slug in beside if slug in self._skills]
        company = [skill for skill in company if skill.nature not in _EVERYDAY]
        ballots: dict[Question, Ballot] = {}
        start = 0
        for place, question in enumerate(QUESTIONS):
            answers = self._answers[question]
            own = scores[start : start + len(answers)].copy()
            start += len(answers)
            if question == "nature":
                _add_wording(own, answers, name)
            for skill in company:
                own[answers.index(_answer(skill, question))] += BESIDE_WEIGHT[question] / len(company)
            first, second, third = (float(one) for one in self._curves[place])
            ballots[question] = Ballot(answers, own, (first, second, third))
        areas = scores[start:].copy()
        for skill in company:
            for slug in self._areas_of.get(skill.slug, ()):
                areas[self._areas.index(slug)] += BESIDE_WEIGHT["dimension"] / len(company)
        return ballots, Areas(self._areas, _area_chance(areas, self._curves[-1]))


def _answers(skills: Sequence[Skill], question: Question) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({_answer(skill, question) for skill in skills}))


def _answer(skill: Skill, question: Question) -> tuple[str, ...]:
    if question == "sub_category":
        return (skill.category, skill.sub_category)
    return (str(getattr(skill, question)),)


def _landmarks(count: int) -> NDArray[np.intp]:
    """Positions spread evenly over the catalog's order; all of a small catalog."""
    marks = count if count <= EXACT else min(MOST_LANDMARKS, 2 * count // 3)
    return np.unique(np.linspace(0, max(count - 1, 0), marks).round().astype(np.intp))


def _kernel(rows: Vectors, marks: Vectors) -> Floats:
    return np.exp(-(1 - (rows @ marks.T).astype(np.float64)) / WIDTH)


def _fit(
    skills: Sequence[Skill],
    vectors: Vectors,
    marks: Vectors,
    answers: Mapping[Question, tuple[tuple[str, ...], ...]],
    areas: tuple[str, ...],
    areas_of: Mapping[str, Sequence[str]],
) -> Arrays:
    from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular

    lower = cholesky(_kernel(marks, marks) + _JITTER * np.eye(len(marks)), lower=True)
    rows = solve_triangular(lower, _kernel(vectors, marks).T, lower=True).T
    targets = np.hstack(
        [
            _targets([[_answer(skill, question)] for skill in skills], answers[question])
            for question in QUESTIONS
        ]
        + [_targets([areas_of.get(skill.slug, ()) for skill in skills], areas)]
    )
    mean = targets.mean(axis=0)
    factor = cho_factor(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), lower=True)
    inside = cho_solve(factor, rows.T @ (targets - mean))
    leverage = np.einsum("ij,ji->i", rows, cho_solve(factor, rows.T))[:, None]
    left_out = (rows @ inside - leverage * (targets - mean)) / np.maximum(1 - leverage, 1e-9) + mean
    weights = solve_triangular(lower.T, inside, lower=False)
    fresh = np.ones(len(skills), dtype=bool)
    if len(marks) < len(skills):
        fresh[_landmarks(len(skills))] = False
    curves, start = [], 0
    for question in QUESTIONS:
        stop = start + len(answers[question])
        own = left_out[:, start:stop]
        if question == "nature":
            for row, skill in zip(own, skills, strict=True):
                _add_wording(row, answers[question], skill.display_name)
        right = own.argmax(axis=1) == targets[:, start:stop].argmax(axis=1)
        curves.append(_curve(own[fresh], right[fresh]))
        start = stop
    curves.append(_area_curve(left_out[fresh, start:], targets[fresh, start:]))
    return {"weights": weights, "mean": mean, "curves": np.asarray(curves)}


def _targets(given: Sequence[Sequence[Hashable]], answers: Sequence[Hashable]) -> Floats:
    column = {answer: at for at, answer in enumerate(answers)}
    rows = np.zeros((len(given), len(answers)))
    for at, ones in enumerate(given):
        for one in ones:
            rows[at, column[one]] = 1.0
    return rows


def _areas_of(dimensions: Sequence[Dimension]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for dimension in dimensions:
        for slug in dict.fromkeys(dimension.skills):
            found.setdefault(slug, []).append(dimension.slug)
    return found


def _add_wording(scores: Floats, answers: tuple[tuple[str, ...], ...], name: str) -> None:
    said = nature_of_wording(name)
    if said is not None and (said.nature,) in answers:
        scores[answers.index((said.nature,))] += WORDING_WEIGHT


def _features(scores: Floats) -> Floats:
    """Per row: 1, the highest score, and its lead over the second."""
    top = np.sort(scores, axis=1)[:, ::-1]
    second = top[:, 1] if scores.shape[1] > 1 else np.zeros(len(top))
    return np.column_stack([np.ones(len(top)), top[:, 0], top[:, 0] - second])


def _curve(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float, float]:
    first, second, third = _logistic(_features(scores), right.astype(np.float64))
    return first, second, third


def _logistic(rows: Floats, right: Floats) -> list[float]:
    """Fit log-odds of being right, by Newton steps with a little shrinking (which a tiny catalog needs)."""
    weights = np.zeros(rows.shape[1])
    shrink = 0.1 * np.eye(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (right - chance) - shrink @ weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + shrink
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return [float(one) for one in weights]


def _area_curve(scores: Floats, linked: Floats) -> tuple[float, float, float]:
    """Fit how often a dimension of the three with the highest scores is linked, from its score."""
    if not scores.shape[1]:
        return 0.0, 0.0, 0.0
    top = np.argsort(-scores, axis=1, kind="stable")[:, :3]
    own = np.take_along_axis(scores, top, axis=1).ravel()
    weights = _logistic(
        np.column_stack([np.ones(len(own)), own]), np.take_along_axis(linked, top, axis=1).ravel()
    )
    return weights[0], weights[1], 0.0


def _area_chance(scores: Floats, curve: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(curve[0] + curve[1] * scores, -30, 30)))


def _sure(scores: Floats, curve: Sequence[float]) -> list[float]:
    return _chance(_features(scores), curve)


def _chance(features: Floats, curve: Sequence[float]) -> list[float]:
    chance = 1 / (1 + np.exp(-np.clip(features @ np.asarray(curve), -30, 30)))
    return [round(float(one), 4) for one in chance]


def _digest(vectors: Vectors) -> str:
    return hashlib.sha256(np.ascontiguousarray(vectors).tobytes()).hexdigest()


def _code() -> str:
    here = Path(__file__)
    return code_digest(here, here.with_name("wording.py"))
