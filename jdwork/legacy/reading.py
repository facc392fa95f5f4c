"""Reading saved run pages of the old service."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdwork.errors import InputError, JdworkError
from jdwork.legacy import headings
from jdwork.legacy.cards import read_artifacts, read_calls, read_rows, read_skills
from jdwork.legacy.model import Block, LegacyRun, SectionName, mapping, mappings, number, words_of
from jdwork.legacy.page_lines import Lines
from jdwork.legacy.page_parts import KEYS, SHOWN, find_blocks, find_places, saying_lines, told_id
from jdwork.text.decoding import decode, open_bytes

MOST_BYTES = 64 * 1024 * 1024
"""A page is some 25 kB; a file beyond this is no page, nor many of them."""

_HINT = "Save the run page of the old service as plain text, from its first line to its last."


@dataclass(frozen=True)
class PagesRead:
    """What came of reading several files: the runs, and what was wrong with files that hold none."""

    runs: tuple[LegacyRun, ...]
    problems: tuple[JdworkError, ...]


def read_run_pages(paths: Iterable[str | Path]) -> PagesRead:
    """Read saved run pages; a file that cannot be read does not stop the others.

    Parameters
    ----------
    paths
        Plain text files (or saved HTML), each with one page or several.

    Returns
    -------
    PagesRead
        A run that two pages show is kept once, as the fuller page has it.
    """
    runs: dict[str, LegacyRun] = {}
    problems: list[JdworkError] = []
    for path in paths:
        try:
            pages = _read_file(Path(path))
        except JdworkError as error:
            problems.append(error)
            continue
        for page in pages:
            held = runs.get(page.run_id)
            if held is None or _fullness(page) > _fullness(held):
                runs[page.run_id] = page
    return PagesRead(tuple(runs.values()), tuple(problems))


def read_run_page(path: str | Path) -> LegacyRun:
    """Read one saved run page.

    Parameters
    ----------
    path
        A plain text file (or saved HTML) with one page.

    Returns
    -------
    LegacyRun
        What the page lacks or shows damaged is None and told in ``notes``.

    Raises
    ------
    InputError
        If the file cannot be read, is no text, is too large, holds no run page, or several.
    """
    pages = _read_file(Path(path))
    if len(pages) > 1:
        raise InputError(
            f"The file holds {len(pages)} run pages.", where=str(path), hint="Read it with read_run_pages."
        )
    return pages[0]


def parse_run_pages(text: str, *, where: str) -> tuple[LegacyRun, ...]:
    """Read the run pages in a text.

    Parameters
    ----------
    text
        One page or several, one under the other.
    where
        Name of the file, for messages.

    Returns
    -------
    tuple of LegacyRun
        In the order of the text.

    Raises
    ------
    InputError
        If there is no run page in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    whole = Lines(text)
    starts = [line for line in whole.matching(headings.START) if _id_below(whole, line)]
    cuts = [0, *(whole.starts[line] for line in starts[1:]), len(text)]
    runs = []
    for begin, end in itertools.pairwise(cuts):
        run = _page(Lines(text[begin:end], first=whole.number(whole.at(begin))), where)
        if run is not None:
            runs.append(run)
    if not runs:
        raise InputError("This is no run page: no run id and no API block.", where=where, hint=_HINT)
    return tuple(runs)


def _read_file(path: Path) -> tuple[LegacyRun, ...]:
    if path.is_dir():
        raise InputError("This is a folder.", where=str(path), hint="Name the saved pages in it.")
    with open_bytes(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"The file is larger than {MOST_BYTES // 1024**2} MiB.", where=str(path), hint=_HINT)
    text = decode(data, where=str(path))
    if not text.strip():
        raise InputError("The file is empty.", where=str(path), hint=_HINT)
    if re.match(r"\s*<(?:!doctype\s+html|html)\b", text, re.IGNORECASE):
        from bs4 import BeautifulSoup

        text = BeautifulSoup(text, "lxml").get_text("\n")
    try:
        return parse_run_pages(text, where=path.name)
    except InputError as error:
        raise InputError(error.problem, where=str(path), hint=error.hint) from None


def _id_below(lines: Lines, line: int) -> str | None:
    """The run id on a line or on the next one that says something."""
    for below in (line, *saying_lines(lines, line + 1, most=1)):
        found = headings.RUN_ID.search(lines[below])
        if found:
            return found.group(0).lower()
    return None


