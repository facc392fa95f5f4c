"""Technology examples of occupations as catalog skills: names, families, weights, dimensions."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jdwork.catalog.file_models import AliasEntry, DimensionEntry, SkillEntry
from jdwork.catalog.importing.assembling import Slugs, slug_of
from jdwork.catalog.importing.matching import is_plain, strategy_of
from jdwork.catalog.importing.wording import spelled_from
from jdwork.catalog.references import folded
from jdwork.catalog.snapshot import DifficultyHint

FAMILIES: Mapping[str, str] = {
    "432315": "Business Software",
    "432316": "Finance and Planning Software",
    "432320": "Game Software",
    "432321": "Content Creation Software",
    "432322": "Content Management Software",
    "432323": "Data Management Software",
    "432324": "Development Software",
    "432325": "Learning and Reference Software",
    "432326": "Industry Software",
    "432327": "Network Applications",
    "432328": "Network Management Software",
    "432329": "Networking Software",
    "432330": "Operating Systems",
    "432332": "Security Software",
    "432334": "Utility Software",
    "432335": "Communication Software",
}
"""First six digits of a commodity code to the skill category; the commodity is the sub-category."""
OTHER_FAMILY = "Other Technology"

WELL_KNOWN = 5
"""Occupations that must list a single-word name before it is looked for in any letter case."""
WIDELY_USED = 0.25
"""Share of occupations that must list a product before the plain word in its name ("Word") is an alias."""
VENDOR_PRODUCTS = 5
"""Products that must begin with a word, or two, before it is taken for a maker's name."""
DIMENSION_SKILLS = 4
ROLE_SKILLS = 2
_CONTEXT_WORDS = 8

_ABBREVIATION = re.compile(r"(?P<words>.*\S)\s+(?P<short>[A-Za-z][A-Za-z0-9/&+-]{1,8})")
_GENERIC_TAIL = re.compile(r"\s+software$", re.IGNORECASE)


@dataclass
class _Technology:
    name: str
    slug: str
    code: str = ""
    commodity: str = ""
    commodities: Counter[tuple[str, str]] = field(default_factory=Counter)
    occupations: dict[str, bool] = field(default_factory=dict)
    """Occupation to whether the technology is in demand there."""
    hot: bool = False
    other_names: list[str] = field(default_factory=list)


