"""The ways in which one catalog alias is written: joined, split, in the plural, in the other English."""

from __future__ import annotations

import re
from functools import lru_cache

from jdwork.catalog.snapshot import MatchStrategy, SkillNature
from jdwork.skills.tokens import SLASH, tokenize
from jdwork.skills.words import STOP_WORDS

Pattern = tuple[str, ...]

PROPER_NATURES: frozenset[SkillNature] = frozenset(
    {"LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE", "NATURAL_LANGUAGE"}
)
"""Natures whose skills are proper names: "Excels" is not the plural of Excel."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETED = re.compile(r"(?P<outside>[^()]*\w[^()]*?)\s*\((?P<inside>[^()]*\w[^()]*)\)")
_BRITISH = (("ization", "isation"), ("izing", "ising"), ("ized", "ised"), ("ize", "ise"), ("izer", "iser"))
_SPELLINGS = {
    "aging": "ageing", "aluminum": "aluminium", "artifact": "artefact", "behavior": "behaviour",
    "behavioral": "behavioural", "catalog": "catalogue", "center": "centre", "check": "cheque",
    "color": "colour", "counseling": "counselling", "defense": "defence", "fulfillment": "fulfilment",
    "judgment": "judgement", "labeling": "labelling", "labor": "labour", "license": "licence",
    "modeled": "modelled", "modeling": "modelling", "organizational": "organisational",
    "pediatric": "paediatric", "program": "programme",
}  # fmt: skip
_OTHER_SPELLING = _SPELLINGS | {british: american for american, british in _SPELLINGS.items()}
_JOINING = frozenset(("back", "front", "full", "e", "micro", "multi", "cyber", "web"))
_OTHER_MEANING = frozenset(
    (
        "arm", "art", "custom", "damage", "future", "good", "manner", "mean",
        "minute", "option", "premise", "proceed", "saving", "security", "utility",
    )
)  # fmt: skip
"""Words whose plural is another thing: "securities" are no "security", "customs" are no "custom"."""
_KEPT_S = ("ss", "us", "is", "os", "js", "ops", "ics", "news", "aws", "ios", "gis", "sas")


def alias_patterns(text: str, *, strategy: MatchStrategy, nature: SkillNature) -> dict[Pattern, bool]:
    """List the atom sequences that an alias is to be looked for as.

    Parameters
    ----------
    text
        The alias as the catalog has it.
    strategy
        Its match strategy; spelling is varied for ``CASE_INSENSITIVE`` only.
    nature
        Nature of its skill; proper names of one word get no plural.

    Returns
    -------
    dict of tuple of str to bool
        Each pattern, and whether a slash may stand between its atoms.
    """
    named = _BRACKETED.fullmatch(text) if "(" in text else None
    if named:
        outside = alias_patterns(named["outside"], strategy=strategy, nature=nature)
        inside = (
            alias_patterns(named["inside"], strategy=strategy, nature=nature)
            if named["inside"].isupper()
            else {}
        )
        return outside | inside
    tokens = tokenize(text)
    base = tuple(tokens.norms)
    if not base:
        return {}
    slash = SLASH in tokens.gaps
    free = strategy == "CASE_INSENSITIVE"
    patterns = {base}
    if free:
        patterns |= _split(text, base)
        for pattern in list(patterns):
            patterns |= _respelled(pattern)
    acronym = text.isupper() and len(base) == 1 and 3 <= len(text) <= 5
    for pattern in list(patterns):
        patterns |= _joined(pattern)
        if free and (len(pattern) > 1 or acronym or nature not in PROPER_NATURES):
            patterns |= _numbers(pattern)
    return dict.fromkeys(sorted(patterns), slash)


def _split(text: str, base: Pattern) -> set[Pattern]:
    """``PostgreSQL`` as ``Postgre SQL``, ``reactjs`` as ``react js``, ``.NET Core`` as ``NET Core``."""
    found: set[Pattern] = set()
    if _CAMEL.search(text):
        parts = tuple(tokenize(_CAMEL.sub(" ", text)).norms)
        if parts != base and not any(part in STOP_WORDS and part != "i" for part in parts):
            found.add(parts)
    last = base[-1]
    if len(base) == 1 and len(last) > 4 and last.endswith("js"):
        found.add((last[:-2], "js"))
    if base[0] == "." and len(base) > 1:
        found |= {("dot", *base[1:]), (f"dot{base[1]}", *base[2:])}
        if len(base) > 2:
            found.add(base[1:])
    return found


def _joined(pattern: Pattern) -> set[Pattern]:
    """``node js`` as ``nodejs``, ``back end developer`` as ``backend developer``."""
    joined = "".join(pattern)
    if not 2 <= len(pattern) <= 3 or not joined.isalnum() or "and" in pattern or len(joined) < 5:
        return set()
    found: set[Pattern] = {(joined,)}
    if len(pattern) == 3 and pattern[0] in _JOINING:
        found.add((pattern[0] + pattern[1], pattern[2]))
    return {made for made in found if made[0] not in STOP_WORDS}


def _respelled(pattern: Pattern) -> set[Pattern]:
    """The other English, and ``RESTful`` for ``REST`` in front of another word."""
    found: set[Pattern] = set()
    for position, atom in enumerate(pattern):
        others = _other_spellings(atom)
        if atom == "rest" and position + 1 < len(pattern):
            others = (*others, "restful")
        for other in others:
            found.add((*pattern[:position], other, *pattern[position + 1 :]))
    return found


@lru_cache(maxsize=20_000)
def _other_spellings(atom: str) -> tuple[str, ...]:
    others = [_OTHER_SPELLING[atom]] if atom in _OTHER_SPELLING else []
    if len(atom) > 5:
        for american, british in _BRITISH:
            if atom.endswith(american):
                others.append(atom[: -len(american)] + british)
            elif atom.endswith(british):
                others.append(atom[: -len(british)] + american)
    return tuple(others)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _numbers(pattern: Pattern) -> set[Pattern]:
    """The plural of a singular, and the singular of a plural."""
    *front, last = pattern
    if len(last) < 3 or not last.isalpha() or last.endswith("ing"):
        return set()
    if not front and _singular(last) in _OTHER_MEANING:
        return set()
    if _singular(last) == "security":
        return set()
    if last.endswith("s"):
        if last.endswith(_KEPT_S) or len(last) < 5:
            return set()
        if last.endswith("ies"):
            return {(*front, last[:-3] + "y")}
        if last.endswith(("sses", "ches", "shes", "xes")):
            return {(*front, last[:-2])}
        return {(*front, last[:-1])}
    if last.endswith(("x", "ch", "sh")):
        return {(*front, last + "es")}
    if last.endswith("y") and last[-2] not in "aeiou":
        return {(*front, last[:-1] + "ies")}
    return {(*front, last + "s")}
