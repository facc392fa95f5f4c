"""Reading files of many rows: csv, tsv, jsonl, json, parquet, as a stream of rows."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from jdwork.errors import InputError
from jdwork.text.decoding import find_encoding, open_bytes, sample_of
from jdwork.text.limits import LONGEST_ROW, MAX_LIST_BYTES
from jdwork.text.parquet_rows import parquet_rows

TABLE_EXTENSIONS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number, and its values or the reason why it has none."""

    number: int
    values: Mapping[str, Any] | None
    reason: str | None = None


def read_rows(path: Path) -> Iterator[Row]:
    """Read the rows of a file one after another.

    Parameters
    ----------
    path
        A file with one of the extensions in ``TABLE_EXTENSIONS``, text formats also with ``.gz``.

    Yields
    ------
    Row
        Numbered from 1: lines of a jsonl file, rows below the header of a table.

    Raises
    ------
    InputError
        If the file as a whole cannot be read.
    """
    extension = table_extension(path)
    if extension == ".parquet":
        for number, (values, reason) in enumerate(parquet_rows(path), start=1):
            yield Row(number, values, reason)
        return
    with open_bytes(path) as file:
        if extension in (".jsonl", ".ndjson"):
            yield from _json_lines(file, str(path))
        elif extension == ".json":
            yield from _json_list(file, str(path))
        else:
            yield from _delimited_rows(file, str(path), is_tsv=extension == ".tsv")


def table_extension(path: Path) -> str | None:
    """The extension that tells the format, ``.gz`` aside.

    Parameters
    ----------
    path
        A file name.

    Returns
    -------
    str or None
        One of ``TABLE_EXTENSIONS``, or None.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"] and suffixes[-2:-1] != [".parquet"]:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in TABLE_EXTENSIONS else None


def _json_lines(file: BinaryIO, where: str) -> Iterator[Row]:
    encoding = find_encoding(sample_of(file), where=where, of_table=True)
    if encoding in ("utf-16", "utf-32"):
        lines: Any = io.TextIOWrapper(file, encoding, errors="replace", newline="\n")
    else:
        lines = file
    for number, line in enumerate(_bounded_lines(lines), start=1):
        if line is None:
            yield Row(number, None, f"The line is longer than {LONGEST_ROW:,} bytes.")
            continue
        if not line.strip():
            continue
        try:
            # JSON is UTF-8 by definition: a line of Windows-1252 is refused, not guessed at.
            text = line if isinstance(line, str) else line.decode("utf-8-sig" if number == 1 else "utf-8")
            value = json.loads(text)
        except UnicodeDecodeError:
            yield Row(number, None, "The line is not valid UTF-8.")
        except (ValueError, RecursionError) as error:
            yield Row(number, None, f"The line is no valid JSON ({error}).")
        else:
            yield _object_row(number, value)


def _bounded_lines(file: Any) -> Iterator[Any]:
    """Yield the lines of a file, None for one that is too long to be held."""
    while line := file.readline(LONGEST_ROW):
        end = "\n" if isinstance(line, str) else b"\n"
        if len(line) < LONGEST_ROW or line.endswith(end):
            yield line
            continue
        while (rest := file.readline(LONGEST_ROW)) and not rest.endswith(end):
            pass
        yield None


def _lines_or_error(text: io.TextIOWrapper, where: str) -> Iterator[str]:
    for number, line in enumerate(_bounded_lines(text), start=1):
        if line is None:
            raise InputError(
                f"The line is longer than {LONGEST_ROW:,} characters.",
                where=f"{where}:{number}",
                hint="Check that this is a table, and that its line ends are there.",
            )
        yield line


def _json_list(file: BinaryIO, where: str) -> Iterator[Row]:
    data = file.read(MAX_LIST_BYTES + 1)
    if len(data) > MAX_LIST_BYTES:
        raise InputError(
            f"The file holds more than {MAX_LIST_BYTES:,} bytes, and a JSON list is read as a whole.",
            where=where,
            hint="Write one object a line, with the extension .jsonl.",
        )
    try:
        value = json.loads(data.decode(find_encoding(data, where=where)))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"The file is no valid JSON ({error}).",
            where=where,
            hint="A file with one object a line needs the extension .jsonl.",
        ) from error
    if isinstance(value, dict):
        # Some exports wrap the list: {"jobs": [...]}.
        lists = [inner for inner in value.values() if isinstance(inner, list)]
        value = lists[0] if len(lists) == 1 and len(value) <= 3 and lists[0] else [value]
    if not isinstance(value, list):
        raise InputError(
            "The file holds neither a list nor an object.", where=where, hint="Give a list of objects."
        )
    for number, item in enumerate(value, start=1):
        yield _object_row(number, item)


def _object_row(number: int, value: Any) -> Row:
    if isinstance(value, dict):
        return Row(number, value)
    return Row(number, None, f"The row is {_kind_of(value)}, not an object.")


def _kind_of(value: Any) -> str:
    names = {str: "a string", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _delimited_rows(file: BinaryIO, where: str, *, is_tsv: bool) -> Iterator[Row]:
    encoding = find_encoding(sample_of(file), where=where, of_table=True)
    # A byte that the encoding does not know becomes a half character, which marks the row as broken.
    errors = "replace" if encoding in ("utf-16", "utf-32") else "surrogateescape"
    text = io.TextIOWrapper(file, encoding, errors=errors, newline="")
    # The module's limit of 128 KiB a cell is shorter than some ads; it can only be set for the process.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
    delimiter = "\t" if is_tsv else _delimiter(text)
    reader = csv.reader(_lines_or_error(text, where), delimiter=delimiter)
    try:
        header = next((cells for cells in reader if any(cell.strip() for cell in cells)), None)
    except csv.Error as error:
        raise InputError(f"The header cannot be read ({error}).", where=where) from error
    if header is None:
        return
    names = [name.strip() for name in header]
    repeated = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if repeated:
        raise InputError(
            f"Column '{repeated[0]}' occurs more than once.",
            where=where,
            hint="Rename or remove one of them.",
        )
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, None, f"The row cannot be read ({error}).")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            yield Row(
                number,
                None,
                f"The row has {len(cells)} cells under {len(names)} columns: a quote may be missing.",
            )
        elif any(_is_broken(cell) for cell in cells):
            yield Row(number, None, f"The row is not valid {encoding}.")
        else:
            yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()})


def _delimiter(text: io.TextIOWrapper) -> str:
    header = text.readline(1_000_000)
    text.seek(0)
    counts = {sign: header.count(sign) for sign in ",;\t|"}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best] else ","


def _is_broken(cell: str) -> bool:
    return not cell.isascii() and any("\ud800" <= character <= "\udfff" for character in cell)