class Technologies:
    """Gathers technology examples row by row, and makes skills of them."""

    def __init__(self) -> None:
        self._by_slug: dict[str, _Technology] = {}

    def add(
        self, occupation: str, name: str, code: str, commodity: str, *, hot: bool, in_demand: bool
    ) -> None:
        """Take in one row.

        Parameters
        ----------
        occupation
            Code of the occupation that uses it.
        name
            The example, clean.
        code, commodity
            Code and title of the commodity it belongs to.
        hot
            Whether employers often ask for it, whatever the occupation.
        in_demand
            Whether they often ask this occupation for it.
        """
        slug = slug_of(name, kind="technology")
        one = self._by_slug.setdefault(slug, _Technology(name, slug))
        if name != one.name and name not in one.other_names:
            one.other_names.append(name)
        one.commodities[commodity, code] += 1
        one.occupations[occupation] = one.occupations.get(occupation, False) or in_demand
        one.hot = one.hot or hot

    def skills(self, plain: Collection[str]) -> dict[str, list[SkillEntry]]:
        """Make the skills, by category.

        Parameters
        ----------
        plain
            Plain words, see `matching.prose_words`: names among them are looked for in context only.
        """
        everything = sorted(self._by_slug.values(), key=lambda one: (-len(one.occupations), one.slug))
        namer = _Namer(everything, plain)
        aliases = {one.slug: namer.aliases(one) for one in everything}
        short = {
            slug: given[0].text if given else self._by_slug[slug].name for slug, given in aliases.items()
        }
        categories: dict[str, list[SkillEntry]] = defaultdict(list)
        users: dict[str, list[_Technology]] = defaultdict(list)
        for one in everything:
            (one.commodity, one.code), _ = min(one.commodities.items(), key=lambda item: (-item[1], item[0]))
            for occupation in one.occupations:
                users[occupation].append(one)
        for one in everything:
            match = strategy_of(one.name, plain, well_known=len(one.occupations) >= WELL_KNOWN or one.hot)
            doubtful = match == "CONTEXT" or any(alias.match == "CONTEXT" for alias in aliases[one.slug])
            categories[FAMILIES.get(one.code[:6], OTHER_FAMILY)].append(
                SkillEntry(
                    slug=one.slug,
                    name=one.name,
                    sub_category=one.commodity,
                    match=match,
                    nature="TOOL",
                    volatility="EVOLVING",
                    lifespan="MEDIUM",
                    version_strategy="UNVERSIONED",
                    aliases=aliases[one.slug],
                    context=_company(one, users, short, namer.vendor(one.name)) if doubtful else [],
                )
            )
        return {name: sorted(some, key=lambda skill: skill.slug) for name, some in sorted(categories.items())}

    def weights(self) -> dict[str, dict[str, float]]:
        """Weigh what each occupation uses.

        ``0.2 + 0.4 rarity + 0.1 hot + 0.3 in demand``, where rarity is ``ln(N / n) / ln(N)`` for N
        occupations that list any technology, n of them this one: 1 for what one occupation alone uses, 0
        for what all use. Hot and in demand are 1 or 0.

        Returns
        -------
        dict
            Occupation to skill slug to weight, from 0.2 to 1; the heaviest first.
        """
        total = len({occupation for one in self._by_slug.values() for occupation in one.occupations})
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for one in self._by_slug.values():
            rarity = math.log(total / len(one.occupations)) / math.log(total) if total > 1 else 1.0
            for occupation, in_demand in one.occupations.items():
                found[occupation][one.slug] = round(0.2 + 0.4 * rarity + 0.1 * one.hot + 0.3 * in_demand, 2)
        return {
            occupation: dict(sorted(some.items(), key=lambda item: (-item[1], item[0])))
            for occupation, some in found.items()
        }

    def dimensions(
        self, domain_of: Mapping[str, str]
    ) -> tuple[dict[str, list[DimensionEntry]], dict[str, list[str]]]:
        """Make a dimension of each commodity with at least four technologies.

        Parameters
        ----------
        domain_of
            Domain of each occupation; a dimension stands in the domain most of its occupations are of.

        Returns
        -------
        dimensions : dict of str to list of DimensionEntry
            By domain.
        linked : dict of str to list of str
            Occupation to the slugs of the dimensions of which it uses two technologies or more, those
            it uses most of first.
        """
        members: dict[str, list[_Technology]] = defaultdict(list)
        for one in self._by_slug.values():
            members[one.commodity].append(one)
        slugs = Slugs()
        dimensions: dict[str, list[DimensionEntry]] = defaultdict(list)
        uses: dict[str, list[tuple[int, str]]] = defaultdict(list)
        everyone = {occupation for one in self._by_slug.values() for occupation in one.occupations}
        for commodity in sorted(members):
            some = members[commodity]
            counts = Counter(occupation for one in some for occupation in one.occupations)
            linked = {occupation: n for occupation, n in counts.items() if n >= ROLE_SKILLS}
            if len(some) < DIMENSION_SKILLS or not linked:
                continue
            slug, _ = slugs.new(commodity, kind="dimension")
            domains = Counter(domain_of[occupation] for occupation in linked)
            home = min(domains, key=lambda name: (-domains[name], name))
            dimensions[home].append(
                DimensionEntry(
                    slug=slug,
                    name=commodity[:200],
                    rationale=f"{len(some)} technologies of one kind, used in {len(linked)} occupations.",
                    difficulty=_difficulty(len(linked) / len(everyone)),
                    skills=sorted(one.slug for one in some),
                )
            )
            for occupation, n in linked.items():
                uses[occupation].append((-n, slug))
        return dict(dimensions), {
            occupation: [slug for _, slug in sorted(some)] for occupation, some in uses.items()
        }


def _difficulty(share: float) -> DifficultyHint:
    return "well_known" if share >= 0.1 else "specialised" if share >= 0.02 else "rare"


