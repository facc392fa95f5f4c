"""Where an entry stands: file, line and key, or its name where no file is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jdwork.catalog.problems import Location, key_path

if TYPE_CHECKING:
    from jdwork.catalog.drafts import Drafts


@dataclass(frozen=True)
class Places:
    """Looks up where entries stand.

    Parameters
    ----------
    placed
        Entries as read from files, by kind and slug; empty for a catalog that came from elsewhere.
    """

    placed: dict[tuple[str, str], Any] = field(default_factory=dict)

    def of(self, kind: str, slug: str, *keys: str | int) -> str:
        """Say where an entry stands, or a value of it: ``roles/x/y.yaml:12, key kras[2]``.

        Without files it is ``role y, key kras[2]``.
        """
        placed = self.placed.get((kind, slug))
        if placed is None:
            return f"{kind} {slug}, key {key_path(keys)}" if keys else f"{kind} {slug}"
        location: Location = (*placed.at, *keys)
        where: str = placed.source.problem("", location).where
        return where

    def alias(self, kind: str, slug: str, text: str) -> str:
        """Say where an alias of an entry stands; the entry itself where it is its name."""
        placed = self.placed.get((kind, slug))
        wanted = " ".join(text.casefold().split())
        for number, alias in enumerate(placed.entry.aliases if placed is not None else ()):
            written = alias if isinstance(alias, str) else alias.text
            if " ".join(written.casefold().split()) == wanted:
                return self.of(kind, slug, "aliases", number)
        return self.of(kind, slug)


def places_of(drafts: Drafts) -> Places:
    """Make the look-up from the entries of a catalog folder."""
    placed: dict[tuple[str, str], Any] = {}
    for kind, entries in (
        ("domain", drafts.domains),
        ("role", drafts.roles),
        ("skill", drafts.skills),
        ("dimension", drafts.dimensions),
    ):
        entry: Any
        for entry in entries:
            placed.setdefault((kind, entry.entry.slug), entry)
    return Places(placed)
