"""Reading labels that others gave: a table whose rows each say what the role of one JD is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from jdwork.annotate.log import checked_note
from jdwork.annotate.model import Verdict
from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.errors import AnnotationError, InputError, did_you_mean
from jdwork.text.labels import open_label_table
from jdwork.text.readers import WrongTypeError, listed_columns, written_value
from jdwork.text.tables import Row

COLUMNS = ("id", "jd_hash", "role", "verdict", "source", "by", "at", "note")
OTHER_VERDICTS: tuple[Verdict, ...] = ("new_role", "not_a_jd", "unsure")
"""What may stand in the place of a role."""

_FOLDED = {"".join(sign for sign in name if sign.isalnum()): name for name in COLUMNS} | {"label": "role"}
_HASH = re.compile(r"[0-9a-f]{64}")
_SLACK = timedelta(days=1)  # clocks and time zones differ


@dataclass(frozen=True, slots=True)
class GivenLabel:
    """One label of a file.

    Parameters
    ----------
    row
        Its number in the file.
    name
        The JD's id; empty where only its hash is given.
    jd_hash
        The JD's content hash, where given.
    verdict, role
        ``role`` with a slug of the catalog, or another verdict without one.
    source
        Where it comes from.
    by
        Who said so; empty where nobody is named.
    at
        When; None where no date is given.
    note
        Why.
    key
        Tells labels apart across files: equal where all that the row says is equal.
    """

    row: int
    name: str
    jd_hash: str | None
    verdict: Verdict
    role: str | None
    source: str
    by: str
    at: datetime | None
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class RejectedLabel:
    """A row that is no usable label, and why."""

    row: int
    name: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class LabelFile:
    """What a file of labels holds: rows that can be used, rows that cannot, columns that nobody asked for."""

    path: str
    given: tuple[GivenLabel, ...]
    rejected: tuple[RejectedLabel, ...]
    ignored: tuple[str, ...]


def read_label_file(
    path: str | Path,
    *,
    snapshot: CatalogSnapshot,
    source: str = "",
    by: str = "",
    moment: datetime | None = None,
) -> LabelFile:
    """Read labels that others gave.

    Parameters
    ----------
    path
        A table: csv or tsv (separated by commas, semicolons, tabs or bars), jsonl, json or parquet. Columns:
        ``id`` or ``jd_hash``; ``role`` (or ``label``): a slug, an old slug or a display name, or one of
        `OTHER_VERDICTS`; optionally ``verdict``, ``source``, ``by``, ``at`` (ISO 8601; UTC where no zone is
        given) and ``note``.
    snapshot
        The catalog that has the roles.
    source, by
        For rows that name none; the source is the file's name otherwise.
    moment
        Now.

    Returns
    -------
    LabelFile
        A row that cannot be used is rejected with its reason, and reading goes on.

    Raises
    ------
    InputError
        If the file cannot be read at all, has no rows, or lacks the columns.
    """
    file, first, rows = open_label_table(path)
    if not first:
        raise InputError("The file has no rows.", where=str(file), hint="Check that it was written whole.")
    _check_columns(first, where=str(file))
    reader = _Reader(
        snapshot,
        source=source,
        by=by,
        origin=visible_line(source or file.name, most=200),
        latest=(moment or datetime.now(UTC)) + _SLACK,
    )
    given: list[GivenLabel] = []
    rejected: list[RejectedLabel] = []
    ignored: dict[str, None] = {}
    for row in chain(first, rows):
        ignored |= {str(column): None for column in row.values or () if _folded(column) not in _FOLDED}
        made = reader.read(row)
        if isinstance(made, GivenLabel):
            given.append(made)
        else:
            rejected.append(made)
    usual = {"title", "text"}  # written by the export
    return LabelFile(
        str(file), tuple(given), tuple(rejected), tuple(name for name in ignored if name not in usual)
    )


class _Reader:
    """Turns rows into labels."""

    def __init__(
        self, snapshot: CatalogSnapshot, *, source: str, by: str, origin: str, latest: datetime
    ) -> None:
        self._snapshot, self._source, self._by = snapshot, source, by
        self._origin, self._latest = origin, latest
        self._unknown: dict[str, str] = {}

    def read(self, row: Row) -> GivenLabel | RejectedLabel:
        name, origin = "", self._origin
        try:
            if row.values is None:
                raise _Unusable(row.reason or "The row cannot be read.")
            cells = _cells(row.values)
            name, jd_hash = cells.get("id", ""), cells.get("jd_hash", "").lower() or None
            source = visible_line(cells.get("source") or self._source, most=200)
            origin = source or origin
            if not name and jd_hash is None:
                raise _Unusable("The row names no JD: it has neither 'id' nor 'jd_hash'.")
            if jd_hash is not None and not _HASH.fullmatch(jd_hash):
                raise _Unusable(f"'{visible_line(jd_hash, most=80)}' is no content hash (64 hex digits).")
            verdict, role = self._said(cells)
            by = visible_line(cells.get("by") or self._by, most=200)
            at = self._moment(row.values, cells.get("at"))
            note = checked_note(cells.get("note", ""))
        except (WrongTypeError, _Unusable) as error:
            return RejectedLabel(row.number, visible_line(name, most=200), origin, str(error))
        except AnnotationError as error:
            return RejectedLabel(row.number, visible_line(name, most=200), origin, error.problem)
        said = (
            " ".join((cells.get("role") or verdict).casefold().split()),
            source,
            by,
            at and at.isoformat(),
            note,
        )
        key = hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()[:32]
        return GivenLabel(row.number, name, jd_hash, verdict, role, origin, by, at, note, key)

    def _said(self, cells: Mapping[str, str]) -> tuple[Verdict, str | None]:
        word, verdict = cells.get("role", ""), cells.get("verdict", "")
        for other in OTHER_VERDICTS:
            if word == other or (not word and verdict == other):
                if verdict not in ("", other):
                    raise _Unusable(f"The role '{word}' does not fit the verdict '{verdict}'.")
                return other, None
        if not word:
            raise _Unusable(
                f"The row names no role; it has {listed_columns(sorted(cells))}."
                if not verdict
                else f"There is no verdict '{visible_line(verdict, most=80)}' without a role."
            )
        if verdict not in ("", "role"):
            raise _Unusable(
                f"The verdict '{visible_line(verdict, most=80)}' goes with no role, but one is named."
            )
        slug = self._snapshot.role_named(word)
        if slug is None:
            raise _Unusable(self._no_role(word))
        return "role", slug

    def _no_role(self, word: str) -> str:
        if word not in self._unknown:
            names = [*(role.slug for role in self._snapshot.roles), *OTHER_VERDICTS]
            hint = did_you_mean(word.casefold().replace(" ", "-"), names)
            self._unknown[word] = f"There is no role '{visible_line(word, most=80)}' in the catalog. {hint}"
        return self._unknown[word]

    def _moment(self, values: Mapping[str, Any], word: str | None) -> datetime | None:
        held = next((value for column, value in values.items() if _folded(column) == "at"), None)
        if isinstance(
            held, date
        ):  # or its subclass with a time, of which `written_value` keeps the day alone
            word = held.isoformat()
        if not word:
            return None
        try:
            read = datetime.fromisoformat(word)
            moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (ValueError, OverflowError):
            raise _Unusable(
                f"'{visible_line(word, most=80)}' is no date: write it as 2026-03-31 or 2026-03-31T16:05:00Z."
            ) from None
        if moment > self._latest:
            raise _Unusable(f"The date '{visible_line(word, most=80)}' lies in the future.")
        return moment


class _Unusable(Exception):  # noqa: N818 - becomes a reason, never shown as an error
    """What is wrong with a row."""


def _cells(values: Mapping[str, Any]) -> dict[str, str]:
    """The cells of the known columns as text; those that hold nothing are left out."""
    found: dict[str, str] = {}
    for column, value in values.items():
        name = _FOLDED.get(_folded(column))
        if name is None or name in found:
            continue
        word = written_value({name: value}, name)
        if word is not None:
            found[name] = _unescaped(word) if name in ("by", "note") else word
    return found


def _unescaped(word: str) -> str:
    """Take away the mark with which an export keeps a spreadsheet from running a cell."""
    return word[1:] if word[:1] == "'" and word[1:2] in ("=", "+", "-", "@") else word


def _check_columns(rows: list[Row], *, where: str) -> None:
    columns = list(dict.fromkeys(str(column) for row in rows for column in row.values or ()))
    if not columns:
        return  # no row can be read: each says why
    have = {_FOLDED.get(_folded(column)) for column in columns}
    if not have & {"id", "jd_hash"}:
        missing, wanted = "the JD ('id' or 'jd_hash')", ("id", "jd_hash")
    elif not have & {"role", "verdict"}:
        missing, wanted = "its role ('role')", ("role", "label")
    else:
        return
    near = [column for column in columns if _near(column, wanted)]
    raise InputError(
        f"No column names {missing}; the columns are {listed_columns(columns)}.",
        where=where,
        hint=f"Rename '{near[0]}'." if near else "Name one so.",
    )


def _near(column: str, wanted: tuple[str, ...]) -> bool:
    return did_you_mean(column.lower(), wanted).startswith("Did") or any(
        name in column.lower().replace("-", "_").split("_") for name in wanted
    )


def _folded(column: object) -> str:
    return "".join(sign for sign in str(column).casefold() if sign.isalnum())
