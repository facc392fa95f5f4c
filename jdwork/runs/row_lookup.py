"""Rows of one file of a run, found by the JD's id without reading the rest."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jdwork.errors import RunError, did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa

KEPT_GROUPS = 4
"""Row groups that stay in memory: one JD is often looked at beside the next."""


class RowLookup:
    """Finds the rows of a JD in a Parquet file of a run folder.

    The ids are read once; of the rest only the row group that holds what is asked for. Threads may share
    one.

    Parameters
    ----------
    path
        A file with a column ``id`` in which the rows of a JD stand together.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._groups: OrderedDict[int, pa.Table] = OrderedDict()

    @property
    def ids(self) -> list[str]:
        """The ids, in the order of the file.

        Raises
        ------
        RunError
            If the file is missing or damaged.
        """
        return list(self._places)

    def __contains__(self, id: object) -> bool:
        return id in self._places

    def rows(self, id: str) -> pa.Table:
        """Read the rows of a JD; none where the file has none.

        Raises
        ------
        RunError
            If the file is missing or damaged.
        """
        import pyarrow as pa

        first, last = self._places.get(id, (0, 0))
        starts = self._starts
        parts: list[pa.Table] = []
        with self._lock:
            group = max(int(np.searchsorted(starts, first, side="right")) - 1, 0)
            while group < len(starts) - 1 and (starts[group] < last or not parts):
                held = self._group(group)
                low, high = max(first - starts[group], 0), min(last - starts[group], len(held))
                parts.append(held.slice(low, max(high - low, 0)))
                group += 1
        return pa.concat_tables(parts) if parts else self._file.schema_arrow.empty_table()

    def row(self, id: str) -> dict[str, Any]:
        """Read the one row of a JD as plain values.

        Raises
        ------
        RunError
            If there is none.
        """
        held = self.rows(id)
        if not len(held):
            raise RunError(
                f"The run holds no JD '{id}'.", where=str(self.path.parent), hint=did_you_mean(id, self.ids)
            )
        row: dict[str, Any] = held.slice(0, 1).to_pylist()[0]
        return row

    @cached_property
    def _file(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path)
        except FileNotFoundError:
            raise RunError(
                f"The run folder lacks {self.path.name}.",
                where=str(self.path.parent),
                hint="Run the job again.",
            ) from None
        except (OSError, ValueError, pa.ArrowException) as error:
            raise self._unreadable(error) from None

    @cached_property
    def _starts(self) -> list[int]:
        """The first row of each row group, and the number of rows."""
        metadata = self._file.metadata
        sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
        return [0, *np.cumsum(sizes, dtype=int).tolist()]

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """First row, and the row after the last, of each JD."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if "id" not in self._file.schema_arrow.names:
            raise self._unreadable("it lacks the column id")
        try:
            # As a dictionary: ids that stand on fifty rows each are read as one text each.
            column = pq.read_table(self.path, columns=["id"], read_dictionary=["id"])["id"]
            column = column.unify_dictionaries()
        except (OSError, ValueError, pa.ArrowException) as error:
            raise self._unreadable(error) from None
        if not len(column):
            return {}
        codes = np.concatenate([np.asarray(chunk.indices) for chunk in column.chunks])
        first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        names = column.chunk(0).dictionary.take(pa.array(codes[first])).to_pylist()
        after = [*first[1:].tolist(), len(codes)]
        return {name: (start, stop) for name, start, stop in zip(names, first.tolist(), after, strict=True)}

    def _group(self, number: int) -> pa.Table:
        import pyarrow as pa

        held = self._groups.pop(number, None)
        if held is None:
            try:
                held = self._file.read_row_group(number)
            except (OSError, ValueError, pa.ArrowException) as error:
                raise self._unreadable(error) from None
        self._groups[number] = held
        while len(self._groups) > KEPT_GROUPS:
            self._groups.popitem(last=False)
        return held

    def _unreadable(self, why: object) -> RunError:
        return RunError(
            f"{self.path.name} cannot be read ({why}).",
            where=str(self.path.parent),
            hint="Run the job again.",
        )
