"""The highest of each row, however many columns there are."""

import numpy as np
import pytest

from jdwork.decide.row_maximum import row_maximum


@pytest.mark.parametrize("columns", range(1, 26))
def test_it_is_the_maximum_and_leaves_the_cells_alone(columns):
    cells = np.random.default_rng(columns).normal(size=(40, columns)).astype(np.float32)
    cells[0], cells[1:20, columns // 2] = -np.inf, -np.inf
    before = cells.copy()
    assert (row_maximum(cells) == cells.max(axis=1)).all()
    assert (cells == before).all()
