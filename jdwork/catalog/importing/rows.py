"""Reading the tables that taxonomies are published as: row by row, with every bad row named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jdwork.catalog.importing.report import Ledger, Progress, listed
from jdwork.errors import InputError, did_you_mean
from jdwork.text.decoding import find_encoding, open_bytes, sample_of

_LONGEST_CELL = 50_000_000
_EVERY = 1000
_EMPTY_HINT = "Check that it was written completely."


@dataclass
class Table:
    """An open table: its columns, and its rows as they are read.

    Iterating yields row number (from 1, below the header) and the cells by column name. Rows that cannot
    be read are left out and told to the ledger.
    """

    path: Path
    columns: tuple[str, ...]
    _reader: Any = field(repr=False)
    _encoding: str
    _ledger: Ledger = field(repr=False)
    _progress: Progress | None = None
    _broken: str = ""

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def find(self, *names: str) -> str | None:
        """Return the column of one of some names, whatever its letter case, spaces and signs."""
        known = {fold_name(column): column for column in reversed(self.columns)}
        return next((known[fold_name(name)] for name in names if fold_name(name) in known), None)

    def need(self, *names: str) -> str:
        """Return the column of one of some names.

        Raises
        ------
        InputError
            If there is none; the message names the columns that there are.
        """
        found = self.find(*names)
        if found is None:
            wanted = " or ".join(f"'{name}'" for name in names)
            raise InputError(
                f"There is no column {wanted}; the columns are {listed(self.columns)}.",
                where=str(self.path),
                hint=did_you_mean(names[0], self.columns) or None,
            )
        return found

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        number = 0
        try:
            while True:
                number += 1
                try:
                    cells = next(self._reader)
                except StopIteration:
                    number -= 1
                    return
                except csv.Error as error:
                    if "unexpected end" in str(error):
                        raise InputError(
                            f"The file ends inside the quoted cell that begins in row {number}.",
                            where=str(self.path),
                            hint="It was cut off, or a closing quote is missing there.",
                        ) from error
                    self._leave_out("row cannot be read", number, str(error))
                    continue
                if self._progress is not None and number % _EVERY == 0:
                    self._progress(self.name, number)
                values = self._values(number, cells)
                if values is not None:
                    yield number, values
        finally:
            self._ledger.read(self.name, number)

    def _values(self, number: int, cells: Sequence[str]) -> Mapping[str, str] | None:
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) > len(self.columns):
            self._leave_out("row has more cells than there are columns", number, f"{len(cells)} cells")
        elif any("\ud800" <= character <= "\udfff" for cell in cells for character in _foreign(cell)):
            self._leave_out(f"row is not valid {self._encoding}", number, "")
        else:
            # A row cut short lacks its last cells.
            padded = [*cells, *([""] * (len(self.columns) - len(cells)))]
            return dict(zip(self.columns, padded, strict=True))
        return None

    def _leave_out(self, reason: str, number: int, detail: str) -> None:
        self._ledger.leave_out(reason, at_row(self.name, number, detail))


@contextmanager
def open_table(
    path: Path,
    ledger: Ledger,
    *,
    delimiter: str | None = None,
    quoted: bool = True,
    progress: Progress | None = None,
) -> Iterator[Table]:
    """Open a delimited text file.

    Parameters
    ----------
    path
        The file; unpacked where its name ends in ``.gz``.
    ledger
        Told of rows that cannot be read.
    delimiter
        What separates cells; by default the most frequent of comma, semicolon, tab and bar in the header.
    quoted
        Whether quotes hold cells together; where not, they are characters like any other.
    progress
        Called every 1,000 rows.

    Yields
    ------
    Table

    Raises
    ------
    InputError
        If the file is missing, empty, binary, damaged, or has a column twice.
    """
    if not path.is_file():
        near = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(
            "There is no such file.", where=str(path), hint=did_you_mean(path.name, near) or None
        )
    with open_bytes(path) as file:
        sample = sample_of(file)
        if not sample.strip():
            raise InputError("The file is empty.", where=str(path), hint=_EMPTY_HINT)
        encoding = find_encoding(sample, where=str(path))
        errors = "replace" if encoding in ("utf-16", "utf-32") else "surrogateescape"
        text = io.TextIOWrapper(file, encoding, errors=errors, newline="")
        # The limit can only be set for the process; the module's own is shorter than some cells.
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
        reader = csv.reader(
            text,
            delimiter=delimiter or _guess_delimiter(text),
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            strict=quoted,
        )
        try:
            header = next((cells for cells in reader if any(cell.strip() for cell in cells)), None)
        except csv.Error as error:
            raise InputError(
                f"The header cannot be read ({error}).", where=str(path), hint="Check its quotes."
            ) from error
        if header is None:
            raise InputError("The file is empty.", where=str(path), hint=_EMPTY_HINT)
        columns = tuple(name.strip() for name in header)
        repeated = sorted({name for name in columns if name and columns.count(name) > 1})
        if repeated:
            raise InputError(
                f"The column '{repeated[0]}' occurs more than once.",
                where=str(path),
                hint="Rename or remove one of them.",
            )
        yield Table(path, columns, reader, encoding, ledger, progress)


def at_row(name: str, number: int, detail: str = "") -> str:
    """Point to a row: ``Task Statements.txt, row 12 (detail)``."""
    shown = detail if len(detail) <= 60 else f"{detail[:57]}…"
    return f"{name}, row {number} ({shown})" if shown else f"{name}, row {number}"


def fold_name(name: str) -> str:
    """A column's name as compared: letters and digits only, in lower case."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _foreign(cell: str) -> str:
    return "" if cell.isascii() else cell


def _guess_delimiter(text: io.TextIOWrapper) -> str:
    header = text.readline()
    text.seek(0)
    counts = {sign: header.count(sign) for sign in ",;\t|"}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best] else ","
