"""Signals: who leads, and why a ranking is bent."""

from __future__ import annotations

import pytest

from tests.legacy.comparing import compared, found, row
from tests.legacy.pages import kras, role


def signals(**changed):
    return lambda made: made["api1"]["stage3_signals"].update(changed)


HUB = ("keep things clean", "knead dough", 0.7), ("keep things clean", "shape loaves", 0.66)
PLUMBER = role(4, "plumber", "Plumber", score=0.68, kra_matches=kras(*HUB))
BAKER = role(1, "baker", "Baker", score=0.5, kra_matches=kras(("Kneads dough.", "knead dough", 0.5)))


def test_an_orderly_page_has_no_findings(tiny_pipeline):
    said = compared(tiny_pipeline)
    assert [one.code for one in said.findings if one.stage in ("kra", "alias", "skill_signal")] == []
    assert row(said, "alias", "1").same
    assert row(said, "kra", "1").legacy == "Baker 0.5500"


def test_the_best_kra_score_of_another_role_is_told_with_its_hub(tiny_pipeline):
    said = compared(tiny_pipeline, signals(kra_match_roles=[PLUMBER, BAKER]))
    (one,) = found(said, "best-kra-not-chosen")
    assert one.legacy == "Plumber 0.6800, the chosen Baker has 0.5000"
    assert "“keep things clean” takes 2 of 2 sentences" in one.why
    assert one.ours.startswith("Baker ")
    (hub,) = found(said, "hub-kra")
    assert "3 words" in hub.why


def test_the_same_role_under_an_old_slug_is_not_another(tiny_pipeline):
    said = compared(tiny_pipeline, signals(kra_match_roles=[{**BAKER, "slug": "old-baker"}]))
    assert found(said, "best-kra-not-chosen") == []


@pytest.mark.parametrize(
    "pairs",
    [
        [("keep things clean", "a", 0.7), ("Bakes bread.", "b", 0.66)],
        [(" ".join(["word"] * 9), "a", 0.7), (" ".join(["word"] * 9), "b", 0.66)],
        [
            ("keep things clean", "a", 0.7),
            ("Bakes.", "b", 0.6),
            ("Rolls.", "c", 0.5),
            ("keep things clean", "d", 0.5),
        ],
    ],
    ids=["one sentence each", "a long KRA", "half of them"],
)
def test_what_is_no_hub(tiny_pipeline, pairs):
    said = compared(tiny_pipeline, signals(kra_match_roles=[{**BAKER, "kra_matches": kras(*pairs)}]))
    assert found(said, "hub-kra") == []


def test_one_kra_of_several_roles_is_told_once(tiny_pipeline):
    twin = {**PLUMBER, "slug": "bricklayer", "display_name": "Bricklayer"}
    said = compared(tiny_pipeline, signals(kra_match_roles=[BAKER, PLUMBER, twin]))
    (one,) = found(said, "hub-kra")
    assert one.legacy == "Plumber, Bricklayer: “keep things clean”"
    (shared,) = found(said, "shared-kra")
    assert shared.stage == "catalog"


def test_a_kra_score_is_worked_out_again(tiny_pipeline):
    said = compared(tiny_pipeline, signals(kra_match_roles=[{**BAKER, "score": 0.6}]))
    (one,) = found(said, "kra-score")
    assert (one.legacy, one.ours) == ("Baker 0.6000", "0.5000")
    right = [("x", "a", 0.7), ("y", "b", 0.65), ("z", "c", 0.6), ("q", "d", 0.1)]
    fine = signals(kra_match_roles=[{**BAKER, "score": 0.65, "kra_matches": kras(*right)}])
    assert found(compared(tiny_pipeline, fine), "kra-score") == []


def test_a_collision_of_duplicates_is_told_as_such(tiny_pipeline):
    twins = [
        role(1, "baker", "Baker"),
        role(91, "bakery-baker", "Baker"),
        role(2, "pastry-chef", "Pastry Chef"),
    ]
    (one,) = found(compared(tiny_pipeline, signals(alias_match_roles=twins)), "alias-collision")
    assert one.legacy == "Baker (1), Baker (91), Pastry Chef (2)"
    assert "Only 2 of them are different jobs" in one.why


def test_an_alias_that_the_text_never_says_is_told_with_the_role_it_brought(tiny_pipeline):
    def bend(made):
        made["nano"]["role_aliases"] = ["Baker", "Cake Maker"]
        made["api1"]["stage3_signals"]["alias_match_roles"].append(role(2, "pastry-chef", "Pastry Chef"))

    (one,) = found(compared(tiny_pipeline, bend), "invented-alias")
    assert one.legacy == "“Cake Maker” → Pastry Chef"
    assert "never “Cake Maker”" in one.why


def test_one_skill_that_fills_several_scores_is_told(tiny_pipeline):
    full = {"matched_count": 1, "matched_skills": ["Oven Care"], "total_count": 1}
    roles = [role(2, "pastry-chef", "Pastry Chef", **full), role(3, "waiter", "Waiter", **full)]
    said = compared(tiny_pipeline, signals(skill_match_roles=roles))
    (one,) = found(said, "one-skill-full-score")
    assert one.legacy == "2 roles at 1.0 by “Oven Care”: Pastry Chef, Waiter"
    (other,) = found(said, "chosen-without-skill")
    assert other.wrong == "open"
    several = [roles[0], {**roles[1], "matched_skills": ["Oven Care", "Sourdough"]}]
    assert found(compared(tiny_pipeline, signals(skill_match_roles=several)), "one-skill-full-score") == []


def test_odd_values_break_nothing(tiny_pipeline):
    odd = [{"display_name": None, "score": "high", "kra_matches": [3, {"kra_text": 4}], "slug": 7}, "x", None]
    said = compared(
        tiny_pipeline, signals(kra_match_roles=odd, alias_match_roles=odd, skill_match_roles={"a": 1})
    )
    assert row(said, "kra", "1").legacy == "a role without a name 0.0000"
