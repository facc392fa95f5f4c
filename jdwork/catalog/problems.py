"""Everything that is wrong with the catalog files, gathered before anyone is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jdwork.errors import CatalogError

SHOWN = 20
_LONGEST_KEY = 80
"""Characters of a key that a message repeats."""

Location = tuple[str | int, ...]
"""Path to a value within a file: keys, and positions in lists."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one catalog file.

    Parameters
    ----------
    file
        Path relative to the catalog folder.
    text
        What is wrong, in one sentence.
    line
        Line in the file, from 1; None where the file as a whole is meant.
    key
        Path to the value, such as ``kras[2]``; empty for the file as a whole.
    hint
        What to do about it.
    code
        Of the lint check it belongs to: CAT001 malformed, CAT002 dangling link, CAT003 circular redirect,
        CAT004 slug or id used twice.
    """

    file: str
    text: str
    line: int | None = None
    key: str = ""
    hint: str | None = None
    code: str = "CAT001"

    @property
    def where(self) -> str:
        """File, line and key: ``roles/x.yaml:12, key kras[2]``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}, key {self.key}" if self.key else place

    def __str__(self) -> str:
        text = f"{self.where}: {self.text}"
        return f"{text} {self.hint}" if self.hint else text


def key_path(location: Location) -> str:
    """Write a location the way people read it.

    Parameters
    ----------
    location
        Keys and list positions, outermost first.

    Returns
    -------
    str
        ``("skills", 3, "aliases", 0)`` becomes ``skills[3].aliases[0]``.
    """
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            shown = part if len(part) <= _LONGEST_KEY else f"{part[:_LONGEST_KEY]}…"
            text += f".{shown}" if text else shown
    return text


def catalog_error(problems: Iterable[Problem], *, folder: str) -> CatalogError:
    """Make one error of many problems: in full for one, else the first 20 and their number.

    Parameters
    ----------
    problems
        At least one problem.
    folder
        The catalog folder, named where there is more than one problem.

    Returns
    -------
    CatalogError
        To be raised by the caller.
    """
    found = sorted(problems, key=lambda problem: (problem.file, problem.line or 0, problem.key, problem.text))
    if len(found) == 1:
        only = found[0]
        return CatalogError(only.text, where=only.where, hint=only.hint)
    lines = [f"{len(found)} problems in the catalog files:"]
    lines += [f"  {problem}" for problem in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"  … and {len(found) - SHOWN} more.")
    return CatalogError("\n".join(lines), where=folder)
