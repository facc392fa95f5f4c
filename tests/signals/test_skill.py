"""Skill match: reported as the legacy service does, weighted by what tells roles apart."""

import numpy as np
import pytest

from jdwork.signals.skill import build_skill_index, skill_scores, skill_vector, stack_skill_vectors
from jdwork.skills import FoundSkill, SkillFindings, SkillSpan
from tests.signals.trades import trades


def found(slug, *sections, primary=False):
    spans = tuple(SkillSpan(i, i + 1, "x", section) for i, section in enumerate(sections))
    return FoundSkill(slug, slug, 0, slug, primary, spans)


def scores(*skills):
    vectors = stack_skill_vectors([SkillFindings(tuple(skills))], trades())
    weighted, reported = skill_scores(vectors, build_skill_index(trades()))
    return weighted[0], reported[0]


def test_the_reported_score_is_matched_over_named():
    _, reported = scores(found("sourdough", "duties"), found("oven", "duties"))
    np.testing.assert_allclose(reported, [1.0, 0.5, 0.0])


def test_a_skill_of_one_role_outweighs_one_that_several_share():
    _, reported = scores(found("sourdough", "duties"), found("chocolate", "duties"), found("oven", "duties"))
    assert reported[0] == reported[1]
    only_shared, _ = scores(found("oven", "duties"))
    named, _ = scores(found("sourdough", "duties"))
    assert named[0] > only_shared[0]


def test_mentions_in_boilerplate_do_not_count():
    assert not skill_vector(SkillFindings((found("sourdough", "company", "perks"),)), trades()).any()
    assert skill_vector(SkillFindings((found("sourdough", "company", "duties"),)), trades())[0] == 1


def test_repeats_and_primary_skills_count_more_but_not_without_end():
    once, often, main = (
        skill_vector(SkillFindings((one,)), trades())[1]
        for one in (
            found("oven", "duties"),
            found("oven", *["duties"] * 8),
            found("oven", "duties", primary=True),
        )
    )
    assert once == 1
    assert often == pytest.approx(1 + np.log(8))
    assert main == 1.5


def test_a_skill_named_in_the_title_alone_counts():
    assert skill_vector(SkillFindings((found("key-cutting"),)), trades())[3] == 1


def test_no_skills_score_nothing():
    weighted, reported = scores()
    assert not weighted.any()
    assert not reported.any()
    assert stack_skill_vectors([], trades()).shape == (0, 4)
