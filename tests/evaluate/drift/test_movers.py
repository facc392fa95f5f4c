"""What moved a role: skills by exact tests, JDs and sentences by where they lie along the shift."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from jdwork.embed import HashingEncoder
from jdwork.errors import InputError
from jdwork.evaluate.drift import moved_jds, moved_sentences, skill_movers
from jdwork.text import JobDescription
from tests.evaluate.drift.making import jds


def test_a_skill_that_came_is_found_and_one_that_stayed_is_not():
    skills = [{"sql", "cobol"}] * 12 + [{"sql", "rust"}] * 14
    found = {one.skill: one for one in skill_movers(skills, [False] * 12 + [True] * 14)}
    assert found["rust"].change.value == 1
    assert found["rust"].change.low > 0.6
    assert found["cobol"].change.value == -1
    assert found["rust"].q < 0.001
    assert (found["sql"].change.value, found["sql"].change.low < 0 < found["sql"].change.high) == (0, True)
    assert np.isnan(found["sql"].p)  # everybody has it: no JDs could have shown a change
    first = skill_movers(skills, [False] * 12 + [True] * 14)[0]
    assert (first.with_before, first.n_before, first.with_after, first.n_after) in {
        (12, 12, 0, 14),
        (0, 12, 14, 14),
    }


@pytest.mark.parametrize(
    ("k0", "n0", "k1", "n1"), [(3, 9, 8, 10), (1, 7, 5, 6), (0, 12, 4, 9), (6, 6, 2, 11)]
)
def test_p_is_that_of_fishers_exact_test(k0, n0, k1, n1):
    skills = [{"x"}] * k0 + [set()] * (n0 - k0) + [{"x"}] * k1 + [set()] * (n1 - k1)
    (found,) = skill_movers(skills, [False] * n0 + [True] * n1, alpha=1)
    assert found.p == pytest.approx(fisher_exact([[k0, n0 - k0], [k1, n1 - k1]]).pvalue)


def test_the_interval_is_that_of_the_published_example():
    # Newcombe (1998), table II, example (a): 56 of 70 against 48 of 80, method 10.
    skills = [{"x"}] * 48 + [set()] * 32 + [{"x"}] * 56 + [set()] * 14
    (found,) = skill_movers(skills, [False] * 80 + [True] * 70)
    assert (found.change.low, found.change.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )


def test_skills_change_by_chance_in_few_data_sets():
    draw = np.random.default_rng(0)
    wrong = 0
    for _ in range(100):
        skills = [{f"s{k}" for k in range(12) if draw.random() < 0.1 * (k + 1) / 2} for _ in range(30)]
        wrong += any(one.q <= 0.05 for one in skill_movers(skills, [False] * 15 + [True] * 15))
    assert wrong <= 10


def test_copies_count_once_and_rare_skills_are_not_tested():
    skills = [{"a"}] * 5 + [{"b"}] * 20
    later = [False] * 5 + [True] * 20
    (first, second) = skill_movers(skills, later, groups=[*range(5), *[9] * 20])
    assert {first.n_after, second.n_after} == {1}
    assert np.isnan([first.q, second.q]).all()
    assert skill_movers(skills, [True] * 25) == ()
    with pytest.raises(InputError, match="25 sets of skills, 3 periods"):
        skill_movers(skills, later[:3])


def test_jds_lie_along_the_shift_between_the_centroids():
    draw = np.random.default_rng(1)
    vectors = np.concatenate([jds(draw, 30), jds(draw, 30) + 1.0])
    later = [False] * 30 + [True] * 30
    found = moved_jds(vectors, later)
    assert sorted(one.row for one in found) == list(range(60))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert np.mean([one.score for one in found if one.later]) == pytest.approx(1, abs=0.1)
    assert np.mean([one.score for one in found if not one.later]) == pytest.approx(0, abs=0.1)


def test_no_jd_is_far_along_for_having_been_counted():
    draw = np.random.default_rng(2)
    gaps = []
    for _ in range(60):
        found = moved_jds(jds(draw, 12), [False] * 6 + [True] * 6)
        later = [one.score for one in found if one.later]
        gaps.append(np.median(later) - np.median([one.score for one in found if not one.later]))
    # Nothing moved: counted in, later JDs would lie a whole shift ahead of earlier ones.
    assert abs(np.median(gaps)) < 0.5
    assert moved_jds(jds(draw, 3), [False, True, True]) == ()
    assert moved_jds(jds(draw, 4), [False, False, True, True], groups=[0, 0, 1, 2]) == ()


def test_the_sentences_that_came_and_went_are_quoted_with_their_places():
    old, new = "Operate the mainframe batch jobs.", "Train language models on graphics cards."
    shared = "Work with a friendly team of engineers."
    jds_given = [
        JobDescription(
            id=f"{n}", text=f"Responsibilities:\n- {shared}\n- {new if n >= 6 else old} Number {n}."
        )
        for n in range(12)
    ]
    encoder = HashingEncoder(64)
    vectors = np.array([encoder.encode([jd.text])[0] for jd in jds_given])
    later = [n >= 6 for n in range(12)]
    found = moved_sentences(jds_given, vectors, later, encoder, most=3)
    came, went = [one for one in found if one.later], [one for one in found if not one.later]
    assert came[0].text.startswith("Train language models")
    assert went[0].text.startswith("Operate the mainframe")
    assert came[0].score > went[0].score
    for one in found:
        assert jds_given[one.row].id == one.jd
        assert jds_given[one.row].text[one.start : one.end] == one.text
    assert len({one.text for one in came}) == len(came) <= 3
    assert moved_sentences(jds_given[:2], vectors[:2], later[5:7], encoder) == ()
