"""Where the parts of a run page begin, and which JSON objects are its API blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jdwork.legacy import headings
from jdwork.legacy.model import SectionName
from jdwork.legacy.page_lines import Lines, Object, object_below

KEYS: dict[SectionName, frozenset[str]] = {
    "nano": frozenset({"JD_type", "roles_and_responsibilities"}),
    "api1": frozenset({"stage3_signals", "stage4_decision", "final_skills"}),
    "api2": frozenset({"skills_detail", "alias_matches", "input_final_skills"}),
    "api3": frozenset({"persistence", "chosen_role_resolution", "final_input_skills"}),
}
"""Keys by which a JSON block is known for what its heading says; one of them is enough."""
SHOWN: dict[SectionName, str] = {
    "nano": "parser", "api1": "API 1", "api2": "API 2", "api3": "API 3",
}  # fmt: skip


def find_blocks(lines: Lines, named: str | None, notes: list[str]) -> dict[SectionName, Object]:
    """Find the API blocks of a page.

    Each is the last fitting object below its heading: an ad may quote headings and braces.

    Parameters
    ----------
    lines
        The page.
    named
        The run id above its blocks; a block of another run is taken only where there is no better one.
    notes
        Gets what is damaged, with line numbers.
    """
    found: dict[SectionName, Object] = {}
    for number_, pattern in headings.APIS.items():
        name: SectionName = ("api1", "api2", "api3")[number_ - 1]
        after = max((lines.at(one.end) for one in found.values()), default=0)
        chosen = _choose(lines, name, lines.matching(pattern, after), named, notes)
        if chosen is not None:
            found[name] = chosen
    first = min((one.heading for one in found.values()), default=None)
    nano = _choose(lines, "nano", lines.matching(headings.NANO, 0, first), named, notes)
    return found if nano is None else {"nano": nano, **found}


def _choose(
    lines: Lines, name: SectionName, places: Iterable[int], named: str | None, notes: list[str]
) -> Object | None:
    below = [one for one in (object_below(lines, line) for line in places) if one is not None]
    fitting = [one for one in below if one.value is not None and KEYS[name] & set(one.value)]
    own = [one for one in fitting if named is None or told_id(one) in (None, named)]
    broken = [one for one in below if one.value is None]
    if broken and not own:
        notes.append(f"{SHOWN[name]} block is damaged ({broken[-1].problem})")
    elif below and not fitting:
        shown = lines.number(below[-1].heading)
        notes.append(f"{SHOWN[name]} block at line {shown} has none of the keys that it should have")
    if fitting and not own:
        if broken:
            return None
        notes.append(f"{SHOWN[name]} block is of run {told_id(fitting[-1])}, not of this page's")
    chosen = own or fitting
    return chosen[-1] if chosen else None


def told_id(block: Object) -> str | None:
    """The run id that a block names."""
    told = (block.value or {}).get("run_id")
    return told.lower() if isinstance(told, str) and told else None


def find_places(lines: Lines, blocks: dict[SectionName, Object]) -> dict[SectionName, int]:
    """Line of each part's heading."""
    places: dict[SectionName, int] = {name: block.heading for name, block in blocks.items()}
    first = min(places.values(), default=len(lines))
    last = max((lines.at(max(block.end - 1, 0)) for block in blocks.values()), default=0)
    # A damaged block has no value, and still ends what stands above it.
    for pattern in (headings.NANO, headings.APIS[1]):
        damaged = [line for line in lines.matching(pattern, 0, first) if _opens(lines, line)]
        if damaged and not blocks:
            first = min(first, damaged[0])
    jd = next(lines.matching(headings.JD, 0, first), None)
    if jd is not None:
        places["jd"] = jd
    start = 0 if jd is None else jd + 1
    skills = list(lines.matching(headings.SKILLS, start, first))
    sure = [
        line
        for line in skills
        if any(headings.SKILLS_EXPLAINED.match(text) for text in _texts(lines, line + 1, most=1))
    ]
    if sure or skills:
        places["skills"] = start = (sure or skills)[-1]
    named: list[tuple[SectionName, re.Pattern[str]]] = [
        ("persistence", headings.PERSISTENCE), ("artifacts", headings.ARTIFACTS),
    ]  # fmt: skip
    for name, pattern in named:
        found = list(lines.matching(pattern, start, first))
        if found and ("skills" in places or jd is None):
            places[name] = start = found[-1]
    if "nano" not in places and blocks:
        heading = [line for line in lines.matching(headings.NANO, start, first) if _opens(lines, line)]
        if heading:
            places["nano"] = heading[-1]
    elif not blocks and first < len(lines):
        places["nano"] = first
    calls = next(lines.matching(headings.CALLS, last if blocks else first), None)
    if calls is not None:
        places["calls"] = calls
    return places


def _opens(lines: Lines, heading: int) -> bool:
    """Whether JSON, whole or not, begins below a heading."""
    below = (text for text in _texts(lines, heading + 1, most=3) if not headings.RAW.match(text))
    return next(below, "").lstrip().startswith("{")


def saying_lines(lines: Lines, start: int, *, most: int) -> Iterator[int]:
    """The next lines that are not blank."""
    for line in range(start, min(start + 20, len(lines))):
        if lines[line].strip():
            yield line
            most -= 1
            if most == 0:
                return


def _texts(lines: Lines, start: int, *, most: int) -> Iterator[str]:
    return (lines[line] for line in saying_lines(lines, start, most=most))
