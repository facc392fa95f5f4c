"""Packing: every text once, whole, and hardly any room left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.embed.packing import Group, pack


@given(lengths=st.lists(st.integers(1, 64), max_size=200))
def test_every_text_lies_in_one_block_beside_those_of_its_length(lengths: list[int]) -> None:
    blocks = pack(lengths, 64)
    placed = [(text, group.length) for block in blocks for group in block for text in group.texts]
    assert sorted(placed) == list(enumerate(lengths))
    for block in blocks:
        assert sum(group.length * len(group.texts) for group in block) <= 64
        assert len({group.length for group in block}) == len(block)
        assert all(group.texts for group in block)


@given(lengths=st.lists(st.integers(1, 64), max_size=200))
def test_no_text_of_a_later_block_would_have_fitted(lengths: list[int]) -> None:
    blocks = pack(lengths, 64)
    for position, block in enumerate(blocks):
        free = 64 - sum(group.length * len(group.texts) for group in block)
        later = [group.length for other in blocks[position + 1 :] for group in other]
        assert all(length > free for length in later)


def test_a_rest_is_filled_with_shorter_texts() -> None:
    assert pack([30, 30, 30, 4], 64) == [
        (Group(30, (0, 1)), Group(4, (3,))),
        (Group(30, (2,)),),
    ]
    assert pack([], 64) == []


@pytest.mark.parametrize("length", [0, 65])
def test_a_text_that_no_block_holds_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"{length} tokens does not lie in a block of 64"):
        pack([3, length], 64)
