"""Telling the skill from what else its name means: Java and the island, Rust and rust, CAD and dollars."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

_AMOUNT = re.compile(r"[ \t]?\d[\d,. ]{2,}")
_YEAR = re.compile(r"[ \t,]*(?:term[ \t]+)?(?:of[ \t]+)?(?:19|20)\d\d\b")
_NUMBER_BEFORE = re.compile(r"\d[ \t]?$")
_TITLED_BEFORE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Contact:?)\.?[ \t]+(?:[A-Z][\w.]*[ \t]+)?$")
_PERSON_AFTER = re.compile(
    r"(?:[ \t]+(?:at the|on extension|looks forward|will train|runs|and [A-Z][a-z]+,? who)\b"
    r"|,?[ \t]+(?:who|she|he)\b)"
)
_SURNAME_AFTER = re.compile(r"\.?[ \t]+[A-Z][a-z]{2,}\b")
_PLACE_AFTER = re.compile(
    r"[ \t]+(?:street|st\.|road|rd\.|avenue|ave|square|house|lane|drive|court|park|building|way|boulevard"
    r"|blvd|plaza)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sense:
    """How to tell one name from its other meanings."""

    support: frozenset[str]
    against: frozenset[str]
    prior: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was seen around one mention.

    Parameters
    ----------
    near
        Atoms of the sentence and of those beside it, the mention left out.
    support
        Further words that speak for the skill: its own context words.
    listed
        Whether a sure skill stands beside it in a list.
    asked
        Whether words such as "experience" or "skills" touch it.
    in_field
        Share in [0, 1] of the document that speaks of the name's field; see `SenseTable.field_share`.
    lower_case
        Whether it is written in small letters.
    """

    near: frozenset[str]
    support: frozenset[str]
    listed: bool
    asked: bool
    in_field: bool
    lower_case: bool


class SenseTable:
    """The ambiguous names and the weights of ``senses.toml``.

    Parameters
    ----------
    data
        The file's content.
    """

    def __init__(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        fields = {name: frozenset(words.split()) for name, words in data["fields"].items()}
        self.weights: dict[str, float] = {name: float(value) for name, value in data["weights"].items()}
        self._senses: dict[str, Sense] = {}
        for name, entry in data["names"].items():
            words: frozenset[str] = frozenset().union(*(fields[field] for field in entry["fields"].split()))
            self._senses[name] = Sense(words - {name}, frozenset(entry["against"].split()), entry["prior"])
        shapes = data["shapes"]
        self._money = frozenset(shapes["money"])
        self._units = frozenset(shapes["units"])
        self._people = frozenset(shapes["people"])
        self._places = frozenset(shapes["places"])
        self._seasons = frozenset(shapes["seasons"])

    def sense(self, name: str) -> Sense | None:
        """Return how to tell a name (in small letters), or None where it has one meaning."""
        return self._senses.get(name)

    def speaks_of_field(self, name: str, words: frozenset[str]) -> bool:
        """Whether a document's words speak of a name's field: five different ones."""
        sense = self._senses.get(name)
        return sense is not None and len(sense.support & words) >= 5

    def score(self, name: str, around: Circumstances) -> float:
        """Weigh what was seen around a name; above zero, the skill is meant.

        Parameters
        ----------
        name
            The name in small letters.
        around
            What was seen.

        Returns
        -------
        float
            The sum in ``senses.toml``; infinite for a name of one meaning.
        """
        sense = self._senses.get(name)
        if sense is None:
            return float("inf")
        weights = self.weights
        supporting = len((sense.support | around.support) & around.near)
        return (
            sense.prior
            + weights["support"] * min(2, supporting)
            + weights["list"] * around.listed
            + weights["asked"] * around.asked
            + weights["document"] * around.in_field
            + weights["lower_case"] * around.lower_case
            + weights["against"] * len(sense.against & around.near)
        )

    def is_something_else(self, name: str, text: str, start: int, end: int) -> bool:
        """Whether a name stands in an amount, before a unit, or in the name of a person or a street.

        Parameters
        ----------
        name
            The name in small letters.
        text
            The document.
        start, end
            The mention in it.

        Returns
        -------
        bool
        """
        before, after = text[max(0, start - 40) : start], text[end : end + 30]
        if name in self._money and _AMOUNT.match(after):
            return True
        if name in self._seasons and _YEAR.match(after):
            return True
        if name in self._units and _NUMBER_BEFORE.search(before):
            return True
        if name in self._people:
            if _TITLED_BEFORE.search(before) or _PERSON_AFTER.match(after):
                return True
            if len(name) < 3 and text[end : end + 1] == "." and _SURNAME_AFTER.match(after):
                return True
        return name in self._places and _PLACE_AFTER.match(after) is not None


@lru_cache(maxsize=1)
def shipped_senses() -> SenseTable:
    """Read the table that ships with the package.

    Returns
    -------
    SenseTable
    """
    text = resources.files("jdwork.skills").joinpath("senses.toml").read_text("utf-8")
    return SenseTable(tomllib.loads(text))
