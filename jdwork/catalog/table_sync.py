"""Bringing tables up to date by comparing rows: what is equal is not touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy import Table as CoreTable

from jdwork.database.tables import Table

Rows = Sequence[dict[str, Any]]


class TableSync:
    """Writes differences to tables and counts them per table.

    Parameters
    ----------
    connection
        A connection in a write transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.added: Counter[str] = Counter()
        self.updated: Counter[str] = Counter()
        self.retired: Counter[str] = Counter()

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.added or self.updated or self.retired)

    def entries(
        self, entity: type[Table], wanted: Rows, *, key: tuple[str, ...] = ("slug",)
    ) -> dict[Any, int]:
        """Insert, update or retire rows found by their natural key.

        Parameters
        ----------
        entity
            Table with the columns ``id`` and ``retired``.
        wanted
            All columns but these two, of every row that should be there.
        key
            Names of the columns that identify a row.

        Returns
        -------
        dict
            Natural key (a tuple where it has several columns) to database key.
        """
        table = core(entity)
        current = {
            _key(row, key): row
            for row in (dict(found._mapping) for found in self._connection.execute(select(table)))
        }
        new, changed = [], []
        for values in wanted:
            row = current.get(_key(values, key))
            full = {**values, "retired": False}
            if row is None:
                new.append(full)
            elif any(row[name] != value for name, value in full.items()):
                changed.append({"row_id": row["id"], **full})
        wanted_keys = {_key(values, key) for values in wanted}
        gone = [
            {"row_id": row["id"]}
            for found, row in current.items()
            if found not in wanted_keys and not row["retired"]
        ]
        self._insert(table, new)
        if changed:
            by_id = table.c.id == bindparam("row_id")
            names = [name for name in changed[0] if name != "row_id"]
            setting: dict[str, Any] = {name: bindparam(name) for name in names}
            self._connection.execute(update(table).where(by_id).values(**setting), changed)
            self.updated[table.name] += len(changed)
        if gone:
            by_id = table.c.id == bindparam("row_id")
            self._connection.execute(update(table).where(by_id).values(retired=True), gone)
            self.retired[table.name] += len(gone)
        columns = [table.c.id, *(table.c[name] for name in key)]
        return {
            values[0] if len(values) == 1 else tuple(values): number
            for number, *values in self._connection.execute(select(*columns))
        }

    def lists(self, entity: type[Table], parent: str, wanted: Mapping[int, Rows]) -> None:
        """Replace the ordered children of each parent whose list differs; recorded links stay.

        Parameters
        ----------
        entity
            Table with the columns ``position`` and, for links that runs add too, ``source``.
        parent
            Column that names the parent.
        wanted
            Parent's database key to its rows in order, without parent, source and position. Parents
            not named keep their rows.
        """
        table = core(entity)
        fixed = {"source": "catalog"} if "source" in table.c else {}
        ours = [table.c.source == "catalog"] if fixed else []
        names = [column.name for column in table.columns if column.name not in {"id", "source", parent}]
        current: dict[int, list[dict[str, Any]]] = {}
        query = select(table.c[parent], *(table.c[name] for name in names)).where(*ours)
        for number, *values in self._connection.execute(query.order_by(table.c[parent], table.c.position)):
            current.setdefault(number, []).append(dict(zip(names, values, strict=True)))
        new: list[dict[str, Any]] = []
        stale: list[dict[str, int]] = []
        for number, rows in wanted.items():
            placed = [{**row, "position": position} for position, row in enumerate(rows)]
            before = current.get(number, [])
            if before == placed:
                continue
            if before:
                stale.append({"parent_id": number})
                self.updated[table.name] += 1
            new += [{parent: number, **fixed, **row} for row in placed]
        if stale:
            self._connection.execute(
                delete(table).where(table.c[parent] == bindparam("parent_id"), *ours), stale
            )
        self._insert(table, new)

    def replace(self, entity: type[Table], wanted: Rows, *, order: tuple[str, ...]) -> None:
        """Make a small table hold exactly these rows, given in the order of some columns."""
        table = core(entity)
        columns = [column for column in table.columns if column.name != "id"]
        query = select(*columns).order_by(*(table.c[name] for name in order))
        if [dict(row._mapping) for row in self._connection.execute(query)] == list(wanted):
            return
        self._connection.execute(delete(table))
        self.updated[table.name] += 1
        self._insert(table, wanted)

    def _insert(self, table: CoreTable, rows: Rows) -> None:
        if rows:
            self._connection.execute(insert(table), list(rows))
            self.added[table.name] += len(rows)


def core(entity: type[Table]) -> CoreTable:
    """Return the table behind an ORM class."""
    found = entity.__table__
    assert isinstance(found, CoreTable)
    return found


def _key(values: Mapping[str, Any], names: Iterable[str]) -> Any:
    return tuple(values[name] for name in names)
