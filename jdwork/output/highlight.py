"""The JD's text cut into stretches that are marked alike, for any renderer to draw."""

from __future__ import annotations

from dataclasses import dataclass

from jdwork.record import RunRecord
from jdwork.text import BOILERPLATE

KRA, SKILL, PHRASE = "kra", "skill", "phrase"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the JD; the pieces in order are the text itself.

    Parameters
    ----------
    text
        As it stands in the JD.
    marks
        What covers it: of ``kra``, ``skill``, ``phrase`` (a proposed skill), ``boilerplate``.
    note
        What it matched, in words.
    """

    text: str
    marks: tuple[str, ...]
    note: str


def highlight(record: RunRecord) -> tuple[Stretch, ...]:
    """Cut a JD's text at every edge of its evidence.

    Marks may overlap: a skill inside a sentence that matched a KRA is a stretch with both. KRA marks
    are those of the chosen role, or of the best one where none was chosen.
    """
    text = record.jd.text
    layers: list[tuple[int, int, str, str]] = [
        (section.start, section.end, "boilerplate", f"read as {section.kind.replace('_', ' ')}, not as evidence")
        for section in record.document.sections
        if section.kind in BOILERPLATE
    ]
    layers += _kra_layers(record)
    for skill in record.skills.found:
        layers += [(span.start, span.end, SKILL, f"skill: {skill.display_name}") for span in skill.spans]
    for phrase in record.skills.proposed:
        layers += [(span.start, span.end, PHRASE, f"not in the catalog: {phrase.name}") for span in phrase.spans]
    edges = sorted({0, len(text), *(edge for start, end, *_ in layers for edge in (start, end))})
    edges = [edge for edge in edges if 0 <= edge <= len(text)]
    stretches = []
    for start, end in zip(edges, edges[1:], strict=False):
        over = [layer for layer in layers if layer[0] <= start and end <= layer[1]]
        if any(mark == "boilerplate" for *_, mark, _ in over) and len(over) > 1:
            over = [layer for layer in over if layer[2] != "boilerplate"]
        marks = tuple(dict.fromkeys(layer[2] for layer in over))
        note = "; ".join(dict.fromkeys(layer[3] for layer in over))
        stretches.append(Stretch(text[start:end], marks, note))
    return tuple(stretches)


def _kra_layers(record: RunRecord) -> list[tuple[int, int, str, str]]:
    ranked = record.evidence.kra
    if not ranked:
        return []
    slug = record.chosen.slug if record.chosen else None
    role = next((one for one in ranked if one.slug == slug), ranked[0])
    return [
        (match.start, match.end, KRA, f"{role.display_name}, {match.similarity:.2f}: {match.kra_text}")
        for match in role.kra_matches or ()
        if match.end > match.start
    ]
