"""A small gazetteer: the cities, states and countries that job ads name most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Place:
    """A city, state or country, with what it lies in and its other names."""

    kind: str
    name: str
    state: str | None
    country: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by lower-case name, and states by their capital-letter code."""

    cities: dict[str, Place]
    regions: dict[str, Place]
    codes: dict[str, Place]

    def find(self, name: str) -> Place | None:
        """The city, else the state or country, of a lower-case name."""
        return self.cities.get(name) or self.regions.get(name)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the table that comes with the package.

    Returns
    -------
    Gazetteer
        The same object on every call; treat it as read-only.
    """
    cities: dict[str, Place] = {}
    regions: dict[str, Place] = {}
    codes: dict[str, Place] = {}
    table = files("jdwork.parse").joinpath("places.tsv").read_text("utf-8")
    for line in table.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        kind, name, state, country, *rest = (*line.split("\t"), "")
        aliases = tuple(alias for alias in rest[0].split(",") if alias)
        place = Place(kind, name, state or None, country, aliases)
        by_name = cities if kind == "city" else regions
        by_name[name.lower()] = place
        for alias in aliases:
            if alias.isupper() and kind == "state":
                codes[alias] = place
            else:
                by_name[alias] = place
    return Gazetteer(cities, regions, codes)
