"""The blocks of duties, each under its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jdwork.parse.model import Responsibilities
from jdwork.parse.reading import Quoted, Reading, source_marker
from jdwork.text import Section, Sentence

_BROKEN_HYPHEN = re.compile(r"(?<=[a-z])- (?!(?:and|or|to|bis|und)\b)(?=[a-z])")


def find_responsibilities(reading: Reading) -> list[Quoted[Responsibilities]]:
    """The duties of a JD, one block for each heading that announces some.

    A block's text has one duty per line, each behind the bullet that the JD uses. Where no heading announces
    duties, the sentences that state some make one block without a heading.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    list[Quoted[Responsibilities]]
        In the order of the text; ``word_count`` counts what white space separates in the block,
        bullets included.
    """
    sentences = reading.document.sentences
    blocks: list[tuple[Section | None, list[Sentence]]] = []
    claimed: set[int] = set()
    for section in reading.document.sections:
        if section.kind != "duties" or not section.heading:
            continue
        inside = [s for s in sentences if section.start <= s.start < section.end and s.section == "duties"]
        if inside:
            blocks.append((section, inside))
            claimed.update(s.start for s in inside)
    rest = [s for s in sentences if s.section == "duties" and s.start not in claimed]
    if rest and not blocks:
        blocks.append((None, rest))
    return [
        duties_block(reading, inside, heading=section.heading if section else None)
        for section, inside in blocks
    ]


def duties_block(
    reading: Reading, inside: Sequence[Sentence], *, heading: str | None
) -> Quoted[Responsibilities]:
    """Make one block of the sentences that state its duties.

    Parameters
    ----------
    reading
        The prepared document.
    inside
        Its sentences, at least one, in text order.
    heading
        What announces them, as written; None where nothing does.

    Returns
    -------
    Quoted[Responsibilities]
        Counts and markers are those of the block's text.
    """
    lines = []
    for sentence in inside:
        glyph = reading.bullet_before(sentence.start) or "•" if sentence.is_bullet else ""
        # A hyphen left by a line break ("third- party"), not one that waits for its noun ("pre- and").
        duty = _BROKEN_HYPHEN.sub("-", sentence.text)
        lines.append(f"{glyph} {duty}" if glyph else duty)
    text = "\n".join(lines)
    heading = heading.strip(" :-–#*\n") if heading else None
    block = Responsibilities(
        bullet_count=sum(sentence.is_bullet for sentence in inside) or len(inside),
        heading=heading or None,
        heading_was_present=bool(heading),
        source_marker=source_marker(text),
        text=text,
        word_count=len(text.split()),
    )
    return Quoted(block, inside[0].start, inside[-1].end)
