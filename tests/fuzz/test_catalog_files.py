"""A catalog, however its files are damaged, is read or refused, in bounded time and memory."""

from __future__ import annotations

import tracemalloc
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.catalog import CatalogSnapshot, load_catalog_files
from jdwork.errors import CatalogError
from tests.catalog.tiny import FILES, write_catalog
from tests.fuzz.mutations import NESTED, mutated

BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n".encode()
    for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
"""Each line holds the one before nine times: 9 to the power of 9 values in 400 bytes."""
ODD = (
    b"&a *a",
    b"*unknown",
    b"<<: *a",
    b"<<: {slug: x}",
    b"!!python/object/apply:os.system ['x']",
    b"!!binary aGk=",
    b"!!float 1",
    b"!custom x",
    b"~",
    b"null",
    b"yes",
    b"2025-01-31",
    b"0o17",
    b"0x1f",
    b"1_000",
    b".nan",
    b"-.inf",
    b"1e400",
    b"9" * 5_000,
    b"12:30:45",
    b"[]",
    b"{}",
    b"[[[]]]",
    b"{a: {b: c}}",
    b"? [a, b]\n: c",
    b"? {a: b}\n: c",
    b"1: 2",
    b"true: x",
    b"---",
    b"...",
    b"--- x\n--- y",
    b"%YAML 9.9",
    b"|",
    b">",
    b"'",
    b'"',
    b'"\\ud800"',
    b'"\\0"',
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\t",
    b"# x",
    b"@x",
    b"`x",
    b"[" * NESTED,
    b"{a: " * NESTED,
    b"- " * NESTED + b"x",
    b"x" * 200_000,
    BOMB,
)


def law(folder, name: str, content: bytes) -> None:
    """A catalog, or an error that names the damaged file or one that leaned on it."""
    write_catalog(folder, {name: content})
    try:
        assert isinstance(load_catalog_files(folder), CatalogSnapshot)
    except CatalogError as error:
        assert error.problem
        assert len(str(error)) < 50_000


@settings(deadline=None, max_examples=300)
@given(name=st.sampled_from(sorted(FILES)), random=st.randoms(use_true_random=False))
def test_a_file_damaged_is_read_or_refused(name: str, random: Random, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("catalog")
    law(folder, name, mutated(FILES[name].encode(), random, ODD))


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:20]))
@pytest.mark.parametrize("name", sorted(FILES))
def test_odd_things_before_and_after_a_file(name: str, odd: bytes, tmp_path_factory) -> None:
    for content in (odd, odd + b"\n" + FILES[name].encode(), FILES[name].encode() + b"\n" + odd):
        law(tmp_path_factory.mktemp("catalog"), name, content)


@pytest.mark.parametrize("odd", [BOMB, b"[" * 300_000, b"- " * 300_000, b"a: " * 100_000], ids=len)
def test_little_bombs_take_little_memory(odd: bytes, tmp_path) -> None:
    tracemalloc.start()
    try:
        law(tmp_path / "catalog", "skills/craft.yaml", odd)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()
