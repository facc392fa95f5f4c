"""What a folder says of the notebook that was executed into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from jdwork.runs.files import RunFolder, write_atomically

RECORD_FORMAT = 1
"""Version of the record's layout."""


@dataclass(frozen=True, slots=True)
class NotebookRecord:
    """One execution of a notebook.

    Parameters
    ----------
    notebook
        Name of the notebook's file, without its ending.
    status
        ``running`` until the last cell is through; a record that stays so was cut off.
    started
        UTC, as ISO 8601.
    code_version
        Of jdwork.
    parameters
        Those that were given; never an absolute path.
    seconds
        How long it took, or took to fail.
    size
        Bytes of the executed notebook.
    error
        What the failed cell said.
    """

    notebook: str
    status: Literal["running", "complete", "failed"]
    started: str
    code_version: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seconds: float | None = None
    size: int | None = None
    error: str = ""


def write_notebook_record(folder: RunFolder, record: NotebookRecord) -> None:
    """Write ``notebook.json``, atomically."""
    body = {"format": RECORD_FORMAT, **asdict(record)}
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder.notebook_record, text.encode("utf-8", "replace"))


def read_notebook_record(folder: RunFolder) -> NotebookRecord | None:
    """Read ``notebook.json``; None where there is none, or none that this version can read."""
    try:
        body = json.loads(folder.notebook_record.read_text(encoding="utf-8"))
        if body.pop("format") != RECORD_FORMAT:
            return None
        return NotebookRecord(**body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def notebook_records(runs: Path) -> list[tuple[RunFolder, NotebookRecord]]:
    """All executions in a folder of run folders, the latest first."""
    found = []
    for path in runs.glob("*/notebook.json"):
        folder = RunFolder(path.parent)
        record = read_notebook_record(folder)
        if record is not None:
            found.append((folder, record))
    return sorted(found, key=lambda one: (one[1].started, one[0].path.name), reverse=True)
