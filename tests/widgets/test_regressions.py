"""The table of what got worse: its order, its filters, and that it holds every JD."""

from __future__ import annotations

from jdwork.widgets.regressions import regression_view, regressions_table
from tests.view.gated import report


def test_every_jd_that_got_worse_is_a_row_the_most_confident_first():
    found = report().against[0].regressions
    table = regressions_table(found)
    assert table.keys() == [one.id for one in found]
    assert [row["label"] for row in table.rows()][:3] == [one.label for one in found[:3]]


def test_it_can_be_narrowed_to_a_role_and_sorted():
    found = report().against[0].regressions
    table = regressions_table(found)
    table.chosen = {"label": ["c"]}
    assert table.matching == sum(one.label == "c" for one in found)
    table.chosen = {}
    table.sort, table.descending = "was", False
    assert table.keys()[0] == min(found, key=lambda one: one.confidence_before).id


def test_nothing_worse_is_an_empty_table():
    assert regressions_table(()).matching == 0
    regression_view(()).close()
