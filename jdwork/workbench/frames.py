"""What `Workbench.classify_many` takes: tables, texts, JDs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jdwork.errors import InputError, did_you_mean
from jdwork.text import JobDescription, RejectedRow

FIELDS = {"text": "text", "title": "title", "id": "id"}
"""Columns that are read where none are named; only the text has to be there."""


def frame_inputs(
    jds: Any, text_field: str | None, title_field: str | None, id_field: str | None, label_field: str | None
) -> Iterator[JobDescription | RejectedRow]:
    """Read a table or a list into JDs.

    Parameters
    ----------
    jds
        As `Workbench.classify_many` takes them.
    text_field, title_field, id_field, label_field
        Columns of a table; None: those of `FIELDS` that are there, and no label.

    Yields
    ------
    JobDescription or RejectedRow
        In their order; a table's rows are numbered where it has no ids.

    Raises
    ------
    InputError
        If this is no list of JDs, or the table lacks a column.
    """
    if isinstance(jds, str | JobDescription | Path):
        raise InputError(
            "classify_many takes many JDs; this is one.",
            hint="Use classify, or put it in a list; read a file with jdwork.text.read_jds(path).",
        )
    given = {"text": text_field, "title": title_field, "id": id_field, "label": label_field}
    if not hasattr(jds, "columns"):
        for name, field in given.items():
            if field is not None:
                raise InputError(f"{name}_field names a column, but this is no table.", hint="Leave it out.")
        if not hasattr(jds, "__iter__"):
            raise InputError(
                f"classify_many takes a table or a list of JDs, not a {type(jds).__name__}.",
                hint="Use classify for one JD.",
            )
        for number, one in enumerate(jds, 1):
            yield JobDescription(id=str(number), text=one) if isinstance(one, str) else one
        return
    columns = [str(column) for column in jds.columns]
    for name, field in given.items():
        if field is not None and field not in columns:
            raise InputError(
                f"The frame has no column '{field}'; it has: {', '.join(columns)}.",
                hint=f"Check {name}_field. {did_you_mean(field, columns)}".strip(),
            )
    picked = {
        name: field or (FIELDS.get(name) if FIELDS.get(name) in columns else None)
        for name, field in given.items()
    }
    if picked["text"] is None and picked["title"] is None:
        raise InputError(
            f"The frame has no column 'text'; it has: {', '.join(columns)}.",
            hint=f"Name it with text_field=. {did_you_mean('text', columns)}".strip(),
        )
    for number, row in enumerate(jds.to_dict("records"), 1):
        cell = {name: _text(row[field]) if field else None for name, field in picked.items()}
        yield JobDescription(
            id=cell["id"] or str(number), text=cell["text"] or "", title=cell["title"], label=cell["label"]
        )


def _text(value: object) -> str | None:
    """Text of a cell; None for the ways a frame says nothing."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        # A column of whole numbers with a gap in it becomes one of floats.
        return None if value != value else str(int(value) if value.is_integer() else value)  # noqa: PLR0124 - NaN
    return str(value)
