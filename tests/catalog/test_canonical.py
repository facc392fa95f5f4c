from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.catalog import CatalogSnapshot, content_hash, snapshot_from_json, snapshot_to_json
from jdwork.catalog.canonical import with_hash
from jdwork.errors import CatalogError
from tests.catalog.tiny import snapshots


@settings(max_examples=50, deadline=None)
@given(snapshots())
def test_json_brings_back_an_equal_catalog_and_equal_bytes(snapshot: CatalogSnapshot) -> None:
    content = snapshot_to_json(snapshot)
    assert snapshot_from_json(content) == snapshot
    assert snapshot_to_json(snapshot_from_json(content)) == content


@settings(max_examples=30, deadline=None)
@given(snapshots(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_is_irrelevant(snapshot: CatalogSnapshot, random: object) -> None:
    roles, skills = list(snapshot.roles), list(snapshot.skills)
    random.shuffle(roles)  # type: ignore[attr-defined]
    random.shuffle(skills)  # type: ignore[attr-defined]
    assert with_hash(replace(snapshot, roles=tuple(roles), skills=tuple(skills))) == snapshot


@settings(max_examples=30, deadline=None)
@given(snapshots(), snapshots())
def test_hashes_are_equal_exactly_where_entries_are(one: CatalogSnapshot, two: CatalogSnapshot) -> None:
    assert (content_hash(one) == content_hash(two)) == (one == two)


def test_a_changed_copy_is_recognised() -> None:
    made = with_hash(CatalogSnapshot((), (), (), ()))
    body = json.loads(snapshot_to_json(made))
    body["domains"] = [{"slug": "x", "display_name": "X", "description": "", "aliases": []}]
    with pytest.raises(CatalogError, match="changed after it was written"):
        snapshot_from_json(json.dumps(body).encode())


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"format":1}', b"\xff", b'{"format":1,"domains":[{}]}']
)
def test_other_bytes_are_no_catalog(content: bytes) -> None:
    with pytest.raises(CatalogError, match="not a catalog in JSON"):
        snapshot_from_json(content)


def test_another_format_is_named() -> None:
    with pytest.raises(CatalogError, match="has format 99, this version of jdwork reads 1"):
        snapshot_from_json(b'{"format":99}')
