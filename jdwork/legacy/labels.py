"""Right roles of legacy runs, which their decisions are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jdwork.legacy.model import LegacyRun
from jdwork.text.labels import read_labels
from jdwork.text.readers import existing_file
from jdwork.text.tables import read_rows, table_extension

_KEYS = ("run_id", "id", "jd_id", "hash", "text_hash", "content_hash", "sha256")
_LABELS = ("label", "role", "gold", "gold_role", "right_role")


def read_role_labels(path: str | Path) -> dict[str, str]:
    """Read right roles by run id or by hash of the text.

    Parameters
    ----------
    path
        A table (csv, tsv, jsonl, json, parquet) with a column ``run_id``, ``id`` or ``text_hash`` (or one
        of the usual names) and a column ``label`` or ``role``.

    Returns
    -------
    dict
        Role by id or hash.

    Raises
    ------
    InputError
        If the file cannot be read, lacks the columns, or holds no label.
    """
    file = existing_file(path)
    columns: list[str] = []
    if table_extension(file) is not None:
        columns = next((list(row.values) for row in read_rows(file) if row.values), [])

    def named(names: Sequence[str]) -> str | None:
        return next((one for name in names for one in columns if one.strip().lower() == name), None)

    return read_labels(file, label_field=named(_LABELS) or "label", id_field=named(_KEYS))


def label_of(run: LegacyRun, labels: Mapping[str, str]) -> str | None:
    """Return the label of a run: by its id, or by the hash of its text."""
    keys = (run.run_id, run.text_hash, run.jd.content_hash)
    return next((labels[key] for key in keys if key in labels), None)
