"""Maps: fitted once, on the reference; nothing that is placed on one moves it."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.errors import InputError
from jdwork.evaluate import projection
from jdwork.evaluate.projection import fit_map
from tests.evaluate.drift.making import WIDTH, jds

DRAW = np.random.default_rng(0)
REFERENCE = jds(DRAW, 40)
LATER = jds(DRAW, 10, shift=2)


def cosine_distances(rows, others):
    unit, other = (one / np.linalg.norm(one, axis=1, keepdims=True) for one in (rows, others))
    return 1 - unit @ other.T


def test_a_plane_keeps_straight_paths_and_equal_shifts():
    made = fit_map(REFERENCE, method="pca")
    placed = made.place(LATER)
    # The mean of places is the place of the mean.
    assert made.place(LATER.mean(axis=0))[0] == pytest.approx(placed.mean(axis=0))
    assert made.place(REFERENCE) == pytest.approx(made.places)
    assert 0.2 < made.shown < 1
    assert made.places.var(axis=0).sum() / REFERENCE.var(axis=0).sum() == pytest.approx(made.shown)


def test_many_rows_and_few_have_the_same_plane():
    # Fewer rows than columns are decomposed themselves, more by their covariance.
    wide = np.hstack([REFERENCE, np.zeros((40, 60))])
    assert fit_map(wide, method="pca").places == pytest.approx(fit_map(REFERENCE, method="pca").places)


@given(st.permutations(range(40)), st.integers(1, 3))
def test_order_and_repeats_of_rows_change_nothing(order, times):
    mixed = np.array(order * times)
    first, again = fit_map(REFERENCE, method="pca"), fit_map(REFERENCE[mixed], method="pca")
    assert (first.places[mixed] == again.places).all()
    assert first.digest == again.digest


def test_another_reference_is_another_map():
    assert fit_map(REFERENCE, method="pca").digest != fit_map(REFERENCE[:39], method="pca").digest


class FakeUmap(ModuleType):
    """Stands in for umap, whose first fit compiles for a quarter of a minute."""

    def __init__(self, name):
        super().__init__(name)
        self.fitted, self.transformed = [], []

    def UMAP(self, **options):
        assert options["random_state"] is not None
        assert options["metric"] == "precomputed"
        return self

    def fit(self, distances):
        self.fitted.append(distances)
        self.embedding_ = distances[:, :2].astype(np.float32)

    def transform(self, distances):
        self.transformed.append(distances)
        return distances[:, 2:4]


@pytest.fixture
def umap(monkeypatch):
    fake = FakeUmap("umap")
    monkeypatch.setitem(sys.modules, "umap", fake)
    return fake


def test_umap_is_fitted_on_the_sorted_reference_alone_and_kept(umap, tmp_path):
    made = fit_map(np.vstack([REFERENCE, REFERENCE[:5]]), cache=tmp_path / "maps")
    rows, _ = projection._different(REFERENCE)
    assert sorted(rows.tolist()) == sorted(REFERENCE.tolist())
    (fitted,) = umap.fitted
    assert fitted == pytest.approx(cosine_distances(rows, rows), abs=1e-5)
    placed = made.place(LATER)
    assert placed == pytest.approx(cosine_distances(LATER, rows)[:, 2:4], abs=1e-5)
    assert made.shown is None
    again = fit_map(REFERENCE[::-1], cache=tmp_path / "maps")
    assert (again.places[::-1] == made.places[:40]).all()
    assert (again.place(LATER[::-1]) == placed[::-1]).all()
    assert len(umap.fitted) == len(umap.transformed) == 1
    # What was not placed before needs the model once more, and the map on the screen stays.
    again.place(LATER[:4])
    assert len(umap.fitted) == 2
    assert umap.embedding_ == pytest.approx(cosine_distances(rows, rows)[:, :2], abs=1e-5)


def test_of_very_many_rows_some_are_fitted_and_the_rest_placed(umap, monkeypatch):
    monkeypatch.setattr(projection, "MOST_FITTED", 10)
    monkeypatch.setattr(projection, "BLOCK", 70)
    made = fit_map(REFERENCE)
    assert umap.fitted[0].shape == (10, 10)
    assert sum(len(block) for block in umap.transformed) == 30
    assert max(len(block) for block in umap.transformed) == 7
    assert np.isfinite(made.places).all()


def test_a_damaged_or_forbidden_cache_costs_time_alone(umap, tmp_path):
    first = fit_map(REFERENCE, cache=tmp_path)
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:50])
    assert (fit_map(REFERENCE, cache=tmp_path).places == first.places).all()
    assert len(umap.fitted) == 2
    (tmp_path / "file").write_text("")
    fit_map(REFERENCE, cache=tmp_path / "file")
    assert len(umap.fitted) == 3


def test_a_cache_keeps_no_more_than_it_may(umap, tmp_path, monkeypatch):
    monkeypatch.setattr(projection, "KEPT", 3)
    made = fit_map(REFERENCE, cache=tmp_path)
    for count in range(1, 8):
        made.place(LATER[:count])
    assert len(list(tmp_path.glob("*.npz"))) == 3


def test_nothing_is_placed_nowhere():
    assert fit_map(REFERENCE, method="pca").place(np.zeros((0, WIDTH))).shape == (0, 2)


def test_what_makes_no_map_is_told():
    with pytest.raises(InputError, match="three different vectors; the reference has 1"):
        fit_map(np.ones((5, 4)))
    with pytest.raises(InputError, match="three different vectors; the reference has 0"):
        fit_map(np.zeros((0, 4)))
    with pytest.raises(InputError, match="no map 'tsne'"):
        fit_map(REFERENCE, method="tsne")  # type: ignore[arg-type]


@pytest.mark.notebook
def test_the_real_umap_keeps_neighbours_together_and_draws_the_same_twice(tmp_path):
    centres = DRAW.normal(size=(4, 24)) * 3
    group = np.repeat(np.arange(4), 30)
    rows = centres[group] + DRAW.normal(size=(120, 24))
    made = fit_map(rows, cache=tmp_path)
    new = centres + DRAW.normal(size=(4, 24)) * 0.5
    nearest = np.linalg.norm(made.place(new)[:, None] - made.places[None], axis=2).argmin(axis=1)
    assert (group[nearest] == np.arange(4)).all()
    again = fit_map(rows[::-1])
    assert (again.places[::-1] == made.places).all()
    assert (again.place(new) == made.place(new)).all()
    assert (fit_map(rows, cache=tmp_path).place(new) == made.place(new)).all()
    tiny = fit_map(rows[:3])
    assert np.isfinite(tiny.place(rows[3:5])).all()
