"""Parts of a notebook that answer to clicks and keys, and the pictures that stand in for them."""

from jdwork.widgets.map_view import map_static, map_view
from jdwork.widgets.point_map import PointMap
from jdwork.widgets.showing import Link, close, is_interactive, link, show, watch, when_closed
from jdwork.widgets.table import Column, Table
from jdwork.widgets.table_view import table_static, table_view

__all__ = [
    "Column",
    "Link",
    "PointMap",
    "Table",
    "close",
    "is_interactive",
    "link",
    "map_static",
    "map_view",
    "show",
    "table_static",
    "table_view",
    "watch",
    "when_closed",
]
