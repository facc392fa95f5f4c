"""A table that can be searched, filtered, sorted and paged: its state, apart from any picture of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import traitlets

from jdwork.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Kind = Literal["text", "number", "percent", "bar", "role", "tag", "mark"]
NUMERIC = frozenset({"number", "percent", "bar"})
SEARCHED_CHARACTERS = 2_000
"""Of each cell, as many characters are searched: an ad's whole text would fill the memory."""
NO_VALUE = "(none)"
"""Stands for an empty cell among the values of a filter."""
_WIDTH = re.compile(r"\d+(\.\d+)?(px|em|rem|ch|%)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a `Table`.

    Parameters
    ----------
    name
        Column of the frame.
    title
        Its heading; empty: the name.
    kind
        How a value is shown: ``number``; ``percent``, a share of 1 with a thin bar; ``bar``, a number with
        a bar relative to the largest of the column; ``role``, a slug with its colour; ``tag``, a word in a
        frame; ``mark``, a truth value or one of ``right``, ``wrong``, ``open``; else ``text``.
    width
        As in a style sheet (``"6em"``, ``"20%"``); None: by kind.
    """

    name: str
    title: str = ""
    kind: Kind = "text"
    width: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise InputError(
                f"There is no kind of column '{self.kind}'.",
                where=f"column {self.name}",
                hint=f"One of: {', '.join(get_args(Kind))}.",
            )
        if self.width is not None and not _WIDTH.fullmatch(self.width):
            raise InputError(
                f"'{self.width}' is no width.", where=f"column {self.name}", hint="Write '6em' or '20%'."
            )


class Table(traitlets.HasTraits):
    """Rows of a frame under a search, filters and an order; nothing here needs a browser.

    Traits may be set from anywhere, in any order: what follows from them is worked out when it is read.

    Parameters
    ----------
    frame
        One row each; it is not changed.
    key
        Column of texts that are unique to a row.
    columns
        What is shown, in order.
    page_size
        Rows of a page.
    filters
        Columns with few values, offered as a choice.

    Raises
    ------
    InputError
        When a column is missing from the frame, or a key is there twice.
    """

    search = traitlets.Unicode("", help="Words that must all occur in a row, in any case of letters.")
    sort = traitlets.Unicode("", help="Column that orders the rows; empty: the frame's own order.")
    descending = traitlets.Bool(False, help="Largest first; rows without a value stay last.")
    page = traitlets.Int(0, help="The visible page, from 0; cut to the pages there are.")
    page_size = traitlets.Int(12, min=1, help="Rows of a page.")
    chosen = traitlets.Dict(help="Column -> accepted values, as text; an empty list accepts all.")
    only: Any = traitlets.List(default_value=None, allow_none=True, help="Keys to restrict to; None: all.")
    selected = traitlets.Unicode(None, allow_none=True, help="Key of the selected row.")
    note = traitlets.Unicode("", help="What the rows show, said above them.")
    matching = traitlets.Int(0, help="Rows after search, filters and `only`.")
    revision = traitlets.Int(0, help="Grows whenever the rows or their order may have changed.")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        key: str,
        columns: Sequence[Column],
        page_size: int = 12,
        filters: Sequence[str] = (),
    ) -> None:
        self._order_cache: NDArray[np.intp] | None = None
        super().__init__(page_size=page_size)
        self.key = key
        self.columns = tuple(columns)
        self.filters = tuple(filters)
        self._read(frame)
        self._refresh()

    def keys(self) -> list[str]:
        """Keys of all rows after search and filters, in order."""
        return [self._keys[row] for row in self._order()]

    def rows(self) -> list[dict[str, Any]]:
        """Rows of the visible page: the key and the shown columns, as JSON values."""
        start = self.page * self.page_size
        return self._records(self._order()[start : start + self.page_size])

    def first(self, most: int) -> list[dict[str, Any]]:
        """Return the first rows, as in `rows`, whatever page is visible."""
        return self._records(self._order()[:most])

    def _records(self, order: NDArray[np.intp]) -> list[dict[str, Any]]:
        names = [column.name for column in self.columns if column.name != self.key]
        return [
            {self.key: self._keys[row]} | {name: json_value(self._values[name][row]) for name in names}
            for row in order.tolist()
        ]

    @property
    def pages(self) -> int:
        """Pages there are, at least one."""
        return max(1, math.ceil(self.matching / self.page_size))

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def options(self, column: str) -> list[tuple[str, int]]:
        """Values of a filter with the number of rows that have each, by name."""
        _, values, counts = self._factors(column)
        pairs = zip(values, counts, strict=True)
        return sorted(pairs, key=lambda one: (one[0] == NO_VALUE, one[0].casefold()))

    def largest(self, column: str) -> float:
        """Largest value of a numeric column over all rows, 0 when there is none: the full bar."""
        if column not in self._largest:
            numbers = self._numbers(column)
            known = numbers[np.isfinite(numbers)]
            self._largest[column] = float(known.max()) if len(known) else 0.0
        return self._largest[column]

    def move(self, step: int) -> None:
        """Select the row that stands so many places further down, or up, and turn to its page.

        At either end the selection stays; without a selected row among those shown, the first one is taken
        (the last one, going up).
        """
        order = self._order()
        if not len(order):
            return
        place = self._place(self.selected)
        if place is None:
            place = 0 if step >= 0 else len(order) - 1
        else:
            place = min(max(place + step, 0), len(order) - 1)
        self.selected = self._keys[order[place]]

    def update(self, frame: pd.DataFrame) -> None:
        """Take new data; search, filters and order stay, and the selection where its row is still there."""
        self._read(frame)
        if self.selected is not None and self.selected not in self._rows:
            self.selected = None
        page = self.page
        self._refresh()
        self.page = page

    def _read(self, frame: pd.DataFrame) -> None:
        wanted = [self.key, *(column.name for column in self.columns), *self.filters]
        if missing := sorted(set(wanted) - {str(name) for name in frame.columns}):
            raise InputError(
                f"The table has no column {', '.join(missing)}.",
                hint=f"It has: {', '.join(str(name) for name in frame.columns)}.",
            )
        keys = [str(value) for value in frame[self.key].tolist()]
        rows = {key: row for row, key in enumerate(keys)}
        if len(rows) != len(keys):
            twice = next(key for row, key in enumerate(keys) if rows[key] != row)
            raise InputError(
                f"The key '{twice[:80]}' is there twice.",
                where=f"column {self.key}",
                hint="Name a column that differs in every row.",
            )
        self._keys, self._rows = keys, rows
        self._values: dict[str, list[Any]] = {name: frame[name].tolist() for name in dict.fromkeys(wanted)}
        self._series = {name: frame[name].reset_index(drop=True) for name in self._values}
        self._texts = self._searched()
        self._rank_cache: dict[str, NDArray[np.float64]] = {}
        self._orders: dict[tuple[str, bool], NDArray[np.intp]] = {}
        self._codes: dict[str, tuple[NDArray[np.intp], list[str], list[int]]] = {}
        self._largest: dict[str, float] = {}
        self._order_cache = None

    def _searched(self) -> list[str]:
        """What is searched of each row: its key and shown cells, folded to one case."""
        parts = [self._keys]
        for column in self.columns:
            if column.name != self.key and column.kind not in {"percent", "bar"}:
                cells = self._values[column.name]
                parts.append([cell_text(value)[:SEARCHED_CHARACTERS] for value in cells])
        # No search can hold the separator, so no word is found across two cells.
        return ["\n".join(cells).casefold() for cells in zip(*parts, strict=True)]

    def _order(self) -> NDArray[np.intp]:
        """Row numbers after search and filters, in order."""
        if self._order_cache is None:
            kept = self._kept()
            order = self._sorted()
            self._order_cache = order if kept is None else order[kept[order]]
        return self._order_cache

    def _kept(self) -> NDArray[np.bool_] | None:
        """Which rows pass, None when all do."""
        kept: NDArray[np.bool_] | None = None
        for column, accepted in self.chosen.items():
            if accepted:
                codes, values, _ = self._factors(column)
                among_values = {str(one) for one in accepted}
                wanted = np.array([value in among_values for value in values], dtype=bool)
                kept = wanted[codes] if kept is None else kept & wanted[codes]
        if self.only is not None:
            among = np.zeros(len(self), dtype=bool)
            among[[self._rows[key] for key in self.only if key in self._rows]] = True
            kept = among if kept is None else kept & among
        if words := self.search.casefold().split():
            texts = self._texts
            rows = range(len(self)) if kept is None else np.flatnonzero(kept).tolist()
            # The longest word first: it leaves the fewest rows to the others.
            for word in sorted(set(words), key=len, reverse=True):
                rows = [row for row in rows if word in texts[row]]
            kept = np.zeros(len(self), dtype=bool)
            kept[list(rows)] = True
        return kept

    def _sorted(self) -> NDArray[np.intp]:
        """All row numbers in the asked order; each column is sorted once."""
        if not self.sort:
            return np.arange(len(self))
        wanted = (self.sort, self.descending)
        if wanted not in self._orders:
            if self.sort not in self._rank_cache:
                self._rank_cache[self.sort] = self._ranks(self.sort)
            ranks = self._rank_cache[self.sort]
            ranks = np.where(np.isnan(ranks), np.inf, -ranks if self.descending else ranks)
            self._orders[wanted] = np.argsort(ranks, kind="stable")
        return self._orders[wanted]

    def _ranks(self, column: str) -> NDArray[np.float64]:
        """Numbers in the order of a column's values, equal ones for equal values, NaN for none."""
        import pandas as pd

        kind = next((one.kind for one in self.columns if one.name == column), "text")
        series = self._series[column]
        if kind in NUMERIC or pd.api.types.is_numeric_dtype(series):
            return self._numbers(column)
        if pd.api.types.is_datetime64_any_dtype(series):
            whole = series.astype("int64").to_numpy(dtype=float)
            return np.where(series.isna().to_numpy(), np.nan, whole)
        folded = [cell_text(value).casefold() for value in self._values[column]]
        codes, values = _factorized(folded)
        rank_of = np.empty(len(values))
        rank_of[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
        rank_of[[code for code, value in enumerate(values) if not value]] = np.nan
        return rank_of[codes] if len(values) else np.empty(0)

    def _numbers(self, column: str) -> NDArray[np.float64]:
        import pandas as pd

        return pd.to_numeric(self._series[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)

    def _factors(self, column: str) -> tuple[NDArray[np.intp], list[str], list[int]]:
        """Number of each row's value, the values, and how often each occurs."""
        if column not in self._values:
            raise InputError(
                f"The table cannot be filtered by '{column}'.", hint=f"Columns: {', '.join(self._values)}."
            )
        if column not in self._codes:
            codes, values = _factorized([cell_text(value) or NO_VALUE for value in self._values[column]])
            counts = np.bincount(codes, minlength=len(values)).tolist() if len(values) else []
            self._codes[column] = (codes, values, counts)
        return self._codes[column]

    def _place(self, key: str | None) -> int | None:
        """Place of a row in the order, None when it is not among the rows shown."""
        row = self._rows.get(key) if key is not None else None
        if row is None:
            return None
        found = np.flatnonzero(self._order() == row)
        return int(found[0]) if len(found) else None

    def _refresh(self) -> None:
        self._order_cache = None
        self.matching = len(self._order())
        self.page = min(self.page, self.pages - 1)
        self.revision += 1

    @traitlets.observe("search", "sort", "descending", "chosen", "only")
    def _on_change(self, _: object) -> None:
        if not hasattr(self, "_keys"):
            return
        with self.hold_trait_notifications():
            self._refresh()
            self.page = 0

    @traitlets.observe("page_size")
    def _on_page_size(self, change: Any) -> None:
        if hasattr(self, "_keys"):
            self.page = (self.page * (change["old"] or 1)) // self.page_size
            self.revision += 1

    @traitlets.observe("selected")
    def _on_selected(self, change: Any) -> None:
        if (place := self._place(change["new"])) is not None:
            self.page = place // self.page_size

    @traitlets.validate("page")
    def _valid_page(self, proposal: Any) -> int:
        return int(min(max(proposal["value"], 0), self.pages - 1))

    @traitlets.validate("sort")
    def _valid_sort(self, proposal: Any) -> str:
        name = str(proposal["value"])
        if name and name not in self._values:
            raise InputError(
                f"The table cannot be sorted by '{name}'.", hint=f"Columns: {', '.join(self._values)}."
            )
        return name


def _factorized(texts: list[str]) -> tuple[NDArray[np.intp], list[str]]:
    """Number of each text's value, and the values in the order they are met."""
    import pandas as pd

    codes, values = pd.factorize(np.array(texts, dtype=object))
    return codes, list(values)


def json_value(value: Any) -> Any:
    """Turn a cell into what JSON can carry; a missing value, also NaN or NaT, becomes None."""
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, np.generic | np.ndarray):
        return json_value(value.tolist())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(name): json_value(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(one) for one in value]
    # NaT and NA: neither is equal to itself, or says so at all.
    text = str(value)
    return None if text in {"NaT", "<NA>"} else text


def cell_text(value: Any) -> str:
    """Write a cell as text; a missing value is empty, a list is joined by commas, truth is yes or no."""
    if type(value) is str:
        return value
    value = json_value(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(cell_text(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
