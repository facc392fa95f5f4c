"""Merging: whether a term is another name of a catalog skill."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.enrich.model import Method
from jdwork.enrich.names import KnownName, KnownNames, numbers_in, split_version, words_of

_VERSIONED = frozenset(
    {"LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE", "PROTOCOL", "STANDARD"}
)
_PRODUCT = frozenset({"LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE"})
_BRACKETED = re.compile(r"(?P<outside>[^()]*\w[^()]*?)\s*\((?P<inside>[^()]*\w[^()]*)\)")
_VENDORS = frozenset(
    (
        "adobe", "amazon", "apache", "atlassian", "autodesk", "aws", "cisco", "citrix", "elastic", "esri",
        "google", "hashicorp", "ibm", "intuit", "jetbrains", "meta", "microsoft", "ms", "oracle", "redhat",
        "sap", "siemens", "vmware",
    )
)  # fmt: skip
_ADDS_NOTHING = frozenset(
    (
        "application", "concept", "framework", "fundamental", "knowledge", "language", "library", "methodology",
        "platform", "principle", "programming", "skill", "software", "suite", "technique", "technology", "tool",
        "usage",
    )
)  # fmt: skip
"""Words that say what kind of thing a name is, and nothing of which one."""
_TELLING = frozenset({"js", "script", "native", "net", "++", "+", "#", "no", "non", "anti", "sub", "micro"})
"""Atoms that make another name of one they are added to."""
_LEAST_TYPO = 7  # letters of a word; in shorter ones a letter makes another name (Next.js, Nest.js)
_LONG_TYPO = 11  # from here on two letters may differ


@dataclass(frozen=True, slots=True)
class Merge:
    """A term is another name of ``slug``; ``likeness`` is the share of such cases that are right."""

    slug: str
    likeness: float
    reason: str
    method: Method


def judge_merge(
    term: str, known: KnownNames, snapshot: CatalogSnapshot, *, neighbours: Sequence[tuple[str, float]]
) -> Merge | None:
    """Find the catalog skill that a term is another name of.

    Spelling, plural, a version or a maker's name in front, a bracketed second name and spelled-out initials
    are looked at one by one; nearness in meaning alone makes no other name, since what is used alike
    (React, Angular) lies as near as what is the same.

    Parameters
    ----------
    term
        One name.
    known
        The catalog's names.
    snapshot
        The catalog.
    neighbours
        (slug, cosine) of the catalog skills nearest in meaning.

    Returns
    -------
    Merge or None
        The likeliest; whether it is likely enough is for the caller to say.
    """
    found = [
        *_by_name(term, known, snapshot),
        *_by_spelling(term, known),
        *_by_initials(term, known, neighbours),
        *_by_meaning(term, snapshot, neighbours),
    ]
    return max(found, key=lambda one: (one.likeness, one.slug), default=None)


def same_name(name: KnownName) -> Merge:
    """A term that is an alias but for spacing, hyphens, letter case and number."""
    return Merge(name.slug, 1.0, f"the catalog has that name, as '{name.alias}'", "rules")


def _by_name(term: str, known: KnownNames, snapshot: CatalogSnapshot) -> list[Merge]:
    name = known.exact(term)
    if name is not None:
        return [same_name(name)]
    found: list[Merge] = []
    brackets = _BRACKETED.fullmatch(term.strip())
    if brackets:
        outside, inside = known.exact(brackets["outside"]), known.exact(brackets["inside"])
        if outside is not None and (inside is None or inside.slug == outside.slug):
            found.append(Merge(outside.slug, 0.96, f"'{outside.alias}' with a bracketed addition", "rules"))
        elif inside is not None and outside is None and brackets["inside"].isupper():
            found.append(Merge(inside.slug, 0.93, f"'{inside.alias}' stands in its brackets", "rules"))
    parted = split_version(term)
    if parted is not None:
        base = known.exact(parted[0])
        if base is not None and _takes_version(snapshot.skill(base.slug), parted[1]):
            found.append(Merge(base.slug, 0.95, f"'{base.alias}' in version {parted[1]}", "rules"))
    words = term.split()
    if len(words) > 1 and words[0].casefold() in _VENDORS:
        rest = known.exact(" ".join(words[1:]))
        if rest is not None and snapshot.skill(rest.slug).nature in _PRODUCT:
            found.append(Merge(rest.slug, 0.92, f"'{rest.alias}' with its maker's name", "rules"))
    while len(words) > 1 and words_of(words[-1]) and words_of(words[-1])[0] in _ADDS_NOTHING:
        words = words[:-1]
        shorter = known.exact(" ".join(words))
        if shorter is not None:
            found.append(Merge(shorter.slug, 0.9, f"'{shorter.alias}' and the kind of thing it is", "rules"))
            break
    return found


def _takes_version(skill: Skill, version: str) -> bool:
    """A standard's number is its name (ISO 9001); a product's number is its version."""
    if skill.nature not in _VERSIONED:
        return False
    if skill.nature in ("STANDARD", "PROTOCOL"):
        return len(version.replace(".", "")) < 3
    return True


def _by_spelling(term: str, known: KnownNames) -> list[Merge]:
    own = words_of(term)
    found = []
    for name, _ in known.near(term, least=0.8):
        others = words_of(name.alias)
        if numbers_in(term) != numbers_in(name.alias):
            continue
        likeness = _alike(own, others)
        if likeness is not None:
            found.append(Merge(name.slug, likeness, f"spelled nearly like '{name.alias}'", "rules"))
    return found


def _alike(own: tuple[str, ...], others: tuple[str, ...]) -> float | None:
    """Compare two names word by word; None where what differs makes another name."""
    if sorted(own) == sorted(others):
        return 0.97
    if len(own) != len(others):
        return _joined_alike("".join(own), "".join(others)) if _same_telling(own, others) else None
    pairs = [(one, other) for one, other in zip(own, others, strict=True) if one != other]
    if len(pairs) != 1:
        return None
    return _joined_alike(*pairs[0])


def _joined_alike(one: str, other: str) -> float | None:
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(other))
    if shorter < _LEAST_TYPO or one[0] != other[0] or not (one + other).isalpha():
        return None
    if one.endswith("js") != other.endswith("js"):
        return None
    distance = OSA.distance(one, other)
    if distance == 1 and one[:-1] != other and other[:-1] != one:
        return 0.93
    if distance == 1:
        return 0.89  # a letter more at the end is now and then another word
    return 0.88 if distance == 2 and shorter >= _LONG_TYPO and one[-3:] == other[-3:] else None


def _same_telling(own: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not (set(own) ^ set(others)) & _TELLING


def _by_initials(term: str, known: KnownNames, neighbours: Sequence[tuple[str, float]]) -> list[Merge]:
    names = known.by_initials(term)
    if len(names) != 1:
        return []
    cosine = dict(neighbours).get(names[0].slug, 0.0)
    # Initials alone fit too many names: the meaning has to be near as well.
    return [Merge(names[0].slug, 0.9 if cosine else 0.6, f"the initials of '{names[0].alias}'", "rules")]


def _by_meaning(term: str, snapshot: CatalogSnapshot, neighbours: Sequence[tuple[str, float]]) -> list[Merge]:
    if not neighbours:
        return []
    slug, cosine = neighbours[0]
    skill = snapshot.skill(slug)
    own, others = words_of(term), words_of(skill.display_name)
    shared = set(own) & set(others)
    if not shared or numbers_in(term) != numbers_in(skill.display_name) or not _same_telling(own, others):
        return []
    return [
        Merge(
            slug,
            min(cosine, 0.95),
            f"means the same as '{skill.display_name}' (cosine {cosine:.2f})",
            "neighbours",
        )
    ]
