"""How much a place speaks of a skill that somebody is to have: a small linear model, readable as a table."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from jdwork.catalog.snapshot import SkillNature
from jdwork.skills.context import SentenceFacts
from jdwork.skills.words import PEOPLE, THINGS
from jdwork.text.job_description import SectionKind

Features = dict[str, float]

_GROUPS: dict[SkillNature, str] = {
    "LANGUAGE": "technology", "FRAMEWORK": "technology", "LIBRARY": "technology", "TOOL": "technology",
    "PLATFORM": "technology", "DATABASE": "technology", "PROTOCOL": "technology", "STANDARD": "technology",
    "CONCEPT": "concept", "PRACTICE": "practice", "DOMAIN_KNOWLEDGE": "domain", "SOFT_SKILL": "soft",
    "CERTIFICATION": "credential", "NATURAL_LANGUAGE": "tongue", "EQUIPMENT": "equipment",
}  # fmt: skip
STORY: frozenset[SectionKind] = frozenset({"company", "perks", "equal_opportunity", "logistics", "other"})
"""Sections that may name things without asking for them."""


OURS = frozenset(("our", "their", "its", "the", "this", "these", "your"))


@dataclass(frozen=True, slots=True)
class Weights:
    """One linear model: the log-odds is the bias and the sum of weight times feature.

    ``threshold`` is the probability from which a place counts.
    """

    bias: float
    threshold: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, for the features of a place; unknown features weigh nothing."""
        weights = self.weights
        total = self.bias
        for name, value in features.items():
            weight = weights.get(name)
            if weight is not None:
                total += weight * value
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Relevance:
    """The two models of ``weights.toml``: one for mentions of catalog skills, one for unknown phrases."""

    mention: Weights
    phrase: Weights


def read_relevance(data: Mapping[str, Any]) -> Relevance:
    """Make the models from the tables of a weights file.

    Parameters
    ----------
    data
        The parsed file: tables ``mention`` and ``phrase``, each with ``bias``, ``threshold``, ``weights``.

    Returns
    -------
    Relevance
    """

    def model(name: str) -> Weights:
        table = data[name]
        return Weights(
            bias=float(table["bias"]),
            threshold=float(table["threshold"]),
            weights={key: float(value) for key, value in table["weights"].items()},
        )

    return Relevance(mention=model("mention"), phrase=model("phrase"))


@lru_cache(maxsize=1)
def shipped_relevance() -> Relevance:
    """Read the weights that ship with the package.

    Returns
    -------
    Relevance
    """
    text = resources.files("jdwork.skills").joinpath("weights.toml").read_text("utf-8")
    return read_relevance(tomllib.loads(text))


def place_features(
    *, section: SectionKind, facts: SentenceFacts, start: int, before: str, after: str
) -> Features:
    """Describe a place, whatever stands there.

    Parameters
    ----------
    section
        Its section.
    facts
        What its sentence is like.
    start
        Its offset.
    before, after
        The words beside it, in small letters.

    Returns
    -------
    dict of str to float
    """
    features: Features = {f"section {section}": 1.0}
    if facts.asks >= 0:
        features["sentence asks"] = 1.0
        if facts.asks < start:
            features["asked before"] = 1.0
    if facts.demands:
        features["sentence demands"] = 1.0
    if facts.optional:
        features["sentence is optional"] = 1.0
    if facts.speaks_of_us:
        features["speaks of us"] = 1.0
    if facts.speaks_to_you:
        features["speaks to you"] = 1.0
    if facts.is_bullet:
        features["bullet"] = 1.0
    if facts.words <= 5:
        features["short sentence"] = 1.0
    elif facts.words > 30:
        features["long sentence"] = 1.0
    if after in PEOPLE:
        features["people behind"] = 1.0
    elif after in THINGS:
        features["thing behind"] = 1.0
    if before in OURS:
        features["article before"] = 1.0
    return features


def mention_features(
    place: Features,
    *,
    nature: SkillNature,
    section: SectionKind,
    words: int,
    links: int,
    mentions: int,
    kin: float,
    titled: bool,
    capital: bool,
) -> Features:
    """Describe a mention of a catalog skill.

    Parameters
    ----------
    place
        What `place_features` says.
    nature
        Nature of the skill.
    section
        Section of the mention.
    words
        Atoms of the name.
    links
        On how many sides another skill stands beside it in a list.
    mentions
        Mentions of the skill in the JD.
    kin
        Share, 0 to 1, of the JD's other skills that are of the same category.
    titled
        Whether the title names the skill.
    capital
        Whether the name starts with a capital.

    Returns
    -------
    dict of str to float
    """
    group = _GROUPS[nature]
    features = dict(place)
    features[f"is {group}"] = 1.0
    if section in STORY:
        features[f"{group} in the story"] = 1.0
    if "asked before" in place:
        features[f"{group} asked before"] = 1.0
    if "speaks of us" in place:
        features[f"{group} of ours"] = 1.0
    if words == 1:
        features["one word"] = 1.0
    elif words >= 3:
        features["many words"] = 1.0
    if links:
        features["listed"] = 1.0
        if links == 2:
            features["within a list"] = 1.0
    features["mentions"] = math.log(mentions)
    features["kin"] = math.sqrt(kin)
    if titled:
        features["in the title"] = 1.0
    if capital and group in ("practice", "concept", "domain", "soft"):
        features["capital"] = 1.0
    return features


def kinship(categories: Iterable[str]) -> dict[str, float]:
    """Return for each category the share of the other skills that are of it.

    Parameters
    ----------
    categories
        The category of each distinct skill in a JD.

    Returns
    -------
    dict of str to float
        0 for the only skill of its category.
    """
    counts: dict[str, int] = {}
    for category in categories:
        counts[category] = counts.get(category, 0) + 1
    total = sum(counts.values())
    return {category: (count - 1) / max(1, total - 1) for category, count in counts.items()}
