"""What came of an import: the catalog, and what was left out on the way, with reasons."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jdwork.catalog.counts import catalog_counts
from jdwork.catalog.snapshot import CatalogSnapshot

EXAMPLES = 5

Progress = Callable[[str, int], None]
"""Called with the name of the file that is being read and the number of rows read so far."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that did not come in: why, how often, and the first few cases with their rows."""

    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Parameters
    ----------
    source
        What was read.
    rows
        File name and the number of rows read from it.
    counts
        Entry kind and how many the catalog has of it.
    left_out
        What did not come in, the most frequent first.
    notes
        What else the reader should know, in sentences.
    seconds
        How long it took.
    """

    source: str
    rows: tuple[tuple[str, int], ...]
    counts: tuple[tuple[str, int], ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    seconds: float

    def table(self) -> list[tuple[str, str, str]]:
        """Rows of three cells to print: what, how many, remarks."""
        lines = [("read", f"{count:,}", name) for name, count in self.rows]
        lines += [("came in", f"{count:,}", name) for name, count in self.counts]
        lines += [
            ("left out", f"{one.count:,}", f"{one.reason}: {'; '.join(one.examples)}")
            for one in self.left_out
        ]
        return lines + [("note", "", note) for note in self.notes]

    def __str__(self) -> str:
        head = f"{self.source}, in {self.seconds:.1f} s"
        return "\n".join([head, *(f"{what:8}  {count:>7}  {text}" for what, count, text in self.table())])


@dataclass(frozen=True, slots=True)
class Imported:
    """A catalog made of someone else's taxonomy, and the report on its making."""

    snapshot: CatalogSnapshot
    report: ImportReport


class Ledger:
    """Keeps count while an import runs."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._started = time.perf_counter()
        self._rows: dict[str, int] = {}
        self._left_out: dict[str, tuple[int, list[str]]] = {}
        self._notes: list[str] = []

    def read(self, name: str, rows: int) -> None:
        """Say how many rows a file had."""
        self._rows[name] = rows

    def leave_out(self, reason: str, example: str, *, count: int = 1) -> None:
        """Count something left out; the first few examples of each reason are kept."""
        before, examples = self._left_out.setdefault(reason, (0, []))
        if len(examples) < EXAMPLES:
            examples.append(example)
        self._left_out[reason] = (before + count, examples)

    def note(self, text: str) -> None:
        """Add a sentence to the report."""
        self._notes.append(text)

    def close(self, snapshot: CatalogSnapshot) -> Imported:
        """Make the report."""
        left_out = (
            LeftOut(reason, count, tuple(examples)) for reason, (count, examples) in self._left_out.items()
        )
        report = ImportReport(
            source=self._source,
            rows=tuple(self._rows.items()),
            counts=tuple(catalog_counts(snapshot).items()),
            left_out=tuple(sorted(left_out, key=lambda one: (-one.count, one.reason))),
            notes=tuple(self._notes),
            seconds=round(time.perf_counter() - self._started, 3),
        )
        return Imported(snapshot, report)


def listed(names: Sequence[str], *, limit: int = 20) -> str:
    """Write names one after another, for a message."""
    shown = ", ".join(f"'{name}'" for name in names[:limit])
    return shown + (", …" if len(names) > limit else "") if names else "none"
