"""What approving would do, kind by kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.catalog.edits import (
    AddKra,
    AddRoleAlias,
    AddSkillAlias,
    DropRoleAlias,
    LinkRoleDimension,
    LinkSkillDimension,
    SetRoleSkill,
)
from jdwork.errors import CatalogError, ReviewError
from jdwork.review import Choices, Evidence, ReviewItem, draft_edits, show_item
from tests.review.making import baker, new_role

DUTIES = (
    "Flies survey drones over fields and building sites",
    "Plans flight routes and checks the weather before take-off",
    "Keeps batteries charged and propellers in good repair",
    "Writes a report of each flight for the client",
)


def drafted(bench, kind, spelt=None, /, **choices):
    snapshot = bench.snapshot
    found = show_item(bench.engine, snapshot, bench.item(kind, spelt))
    return draft_edits(found.item, snapshot, evidence=found.evidence, choices=Choices(**choices))


def test_a_new_skill_is_placed_by_vote_and_linked_to_the_roles_that_name_it(bench):
    bench.see(
        *(baker(number, proposed=("Banneton",)) for number in range(3)),
        baker(3, role="waiter", skills=("wine-service",), proposed=("Banneton",)),
        baker(4, role="plumber", skills=(), proposed=("Banneton",), queued=True),
    )
    draft = drafted(bench, "new_skill")
    added, *links = draft.edits
    skill = added.skill
    assert (skill.slug, skill.display_name) == ("banneton", "Banneton")
    assert (skill.category, skill.sub_category, skill.nature) == ("Crafts", "Handiwork", "PRACTICE")
    assert links == [SetRoleSkill("baker", "banneton", 0.35), SetRoleSkill("waiter", "banneton", 0.3)]
    assert "Placed in Crafts / Handiwork, like " in draft.notes[0]


def test_every_field_of_a_new_skill_can_be_chosen(bench):
    bench.see(baker(1, proposed=("Banneton",)))
    draft = drafted(
        bench, "new_skill", name="Proofing Basket", slug="basket", category="Crafts", sub_category="Vessels",
        nature="EQUIPMENT", role="pastry-chef", weight=0.9, dimensions=("food-making",),
    )  # fmt: skip
    added, link = draft.edits
    skill = added.skill
    assert (skill.slug, skill.display_name, skill.sub_category) == ("basket", "Proofing Basket", "Vessels")
    assert (skill.nature, added.dimensions) == ("EQUIPMENT", ("food-making",))
    assert link == SetRoleSkill("pastry-chef", "basket", 0.9)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"category": "Craft"}, "no category 'Craft'. Did you mean 'Crafts'"),
        ({"nature": "tool"}, "no nature 'tool'. Did you mean 'TOOL'"),
        ({"sub_category": "Nowhere"}, "stands in 0 categories"),
        ({"slug": "sourdough"}, "already a skill 'sourdough'.*--as-alias-of sourdough"),
        ({"text": "x"}, "takes no 'text'"),
        ({"as_alias_of": "oven-care", "weight": 0.5}, "takes no 'weight'"),
        ({"name": "\u200b"}, "no visible character"),
        ({"name": "日本語"}, "No slug can be made"),
    ],
)
def test_choices_that_do_not_fit_a_skill_are_refused(bench, choices, said):
    bench.see(baker(1, proposed=("Banneton",)))
    with pytest.raises(ReviewError, match=said):
        drafted(bench, "new_skill", **choices)


@pytest.mark.parametrize("choices", [{"role": "bakker"}, {"as_alias_of": "sourdo"}, {"dimensions": ("x",)}])
def test_slugs_that_are_not_there_are_refused(bench, choices):
    bench.see(baker(1, proposed=("Banneton",)))
    with pytest.raises(CatalogError, match="There is no"):
        drafted(bench, "new_skill", **choices)


def test_another_spelling_of_a_skill_becomes_its_alias(bench):
    bench.see(baker(1, proposed=("Sour Dough", "SD")))
    assert drafted(bench, "new_skill", "Sour Dough", as_alias_of="sourdough").edits == (
        AddSkillAlias("sourdough", "Sour Dough"),
    )
    assert drafted(bench, "new_skill", "SD", as_alias_of="sourdough").edits == (
        AddSkillAlias("sourdough", "SD", "ABBREVIATION", "CASE_SENSITIVE"),
    )


def test_a_skill_that_the_catalog_knows_by_now_drafts_nothing(bench):
    bench.see(baker(1, proposed=("SOURDOUGH",)))
    draft = drafted(bench, "new_skill")
    assert draft.edits == ()
    assert "knows 'SOURDOUGH' already, as sourdough" in draft.notes[0]


def test_a_skill_like_nothing_in_the_catalog_asks_for_a_category(bench):
    item = ReviewItem((1,), "new_skill", "qqq", "Qqq", "pending", 1)
    with pytest.raises(ReviewError, match=r"category is unknown. Give --category. Known: 'Crafts'"):
        draft_edits(item, bench.snapshot, evidence=Evidence())


def test_a_found_skill_is_linked_with_a_weight_by_its_share(bench):
    bench.see(
        *(baker(number) for number in range(6)),
        *(baker(number, skills=("wine-service",)) for number in (6, 7)),
    )
    assert drafted(bench, "role_skill").edits == (SetRoleSkill("baker", "wine-service", 0.25),)
    assert drafted(bench, "role_skill", weight=0.7).edits == (SetRoleSkill("baker", "wine-service", 0.7),)


def test_a_kra_is_added_as_it_stands_or_in_better_words(bench):
    bench.see(baker(1, strange="feeds the office cat"))
    draft = drafted(bench, "new_kra")
    assert draft.edits == (AddKra("baker", "feeds the office cat"),)
    assert "the ad's own" in draft.notes[0]
    better = drafted(bench, "new_kra", text="Feeds the cat at noon.", role="waiter")
    assert (better.edits, better.notes) == ((AddKra("waiter", "Feeds the cat at noon."),), ())


def test_a_title_becomes_an_alias_without_its_noise(bench):
    bench.see(baker(1, title="Sr. Loaf Maker (Remote) - Acme"))
    assert drafted(bench, "role_alias").edits == (AddRoleAlias("baker", "loaf maker"),)


def test_an_alias_of_one_word_or_of_another_role_is_noted(bench):
    bench.see(baker(1, title="Kneader"), baker(2, title="Cake Maker"))
    assert "One word" in drafted(bench, "role_alias", "Kneader").notes[0]
    assert "pastry-chef carries it too" in drafted(bench, "role_alias", "Cake Maker").notes[0]


def test_a_collision_takes_the_title_from_all_but_one(bench):
    bench.see(baker(1, case="D", alias_roles=("baker", "pastry-chef"), title="Oven Hand (Nights)"))
    assert drafted(bench, "collision", role="baker").edits == (DropRoleAlias("pastry-chef", "oven hand"),)
    with pytest.raises(ReviewError, match=r"carried by baker, pastry-chef\. Say with --role"):
        drafted(bench, "collision")
    with pytest.raises(ReviewError, match="'waiter' does not carry"):
        drafted(bench, "collision", role="waiter")


def test_a_title_that_joins_two_jobs_is_no_collision_to_resolve(bench):
    bench.see(baker(1, case="D", alias_roles=("baker", "plumber"), title="Baker / Plumber"))
    draft = drafted(bench, "collision", role="baker")
    assert (draft.edits, draft.notes) == ((), ("No two roles share an alias that this title fits.",))


def test_a_role_s_name_cannot_be_taken_from_it(bench):
    bench.see(baker(1, case="D", alias_roles=("baker", "waiter"), title="Waiter"))
    snapshot = bench.snapshot
    shared = replace(
        snapshot,
        roles=tuple(
            replace(role, aliases=(*role.aliases, "waiter")) if role.slug == "baker" else role
            for role in snapshot.roles
        ),
    )
    found = show_item(bench.engine, shared, bench.item("collision"))
    with pytest.raises(ReviewError, match="catalog merge role waiter baker"):
        draft_edits(found.item, shared, evidence=found.evidence, choices=Choices(role="baker"))


def test_a_new_role_is_made_of_the_ads_that_asked_for_it(bench):
    bench.see(
        new_role(1, "Drone Pilot", duties=DUTIES[:3], skills=("oven-care", "wine-service")),
        new_role(2, "Senior Drone Pilot (Remote)", duties=DUTIES[1:], skills=("oven-care",)),
        new_role(3, "drone pilot", duties=DUTIES[:2], skills=("oven-care",)),
    )
    draft = drafted(bench, "new_role")
    (added,) = draft.edits
    role = added.role
    assert (role.slug, role.display_name) == ("drone-pilot", "Drone Pilot")
    assert (role.domain, role.archetype) == ("kitchen", "Trades")
    assert sorted(role.kras) == sorted(DUTIES)
    assert [(one.slug, one.weight) for one in role.skills] == [("oven-care", 0.35), ("wine-service", 0.25)]
    assert role.description.startswith("Drone Pilot: ")
    assert any("Only 4 KRAs" in note for note in draft.notes)


def test_every_field_of_a_new_role_can_be_chosen(bench):
    bench.see(new_role(1, "Drone Pilot"))
    draft = drafted(
        bench, "new_role", name="Pilot", slug="pilot", domain="building", archetype="Operations",
        description="Flies.", aliases=("flyer",), kras=("Flies things.",), skills=("sourdough",),
        dimensions=("food-making",),
    )  # fmt: skip
    role = draft.edits[0].role
    assert (role.slug, role.display_name, role.domain, role.archetype) == (
        "pilot", "Pilot", "building", "Operations",
    )  # fmt: skip
    assert (role.description, role.aliases, role.kras) == ("Flies.", ("Pilot", "flyer"), ("Flies things.",))
    assert [one.slug for one in role.skills] == ["sourdough"]
    assert role.dimensions == ("food-making",)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, "hold no sentence.*--kra"),
        ({"archetype": "Trade"}, "Did you mean 'Trades'"),
        ({"slug": "baker"}, "already a role 'baker'"),
        ({"weight": 0.5}, "takes no 'weight'"),
    ],
)
def test_a_new_role_that_cannot_be_drafted_says_what_it_needs(bench, choices, said):
    bench.see(new_role(1, "Drone Pilot"))
    with pytest.raises(ReviewError, match=said):
        drafted(bench, "new_role", **choices)


def test_a_new_role_may_be_another_title_of_a_known_one(bench):
    bench.see(new_role(1, "Senior Loaf Maker"))
    assert drafted(bench, "new_role", as_alias_of="baker").edits == (AddRoleAlias("baker", "loaf maker"),)


def test_a_title_that_a_role_carries_by_now_asks_for_an_alias_not_a_role(bench):
    bench.see(new_role(1, "Senior Bread Baker", duties=DUTIES))
    with pytest.raises(ReviewError, match=r"looks like the role 'baker'.*--as-alias-of baker"):
        drafted(bench, "new_role")
    own = drafted(bench, "new_role", name="Sourdough Artist")
    assert own.edits[0].role.slug == "sourdough-artist"
    assert any("belongs to baker" in note for note in own.notes)


def test_of_many_titles_the_common_ones_become_aliases(bench):
    item = ReviewItem((1,), "new_role", "drone pilot", "Drone Pilot", "pending", 40)
    odd = {f"Drone Thing {chr(97 + n)}x": 1 for n in range(20)}
    evidence = Evidence(
        spellings={"Drone Pilot": 9, "Drone Flyer": 4, "UAV Operator": 2, **odd},
        candidates={"baker": 1.0},
        duties=((0, DUTIES[0]),),
    )
    role = draft_edits(item, bench.snapshot, evidence=evidence).edits[0].role
    assert {"drone flyer", "uav operator"} <= set(role.aliases)
    assert len(role.aliases) <= 6


def test_a_doubtful_decision_becomes_a_label(bench):
    bench.see(baker(1, queued=True))
    assert drafted(bench, "decision").label == "baker"
    other = drafted(bench, "decision", role="waiter")
    assert (other.label, other.edits) == ("waiter", ())
    assert "The runs chose baker." in other.notes


def test_links_to_dimensions(bench):
    snapshot = bench.snapshot
    role = ReviewItem((1,), "role_dimension", "waiter/food-making", "Food Making", "pending", 1,
                      role="waiter", dimension="food-making")  # fmt: skip
    assert draft_edits(role, snapshot, evidence=Evidence()).edits == (
        LinkRoleDimension("waiter", "food-making"),
    )
    held = replace(role, role="baker")
    assert draft_edits(held, snapshot, evidence=Evidence()).edits == ()
    skill = ReviewItem((1,), "skill_dimension", "wine-service/food-making", "", "pending", 1,
                       skill="wine-service", dimension="food-making")  # fmt: skip
    assert draft_edits(skill, snapshot, evidence=Evidence()).edits == (
        LinkSkillDimension("food-making", "wine-service"),
    )
