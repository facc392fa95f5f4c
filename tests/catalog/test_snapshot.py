from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from jdwork.catalog import CatalogSnapshot, Redirect, catalog_counts, load_catalog_files
from jdwork.errors import CatalogError
from tests.catalog.tiny import write_catalog


@pytest.fixture
def snapshot(tmp_path: Path) -> CatalogSnapshot:
    return load_catalog_files(write_catalog(tmp_path))


def test_redirects_are_followed_through_chains(snapshot: CatalogSnapshot) -> None:
    moved = replace(
        snapshot,
        redirections=(
            Redirect("role", "a", "b", 50),
            Redirect("role", "b", "baker", 51),
            Redirect("skill", "a", "oven", 50),
        ),
    )
    assert moved.role("a").slug == moved.role_by_id(50).slug == moved.role_by_id(51).slug == "baker"
    assert moved.skill("a").slug == moved.skill_by_id(50).slug == "oven"
    assert moved.redirects == {"a": "b", "b": "baker"}
    assert moved.redirect_ids == {50: "b", 51: "baker"}


def test_a_circle_of_redirects_ends_in_an_error(snapshot: CatalogSnapshot) -> None:
    round_about = replace(snapshot, redirections=(Redirect("role", "a", "b"), Redirect("role", "b", "a")))
    with pytest.raises(CatalogError, match="There is no role 'a'"):
        round_about.role("a")


def test_a_label_means_a_role_by_slug_old_slug_or_name(snapshot: CatalogSnapshot) -> None:
    renamed = replace(
        snapshot,
        roles=tuple(replace(role, display_name=f"Head {role.display_name}") for role in snapshot.roles),
    )
    assert renamed.role_named(" baker ") == "baker"
    assert renamed.role_named("bread-maker") == "baker"
    assert renamed.role_named("HEAD\u00a0 baker") == "baker"
    assert renamed.role_named("bread baker") is None, "an alias is no name: several roles may carry it"
    assert renamed.role_named("sourdough") is renamed.role_named("Baker") is renamed.role_named(" ") is None


def test_a_name_of_two_roles_means_neither(snapshot: CatalogSnapshot) -> None:
    twins = replace(snapshot, roles=tuple(replace(role, display_name="Cook") for role in snapshot.roles))
    assert twins.role_named("Cook") is None
    assert twins.role_named("waiter") == "waiter"


def test_a_living_slug_wins_over_an_old_one_in_labels(snapshot: CatalogSnapshot) -> None:
    moved = replace(
        snapshot, redirections=(Redirect("role", "waiter", "baker"), Redirect("skill", "x", "oven"))
    )
    assert moved.role_named("waiter") == "waiter"
    assert moved.role_named("x") is None


def test_an_unknown_slug_or_id_is_told_with_close_spellings(snapshot: CatalogSnapshot) -> None:
    with pytest.raises(
        CatalogError, match=r"There is no role 'bakr' in the catalog\. Did you mean 'baker'\?"
    ):
        snapshot.role("bakr")
    with pytest.raises(CatalogError, match=r"There is no skill with id 12345 in the catalog\."):
        snapshot.skill_by_id(12345)


def test_a_living_id_wins_over_an_old_one(snapshot: CatalogSnapshot) -> None:
    assert snapshot.role_by_id(7).slug == "baker"
    assert snapshot.skill_by_id(20).slug == "sourdough"


def test_a_snapshot_travels_to_other_processes_without_its_look_up_tables(snapshot: CatalogSnapshot) -> None:
    snapshot.role("bread-maker")
    sent = pickle.dumps(snapshot)
    back = pickle.loads(sent)
    assert back == snapshot
    assert "role_index" not in back.__dict__
    assert back.role("bread-maker").slug == "baker"
    assert copy.deepcopy(snapshot) == snapshot


def test_a_snapshot_cannot_be_changed(snapshot: CatalogSnapshot) -> None:
    with pytest.raises(FrozenInstanceError):
        snapshot.roles = ()  # type: ignore[misc]


def test_counts(snapshot: CatalogSnapshot) -> None:
    assert catalog_counts(snapshot) == {
        "domains": 2,
        "roles": 2,
        "aliases": 4,
        "kras": 3,
        "role_skills": 2,
        "dimensions": 1,
        "categories": 1,
        "sub_categories": 2,
        "skills": 2,
        "skill_aliases": 4,
        "redirects": 1,
    }
