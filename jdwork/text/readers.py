"""Reading job descriptions from any file: one call for one document or a hundred thousand rows."""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from jdwork.errors import InputError, did_you_mean
from jdwork.text.dates import normalise_date
from jdwork.text.decoding import decode
from jdwork.text.documents import DOCUMENT_EXTENSIONS, extract_text
from jdwork.text.job_description import JobDescription, RejectedRow
from jdwork.text.limits import MAX_FILE_BYTES, excess
from jdwork.text.sound import sound_text
from jdwork.text.tables import TABLE_EXTENSIONS, Row, read_rows, table_extension

STANDARD_INPUT = "-"

FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *(
            "text",
            "description",
            "job_description",
            "jd",
            "jd_text",
            "body",
            "job_desc",
            "content",
            "full_text",
        ),
        *("jobdescription", "job_text", "posting", "job_posting", "details", "summary"),
    ),
    "title": ("title", "job_title", "jobtitle", "position", "job_name", "designation", "position_title"),
    "id": ("id", "job_id", "jd_id", "jobid", "uuid", "uniq_id", "posting_id", "req_id"),
    "date": (
        "date",
        "date_posted",
        "posted_date",
        "post_date",
        "posted_at",
        "posting_date",
        "created_at",
        "posted",
    ),
}
"""Column names that are recognised without being named; letter case and spaces do not matter."""

_PEEKED_ROWS = 100
_PEEKED_CHARACTERS = 16_000_000


@dataclass(frozen=True, slots=True)
class _Fields:
    text: str | None
    title: str | None
    id: str | None
    date: str | None
    label: str | None


def read_jds(
    path: str | Path,
    *,
    text_field: str | None = None,
    title_field: str | None = None,
    id_field: str | None = None,
    date_field: str | None = None,
    label_field: str | None = None,
    use_title: bool = True,
) -> Iterator[JobDescription | RejectedRow]:
    """Read the job descriptions of a file, as a stream.

    Parameters
    ----------
    path
        A document (txt, md, html, pdf, docx: one JD), a table (csv, tsv, jsonl, json, parquet: one JD
        a row; text formats also packed as ``.gz``), or ``"-"`` for text from standard input.
    text_field, title_field, id_field, date_field
        Columns of a table; by default the first of the usual names (``FIELD_NAMES``).
    label_field
        Column with the gold role; never read unless named.
    use_title
        False leaves titles out, to see what the text alone tells.

    Yields
    ------
    JobDescription or RejectedRow
        In the order of the file. A row with a title or a text is a JD; one with neither, or that cannot
        be read, is rejected with its reason, and reading goes on. Where ids are missing the row number
        is the id; where they repeat, later ones end in ``#2``, ``#3`` and so on.

    Raises
    ------
    InputError
        If the file cannot be read at all, or has no column of a name that was given.
    """
    taken: set[str] = set()
    rows = _read(
        path,
        names={
            "text": text_field,
            "title": title_field,
            "id": id_field,
            "date": date_field,
            "label": label_field,
        },
        use_title=use_title,
    )
    for item in rows:
        name, copies = item.id, 1
        while name in taken:
            copies += 1
            name = f"{item.id}#{copies}"
        taken.add(name)
        yield item if name == item.id else replace(item, id=name)


def read_document(path: str | Path) -> JobDescription:
    """Read a file that holds one job description.

    Parameters
    ----------
    path
        A txt, md, html, pdf or docx file, or ``"-"`` for text from standard input.

    Returns
    -------
    JobDescription
        Its id is the file's name without extension.

    Raises
    ------
    InputError
        If the file is missing, empty, damaged, or of another kind.
    """
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise InputError(
                f"More than {MAX_FILE_BYTES:,} bytes came in.",
                where="standard input",
                hint="Give many job descriptions as csv, jsonl or parquet.",
            )
        text = decode(data, where="standard input")
        if not text.strip():
            raise InputError(
                "Nothing came in.", where="standard input", hint="Pipe the text of a JD into it."
            )
        return JobDescription(id="stdin", text=text)
    file = existing_file(path)
    if file.suffix.lower() not in DOCUMENT_EXTENSIONS:
        known = ", ".join(sorted(DOCUMENT_EXTENSIONS))
        raise InputError(
            f"'{file.suffix}' is not a kind of document that can be read.",
            where=str(file),
            hint=f"Known: {known}.",
        )
    return JobDescription(id=file.stem, text=extract_text(file))


def existing_file(path: str | Path) -> Path:
    """Return the path of a file that is there and holds something.

    Raises
    ------
    InputError
        If it is missing, empty, or a folder.
    """
    file = Path(path).expanduser()
    if file.is_dir():
        raise InputError(
            "This is a folder, not a file.", where=str(file), hint="Name the files in it one by one."
        )
    if not file.exists():
        near = [entry.name for entry in file.parent.iterdir()] if file.parent.is_dir() else []
        raise InputError(
            "There is no such file.", where=str(file), hint=did_you_mean(file.name, near) or None
        )
    if file.stat().st_size == 0:
        raise InputError("The file is empty.", where=str(file), hint="Check that it was written completely.")
    return file