def _page(lines: Lines, where: str) -> LegacyRun | None:
    start = next(lines.matching(headings.START), None)
    named = None if start is None else _id_below(lines, start)
    notes: list[str] = []
    blocks = find_blocks(lines, named, notes)
    if named is None and not blocks:
        return None
    told = next((one for one in map(told_id, blocks.values()) if one), None)
    run_id = named or told
    if run_id is None:
        return None
    if named is None:
        notes.append("the page names no run id above its blocks; that of the API blocks is taken")
    places = find_places(lines, blocks)
    order = sorted(places.items(), key=lambda one: lines.starts[one[1]])
    cuts = [0, *(lines.starts[line] for _, line in order), len(lines.text)]
    names: list[SectionName] = ["header", *(name for name, _ in order)]
    sections = tuple(
        (name, begin, end) for name, begin, end in zip(names, cuts[:-1], cuts[1:], strict=True) if begin < end
    )

    def part(name: SectionName) -> str:
        return "".join(lines.text[begin:end] for one, begin, end in sections if one == name)

    def below(name: SectionName) -> str:
        return part(name).partition("\n")[2]

    if "jd" not in places:
        notes.append("the job description is missing")
    for name in KEYS:
        if name not in blocks and not any(note.startswith(SHOWN[name]) for note in notes):
            notes.append(f"{SHOWN[name]} block is missing")
    api1, api2, api3 = (blocks[name].value if name in blocks else None for name in ("api1", "api2", "api3"))
    known = [term for one in mappings(api3, "final_input_skills") if (term := words_of(one.get("skill")))]
    known = known or [
        term for one in mappings(api1, "final_skills") if (term := words_of(one.get("skill_name")))
    ]
    model = headings.NANO.match(lines[places["nano"]]) if "nano" in places else None
    rows, row_notes = read_rows(below("persistence"))
    artifacts, artifact_notes = read_artifacts(below("artifacts"))
    return LegacyRun(
        run_id=run_id,
        where=f"{where}:{lines.first}" if lines.first > 1 else where,
        page=lines.text,
        jd_text=_trimmed(below("jd")),
        **_header(part("header"), api1, api3),
        nano_parsed=blocks["nano"].value if "nano" in blocks else None,
        api1=api1,
        api2=api2,
        api3=api3,
        parser_model=model["model"] if model else None,
        skills=read_skills(below("skills"), known),
        rows=rows,
        artifacts=artifacts,
        calls=read_calls(below("calls")),
        sections=sections,
        notes=(*notes, *row_notes, *artifact_notes),
    )


def _trimmed(text: str) -> str:
    """A text without the blank lines around it."""
    return re.sub(r"^(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+$", "", text) if text.strip() else ""


def _header(text: str, api1: Block | None, api3: Block | None) -> dict[str, Any]:
    """Role, case and resolution: as the page's title has them, else as the API blocks do."""
    lines = [line.strip() for line in text.splitlines()]
    at = next((row for row, line in enumerate(lines) if headings.TITLE.search(line)), None)
    if at is None:
        at = next((row for row, line in enumerate(lines) if headings.SLUG.search(line)), None)
    title = lines[at] if at is not None else ""
    above = next((line for line in reversed(lines[:at]) if line), None) if at is not None else None
    if above is not None and (headings.ENDPOINT.match(above) or headings.RUN_ID.search(above)):
        above = None
    decision = mapping(api1, "stage4_decision")
    chosen = mapping(decision, "chosen_role")
    if not chosen and decision.get("is_new_role") is not True:
        chosen = mapping(api3, "chosen_role")
    slug, identity, case = (
        pattern.search(title) for pattern in (headings.SLUG, headings.IDENTITY, headings.TITLE)
    )
    source = headings.SOURCE.search(title)
    told = chosen.get("role_id", chosen.get("id"))
    confidence = number(decision.get("confidence"))
    if confidence is None and (shown := headings.CONFIDENCE.search(text)):
        confidence = float(shown["value"])
    return {
        "role": above
        or words_of(chosen.get("display_name"))
        or words_of(decision.get("new_role_display_name")),
        "slug": slug["slug"]
        if slug
        else words_of(chosen.get("slug")) or words_of(decision.get("new_role_slug")),
        "role_id": int(identity["id"]) if identity else told if isinstance(told, int) else None,
        "source": source["source"] if source else words_of(chosen.get("source")),
        "case": words_of(decision.get("case")) or (case["case"].upper() if case else None),
        "confidence": confidence,
        "resolution": _resolution(lines) or words_of(mapping(api3).get("chosen_role_resolution")),
    }


def _resolution(lines: Sequence[str]) -> str | None:
    for row, line in enumerate(lines):
        found = headings.RESOLUTION.match(line)
        if found:
            return found["value"] or next((below for below in lines[row + 1 :] if below), None)
    return None


def _fullness(run: LegacyRun) -> tuple[int, int]:
    held = (run.nano_parsed, run.api1, run.api2, run.api3, run.jd_text or None)
    return sum(one is not None for one in held), len(run.page)
