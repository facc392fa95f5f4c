"""What a map draws, and which points box and lasso hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.errors import InputError
from jdwork.output.palette import role_color
from jdwork.widgets import PointMap


def points(number=10, **options):
    places = np.column_stack([np.arange(number, dtype=float), np.zeros(number)])
    keys = [f"p{index}" for index in range(number)]
    return PointMap(places, keys=keys, groups=["baker"] * number, hover=keys, **options)


@given(st.integers(0, 40), st.integers(1, 20), st.integers(0, 39))
def test_a_sample_is_drawn_that_holds_the_selected_point(number, most, selected):
    one = points(number, most=most)
    one.selected = f"p{selected}"
    shown = one.shown()
    assert len(set(shown.tolist())) == len(shown)
    assert min(number, most) <= len(shown) <= min(number, most + 1)
    assert (selected in shown) == (selected < number)
    assert shown.tolist() == points(number, most=most).sample().tolist() or selected < number


def test_the_same_points_are_drawn_every_time():
    assert points(500, most=50).shown().tolist() == points(500, most=50).shown().tolist()


def test_points_without_a_place_are_not_drawn():
    one = PointMap([[0, 0], [np.nan, 1]], keys=["a", "b"], groups=["x", None], hover=["", ""])
    one.selected = "b"
    one.only = ["a", "b", "z"]
    assert one.shown().tolist() == [0]
    assert one.brought_out().tolist() == [0]


def test_a_box_holds_points_that_are_not_drawn_and_may_be_drawn_backwards():
    one = points(100, most=5)
    assert one.within_box([20.5, 9.5], [1, -1]) == [f"p{index}" for index in range(10, 21)]


def test_a_lasso_holds_what_its_line_goes_around():
    places = [[0.5, 0.5], [2.5, 2.5], [1.5, 0.2], [0.2, 1.5]]
    one = PointMap(places, keys=list("abcd"), groups=["x"] * 4, hover=[""] * 4)
    # An L: the upper right quarter is left out.
    assert one.within_lasso([0, 2, 2, 1, 1, 0], [0, 0, 1, 1, 2, 2]) == ["a", "c", "d"]
    assert one.within_lasso([], []) == []


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), max_size=30))
def test_a_lasso_around_a_box_holds_what_the_box_holds(places):
    # A number that no place has: on the line itself the two may differ.
    edge = 3.0078125
    held = [place for place in places if edge not in {abs(part) for part in place}]
    keys = [str(index) for index in range(len(held))]
    one = PointMap(held, keys=keys, groups=[""] * len(keys), hover=keys)
    lasso = one.within_lasso([-edge, edge, edge, -edge], [-edge, -edge, edge, edge])
    assert lasso == one.within_box([-edge, edge], [-edge, edge])


def test_colours_are_those_of_the_roles_unless_others_are_asked_for():
    one = points(colors={"right": "#123456"})
    assert one.color("baker") == role_color("baker")
    assert one.color("right") == "#123456"
    assert one.color("") == one.color("") != role_color("")


def test_new_points_keep_what_is_still_there():
    one = points(4)
    one.selected, one.chosen = "p3", ["p0", "p3"]
    one.update([[0, 0]], keys=["p0"], groups=[None], hover=["x"], title="One is left")
    assert (one.selected, one.chosen, one.title, len(one)) == (None, ["p0"], "One is left", 1)


def test_lengths_that_differ_and_double_keys_are_said():
    with pytest.raises(InputError, match="2 keys"):
        PointMap([[0, 0]], keys=["a", "b"], groups=[""], hover=[""])
    with pytest.raises(InputError, match="'a' is on the map twice"):
        PointMap([[0, 0], [1, 1]], keys=["a", "a"], groups=["", ""], hover=["", ""])