def _company(
    one: _Technology,
    users: Mapping[str, Sequence[_Technology]],
    short: Mapping[str, str],
    vendor: str | None,
) -> list[str]:
    """Context words: its maker, and what the same occupations use beside it, the same kind first."""
    counts: Counter[str] = Counter()
    for occupation in one.occupations:
        for other in users[occupation]:
            if other is not one:
                counts[other.slug] += 3 if other.commodity == one.commodity else 1
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_CONTEXT_WORDS]
    names = [vendor, *(short[slug] for slug, _ in best)]
    return list(dict.fromkeys(name for name in names if name))


class _Namer:
    """Finds the other names of technologies; each alias goes to the technology that most occupations use."""

    def __init__(self, everything: Sequence[_Technology], plain: Collection[str]) -> None:
        self._plain = plain
        self._taken = {folded(one.name) for one in everything}
        self._vendors = _vendors((one.name for one in everything), plain)
        self._widely = WIDELY_USED * len({code for one in everything for code in one.occupations})

    def vendor(self, name: str) -> str | None:
        """The maker whose name begins a product's, if any; the longer of two."""
        words = name.split()
        for size in (2, 1):
            first = " ".join(words[:size])
            if len(words) > size and first in self._vendors:
                return first
        return None

    def aliases(self, one: _Technology) -> list[AliasEntry]:
        """Aliases of a technology, the shortest way of saying it first."""
        well_known = len(one.occupations) >= WELL_KNOWN or one.hot
        found: list[AliasEntry] = []
        for name in one.other_names:
            self._taken.discard(folded(name))
            self._offer(found, name, "SPELLING", well_known=well_known)
        bare = _GENERIC_TAIL.sub("", one.name)
        match = _ABBREVIATION.fullmatch(bare)
        start = None
        if match and sum(character.isupper() for character in match["short"]) >= 2:
            start = spelled_from(match["short"], match["words"])
        if match and start is not None and " " in match["words"][start:]:
            self._offer(found, match["short"], "ABBREVIATION", well_known=well_known)
            self._offer(found, match["words"][start:], "SYNONYM", well_known=well_known)
            return found
        if bare != one.name and self._is_proper(bare):
            self._offer(found, bare, "SYNONYM", well_known=well_known)
        product = self._without_vendor(bare)
        if product is not None and (
            self._is_proper(product) or (" " not in product and len(one.occupations) >= self._widely)
        ):
            self._offer(found, product, "SYNONYM", well_known=well_known)
        return found

    def _without_vendor(self, name: str) -> str | None:
        vendor = self.vendor(name)
        if vendor is None:
            return None
        rest = name.split()[len(vendor.split()) :]
        if len(rest) > 1 and (
            rest[0] in vendor.split() or rest[0] in ("Systems", "Technologies", "Software")
        ):
            rest = rest[1:]
        text = " ".join(rest)
        letters = sum(character.isalpha() for character in text)
        return text if letters >= 3 and text[0].isalpha() and text[0].isupper() else None

    def _is_proper(self, name: str) -> bool:
        """Whether some word of a name is no plain word."""
        return any(
            word[0].isupper() and not is_plain(word, self._plain) for word in re.findall(r"[A-Za-z]+", name)
        )

    def _offer(self, found: list[AliasEntry], text: str, kind: str, *, well_known: bool) -> None:
        if folded(text) in self._taken:
            return
        self._taken.add(folded(text))
        match = strategy_of(text, self._plain, well_known=well_known)
        found.append(AliasEntry.model_validate({"text": text, "type": kind, "match": match}))


def _vendors(names: Iterable[str], plain: Collection[str]) -> frozenset[str]:
    """Makers' names: first words of many products, or first two where the first alone stands for no maker."""
    firsts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for name in names:
        words = name.split()
        if len(words) > 1:
            firsts[words[0]] += 1
        if len(words) > 2:
            pairs[words[0], words[1]] += 1
    one = {
        word
        for word, count in firsts.items()
        if count >= VENDOR_PRODUCTS and word[0].isupper() and word.casefold() not in plain
    }
    two = {
        f"{first} {second}"
        for (first, second), count in pairs.items()
        if count >= VENDOR_PRODUCTS
        and first[0].isupper()
        and second[0].isupper()
        and (count >= 0.8 * firsts[first] or first == "The")
    }
    return frozenset(one | two)
