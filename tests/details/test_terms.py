from __future__ import annotations

import pytest

from jdwork.config.settings import DetailSettings
from jdwork.details import new_terms
from jdwork.skills import ProposedSkill, SkillFindings

SETTINGS = DetailSettings(new_skills=2, new_skill_score=0.5)


def names(*proposed: ProposedSkill) -> list[str]:
    return [one.name for one in new_terms(SkillFindings((), proposed), SETTINGS)]


def test_the_surest_phrases_are_taken_as_many_as_allowed():
    proposed = [ProposedSkill(name, (), "", score) for name, score in (("A1", 0.9), ("B1", 0.5), ("C1", 0.5))]
    assert names(*proposed) == ["A1", "B1"]
    assert names(*[ProposedSkill(one.name, (), "", 0.49) for one in proposed]) == []


@pytest.mark.parametrize("name", ["Zig", "ZIG", "k8s", "next.js", "sales forecasting", "c#"])
def test_names_are_taken(name):
    assert names(ProposedSkill(name, (), "a list", 0.9)) == [name]


def test_a_word_with_a_capital_has_to_be_surer():
    assert names(ProposedSkill("Global", (), "a list", 0.84)) == []
    assert names(ProposedSkill("Terraform", (), "a list", 0.86)) == ["Terraform"]


def test_a_plain_word_is_taken_only_where_a_model_named_it():
    assert names(ProposedSkill("efficient", (), "a list", 0.9)) == []
    assert names(ProposedSkill("zig", (), "a language model named it", 0.9)) == ["zig"]
