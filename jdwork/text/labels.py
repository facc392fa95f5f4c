"""Reading labels that lie in a file of their own: which role each JD should get."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from jdwork.errors import InputError, did_you_mean
from jdwork.text.readers import FIELD_NAMES, WrongTypeError, existing_file, listed_columns, short_value
from jdwork.text.tables import TABLE_EXTENSIONS, Row, read_rows, table_extension

_PEEKED_ROWS = 100


def read_labels(path: str | Path, *, label_field: str, id_field: str | None = None) -> dict[str, str]:
    """Read labels by the id of their JD.

    Parameters
    ----------
    path
        A table: csv, tsv, jsonl, json or parquet, text formats also packed as ``.gz``.
    label_field
        Column with the right role.
    id_field
        Column with the id of the JD; by default the first of the usual names.

    Returns
    -------
    dict
        Id to label. Rows without a label, and rows that cannot be read, are left out.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, holds no label, or gives one JD two.
    """
    file, first, rows = open_label_table(path)
    columns = list(dict.fromkeys(str(column) for row in first for column in row.values or ()))
    usual = [column for name in FIELD_NAMES["id"] for column in columns if column.strip().lower() == name]
    if id_field is None and not usual:
        raise InputError(
            f"No column is recognised as the id; the columns are {listed_columns(columns)}.",
            where=str(file),
            hint="Name the column of the ids (--id-field).",
        )
    key = id_field or usual[0]
    for name, what in ((label_field, "label"), (key, "id")):
        if name not in columns:
            raise InputError(
                f"There is no column '{name}' for the {what}; the columns are {listed_columns(columns)}.",
                where=str(file),
                hint=did_you_mean(name, columns) or None,
            )
    labels: dict[str, str] = {}
    for row in chain(first, rows):
        try:
            values = row.values or {}
            identity, label = short_value(values, key), short_value(values, label_field)
        except WrongTypeError:
            continue
        if identity is None or label is None:
            continue
        if labels.setdefault(identity, label) != label:
            raise InputError(
                f"JD '{identity}' has two labels, '{labels[identity]}' and '{label}'.",
                where=f"{file}:{row.number}",
                hint="Leave one of them in the file.",
            )
    if not labels:
        raise InputError(
            f"No row has both an id ('{key}') and a label ('{label_field}').",
            where=str(file),
            hint="Check the columns that were named.",
        )
    return labels


def open_label_table(path: str | Path) -> tuple[Path, list[Row], Iterator[Row]]:
    """Open a table of labels.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    tuple
        The file, its first rows, which show its columns, and the rows after these.

    Raises
    ------
    InputError
        If there is no such file, or it is no table.
    """
    file = existing_file(path)
    if table_extension(file) is None:
        known = ", ".join(sorted(TABLE_EXTENSIONS))
        raise InputError(
            "Labels are read from tables, one JD a row.", where=str(file), hint=f"Known: {known}."
        )
    rows = read_rows(file)
    return file, list(islice(rows, _PEEKED_ROWS)), rows
