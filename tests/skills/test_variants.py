"""The spellings that are generated for an alias."""

import pytest

from jdwork.catalog.snapshot import MatchStrategy, SkillNature
from jdwork.skills.variants import alias_patterns


def _texts(
    alias: str, *, strategy: MatchStrategy = "CASE_INSENSITIVE", nature: SkillNature = "CONCEPT"
) -> set[str]:
    return {" ".join(pattern) for pattern in alias_patterns(alias, strategy=strategy, nature=nature)}


@pytest.mark.parametrize(
    ("alias", "expected"),
    [
        ("Node.js", {"node js", "nodejs"}),
        ("reactjs", {"reactjs", "react js"}),
        ("PostgreSQL", {"postgresql", "postgre sql"}),
        ("REST API", {"rest api", "restful api", "restful apis", "rest apis", "restapi"}),
        (".NET Core", {". net core", "net core", "dotnet core", "dot net core"}),
        ("data visualization", {"data visualization", "data visualisation"}),
        ("agile methodology", {"agile methodologies"}),
        ("unit tests", {"unit test"}),
        ("Amazon Web Services (AWS)", {"amazon web services", "aws"}),
        ("profit & loss", {"profit and loss"}),
    ],
)
def test_variants_are_generated(alias: str, expected: set[str]) -> None:
    assert expected <= _texts(alias)


@pytest.mark.parametrize(
    ("alias", "nature", "unwanted"),
    [
        ("InDesign", "TOOL", "in design"),
        ("Excel", "TOOL", "excels"),
        ("analytics", "CONCEPT", "analytic"),
        (".NET", "FRAMEWORK", "net"),
        ("training", "CONCEPT", "trainings"),
        ("go to", "CONCEPT", "goto"),
        ("security", "CONCEPT", "securities"),
        ("Securities", "DOMAIN_KNOWLEDGE", "security"),
        ("social security", "CONCEPT", "social securities"),
        ("customs", "CONCEPT", "custom"),
    ],
)
def test_variants_that_would_be_plain_words_are_not(alias: str, nature: SkillNature, unwanted: str) -> None:
    assert unwanted not in _texts(alias, nature=nature)


def test_case_sensitive_aliases_keep_their_spelling() -> None:
    assert _texts("Visualization Kit", strategy="CASE_SENSITIVE") == {"visualization kit", "visualizationkit"}


def test_a_slash_may_part_only_what_the_alias_parts_by_one() -> None:
    assert all(alias_patterns("CI/CD", strategy="CASE_INSENSITIVE", nature="PRACTICE").values())
    assert not any(alias_patterns("web design", strategy="CASE_INSENSITIVE", nature="PRACTICE").values())


def test_an_alias_of_signs_alone_gives_nothing() -> None:
    assert alias_patterns("—", strategy="CASE_INSENSITIVE", nature="CONCEPT") == {}
