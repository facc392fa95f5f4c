"""Entries that no catalog file could hold are refused before they reach one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.catalog import load_catalog_files
from jdwork.catalog.applying import apply_edit
from jdwork.catalog.edits import AddKra, AddRole, AddRoleAlias, AddSkill, AddSkillAlias
from jdwork.catalog.entry_check import check_entries
from jdwork.catalog.snapshot import Skill
from jdwork.errors import CatalogError
from tests.catalog.tiny import write_catalog


@pytest.fixture
def files(tmp_path):
    return load_catalog_files(write_catalog(tmp_path))


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (lambda files: AddRoleAlias("baker", "x" * 201), "role baker, aliases"),
        (lambda files: AddKra("baker", "a\x00b"), "role baker, kras"),
        (lambda files: AddKra("baker", "x" * 4001), "role baker, kras"),
        (
            lambda files: AddRole(replace(files.role("baker"), slug="cook", archetype="Cooking")),
            "role cook, archetype",
        ),
        (lambda files: AddRole(replace(files.role("baker"), slug="cook", description="")), "role cook, desc"),
        (lambda files: AddSkill(Skill(0, "peel", "x" * 201, "Craft", "Dough", ())), "skill peel, name"),
        (lambda files: AddSkillAlias("oven", "  "), "skill oven, aliases"),
    ],
)
def test_a_value_that_files_refuse_is_named(files, make, where):
    after = apply_edit(files, make(files))
    with pytest.raises(CatalogError, match="No catalog file can hold this") as caught:
        check_entries(files, after)
    assert caught.value.where.startswith(where)


def test_what_was_there_before_is_not_looked_at(files):
    broken = apply_edit(files, AddKra("baker", "a\x00b"))
    check_entries(broken, apply_edit(broken, AddRoleAlias("waiter", "steward")))
