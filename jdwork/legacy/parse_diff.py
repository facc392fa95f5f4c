"""The parser's answers side by side, and what can be counted or looked up in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jdwork.legacy.finding import DiffRow, Finding, shown
from jdwork.legacy.model import Block, LegacyRun, mapping, mappings, words_of
from jdwork.legacy.roles import Said
from jdwork.record import RunRecord

_BULLET = re.compile(r"^\s*[^\w\s(\"'“‘]\s+\S", re.MULTILINE)
MARKER_WORDS = 5


def parsed_of(run: LegacyRun) -> Block:
    """What the old parser answered: its own block, else the copy in API 1; empty without either."""
    return run.nano_parsed or mapping(run.api1, "nano_parsed")


def parse_rows(run: LegacyRun, record: RunRecord | None) -> list[DiffRow]:
    """Lay the parser's fields side by side.

    Parameters
    ----------
    run
        The legacy run.
    record
        Ours on the same text.
    """
    theirs = parsed_of(run)
    ours = record.parse.parsed.model_dump(mode="json") if record else {}
    if not theirs and not ours:
        return []
    rows = []
    for (what, left), (_, right) in zip(_fields(theirs), _fields(ours), strict=True):
        told, said = shown(left), shown(right)
        rows.append(DiffRow("parse", what, told, said, _same(told, said)))
    return rows


def parse_findings(run: LegacyRun, record: RunRecord | None) -> Iterator[Finding]:
    """Find what the old parser says of the text and the text does not bear out.

    Word counts and markers are worked out again from the quoted text; what was quoted is looked for in the
    job description.
    """
    ours = record.parse.parsed.model_dump(mode="json") if record else {}
    own = dict(_quoted(ours))
    for name, block in _quoted(parsed_of(run)):
        yield from _counted(run, name, block, own.get(name, {}))
    said = Said(run.jd_text)
    if not run.jd_text:
        return
    for name, text in _quotes(parsed_of(run)):
        if not said.holds(text):
            yield Finding(
                run.run_id,
                "parse",
                "not-in-text",
                "A quoted value does not stand in the text",
                f"{name}: {shown(text)}",
                "only what stands in the text is kept",
                "The words of the value do not occur in this order in the job description.",
            )


def _counted(run: LegacyRun, name: str, block: Block, ours: Block) -> Iterator[Finding]:
    text = words_of(block.get("text"))
    if text is None:
        return
    words = text.split()
    claimed = block.get("word_count")
    if isinstance(claimed, int) and claimed != len(words):
        gap = claimed - len(words)
        yield Finding(
            run.run_id,
            "parse",
            "word-count",
            "A word count is wrong",
            f"{name}: word_count {claimed}",
            f"word_count {ours.get('word_count', len(words))}",
            f"The quoted text has {len(words)} words: legacy is wrong by {gap:+d}.",
        )
    marker, own = mapping(block, "source_marker"), mapping(ours, "source_marker")
    for key, right in (
        ("first_5_words", words[:MARKER_WORDS]), ("last_5_words", words[-MARKER_WORDS:]),
    ):  # fmt: skip
        told = marker.get(key)
        if not isinstance(told, str) or told.split() == right:
            continue
        count = len(told.split())
        title = "A marker has not five words" if count != len(right) else "A marker quotes other words"
        yield Finding(
            run.run_id,
            "parse",
            "marker",
            title,
            f"{name}: {key} “{shown(told)}”",
            f"“{shown(own.get(key)) or ' '.join(right)}”",
            f"It has {count} words." if count != len(right) else f"The text has “{' '.join(right)}” there.",
        )
    bullets = block.get("bullet_count")
    seen = len(_BULLET.findall(text))
    if isinstance(bullets, int) and seen and bullets != seen:
        yield Finding(
            run.run_id,
            "parse",
            "bullet-count",
            "A bullet count is wrong",
            f"{name}: bullet_count {bullets}",
            f"bullet_count {ours.get('bullet_count', seen)}",
            f"The quoted text has {seen} bullets.",
        )


def _fields(parsed: Block) -> list[tuple[str, Any]]:
    """The fields that a reader compares, quoted texts by their figures."""
    domain, experience = mapping(parsed, "domain"), mapping(parsed, "experience")
    duties = mappings(parsed, "roles_and_responsibilities")
    about = mapping(parsed, "about_company")
    return [
        ("JD_type", parsed.get("JD_type")),
        ("role", parsed.get("role")),
        ("role_aliases", parsed.get("role_aliases")),
        ("role_archetype", parsed.get("role_archetype")),
        ("company_name", parsed.get("company_name")),
        ("about_company.word_count", about.get("word_count")),
        ("ctc", parsed.get("ctc")),
        ("domain.primary", mapping(domain, "primary").get("domain")),
        ("domain.secondary", mapping(domain, "secondary").get("domain")),
        ("education", [one.get("raw") for one in mappings(parsed, "education")]),
        ("experience", {key: experience.get(key) for key in ("min", "max", "raw")}),
        ("certifications", parsed.get("certifications")),
        (
            "job_locations",
            [
                {key: one.get(key) for key in ("city", "state", "country", "work_mode")}
                for one in mappings(parsed, "job_locations")
            ],
        ),
        ("duties.heading", [one.get("heading") for one in duties]),
        ("duties.bullet_count", [one.get("bullet_count") for one in duties]),
        ("duties.word_count", [one.get("word_count") for one in duties]),
        ("urls", [one.get("url") for one in mappings(parsed, "urls")]),
    ]


def _same(left: str | None, right: str | None) -> bool:
    return (left or "").casefold() == (right or "").casefold()


def _quoted(parsed: Block) -> Iterator[tuple[str, Block]]:
    """The blocks that quote a stretch of the text."""
    if about := mapping(parsed, "about_company"):
        yield "about_company", about
    for place, block in enumerate(mappings(parsed, "roles_and_responsibilities")):
        yield f"roles_and_responsibilities.{place}", block


def _quotes(parsed: Block) -> Iterator[tuple[str, str]]:
    """Values that must stand in the text, by their dotted names."""
    for name, block in _quoted(parsed):
        for line in (words_of(block.get("text")) or "").splitlines():
            if line.strip():
                yield f"{name}.text", line
    for name, value in (
        ("company_name", parsed.get("company_name")),
        ("role", parsed.get("role")),
        ("ctc.raw", mapping(parsed, "ctc").get("raw")),
        ("experience.raw", mapping(parsed, "experience").get("raw")),
        *(
            (f"education.{place}.raw", one.get("raw"))
            for place, one in enumerate(mappings(parsed, "education"))
        ),
        *((f"urls.{place}.url", one.get("url")) for place, one in enumerate(mappings(parsed, "urls"))),
    ):
        if text := words_of(value):
            yield name, text
