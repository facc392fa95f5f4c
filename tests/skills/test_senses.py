"""Names that mean the skill, and names that mean something else."""

import pytest

from jdwork.skills.senses import Circumstances, SenseTable, shipped_senses


def _around(
    near: str = "",
    *,
    listed: bool = False,
    asked: bool = False,
    in_field: bool = False,
    lower_case: bool = False,
) -> Circumstances:
    return Circumstances(frozenset(near.split()), frozenset(), listed, asked, in_field, lower_case)


TABLE = SenseTable(
    {
        "weights": {
            "support": 1.0,
            "list": 1.5,
            "asked": 1.0,
            "document": 0.8,
            "lower_case": -0.7,
            "against": -2.5,
        },
        "fields": {"software": "code server"},
        "names": {"rust": {"fields": "software", "prior": -0.3, "against": "paint car"}},
        "shapes": {
            "money": ["cad"],
            "units": ["ml"],
            "people": ["ruby"],
            "places": ["oracle"],
            "seasons": ["spring"],
        },
    }
)


@pytest.mark.parametrize(
    ("around", "score"),
    [
        (_around(), -0.3),
        (_around("code"), 0.7),
        (_around("code server and more"), 1.7),
        (_around(listed=True), 1.2),
        (_around(asked=True, in_field=True), 1.5),
        (_around(lower_case=True), -1.0),
        (_around("code paint"), -1.8),
        (_around("paint car"), -5.3),
    ],
)
def test_the_score_is_the_sum_of_the_table(around: Circumstances, score: float) -> None:
    assert TABLE.score("rust", around) == pytest.approx(score)


def test_words_of_the_skill_itself_support_too() -> None:
    own = Circumstances(frozenset({"cargo"}), frozenset({"cargo"}), False, False, False, False)
    assert TABLE.score("rust", own) == pytest.approx(0.7)


def test_a_name_of_one_meaning_is_always_meant() -> None:
    assert TABLE.score("kubernetes", _around("paint car")) == float("inf")
    assert TABLE.sense("kubernetes") is None


@pytest.mark.parametrize(
    ("name", "text", "other"),
    [
        ("cad", "CAD 65,000 a year", True),
        ("cad", "CAD drawings", False),
        ("ml", "20 ML of saline", True),
        ("ml", "ML models", False),
        ("ruby", "Contact: Ruby Smith", True),
        ("ruby", "We like Ruby", False),
        ("ruby", "Mrs Ruby answers", True),
        ("ruby", "Ruby, who runs the shift", True),
        ("ruby", "Ruby on Rails", False),
        ("oracle", "in Oracle Street", True),
        ("oracle", "Oracle database", False),
        ("spring", "Spring 2025 intake", True),
        ("spring", "Spring Boot", False),
    ],
)
def test_amounts_units_people_places_and_seasons_are_no_skills(name: str, text: str, other: bool) -> None:
    start = text.lower().index(name)
    assert TABLE.is_something_else(name, text, start, start + len(name)) is other


def test_the_shipped_table_reads_and_knows_the_treacherous_names() -> None:
    table = shipped_senses()
    for name in ("java", "python", "ruby", "rust", "kafka", "maven", "sap", "sas", "ai", "nlp", "french"):
        sense = table.sense(name)
        assert sense is not None and sense.against.isdisjoint(sense.support & {name}), name
    assert table.speaks_of_field("java", frozenset({"software", "code", "api", "cloud", "devops"}))
    assert not table.speaks_of_field("java", frozenset({"software", "island"}))
