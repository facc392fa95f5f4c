"""A catalog after edits: what moves, what stays, and that twice is once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog import edits as e
from jdwork.catalog.applying import apply_edits, next_id
from jdwork.catalog.edits import CatalogEdit, edit_from_json, edit_to_json
from jdwork.catalog.files import catalog_of_contents
from jdwork.catalog.snapshot import Role, Skill, SkillAlias
from jdwork.errors import CatalogError
from tests.catalog.tiny import FILES

CONTENTS = {name: text.encode() for name, text in FILES.items()}
CATALOG = catalog_of_contents(CONTENTS)[0]
COOK = Role(
    id=0, slug="cook", display_name="Cook", domain="kitchen", archetype="Trades", description="Cooks.",
    aliases=("line cook",), kras=("Cooks soups and sauces to order.",), dimensions=(), skills=(),
)  # fmt: skip
GLAZE = Skill(
    id=0, slug="glazing", display_name="Glazing", category="Craft", sub_category="Dough",
    aliases=(SkillAlias("Glazing", "CANONICAL"), SkillAlias("icing")), nature="PRACTICE",
)  # fmt: skip
EDITS: list[CatalogEdit] = [
    e.AddRole(COOK),
    e.AddSkill(GLAZE, ("baking",)),
    e.AddRoleAlias("baker", "Boulanger"),
    e.DropRoleAlias("baker", "Bread  Baker"),
    e.AddKra("baker", "Glazes buns\nand rolls."),
    e.DropKra("baker", "Fires the oven and watches its heat."),
    e.SetRoleSkill("waiter", "oven", 0.125),
    e.DropRoleSkill("baker", "oven"),
    e.AddSkillAlias("oven", "stove"),
    e.DropSkillAlias("sourdough", "sour dough"),
    e.LinkRoleDimension("waiter", "baking"),
    e.UnlinkRoleDimension("baker", "baking"),
    e.UnlinkSkillDimension("baking", "oven"),
    e.Rename("role", "baker", "master-baker", "Master Baker"),
    e.Rename("skill", "oven", "deck-oven", "Deck Oven"),
    e.Merge("role", "waiter", "baker"),
    e.Merge("skill", "oven", "sourdough"),
    e.SplitRole(
        "baker",
        "oven-keeper",
        "Oven Keeper",
        kras=("Fires the oven and watches its heat.",),
        skills=("oven",),
    ),
    e.SplitSkill("sourdough", "sd", "SD", ("sour dough",)),
]
each_edit = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{type(edit).__name__}")


@each_edit
def test_an_edit_changes_something_and_twice_is_once(edit: CatalogEdit) -> None:
    once = apply_edits(CATALOG, [edit])
    assert once.content_hash != CATALOG.content_hash
    assert apply_edits(once, [edit]).content_hash == once.content_hash


@each_edit
def test_an_edit_survives_being_written_as_json(edit: CatalogEdit) -> None:
    import json

    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit


@given(st.lists(st.sampled_from(EDITS), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_old_slugs_and_ids_keep_resolving(chosen: list[CatalogEdit]) -> None:
    catalog = CATALOG
    for edit in chosen:
        try:
            catalog = apply_edits(catalog, [edit])
        except CatalogError:
            continue
    for role in CATALOG.roles:
        assert catalog.role(role.slug) == catalog.role_by_id(role.id)
    for skill in CATALOG.skills:
        assert catalog.skill(skill.slug) == catalog.skill_by_id(skill.id)
    living = {skill.slug for skill in catalog.skills}
    assert {one.slug for role in catalog.roles for one in role.skills} <= living
    assert {slug for dimension in catalog.dimensions for slug in dimension.skills} <= living
    assert len({role.id for role in catalog.roles}) == len(catalog.roles)


def test_a_merged_role_gives_its_titles_duties_skills_and_id() -> None:
    merged = apply_edits(CATALOG, [e.SetRoleSkill("waiter", "oven", 0.5), e.Merge("role", "baker", "waiter")])
    heir = merged.role("baker")
    assert heir.slug == "waiter"
    assert heir == merged.role_by_id(7) == merged.role_by_id(99) == merged.role("bread-maker")
    assert heir.aliases == ("Waiter", "server", "Baker", "bread baker")
    assert len(heir.kras) == 3
    assert {one.slug: one.weight for one in heir.skills} == {"oven": 0.5, "sourdough": 0.9}
    assert (
        len(apply_edits(CATALOG, [e.Merge("role", "baker", "waiter", keep_kras=False)]).role("waiter").kras)
        == 1
    )


def test_a_merged_skill_keeps_its_links_under_the_heir() -> None:
    merged = apply_edits(CATALOG, [e.Merge("skill", "sourdough", "oven")])
    assert [one.slug for one in merged.role("baker").skills] == ["oven"]
    assert merged.role("baker").skills[0].weight == 0.25
    assert merged.dimension("baking").skills == ("oven",)
    assert merged.skill_by_id(20).slug == "oven"
    assert {"Sourdough", "sour dough", "SD"} <= {alias.text for alias in merged.skill("oven").aliases}


def test_the_id_of_a_merged_skill_outlives_a_rename_to_its_slug() -> None:
    edits = [
        e.Rename("skill", "oven", "deck-oven", "Deck Oven"),
        e.Merge("skill", "oven", "sourdough"),
        e.Rename("skill", "oven", "deck-oven", "Deck Oven"),
    ]
    renamed = apply_edits(CATALOG, edits)
    assert renamed.skill_by_id(20) == renamed.skill_by_id(21) == renamed.skill("oven")
    assert renamed.skill("sourdough").slug == "deck-oven"


def test_renaming_back_and_forth_leaves_no_circle() -> None:
    there = apply_edits(CATALOG, [e.Rename("role", "baker", "master-baker")])
    assert there.role("baker").id == 7
    back = apply_edits(there, [e.Rename("role", "master-baker", "baker")])
    assert back.role("master-baker").slug == "baker"
    assert {one.slug for one in back.redirections} == {"bread-maker", "master-baker"}


def test_a_renamed_role_is_still_found_by_its_old_name() -> None:
    assert apply_edits(CATALOG, [e.Rename("role", "waiter", name="Host")]).role("waiter").aliases == (
        "Host",
        "Waiter",
        "server",
    )


def test_a_split_role_shares_out_what_it_had() -> None:
    split = apply_edits(CATALOG, [EDITS[-2]])
    part, rest = split.role("oven-keeper"), split.role("baker")
    assert part.kras == ("Fires the oven and watches its heat.",)
    assert part.id == next_id(CATALOG, "role") == 101
    assert [one.slug for one in part.skills] == ["oven"]
    assert [one.slug for one in rest.skills] == ["sourdough"]
    assert rest.kras == ("Kneads dough and shapes loaves before dawn.",)
    assert rest.id == 7


@pytest.mark.parametrize("name", ["SD", "Sour Dough"])
def test_a_split_skill_takes_the_spellings_that_are_its_name(name: str) -> None:
    split = apply_edits(CATALOG, [e.SplitSkill("sourdough", "part", name)])
    part, rest = (
        {alias.text.casefold() for alias in split.skill(slug).aliases} for slug in ("part", "sourdough")
    )
    assert part == {name.casefold()}
    assert rest == {"sourdough", "sour dough", "sd"} - part


def test_a_role_and_a_skill_of_one_slug_do_not_get_into_each_other_s_way() -> None:
    both = apply_edits(CATALOG, [e.AddRole(replace(COOK, slug="oven", display_name="Oven Hand"))])
    merge = e.Merge("skill", "oven", "sourdough")
    once = apply_edits(both, [merge])
    assert apply_edits(once, [merge]).content_hash == once.content_hash
    both = apply_edits(CATALOG, [e.AddRole(replace(COOK, slug="sd", display_name="Dough Hand"))])
    split = e.SplitSkill("sourdough", "sd", "SD")
    once = apply_edits(both, [split])
    assert apply_edits(once, [split]).content_hash == once.content_hash


REFUSED: dict[str, tuple[CatalogEdit, str]] = {
    "unknown role": (e.AddKra("bakre", "x"), "There is no role 'bakre' in the catalog. Did you mean 'baker'"),
    "unknown skill": (e.SetRoleSkill("baker", "ovn", 1), "There is no skill 'ovn'"),
    "weight": (e.SetRoleSkill("baker", "oven", 1.5), "The weight 1.5 of 'oven' is out of range."),
    "last KRA": (e.DropKra("waiter", CATALOG.role("waiter").kras[0]), "is the only KRA of the role 'waiter'"),
    "own name": (e.DropRoleAlias("baker", "baker"), "which is always an alias"),
    "taken slug": (e.Rename("role", "baker", "waiter"), "There is already a role 'waiter'."),
    "redirected slug": (e.Rename("role", "waiter", "bread-maker"), "already leads to the role 'baker'"),
    "no slug": (e.Rename("role", "waiter", "The Host"), "'The Host' is not a slug."),
    "itself": (e.Merge("role", "baker", "baker"), "cannot be merged into itself"),
    "split nothing": (e.SplitRole("baker", "x", "X"), "would leave one of the two roles without a KRA"),
    "split alias": (e.SplitSkill("oven", "x", "X", ("range",)), "The skill 'oven' has no alias 'range'."),
    "no KRA": (e.AddRole(replace(COOK, kras=())), "The role 'cook' has no KRA."),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_an_edit_that_does_not_fit_says_why(name: str) -> None:
    edit, message = REFUSED[name]
    with pytest.raises(CatalogError) as caught:
        apply_edits(CATALOG, [edit])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"edit": "AddKrra", "role": "baker"}, "There is no catalog edit 'AddKrra'. Did you mean 'AddKra'"),
        ({"edit": "AddKra", "role": "baker"}, "kra: The catalog edit 'AddKra' is malformed"),
    ],
)
def test_json_that_is_no_edit_is_refused(values: dict[str, str], message: str) -> None:
    with pytest.raises(CatalogError) as caught:
        edit_from_json(values)
    assert message in str(caught.value)


def test_nothing_is_changed_in_the_catalog_that_was_given() -> None:
    before: CatalogSnapshot = catalog_of_contents(CONTENTS)[0]
    apply_edits(CATALOG, EDITS[:13])
    assert before == CATALOG
