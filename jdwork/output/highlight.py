"""The JD's text cut into stretches that are marked alike, for any renderer to draw."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jdwork.record import RoleSignal, RunRecord
from jdwork.text import BOILERPLATE

Mark = Literal["boilerplate", "kra", "skill", "phrase"]
Layer = tuple[int, int, Mark, str]

_ORDER: tuple[Mark, ...] = ("boilerplate", "kra", "skill", "phrase")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the JD; the pieces in order are the text itself.

    Parameters
    ----------
    text
        As it stands in the JD, never empty.
    marks
        What covers it: of ``boilerplate``, ``kra``, ``skill``, ``phrase`` (a proposed skill), in this
        order.
    note
        What it matched, in words.
    """

    text: str
    marks: tuple[Mark, ...]
    note: str


def highlight(record: RunRecord) -> tuple[Stretch, ...]:
    """Cut a JD's text at every edge of its evidence.

    Marks may overlap: a skill inside a sentence that matched a KRA is a stretch with both. KRA marks
    are those of `marked_role`. One sweep over the edges, so time grows with the number of marks and
    of overlaps, not with their square.

    Parameters
    ----------
    record
        A classified JD; spans that reach outside its text are cut to it.

    Returns
    -------
    tuple of Stretch
        Empty for an empty text.
    """
    text = record.jd.text
    layers: list[Layer] = []
    for first, last, mark, note in _layers(record):
        start, end = max(first, 0), min(last, len(text))
        if start < end:
            layers.append((start, end, mark, note))
    layers.sort(key=lambda layer: layer[0])
    edges = sorted({0, len(text), *(edge for start, end, *_ in layers for edge in (start, end))})
    stretches: list[Stretch] = []
    active: list[Layer] = []
    coming = 0
    for start, end in itertools.pairwise(edges):
        active = [layer for layer in active if layer[1] > start]
        while coming < len(layers) and layers[coming][0] <= start:
            active.append(layers[coming])
            coming += 1
        present = {layer[2] for layer in active}
        marks = tuple(mark for mark in _ORDER if mark in present)
        note = "; ".join(dict.fromkeys(layer[3] for mark in marks for layer in active if layer[2] == mark))
        stretches.append(Stretch(text[start:end], marks, note))
    return tuple(stretches)


def marked_role(record: RunRecord) -> RoleSignal | None:
    """Return the role whose KRA sentences are marked in the text.

    That is the chosen role, or where none was chosen the one whose KRAs come closest.
    """
    if record.chosen is not None:
        return record.chosen.kra
    return record.evidence.kra[0] if record.evidence.kra else None


def _layers(record: RunRecord) -> Iterator[Layer]:
    for section in record.document.sections:
        if section.kind in BOILERPLATE:
            name = section.kind.replace("_", " ")
            yield section.start, section.end, "boilerplate", f"read as {name}, not as evidence"
    if (role := marked_role(record)) is not None:
        for match in role.kra_matches or ():
            note = f"{role.display_name}, {match.similarity:.2f}: {match.kra_text}"
            yield match.start, match.end, "kra", note
    for skill in record.skills.found:
        for span in skill.spans:
            yield span.start, span.end, "skill", f"skill: {skill.display_name}"
    for phrase in record.skills.proposed:
        for span in phrase.spans:
            yield span.start, span.end, "phrase", f"not in the catalog: {phrase.name}"
