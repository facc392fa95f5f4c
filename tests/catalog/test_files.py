from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from jdwork.catalog import CatalogSnapshot, Redirect, RoleSkill, check_catalog_files, load_catalog_files
from jdwork.catalog.files import files_hash
from jdwork.errors import CatalogError
from tests.catalog.tiny import as_files, edited, snapshots, write_catalog


def test_a_role_keeps_order_and_words_whatever_the_yaml_layout(tmp_path: Path) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path))
    baker = snapshot.role("baker")
    assert baker.id == 7
    assert baker.description == "Bakes bread and rolls."
    assert baker.kras == (
        "Kneads dough and shapes loaves before dawn.",
        "Fires the oven and watches its heat.",
    )
    assert baker.skills == (RoleSkill("sourdough", 0.9), RoleSkill("oven", 0.25))
    assert baker.dimensions == ("baking",)


def test_the_name_is_an_alias_once_even_if_the_file_repeats_it(tmp_path: Path) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path))
    assert snapshot.role("baker").aliases == ("Baker", "bread baker")
    assert snapshot.role("waiter").aliases == ("Waiter", "server")


def test_skills_take_defaults_from_their_category(tmp_path: Path) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path))
    sourdough, oven = snapshot.skill("sourdough"), snapshot.skill("oven")
    assert (sourdough.nature, sourdough.sub_category, sourdough.category) == ("PRACTICE", "Dough", "Craft")
    assert (oven.nature, oven.sub_category) == ("EQUIPMENT", "Heat")
    assert (sourdough.category_id, oven.category_id) == (3, 3)
    assert (sourdough.is_extractable, oven.is_extractable) == (True, False)
    assert oven.context == ("bread", "heat")


def test_skill_aliases_carry_type_and_match_with_the_name_first(tmp_path: Path) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path))
    seen = [(each.text, each.alias_type, each.match_strategy) for each in snapshot.skill("sourdough").aliases]
    assert seen == [
        ("Sourdough", "CANONICAL", "CASE_INSENSITIVE"),
        ("sour dough", "SYNONYM", "CASE_INSENSITIVE"),
        ("SD", "ABBREVIATION", "CASE_SENSITIVE"),
    ]
    assert snapshot.skill("oven").aliases[0].match_strategy == "CONTEXT"


def test_an_alias_that_only_repeats_the_name_is_left_out_unless_it_is_looked_for_otherwise(
    tmp_path: Path,
) -> None:
    changes = edited("skills/craft.yaml", "      - sour dough\n", "      - SOURDOUGH\n")
    changes["skills/more.yaml"] = """\
category: More
defaults: {sub_category: Any}
skills:
  - {slug: go, name: Go, match: CONTEXT, aliases: [go]}
"""
    snapshot = load_catalog_files(write_catalog(tmp_path, changes))
    assert [each.text for each in snapshot.skill("sourdough").aliases] == ["Sourdough", "SD"]
    assert [each.text for each in snapshot.skill("go").aliases] == ["Go", "go"]


def test_missing_ids_are_the_next_free_ones_above_all_given_and_redirected(tmp_path: Path) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path))
    assert snapshot.role("waiter").id == 100  # 99 belongs to a redirected role
    assert snapshot.skill("oven").id == 21
    assert [role.slug for role in snapshot.roles] == ["baker", "waiter"]


def test_another_alias_leaves_the_other_aliases_ids_alone(tmp_path: Path) -> None:
    before = load_catalog_files(write_catalog(tmp_path / "a")).skill("sourdough").aliases
    more = edited("skills/craft.yaml", "      - sour dough\n", "      - levain\n      - sour dough\n")
    after = load_catalog_files(write_catalog(tmp_path / "b", more)).skill("sourdough").aliases
    assert {(each.text, each.id) for each in before} < {(each.text, each.id) for each in after}
    assert len({each.id for each in after}) == 4


def test_redirects_lead_old_slugs_and_ids_to_the_living_role(tmp_path: Path) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path))
    assert snapshot.redirections == (Redirect("role", "bread-maker", "baker", 99),)
    assert snapshot.role("bread-maker").slug == "baker"
    assert snapshot.role_by_id(99).slug == "baker"


def test_redirects_may_be_absent(tmp_path: Path) -> None:
    assert load_catalog_files(write_catalog(tmp_path, {"redirects.yaml": None})).redirections == ()


def test_two_roles_may_share_an_alias(tmp_path: Path) -> None:
    changes = edited("roles/hall/waiter.yaml", "[server]", "[server, bread baker]")
    assert "bread baker" in load_catalog_files(write_catalog(tmp_path, changes)).role("waiter").aliases


