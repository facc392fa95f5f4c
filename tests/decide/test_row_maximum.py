"""The highest of each row, however many rows and columns there are."""

import numpy as np
import pytest

from jdwork.decide.row_maximum import WIDE, row_maximum


@pytest.mark.parametrize("columns", [*range(1, 26), WIDE - 1, WIDE, WIDE + 1])
def test_it_is_the_maximum_and_leaves_the_cells_alone(columns):
    cells = np.random.default_rng(columns).normal(size=(40, columns)).astype(np.float32)
    cells[0], cells[1:20, columns // 2] = -np.inf, -np.inf
    before = cells.copy()
    assert (row_maximum(cells) == cells.max(axis=1)).all()
    assert (cells == before).all()


@pytest.mark.parametrize("rows", [0, 1, 2047, 2048, 2049, 5000])
def test_no_row_is_left_out(rows):
    cells = np.random.default_rng(rows).normal(size=(rows, 3)).astype(np.float32)
    assert (row_maximum(cells) == cells.max(axis=1)).all()


def test_cells_need_not_lie_side_by_side():
    cells = np.random.default_rng(0).normal(size=(7, 20)).astype(np.float32)
    assert (row_maximum(cells[:, ::2]) == cells[:, ::2].max(axis=1)).all()
    assert (row_maximum(cells.T) == cells.T.max(axis=1)).all()
