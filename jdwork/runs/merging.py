"""Putting the files of a run together from its parts."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from jdwork.errors import RunError
from jdwork.evaluate import score
from jdwork.runs.files import RunFolder, atomic_bytes
from jdwork.runs.parts import Part, read_part
from jdwork.runs.table_file import TableFile

_DECISIONS = "decisions.parquet"
_SHOWN = ("id", "role", "confidence", "case", "queued", "candidates", "label")
_TOP = 5
"""Candidates per JD that figures look at."""


class Tally:
    """Counts, hashes and scores of a run, gathered part by part."""

    def __init__(self) -> None:
        self._decisions = hashlib.sha256()
        self._cases: Counter[str] = Counter()
        self._jds = 0
        self._queued = 0
        self._seconds: Counter[str] = Counter()
        self._labelled: list[tuple[str, str | None, float, list[str]]] = []
        self._llm: Counter[str] = Counter()
        self._cost: float | None = 0.0
        # Each role is one object however often it is named: lists of a million rows stay small.
        self._names: dict[str, str] = {}

    def add(self, part: Part, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in a part and the rows of its decisions."""
        self._seconds.update(part.seconds)
        if part.llm:
            counted = {name: count for name, count in part.llm.items() if name != "cost_usd"}
            self._llm.update({name: int(count or 0) for name, count in counted.items()})
            cost = part.llm["cost_usd"]
            self._cost = self._cost + cost if self._cost is not None and cost is not None else None
        for row in rows:
            self._decisions.update(decisions_digest(row))
            self._jds += 1
            self._cases[row["case"]] += 1
            self._queued += bool(row["queued"])
            if row["label"]:
                held = [self._name(slug) for slug in row["candidates"][:_TOP]]
                role = row["role"] and self._name(row["role"])
                self._labelled.append((self._name(row["label"]), role, row["confidence"], held))

    def _name(self, slug: str) -> str:
        return self._names.setdefault(slug, slug)

    @property
    def decisions_hash(self) -> str:
        """SHA-256 over what of the decisions must reproduce exactly."""
        return self._decisions.hexdigest()

    def llm(self) -> dict[str, int | float | None]:
        """What language models were asked; empty where nothing was."""
        return {**self._llm, "cost_usd": self._cost} if self._llm["calls"] else {}

    def counts(self, *, unreadable: int) -> dict[str, int]:
        """JDs, rejected rows, decisions by case."""
        return {
            "jds": self._jds,
            "unreadable": unreadable,
            "queued": self._queued,
            "labelled": len(self._labelled),
            **{f"case_{case}": count for case, count in sorted(self._cases.items())},
        }

    def timings(self) -> dict[str, float]:
        """Seconds of work by stage, added up over all processes."""
        return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}

    def metrics(self) -> dict[str, Any]:
        """Figures against labels, where there are labels."""
        if not self._labelled:
            return {"labelled": 0}
        gold, roles, confidence, candidates = zip(*self._labelled, strict=True)
        return {"labelled": len(gold), **score(gold, roles, confidence, candidates).to_dict()}


def decisions_digest(row: Mapping[str, Any]) -> bytes:
    """What of a decision must reproduce exactly: JD, role, case, confidence, queueing, candidates."""
    kept = [row["id"], row["role"], row["case"], row["confidence"], row["queued"], list(row["candidates"])]
    return (json.dumps(kept, ensure_ascii=True) + "\n").encode()


def merge_parts(folder: RunFolder, n_parts: int) -> Tally:
    """Put the files of a run together from its parts, a row group a part.

    Parameters
    ----------
    folder
        The run; its parts stay.
    n_parts
        How many there are.

    Returns
    -------
    Tally

    Raises
    ------
    RunError
        If a part is missing or damaged, or a file cannot be written.
    """
    import pyarrow.parquet as pq

    tally = Tally()
    with contextlib.ExitStack() as stack:
        tables: dict[str, TableFile] = {}
        lines: dict[str, BinaryIO] = {}

        def add_lines(name: str, content: bytes) -> None:
            if name not in lines:
                lines[name] = stack.enter_context(atomic_bytes(folder.path / name))
            lines[name].write(content)

        for number in range(n_parts):
            part = _sound(folder, number)
            for name, content in part.members.items():
                if not name.endswith(".parquet"):
                    add_lines(name, content)
                    continue
                table = pq.read_table(io.BytesIO(content))
                if name not in tables:
                    tables[name] = stack.enter_context(TableFile(folder.path / name, table.schema))
                tables[name].add(table)
                if name == _DECISIONS:
                    tally.add(part, table.select(_SHOWN).to_pylist())
            with contextlib.suppress(FileNotFoundError):
                add_lines(folder.bodies.name, folder.part_bodies(number).read_bytes())
    return tally


def _sound(folder: RunFolder, number: int) -> Part:
    part = read_part(folder.part(number))
    if part is None:
        raise RunError(
            f"Part {number + 1} of the run is missing or damaged.",
            where=str(folder.parts),
            hint="Go on with --resume: it is made again.",
        )
    return part
