"""What a run page shows in cards and tables: skills, persistence rows, artifacts, model calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jdwork.legacy import headings
from jdwork.legacy.model import LegacyArtifact, LegacyCall, LegacyRow, LegacySkill
from jdwork.legacy.page_lines import json_value

_FACTS = {
    "category": "Category",
    "sub-category": "Sub-category",
    "confidence": "Confidence",
    "version strategy": "Version strategy",
    "skill nature": "Skill nature",
    "volatility": "Volatility",
    "typical lifespan": "Typical lifespan",
    "category id": "Category id",
    "sub-category id": "Sub-category id",
    "extractable": "Extractable",
    "also category": "Also category",
    "maturity": "Maturity",
}
_PARTS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "enrichment": r"^skill enrichment \(",
        "aliases": r"^aliases\b.*catalog",
        "context": r"^context tags",
        "stored": r"^stored enrichment",
        "profile": r"^skill profile",
        "dimensions": r"^dimensions \(",
        "links": r"^api 3 link attempts",
    }.items()
}
_BEGINS = ("enrichment", "aliases")
"""Parts with which a skill's card begins: worked out by a model, or known to the catalog."""
_ALIAS = re.compile(r"^(?P<text>.+?)\s*\((?P<type>[A-Z_]+)\)$")
_DIMENSION = re.compile(r"^(?P<name>.*?)\s*\bcatalog dimension\b(?:.*?\bdb id\s*(?P<id>\d+))?", re.IGNORECASE)
_REASONING = re.compile(r"^(?P<name>maturity reasoning)\s*:\s*(?P<value>.+)$", re.IGNORECASE)

_RULE = re.compile(r"^\s*\|?\s*:?-{3,}.*$", re.MULTILINE)
_TICKS = {"✓": True, "✔": True, "yes": True, "—": False, "–": False, "-": False, "✗": False, "no": False}

_TOKENS = {
    name: (
        re.compile(rf"([\d,]+)\s*(?:{words})\s*tokens?\b", re.IGNORECASE),
        re.compile(rf"\b(?:{words})(?:[ _]tokens?)?\s*[:=]\s*([\d,]+)", re.IGNORECASE),
        re.compile(rf"\btokens?\s*\(?(?:{words})\)?\s*[:=]\s*([\d,]+)", re.IGNORECASE),
    )
    for name, words in {
        "prompt_tokens": "prompt|input|in",
        "completion_tokens": "completion|output|out",
        "total_tokens": "total",
    }.items()
}
_ALL_TOKENS = re.compile(r"(?:\btokens?\s*[:=]\s*([\d,]+)|([\d,]+)\s*tokens?\b)", re.IGNORECASE)
_COST = re.compile(
    r"(?:\$\s*|\b(?:cost|usd)(?:\s*\(usd\))?\s*[:=]\s*\$?\s*)(\d+(?:\.\d+)?(?:e-?\d+)?)", re.IGNORECASE
)
_TIME = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)\s*(ms|s|sec|seconds?)\b", re.IGNORECASE)


@dataclass
class _Card:
    named: str | None = None
    seen: set[str] = field(default_factory=set)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    dimensions: list[tuple[str, int | None]] = field(default_factory=list)


def read_skills(text: str, known: Sequence[str]) -> tuple[LegacySkill, ...]:
    """Read the cards of the skills section.

    Parameters
    ----------
    text
        The section without its heading.
    known
        Names of the run's skills, in order. A saved page often lacks the cards' titles: then the order
        names them, where there is a card for each.

    Returns
    -------
    tuple of LegacySkill
    """
    cards: list[_Card] = []
    folded = {name.casefold(): name for name in known}
    part, label = "", None
    for raw in text.splitlines():
        line = raw.strip().removeprefix("-").strip()
        if not line:
            continue
        if label is not None:
            cards[-1].facts.setdefault(label, line)
            label = None
            continue
        heading = next((name for name, pattern in _PARTS.items() if pattern.match(line)), None)
        bullet = raw.lstrip().startswith("-")
        if heading is None and not bullet and line.casefold() in folded and part != "links":
            cards.append(_Card(named=folded[line.casefold()]))
            part = ""
        elif heading is not None:
            fresh = not cards or (cards[-1].seen and heading in _BEGINS)
            if fresh:
                cards.append(_Card())
            cards[-1].seen.add(heading)
            part = heading
        elif cards:
            label = _read_line(cards[-1], part, line)
    names = [card.named for card in cards]
    if len(cards) == len(known) and not any(names):
        names = list(known)
    return tuple(
        LegacySkill(
            name or (card.aliases[0][0] if card.aliases else None),
            tuple(card.aliases),
            card.facts,
            tuple(card.dimensions),
        )
        for card, name in zip(cards, names, strict=True)
    )


