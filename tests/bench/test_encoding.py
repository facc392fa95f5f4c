"""What is timed of the encoder, and what its work is counted as."""

from __future__ import annotations

import pytest

from jdwork.bench.encoding import Shape, distinct_sentences, time_encoding
from tests.runs.making import ads


def test_operations_are_those_of_products_and_attention():
    # One layer of width 2 and inner width 8: 2 * (12 + 4 + 16 + 16) a token, and 4 n^2 * 2 of attention.
    assert Shape(1, 2, 8).operations([3]) == 3 * 96 + 4 * 9 * 2
    assert Shape(6, 384, 1536).operations([1]) == pytest.approx(21.2e6, rel=0.01)


def test_sentences_are_taken_once_and_no_more_than_asked_for():
    texts = distinct_sentences([*ads(), *ads()], 1000)
    assert len(texts) == len(set(texts)) > 5
    assert distinct_sentences(ads(), 3) == texts[:3]


@pytest.mark.encoder
def test_every_way_is_timed_and_none_passes_the_limit_by_far():
    told = []
    texts = [f"Builds service number {n} and keeps it running." for n in range(40)]
    figures, made_of = time_encoding(texts, naive=4, rounds=1, told=told.append)
    assert {one.naive_way for one in figures} == {
        "the library, float32, one at a time", "the library, float32, batches of 32",
    }  # fmt: skip
    assert all(one.rate > 0 and one.ratio and 0 < (one.share or 0) < 2 for one in figures)
    assert made_of["sentences"] == 40 and made_of["tokens"] > 200
    assert len(told) >= 3
