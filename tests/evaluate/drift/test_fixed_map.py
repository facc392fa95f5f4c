"""The map: fitted once, on the reference; nothing that is placed on it moves it."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from jdwork.errors import InputError
from jdwork.evaluate.drift import fixed_map
from tests.evaluate.drift.making import WIDTH, jds

DRAW = np.random.default_rng(0)
REFERENCE = jds(DRAW, 40)
LATER = jds(DRAW, 10, shift=2)


def test_what_is_placed_does_not_move_the_map():
    alone, with_more = fixed_map(REFERENCE), fixed_map(REFERENCE, [LATER, LATER[:3]])
    assert (alone.reference == with_more.reference).all()
    assert [len(one) for one in with_more.placed] == [10, 3]
    assert with_more.placed[0][:3] == pytest.approx(with_more.placed[1])
    # PCA is a straight line's map: the mean of places is the place of the mean.
    middle = fixed_map(REFERENCE, [LATER.mean(axis=0, keepdims=True)]).placed[0][0]
    assert middle == pytest.approx(with_more.placed[0].mean(axis=0))
    assert 0.2 < alone.shown < 1


def test_order_and_repeats_of_rows_change_nothing():
    mixed = DRAW.permutation(40)
    first, again = fixed_map(REFERENCE), fixed_map(REFERENCE[np.r_[mixed, mixed]])
    assert (first.reference[mixed] == again.reference[:40]).all()
    assert first.digest == again.digest
    assert first.digest != fixed_map(REFERENCE[:39]).digest
    back = fixed_map(-REFERENCE)
    assert np.abs(back.reference) == pytest.approx(np.abs(first.reference))


class FakeUmap(ModuleType):
    """Stands in for umap, whose first fit compiles for a quarter of a minute."""

    fitted: list

    def UMAP(self, **options):
        assert options["random_state"] is not None
        return self

    def fit_transform(self, rows):
        self.fitted.append(rows)
        return rows[:, :2]

    def transform(self, rows):
        return rows[:, 2:4]


@pytest.fixture
def umap(monkeypatch):
    fake = FakeUmap("umap")
    fake.fitted = []
    monkeypatch.setitem(sys.modules, "umap", fake)
    return fake


def test_umap_is_fitted_on_the_sorted_reference_alone_and_kept(umap, tmp_path):
    found = fixed_map(REFERENCE, [LATER], method="umap", cache=tmp_path / "maps")
    (fitted,) = umap.fitted
    assert fitted.shape == (40, WIDTH)
    assert (np.diff(fitted[:, 0]) >= 0).all()
    assert found.reference == pytest.approx(REFERENCE[:, :2], abs=1e-6)
    assert found.placed[0] == pytest.approx(LATER[:, 2:4], abs=1e-6)
    assert found.shown is None
    again = fixed_map(REFERENCE[::-1], [LATER], method="umap", cache=tmp_path / "maps")
    assert len(umap.fitted) == 1
    assert (again.reference[::-1] == found.reference).all()
    fixed_map(REFERENCE, [LATER[:4]], method="umap", cache=tmp_path / "maps")
    assert len(umap.fitted) == 2


def test_a_damaged_or_forbidden_cache_costs_time_alone(umap, tmp_path):
    first = fixed_map(REFERENCE, [LATER], method="umap", cache=tmp_path)
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:50])
    again = fixed_map(REFERENCE, [LATER], method="umap", cache=tmp_path)
    assert (again.reference == first.reference).all()
    assert len(umap.fitted) == 2
    (tmp_path / "file").write_text("")
    fixed_map(REFERENCE, [LATER], method="umap", cache=tmp_path / "file")
    assert len(umap.fitted) == 3


def test_what_makes_no_map_is_told():
    with pytest.raises(InputError, match="three different vectors; the reference has 1"):
        fixed_map(np.ones((5, 4)))
    with pytest.raises(InputError, match="three different vectors; the reference has 0"):
        fixed_map(np.zeros((0, 4)))
    with pytest.raises(InputError, match="no map 'tsne'"):
        fixed_map(REFERENCE, method="tsne")  # type: ignore[arg-type]
