"""The JDs that got worse, as a table one can sort and search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jdwork.view.gate import regression_frame
from jdwork.widgets.table import Column, Table
from jdwork.widgets.table_view import table_view

if TYPE_CHECKING:
    from jdwork.runs.regressions import Regression
    from jdwork.widgets.table_view import TableView


def regressions_table(found: Sequence[Regression]) -> Table:
    """Lay the JDs that got worse out as a table's state, the most confident first.

    Parameters
    ----------
    found
        As `jdwork.runs.gate_run` finds them.
    """
    return Table(
        regression_frame(found),
        key="id",
        columns=[
            Column("title", "title", "text", "14em"),
            Column("label", "right role", "role"),
            Column("after", "role now", "role"),
            Column("was", "sure before", "percent", "8.5em"),
            Column("now", "sure now", "percent"),
            Column("case", "case", "tag", "10em"),
            Column("why", "why", "text"),
            Column("id", "id", "text", "8em"),
        ],
        filters=["label", "after", "case"],
    )


def regression_view(found: Sequence[Regression]) -> TableView:
    """Show the JDs that got worse as a table that answers to clicks and keys."""
    return table_view(regressions_table(found), label="JDs that got worse")