def _read_line(card: _Card, part: str, line: str) -> str | None:
    """Take one line of a card in; returns the label whose value the next line is."""
    if part in ("enrichment", "stored", "profile"):
        reasoning = _REASONING.match(line)
        if reasoning:
            card.facts.setdefault("Maturity reasoning", reasoning["value"])
            return None
        name, colon, value = line.partition(":")
        label = _FACTS.get(name.strip().casefold())
        if label and colon and value.strip():
            card.facts.setdefault(label, value.strip())
            return None
        return label if not colon else None
    if part == "aliases" and (alias := _ALIAS.match(line)):
        card.aliases.append((alias["text"], alias["type"]))
    elif part == "dimensions" and (dimension := _DIMENSION.match(line)) and dimension["name"]:
        card.dimensions.append((dimension["name"], int(dimension["id"]) if dimension["id"] else None))
    return None


def read_rows(text: str) -> tuple[tuple[LegacyRow, ...], tuple[str, ...]]:
    """Read the persistence table.

    Parameters
    ----------
    text
        The section without its heading.

    Returns
    -------
    rows, notes
    """
    rows, odd = [], 0
    for cells in _table(text, columns=7):
        if len(cells) not in (6, 7):
            odd += 1
            continue
        dimension, _, slug = cells[2].partition("\n")
        rows.append(
            LegacyRow(
                skill=cells[0],
                tag=cells[1],
                dimension=dimension.strip(),
                dimension_slug=slug.strip(),
                skill_linked=_TICKS.get(cells[3].casefold()),
                role_linked=_TICKS.get(cells[4].casefold()),
                outcome=cells[5],
                notes=cells[6] if len(cells) == 7 else "",
            )
        )
    return tuple(rows), (f"{odd} rows of the persistence table were not understood",) if odd else ()


def read_artifacts(text: str) -> tuple[tuple[LegacyArtifact, ...], tuple[str, ...]]:
    """Read the table of new things in the library (see `read_rows`)."""
    found, odd = [], 0
    for cells in _table(text, columns=3):
        if len(cells) not in (2, 3):
            odd += 1
            continue
        found.append(LegacyArtifact(cells[0], cells[1], cells[2] if len(cells) == 3 else ""))
    return tuple(found), (f"{odd} rows of the artifacts table were not understood",) if odd else ()


def _table(text: str, *, columns: int) -> list[list[str]]:
    """Rows of a table with pipes whose cells may run over lines.

    A row ends where nothing but a line's end stands between two pipes, or with the table.
    """
    rule = _RULE.search(text)
    if rule is None:
        return []
    body = text[rule.end() :].strip()
    rows: list[list[str]] = [[]]
    for cell in body.removeprefix("|").split("|"):
        if not cell.strip() and "\n" in cell and rows[-1]:
            rows.append([])
        else:
            rows[-1].append("\n".join(line.strip() for line in cell.strip().splitlines()))
    # What stands behind the last pipe of a row is no cell of it.
    for row in rows:
        while len(row) > columns and not row[-1]:
            row.pop()
    last = rows[-1]
    if last and not last[-1]:
        last.pop()
    return [row for row in rows if row]


def read_calls(text: str) -> tuple[LegacyCall, ...]:
    """Read the cards of model calls: title, figures, and the response as JSON or text.

    Parameters
    ----------
    text
        The section without its heading.

    Returns
    -------
    tuple of LegacyCall
        Figures that a card does not show are None.
    """
    calls: list[LegacyCall] = []
    place, opened = 0, None
    title: re.Match[str] | None = None
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end + 1
        line = text[place:end]
        if title is not None and line.lstrip()[:1] in ("{", "["):
            # A response may quote titles: what is JSON is passed over whole.
            value = json_value(text[place:])
            if value is not None:
                place += value[1]
                continue
        found = headings.CARD.match(line.rstrip("\n")) if len(line) <= 400 else None
        if found and not headings.CALLS_EXPLAINED.match(line):
            if title is not None and opened is not None:
                calls.append(_call(title, text[opened:place]))
            title, opened = found, end
        place = end
    if title is not None and opened is not None:
        calls.append(_call(title, text[opened:]))
    return tuple(calls)


def _call(title: re.Match[str], text: str) -> LegacyCall:
    begins = re.search(r"^\s*[{\[]", text, re.MULTILINE)
    value = json_value(text[begins.start() :]) if begins else None
    head = text[: begins.start()] if begins and value else text[:600]
    tokens = {
        name: next((_whole(match[1]) for pattern in patterns if (match := pattern.search(head))), None)
        for name, patterns in _TOKENS.items()
    }
    if not any(tokens.values()) and (match := _ALL_TOKENS.search(head)):
        tokens["total_tokens"] = _whole(match[1] or match[2])
    cost, time = _COST.search(head), _TIME.search(head)
    seconds = float(time[1].replace(",", ".")) * (0.001 if time[2].lower() == "ms" else 1) if time else None
    return LegacyCall(
        stage=title["stage"].strip(),
        model=title["model"],
        text=text,
        answer=value[0] if value else None,
        cost_usd=float(cost[1]) if cost else None,
        seconds=seconds,
        **tokens,
    )


def _whole(digits: str) -> int | None:
    plain = digits.replace(",", "")
    return int(plain) if plain and len(plain) < 16 else None
