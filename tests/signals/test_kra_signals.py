"""KRA signals of many JDs: the same in one product as in many, and as JD by JD."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.signals import kra_signals as module
from jdwork.signals.kra import KraIndex
from jdwork.signals.kra_signals import KraEvidence, KraSignals, kra_signals, role_blocks
from jdwork.signals.table import unit_rows
from jdwork.signals.whitening import fit_whitening

DIMENSION = 12


def _index(counts: list[int], seed: int) -> KraIndex:
    random = np.random.default_rng(seed)
    vectors = unit_rows(random.normal(size=(sum(counts), DIMENSION)).astype(np.float32))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    whitening = fit_whitening(vectors)
    return KraIndex(vectors, starts, np.zeros(len(vectors), np.float32), whitening, whitening(vectors))


def _computed(sizes: list[int], index: KraIndex, seed: int) -> KraSignals:
    random = np.random.default_rng(seed)
    vectors = [unit_rows(random.normal(size=(size, DIMENSION)).astype(np.float32)) for size in sizes]
    counted = [np.arange(size)[:: 1 + size % 2] for size in sizes]
    together = kra_signals(vectors, counted, index, top=3, reported=4)
    alone = [
        kra_signals([one], [use], index, top=3, reported=4) for one, use in zip(vectors, counted, strict=True)
    ]
    for row, single in enumerate(alone):
        assert np.allclose(together.raw[row], single.raw[0], atol=1e-6)
        assert np.allclose(together.corrected[row], single.corrected[0], atol=1e-6)
        _must_agree(together.evidence[row], single.evidence[0])
    return together


def _must_agree(found: tuple[KraEvidence, ...], expected: tuple[KraEvidence, ...]) -> None:
    """The same roles and pairs, in whatever order scores that are equal to four decimals come."""
    mine, theirs = ({one.role: one for one in made} for made in (found, expected))
    assert mine.keys() == theirs.keys()
    for role, one in mine.items():
        assert one.score == pytest.approx(theirs[role].score, abs=2e-4)
        assert [pair[:2] for pair in one.pairs] == [pair[:2] for pair in theirs[role].pairs]
        assert np.allclose([p[2] for p in one.pairs], [p[2] for p in theirs[role].pairs], atol=1e-6)


counts = st.lists(st.integers(0, 9), min_size=1, max_size=12).filter(lambda made: sum(made) > 1)


@settings(deadline=None)
@given(counts=counts, sizes=st.lists(st.integers(0, 7), min_size=1, max_size=6), seed=st.integers(0, 9))
def test_many_products_give_what_one_gives(counts: list[int], sizes: list[int], seed: int) -> None:
    index = _index(counts, seed)
    expected = _computed(sizes, index, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PRODUCT_FLOATS", 16)
        patch.setattr(module, "LEAST_SENTENCES", 3)
        patch.setattr(module, "BEST_FLOATS", 60)
        found = _computed(sizes, index, seed)
    assert np.allclose(found.raw, expected.raw, atol=1e-6)
    assert np.allclose(found.corrected, expected.corrected, atol=1e-6)
    for mine, theirs in zip(found.evidence, expected.evidence, strict=True):
        _must_agree(mine, theirs)


@settings(deadline=None)
@given(counts=counts, width=st.integers(1, 20))
def test_blocks_hold_every_role_once_and_no_more_kras_than_they_may(counts: list[int], width: int) -> None:
    starts = np.concatenate([[0], np.cumsum(counts)])
    blocks = list(role_blocks(starts, width))
    assert [role for block in blocks for role in range(block.start, block.stop)] == list(range(len(counts)))
    for block in blocks:
        held = starts[block.stop] - starts[block.start]
        assert held <= width or block.stop - block.start == 1


def test_jds_without_sentences_have_no_kra_signal() -> None:
    found = kra_signals(
        [np.zeros((0, DIMENSION), np.float32)], [np.arange(0)], _index([2, 3], 0), top=3, reported=2
    )
    assert not found.raw.any() and not found.corrected.any()
    assert found.evidence == [()]
