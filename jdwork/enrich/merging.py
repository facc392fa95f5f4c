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
        "concept",
        "fundamental",
        "knowledge",
        "methodology",
        "principle",
        "skill",
        "technique",
        "technology",
        "usage",
    )
)
"""Words that say nothing of which thing a name is."""
_SAYS_KIND: dict[str, frozenset[str]] = {
    "application": _PRODUCT, "framework": frozenset({"FRAMEWORK", "LIBRARY"}),
    "language": frozenset({"LANGUAGE", "NATURAL_LANGUAGE"}), "library": frozenset({"FRAMEWORK", "LIBRARY"}),
    "platform": frozenset({"PLATFORM"}), "programming": frozenset({"LANGUAGE"}),
    "software": frozenset({"TOOL", "PLATFORM"}), "suite": frozenset({"TOOL", "PLATFORM"}),
    "tool": frozenset({"TOOL"}), "database": frozenset({"DATABASE"}),
}  # fmt: skip
"""Words that say what kind of thing a name is: they add nothing where it is of that kind, and make another
thing of it where it is not (JavaScript, JavaScript frameworks)."""
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
        *_by_spelling(term, known, snapshot, neighbours),
        *_by_initials(term, known, neighbours),
        *_by_meaning(term, known, snapshot, neighbours),
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
        glued = len(parted[1]) > 2 and not re.search(r"\s", term)  # SAP2000 is a product of its own
        if base is not None and not glued and _takes_version(snapshot.skill(base.slug), parted[1]):
            found.append(Merge(base.slug, 0.95, f"'{base.alias}' in version {parted[1]}", "rules"))
    words = term.split()
    if len(words) > 1 and words[0].casefold() in _VENDORS:
        rest = known.exact(" ".join(words[1:]))
        if rest is not None and _made_by(snapshot.skill(rest.slug), words[0].casefold(), rest.alias):
            found.append(Merge(rest.slug, 0.92, f"'{rest.alias}' with its maker's name", "rules"))
    shorter = known.exact(" ".join(words[:-1])) if len(words) > 1 else None
    last = words_of(words[-1])
    if shorter is not None and last:
        kind = snapshot.skill(shorter.slug).nature
        if last[-1] in _ADDS_NOTHING or kind in _SAYS_KIND.get(last[-1], ()):
            found.append(Merge(shorter.slug, 0.91, f"'{shorter.alias}' and the kind of thing it is", "rules"))
    return found


def _made_by(skill: Skill, vendor: str, alias: str) -> bool:
    """Whether a maker's name goes with a product; three letters can be anybody's."""
    if skill.nature not in _PRODUCT:
        return False
    return len(alias) > 3 or any(vendor in other.text.casefold() for other in skill.aliases)


def _takes_version(skill: Skill, version: str) -> bool:
    """A standard's number is its name (ISO 9001); a product's is its version, or a year."""
    whole = version.split(".", maxsplit=1)[0].rstrip("+xcgi")
    if skill.nature not in _VERSIONED or not (len(whole) < 3 or re.fullmatch(r"(?:19|20)\d\d", whole)):
        return False
    return skill.nature not in ("STANDARD", "PROTOCOL") or len(whole) < 3


def _by_spelling(
    term: str, known: KnownNames, snapshot: CatalogSnapshot, neighbours: Sequence[tuple[str, float]]
) -> list[Merge]:
    """Names that a slip of the pen parts from the term: what it has instead is no word of any name.

    Only skills near in meaning are looked at: a word of another meaning may be as like by letters.
    """
    own, numbers = words_of(term), numbers_in(term)
    found = []
    for slug, _ in neighbours:
        for alias in snapshot.skill(slug).aliases:
            likeness = _alike(own, words_of(alias.text), known)
            if likeness is not None and numbers == numbers_in(alias.text):
                found.append(Merge(slug, likeness, f"spelled nearly like '{alias.text}'", "rules"))
    return found


def _alike(own: tuple[str, ...], others: tuple[str, ...], known: KnownNames) -> float | None:
    """Compare two names word by word; None where what differs makes another name."""
    if sorted(own) == sorted(others):
        return 0.97
    if len(own) != len(others):
        return None
    pairs = [(one, other) for one, other in zip(own, others, strict=True) if one != other]
    if len(pairs) != 1 or known.uses(pairs[0][0]):
        return None
    return _slip(*pairs[0])


def _slip(one: str, other: str) -> float | None:
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(other))
    if shorter < _LEAST_TYPO or one[0] != other[0] or not (one + other).isalpha():
        return None
    if one.endswith("js") != other.endswith("js"):
        return None
    distance = OSA.distance(one, other)
    if distance == 1:
        return 0.93
    return 0.9 if distance == 2 and shorter >= _LONG_TYPO and one[-3:] == other[-3:] else None


def _same_telling(own: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not (set(own) ^ set(others)) & _TELLING


def _by_initials(term: str, known: KnownNames, neighbours: Sequence[tuple[str, float]]) -> list[Merge]:
    names = known.by_initials(term)
    if len(names) != 1:
        return []
    cosine = dict(neighbours).get(names[0].slug, 0.0)
    # Initials alone fit too many names: the meaning has to be near as well.
    return [Merge(names[0].slug, 0.9 if cosine else 0.6, f"the initials of '{names[0].alias}'", "rules")]


def _by_meaning(
    term: str, known: KnownNames, snapshot: CatalogSnapshot, neighbours: Sequence[tuple[str, float]]
) -> list[Merge]:
    """The nearest in meaning, where it shares a word and the term adds no name of another skill."""
    if not neighbours:
        return []
    slug, cosine = neighbours[0]
    skill = snapshot.skill(slug)
    own, others = words_of(term), words_of(skill.display_name)
    added = set(own) - set(others)
    if added == set(own) or numbers_in(term) != numbers_in(skill.display_name):
        return []
    if not _same_telling(own, others) or any(known.homes(word) for word in added):
        return []
    reason = f"means the same as '{skill.display_name}' (cosine {cosine:.2f})"
    return [Merge(slug, min(cosine, 0.95), reason, "neighbours")]