def _read(
    path: str | Path, *, names: Mapping[str, str | None], use_title: bool
) -> Iterator[JobDescription | RejectedRow]:
    if str(path) == STANDARD_INPUT:
        yield read_document(path)
        return
    file = existing_file(path)
    if table_extension(file) is None:
        if file.suffix.lower() not in DOCUMENT_EXTENSIONS:
            known = ", ".join(sorted(DOCUMENT_EXTENSIONS | TABLE_EXTENSIONS))
            raise InputError(
                f"Files ending in '{file.suffix}' cannot be read.", where=str(file), hint=f"Known: {known}."
            )
        yield read_document(file)
        return
    rows = read_rows(file)
    first = _peeked(rows)
    if not first:
        raise InputError(
            "The file has no rows.", where=str(file), hint="Check that it was written completely."
        )
    fields = _find_fields(first, names, use_title=use_title, where=str(file))
    for row in chain(first, rows):
        yield _to_jd(row, fields, where=f"{file}:{row.number}")


def _peeked(rows: Iterator[Row]) -> list[Row]:
    """The first rows, fewer where they are huge: all of them are held together."""
    first: list[Row] = []
    size = 0
    for row in islice(rows, _PEEKED_ROWS):
        first.append(row)
        size += sum(len(value) for value in (row.values or {}).values() if isinstance(value, str))
        if size > _PEEKED_CHARACTERS:
            break
    return first


def _find_fields(rows: list[Row], names: Mapping[str, str | None], *, use_title: bool, where: str) -> _Fields:
    columns = list(dict.fromkeys(str(column) for row in rows for column in row.values or ()))
    folded: dict[str, str] = {}
    for column in columns:
        folded.setdefault(_fold(column), column)
    found: dict[str, str | None] = {}
    for field, name in names.items():
        if name is None:
            usual = (folded[known] for known in map(_fold, FIELD_NAMES.get(field, ())) if known in folded)
            found[field] = next(usual, None)
        elif name in columns:
            found[field] = name
        else:
            raise InputError(
                f"There is no column '{name}' for the {field}; the columns are {listed_columns(columns)}.",
                where=where,
                hint=did_you_mean(name, columns) or None,
            )
    if not use_title:
        found["title"] = None
    if found["text"] is None and found["title"] is None and columns:
        raise InputError(
            f"No column is recognised as text or title; the columns are {listed_columns(columns)}.",
            where=where,
            hint="Name the column with text_field.",
        )
    return _Fields(**found)


def _fold(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def columns_of(path: str | Path) -> str:
    """The columns of a table, in words, for messages; "none" of anything else."""
    file = existing_file(path)
    rows = islice(read_rows(file), _PEEKED_ROWS) if table_extension(file) is not None else ()
    return listed_columns(list(dict.fromkeys(str(column) for row in rows for column in row.values or ())))


def listed_columns(columns: list[str]) -> str:
    """Columns in words, for messages."""
    return (
        ", ".join(f"'{column}'" for column in columns[:20]) + (", …" if len(columns) > 20 else "") or "none"
    )


class WrongTypeError(Exception):
    """A value that is neither text nor missing, or too long for what it is to be."""


def _to_jd(row: Row, fields: _Fields, *, where: str) -> JobDescription | RejectedRow:
    fallback = str(row.number)
    if row.values is None:
        return RejectedRow(id=fallback, reason=row.reason or "The row cannot be read.", where=where)
    values = row.values
    name, label = fallback, None
    try:
        name = short_value(values, fields.id) or fallback
        label = short_value(values, fields.label)
        text = _text_value(values, fields.text)
        title = _text_value(values, fields.title)
        date = short_value(values, fields.date)
    except WrongTypeError as error:
        return RejectedRow(id=name, reason=str(error), where=where, label=label)
    reason = excess(text, title=title.strip())
    if reason is not None:
        return RejectedRow(id=name, reason=reason, where=where, label=label)
    if not text.strip() and not title.strip():
        return RejectedRow(id=name, reason="The row has neither text nor title.", where=where, label=label)
    return JobDescription(
        id=name,
        text=text,
        title=title.strip() or None,
        date=normalise_date(date) if date else None,
        label=label,
    )


def _text_value(values: Mapping[str, Any], field: str | None) -> str:
    value = values.get(field) if field is not None else None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return sound_text(value)
    raise WrongTypeError(f"'{field}' is {type(value).__name__}, not text.")


def short_value(values: Mapping[str, Any], field: str | None) -> str | None:
    """An id, date or label: text, or a number or date as text, of no more characters than such have."""
    text = written_value(values, field)
    if text is not None and (reason := excess(**{str(field): text})) is not None:
        raise WrongTypeError(reason)
    return text


def written_value(values: Mapping[str, Any], field: str | None) -> str | None:
    """Text, or a number or date as text; None where there is nothing."""
    value = values.get(field) if field is not None else None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return sound_text(str(value)).strip() or None
    raise WrongTypeError(f"'{field}' is {type(value).__name__}, not text or a number.")
