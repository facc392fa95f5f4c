"""Cards and tables of a run page."""

from __future__ import annotations

import json

from jdwork.legacy.cards import read_artifacts, read_calls, read_rows, read_skills
from tests.legacy.pages import ROWS, SKILLS

NEW = """\
Skill enrichment (orchestrator / LLM)
No Stage 7 enrichment blob on this skill.
- Category
- Crafts
- Sub-category
- general
- Version strategy
- UNVERSIONED
"""


def test_a_card_lists_aliases_facts_and_dimensions():
    (card,) = read_skills(SKILLS, ["Sourdough"])
    assert card.name == "Sourdough"
    assert card.aliases == (("Sourdough", "CANONICAL"),)
    assert card.facts == {
        "Category": "Crafts",
        "Confidence": "0.9",
        "Maturity reasoning": "Bread is as old as the hills.",
        "Skill nature": "PRACTICE",
    }
    assert card.dimensions == (("Food Making", 7),)


def test_cards_without_titles_are_named_by_their_order():
    cards = read_skills(NEW + SKILLS, ["Dough art", "Sourdough"])
    assert [card.name for card in cards] == ["Dough art", "Sourdough"]
    assert cards[0].facts == {
        "Category": "Crafts",
        "Sub-category": "general",
        "Version strategy": "UNVERSIONED",
    }


def test_cards_with_titles_are_named_by_them():
    cards = read_skills("Sourdough\n" + SKILLS + "Dough art\n" + NEW, ["Dough art", "Sourdough"])
    assert [card.name for card in cards] == ["Sourdough", "Dough art"]
    assert cards[1].facts["Sub-category"] == "general"


def test_where_cards_and_skills_do_not_match_in_number_only_aliases_name_a_card():
    cards = read_skills(NEW + SKILLS, ["one", "two", "three"])
    assert [card.name for card in cards] == [None, "Sourdough"]


def test_lost_list_marks_do_not_matter():
    plain = SKILLS.replace("- ", "").replace("-\n", "")
    assert read_skills(plain, ["Sourdough"])[0].facts == read_skills(SKILLS, ["Sourdough"])[0].facts


def test_a_value_that_is_a_skills_name_begins_no_card():
    text = NEW.replace("- general", "Sourdough")
    cards = read_skills(text, ["Sourdough"])
    assert len(cards) == 1
    assert cards[0].facts["Sub-category"] == "Sourdough"


def test_no_section_no_cards():
    assert read_skills("", ["a"]) == ()


def test_rows_run_over_lines_and_lack_their_last_cell():
    more = ROWS + "| Oven Care | new |\nFire\nfire\n|\n✗ | — | Skipped · no role | by hand |\n"
    rows, notes = read_rows(more)
    assert notes == ()
    assert [(row.skill, row.tag, row.dimension, row.dimension_slug) for row in rows] == [
        ("Sourdough", "in_db", "Food Making", "food-making"),
        ("Oven Care", "new", "Fire", "fire"),
    ]
    assert [(row.skill_linked, row.role_linked, row.notes) for row in rows] == [
        (True, True, ""),
        (False, False, "by hand"),
    ]


def test_rows_on_one_line_and_an_empty_cell():
    text = "| Skill | Tag | Dimension | a | b | Outcome | Notes |\n|---|---|---|---|---|---|---|\n"
    rows, notes = read_rows(text + "| A | | D | ✓ | ? | kept | |\n| B | new | E | — | ✓ | kept | x |\n")
    assert notes == ()
    assert [(row.skill, row.tag, row.dimension, row.skill_linked, row.role_linked) for row in rows] == [
        ("A", "", "D", True, None),
        ("B", "new", "E", False, True),
    ]


def test_rows_that_make_no_sense_are_counted():
    rows, notes = read_rows(ROWS + "| what | is | this |\n")
    assert len(rows) == 1
    assert notes == ("1 rows of the persistence table were not understood",)


def test_artifacts():
    text = "| Kind | Detail | DB id |\n|---|---|---|\n| skill | Dough art | 12 |\n| alias | Bread | — |\n"
    found, notes = read_artifacts(text)
    assert [(one.kind, one.detail, one.database_id) for one in found] == [
        ("skill", "Dough art", "12"),
        ("alias", "Bread", "—"),
    ]
    assert notes == ()
    assert read_artifacts("nothing new") == ((), ())


def test_calls_have_figures_and_an_answer():
    answer = {"role": "baker", "note": "JD Parser — gpt-4.1-nano"}
    text = (
        "Every model call made — gpt-4o\n"
        "Adjudicator (LLM2) — gpt-4.1-mini click to toggle\n"
        "1,234 prompt tokens · 56 completion tokens · $0.00058 · 1.25 s\n"
        + json.dumps(answer, indent=0)
        + "\nDomain — gpt-4.1-mini\nTokens: 99\nCost: 0.0001\nLatency: 850 ms\nThe domain is kitchen.\n"
    )
    first, second = read_calls(text)
    assert (first.stage, first.model) == ("Adjudicator (LLM2)", "gpt-4.1-mini")
    assert (first.prompt_tokens, first.completion_tokens, first.total_tokens) == (1234, 56, None)
    assert (first.cost_usd, first.seconds) == (0.00058, 1.25)
    assert first.answer == answer
    assert (second.stage, second.total_tokens, second.cost_usd, second.seconds) == (
        "Domain",
        99,
        0.0001,
        0.85,
    )
    assert second.answer is None
    assert "The domain is kitchen." in second.text


def test_a_card_without_figures_leaves_them_open():
    (call,) = read_calls("Parser — llama-3.1-8b\nno figures\n")
    assert (call.model, call.prompt_tokens, call.total_tokens, call.cost_usd, call.seconds) == (
        "llama-3.1-8b", None, None, None, None,
    )  # fmt: skip


def test_no_calls():
    assert read_calls("") == ()
    assert read_calls("Every model call made for this run, in pipeline order.\n") == ()
