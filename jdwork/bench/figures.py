"""What a benchmark found: figures beside a naive way and beside a limit, and their ratios."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jdwork import __version__
from jdwork.atomic_file import replace_file
from jdwork.errors import RunError


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was timed.

    Parameters
    ----------
    name
        What was done.
    rate
        How many a second.
    unit
        Of what.
    naive
        How many a second the naive way does, in the same run; None where there is none.
    naive_way
        What that way is.
    limit
        How many a second this machine could do at most, measured in the same run; None where no such
        limit is known.
    limit_is
        What that limit is.
    """

    name: str
    rate: float
    unit: str
    naive: float | None = None
    naive_way: str = ""
    limit: float | None = None
    limit_is: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the naive way."""
        return None if not self.naive else self.rate / self.naive

    @property
    def share(self) -> float | None:
        """Share of the limit that is reached."""
        return None if not self.limit else self.rate / self.limit

    @property
    def pace(self) -> str:
        """The rate in words: so many a second, or seconds for each."""
        if self.rate < 1:
            return f"{1 / self.rate:,.1f} s each"
        return f"{self.rate:,.1f} {self.unit}/s" if self.rate < 100 else f"{self.rate:,.0f} {self.unit}/s"


def this_machine() -> dict[str, Any]:
    """Processor, cores and system of this machine."""
    processor = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


@dataclass(slots=True)
class Bench:
    """The figures of one run of the benchmark, and what they were taken of.

    Parameters
    ----------
    made_of
        Counts and names that say what was timed.
    figures
        In the order in which they were taken.
    shares
        Parts of a whole, 0 to 1, by name: time inside the encoder, say.
    machine
        What they were taken on; by default this machine.
    """

    made_of: dict[str, Any] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    shares: dict[str, float] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=this_machine)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values, with the machine it was taken on."""
        return {
            "taken": datetime.now(UTC).isoformat(timespec="seconds"),
            "code_version": __version__,
            "machine": self.machine,
            "made_of": self.made_of,
            "figures": [
                {**asdict(one), "ratio": one.ratio, "share_of_limit": one.share} for one in self.figures
            ],
            "shares": self.shares,
        }

    def to_markdown(self) -> str:
        """Write it as a table for a text such as a README, with what it was taken of below."""
        lines = ["| | here | beside the naive way | of the limit |", "|---|---|---|---|"]
        for one in self.figures:
            ratio = "" if one.ratio is None else f"{one.ratio:,.1f} × {one.naive_way}"
            share = "" if one.share is None else f"{one.share:.2f} of {one.limit_is}"
            lines.append(f"| {one.name} | {one.pace} | {ratio} | {share} |")
        lines += [f"| {name} | {share:.0%} | | |" for name, share in self.shares.items()]
        made_of = ", ".join(
            f"{key} {value}" for key, value in self.made_of.items() if isinstance(value, str | int)
        )
        return "\n".join(
            [*lines, "", f"Taken on: {self.machine['processor']}, {self.machine['cores']} cores; {made_of}."]
        )

    @classmethod
    def read(cls, path: Path) -> Bench:
        """Read what `write` wrote.

        Raises
        ------
        RunError
            If there is no such file, or it is none of a benchmark.
        """
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            names = [one.name for one in fields(Figure)]
            figures = [Figure(**{name: one[name] for name in names}) for one in body["figures"]]
            return cls(body["made_of"], figures, body["shares"], body["machine"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunError(
                f"This is no file of a benchmark ({type(error).__name__}).",
                where=str(path),
                hint="Take one: jdwork bench",
            ) from None

    def write(self, path: Path) -> None:
        """Write it as JSON.

        Raises
        ------
        RunError
            If the file cannot be written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(
                f"The folder cannot be made ({error.strerror}).",
                where=str(path.parent),
                hint="Name another file.",
            ) from None
        replace_file(path, (json.dumps(self.to_dict(), indent=1) + "\n").encode(), error=RunError)


def seconds(call: Callable[[], object]) -> float:
    """Time a call by the wall clock."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
