from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jdwork.errors import EncoderError
from jdwork.record.votes import STEP, fixed_point

vectors = arrays(np.float32, 8, elements=st.floats(-1, 1, width=32))


@given(vectors)
def test_rounding_is_off_by_half_a_step_at_most(vector):
    assert np.all(np.abs(fixed_point(vector) * STEP - vector.astype(np.float64)) <= STEP / 2)


@given(st.lists(vectors, min_size=1, max_size=20), st.randoms())
def test_sums_do_not_depend_on_the_order(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (sum(fixed_point(row) for row in each) for each in (rows, shuffled))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e6])
def test_values_that_no_unit_vector_has_are_refused(bad):
    with pytest.raises(EncoderError, match="every row must have length one"):
        fixed_point(np.array([0.0, bad], dtype=np.float32))
