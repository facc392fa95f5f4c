"""Parts of a run: what one chunk of JDs became, in one file that is there whole or not at all.

A run that is interrupted leaves its parts, and goes on from them. When the last part is there, the files of
the run are put together from all of them.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdwork.errors import RunError
from jdwork.runs.files import write_atomically
from jdwork.text import JobDescription, RejectedRow

_ACCOUNT = "part.json"
_TIME = (1980, 1, 1, 0, 0, 0)
"""Time written into archives: equal parts are equal bytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one chunk of JDs became.

    Parameters
    ----------
    inputs
        `inputs_digest` of the chunk.
    members
        Content by name of the run's file that it becomes a piece of: Parquet, or JSON lines.
    seconds
        What it took, by stage.
    llm
        What language models were asked; empty where nothing was. ``cost_usd`` is None where a price is
        not known.
    """

    inputs: str
    members: Mapping[str, bytes]
    seconds: Mapping[str, float]
    llm: Mapping[str, float | None]

    def column(self, name: str, column: str) -> list[Any]:
        """Read one column of one of its tables."""
        import pyarrow.parquet as pq

        return list(pq.read_table(io.BytesIO(self.members[name]), columns=[column])[column].to_pylist())


def inputs_digest(chunk: Sequence[JobDescription | RejectedRow]) -> str:
    """Digest of everything that the rows of a chunk say."""
    digest = hashlib.sha256()
    for one in chunk:
        if isinstance(one, RejectedRow):
            said = ["", one.id, one.reason, Path(one.where).name, one.label]
        else:
            said = [one.id, one.title, one.text, one.date, one.label]
        digest.update(json.dumps(said, ensure_ascii=True).encode() + b"\n")
    return digest.hexdigest()


def write_part(path: Path, part: Part) -> None:
    """Write a part, safely on disk when this returns.

    Raises
    ------
    RunError
        If the disk is full or the folder cannot be written.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        account = {"inputs": part.inputs, "seconds": dict(part.seconds), "llm": dict(part.llm)}
        archive.writestr(zipfile.ZipInfo(_ACCOUNT, _TIME), json.dumps(account))
        for name, content in part.members.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), content)
    write_atomically(path, held.getvalue())


def read_part(path: Path) -> Part | None:
    """Read a part; None where there is none, or none that is sound: it is made again."""
    try:
        with zipfile.ZipFile(path) as archive:
            account = json.loads(archive.read(_ACCOUNT))
            members = {name: archive.read(name) for name in archive.namelist() if name != _ACCOUNT}
        return Part(account["inputs"], members, account["seconds"], account["llm"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None


def part_numbers(folder: Path) -> list[int]:
    """Numbers of the parts that lie in a folder, in order."""
    return sorted(int(path.stem) for path in folder.glob("*.part") if path.stem.isdecimal())


def must_fit(part: Part, inputs: str, *, number: int, where: Path) -> None:
    """Check that a part of an interrupted run was made of the rows that are read now.

    Raises
    ------
    RunError
        If the input is another.
    """
    if part.inputs != inputs:
        raise RunError(
            f"The input is not the one that the run began with: rows of part {number + 1} differ.",
            where=str(where),
            hint="Give the same file and options, or leave out --resume to begin anew.",
        )
