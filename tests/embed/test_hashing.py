"""The hashing encoder: deterministic, unit rows, near for shared words."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.embed import Encoder, HashingEncoder
from jdwork.errors import EncoderError


def test_is_an_encoder() -> None:
    assert isinstance(HashingEncoder(), Encoder)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_rows_are_unit_or_zero_and_equal_text_gives_equal_rows_in_any_company(texts: list[str]) -> None:
    encoder = HashingEncoder(64)
    rows = encoder.encode([*texts, *reversed(texts)])
    assert rows.shape == (2 * len(texts), 64)
    assert rows.dtype == np.float32
    assert np.array_equal(rows[: len(texts)], rows[len(texts) :][::-1])
    for text, row in zip(texts, rows, strict=False):
        assert np.array_equal(encoder.encode([text])[0], row)
        assert np.linalg.norm(row) == pytest.approx(1.0 if text.strip() else 0.0, abs=1e-5)


def test_shared_words_are_nearer_than_strange_ones() -> None:
    first, second, third = HashingEncoder().encode(
        ["Designs REST interfaces in Java", "design of a REST interface with Java", "serves wine to guests"]
    )
    assert first @ second > 0.4
    assert first @ second > first @ third + 0.3


def test_letter_case_and_width_do_not_matter() -> None:
    lower, upper = HashingEncoder().encode(["node.js services", "NODE.JS  Services"])
    assert lower @ upper == pytest.approx(1.0, abs=1e-6)


def test_another_process_gives_the_same_vector() -> None:
    code = (
        "from jdwork.embed import HashingEncoder;"
        "print(HashingEncoder(16).encode(['Kubernetes and Go'])[0].tobytes().hex())"
    )
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert there == HashingEncoder(16).encode(["Kubernetes and Go"])[0].tobytes().hex()


def test_too_few_dimensions_are_refused_with_a_hint() -> None:
    with pytest.raises(EncoderError, match=r"embed\.dimension: .*at least 8.*Use 384"):
        HashingEncoder(4)


def test_dimension_is_part_of_the_identity() -> None:
    assert HashingEncoder(16).encoder_id != HashingEncoder(32).encoder_id