def test_values_are_text_first(tmp_path: Path) -> None:
    changes = edited("roles/hall/waiter.yaml", "[server]", "[no, 3.10, null, 2024-01-01, 0x1f]")
    aliases = load_catalog_files(write_catalog(tmp_path, changes)).role("waiter").aliases
    assert aliases[1:] == ("no", "3.10", "null", "2024-01-01", "0x1f")


def test_dimension_and_skill_files_may_be_split_and_named_freely(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "dimensions/another.yaml": "domain: kitchen\ndimensions:\n  - {slug: x, name: X, rationale: Y.}\n",
        "skills/craft-two.yaml": "category: Craft\nskills:\n  - {slug: rye, name: Rye, "
        "sub_category: Dough}\n",
    }
    snapshot = load_catalog_files(write_catalog(tmp_path, changes))
    assert snapshot.dimension("x").domain == "kitchen"
    assert snapshot.skill("rye").category_id == 3
    assert snapshot.skill("rye").sub_category_id == snapshot.skill("sourdough").sub_category_id


def test_other_files_are_not_read(tmp_path: Path) -> None:
    others: dict[str, str | bytes | None] = {
        "config.toml": "x",
        "README.md": "x",
        "samples/a.jsonl": "{",
        "roles/hall/.waiter.yaml": "[",
        "roles/hall/waiter.yaml~": "[",
    }
    assert load_catalog_files(write_catalog(tmp_path, others)).roles
    before = files_hash(tmp_path)
    (tmp_path / "config.toml").write_text("y")
    assert files_hash(tmp_path) == before
    (tmp_path / "redirects.yaml").write_text("roles: []\n")
    assert files_hash(tmp_path) != before


def test_equal_content_has_an_equal_hash_and_any_change_another(tmp_path: Path) -> None:
    original = load_catalog_files(write_catalog(tmp_path / "a")).content_hash
    layout = edited(
        "roles/kitchen/baker.yaml", ">-\n  Bakes bread\n  and rolls.", '"Bakes   bread and rolls."'
    )
    layout |= edited("domains.yaml", "aliases: [cooking]", "aliases:\n      - cooking  # a comment")
    assert load_catalog_files(write_catalog(tmp_path / "b", layout)).content_hash == original
    changed = edited("roles/kitchen/baker.yaml", "0.25", "0.26")
    assert load_catalog_files(write_catalog(tmp_path / "c", changed)).content_hash != original
    order = edited("dimensions/kitchen-work.yaml", "[oven, sourdough]", "[sourdough, oven]")
    assert load_catalog_files(write_catalog(tmp_path / "d", order)).content_hash != original


@settings(max_examples=25, deadline=None)
@given(snapshot=snapshots())
def test_the_hash_does_not_depend_on_layout(snapshot: CatalogSnapshot) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        as_files(snapshot, Path(one), flow=False, width=40, split=True)
        as_files(snapshot, Path(two), flow=True, width=500, split=False)
        first, second = load_catalog_files(one), load_catalog_files(two)
    assert first == second
    assert first.content_hash == second.content_hash
    assert first.roles == snapshot.roles
    assert first.dimensions == snapshot.dimensions
    assert first.redirections == snapshot.redirections


def test_check_lists_every_problem_in_file_order(tmp_path: Path) -> None:
    changes = edited("roles/kitchen/baker.yaml", "oven: 0.25", "ovn: 2")
    changes |= edited("domains.yaml", "name: Kitchen", "nam: Kitchen")
    problems = check_catalog_files(write_catalog(tmp_path, changes))
    assert [(each.file, each.line, each.key) for each in problems] == [
        ("domains.yaml", 2, "domains[0].name"),
        ("domains.yaml", 3, "domains[0].nam"),
        ("roles/kitchen/baker.yaml", 18, "skills.ovn"),
    ]
    assert check_catalog_files(write_catalog(tmp_path)) == ()


def test_a_mistake_in_an_entry_does_not_make_references_to_it_look_wrong(tmp_path: Path) -> None:
    changes = edited("skills/craft.yaml", "nature: EQUIPMENT", "nature: EQUIPMNT")
    problems = check_catalog_files(write_catalog(tmp_path, changes))
    assert [each.key for each in problems] == ["skills[1].nature"]


def test_many_problems_are_counted_and_the_first_twenty_shown(tmp_path: Path) -> None:
    roles: dict[str, str | bytes | None] = {
        f"roles/hall/r{number:02}.yaml": "slug: x\n" for number in range(30)
    }
    with pytest.raises(CatalogError) as caught:
        load_catalog_files(write_catalog(tmp_path, roles))
    lines = caught.value.problem.splitlines()
    assert lines[0] == "180 problems in the catalog files:"
    assert len(lines) == 22
    assert lines[1].startswith("  roles/hall/r00.yaml:1, key aliases: The key 'aliases' is missing.")
    assert lines[-1] == "  … and 160 more."
    assert caught.value.where == str(tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such catalog folder"):
        load_catalog_files(tmp_path / "nowhere")
