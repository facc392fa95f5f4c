"""The figure of a map: what is drawn, what is sent, what a click and a box do."""

from types import SimpleNamespace

import numpy as np
import pytest

from jdwork.output.palette import role_color
from jdwork.widgets import PointMap, map_static, map_view
from jdwork.widgets.map_view import FEW_GROUPS, plotly_text

BOXES = []


def points(number=60, groups=3, **options):
    places = np.random.default_rng(1).normal(size=(number, 2))
    keys = [f"p{index}" for index in range(number)]
    return PointMap(
        places, keys=keys, groups=[f"g{index % groups}" for index in range(number)], hover=keys, **options
    )


def ring_of(point_map):
    """What is sent of the selected point: its place and colour."""
    (box,) = [one for one in BOXES if one.children[1]._map is point_map]
    return box.children[1]


@pytest.fixture
def shown():
    """Makes a map's figure, and closes it."""
    BOXES.clear()

    def make(point_map):
        BOXES.append(map_view(point_map, css_class="jd-points"))
        return BOXES[-1].children[0]

    yield make
    for box in BOXES:
        for widget in (*box.children, box):
            widget.close()


def click(figure, trace, *places):
    """What plotly does: every trace is called, those not clicked without points."""
    for number, one in enumerate(figure.data):
        one._dispatch_on_click(SimpleNamespace(point_inds=list(places) if number == trace else []), None)


def test_few_groups_get_a_trace_and_the_colour_of_their_role(shown):
    figure = shown(points(groups=3))
    assert [trace.name for trace in figure.data[:3]] == ["g0", "g1", "g2"]
    assert figure.data[1].marker.color == role_color("g1")
    assert len(figure.data) == 4


def test_many_groups_are_one_trace_of_many_colours(shown):
    figure = shown(points(groups=FEW_GROUPS + 1))
    assert len(figure.data) == 2
    assert figure.data[0].marker.color[4] == role_color("g4")
    assert not figure.layout.showlegend


def test_a_click_selects_and_moves_the_ring_alone(shown, monkeypatch):
    one = points()
    figure = shown(one)
    sent = []
    for name in ("_send_restyle_msg", "_send_update_msg", "_send_addTraces_msg", "_send_relayout_msg"):
        monkeypatch.setattr(figure, name, lambda *data, **options: sent.append((data, options)))
    click(figure, 1, 2)
    assert one.selected == "p7"
    assert ring_of(one).point == one.places[7].tolist()
    assert ring_of(one).color == role_color("g1")
    assert sent == []
    one.selected = None
    assert ring_of(one).point == []


def test_a_selected_point_outside_the_sample_has_its_ring(shown):
    one = points(500, most=20)
    figure = shown(one)
    outside = next(index for index in range(500) if index not in one.sample())
    one.selected = f"p{outside}"
    assert ring_of(one).point == one.places[outside].tolist()
    low, high = figure.layout.xaxis.range
    assert low < one.places[:, 0].min() and high > one.places[:, 0].max()
    assert "20 of 500 points drawn" in figure.layout.title.text


def test_box_and_lasso_choose_also_what_is_not_drawn_but_not_what_is_hidden(shown):
    one = points(500, most=20)
    figure = shown(one)
    box = SimpleNamespace(xrange=[-99, 99], yrange=[-99, 99])
    figure.data[0]._dispatch_on_selection(SimpleNamespace(point_inds=[0]), box)
    assert len(one.chosen) == 500
    figure.data[1].visible = "legendonly"
    figure.data[0]._dispatch_on_selection(
        SimpleNamespace(point_inds=[0]), SimpleNamespace(xs=[-99, 99, 99, -99], ys=[-99, -99, 99, 99])
    )
    hidden = figure.data[1].meta
    assert one.chosen
    assert all(one.groups[one.row(key)] != hidden for key in one.chosen)
    figure.data[0]._dispatch_on_deselect(SimpleNamespace(point_inds=[]))
    assert one.chosen == []
    assert all(trace.selectedpoints is None for trace in figure.data[:-1])


def test_points_brought_out_are_drawn_over_the_others_which_fade(shown):
    one = points(500, most=20)
    figure = shown(one)
    one.only = ["p1", "p2"]
    assert list(figure.data[-1].customdata) == ["p1", "p2"]
    assert figure.data[0].marker.opacity < 0.2
    click(figure, len(figure.data) - 1, 1)
    assert one.selected == "p2"
    one.only = None
    assert len(figure.data[-1].x) == 0
    assert figure.data[0].marker.opacity > 0.5


def test_new_points_are_drawn_and_can_be_clicked(shown):
    one = points()
    figure = shown(one)
    one.update([[0, 0], [1, 1]], keys=["a", "b"], groups=["x", "x"], hover=["", ""], title="Two are left")
    assert figure.layout.title.text == "Two are left"
    click(figure, 0, 1)
    assert one.selected == "b"


def test_a_closed_map_lets_its_points_go():
    one = points()
    box = map_view(one)
    figure = box.children[0]
    for widget in (*box.children[1:], box):
        widget.close()
    one.selected = "p1"
    assert box.children[1].point == []
    figure.close()


def test_the_picture_of_many_points_is_small_and_escaped():
    one = PointMap(
        np.random.default_rng(0).normal(size=(20_000, 2)),
        keys=[str(index) for index in range(20_000)],
        groups=["<b>g</b>"] * 20_000,
        hover=["<i>x</i> $a$\nline " + "y" * 500] * 20_000,
        title="A <script> title",
    )
    one.selected = "19999"
    written = map_static(one).to_json()
    assert len(written) < 1_000_000
    assert "<i>" not in written
    assert "<script>" not in written
    assert "1,500 of 20,000 points drawn" in written


def test_a_map_without_points_says_so():
    one = PointMap([], keys=[], groups=[], hover=[])
    assert map_static(one).layout.title.text == "No points to draw"


def test_plotly_reads_neither_markup_nor_formulas_in_foreign_text():
    assert plotly_text("<a href='x'>$5k$</a>\nb") == "&lt;a href=&#x27;x&#x27;&gt;&#36;5k&#36;&lt;/a&gt;<br>b"
