"""What differs between two catalogs, entry by entry and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Domain, Redirect, Role, RoleSkill, Skill

Kind = Literal["domain", "role", "skill", "dimension", "redirect"]
Entry = Domain | Role | Skill | Dimension | Redirect


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry that has another value."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that is new, gone, or has other values.

    Parameters
    ----------
    kind, slug
        Which entry; the slug it has in the second catalog, or had in the first.
    before, after
        The entry in either catalog; None where it is not there. A role, skill or dimension that
        kept its id is the same entry under another slug.
    fields
        What differs, for an entry that both have.
    """

    kind: Kind
    slug: str
    before: Any
    after: Any
    fields: tuple[FieldChange, ...] = ()

    @property
    def what(self) -> Literal["added", "removed", "renamed", "changed"]:
        """What happened to the entry."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "renamed" if self.before.slug != self.after.slug else "changed"

    def field(self, name: str) -> FieldChange | None:
        """The change of one field, if it changed."""
        return next((one for one in self.fields if one.name == name), None)


def compare_catalogs(first: CatalogSnapshot, second: CatalogSnapshot) -> tuple[EntryChange, ...]:
    """List what differs between two catalogs.

    Parameters
    ----------
    first, second
        The catalogs before and after.

    Returns
    -------
    tuple of EntryChange
        Domains, roles, skills, dimensions, redirects, each in catalog order.
    """
    changes: list[EntryChange] = []
    groups: tuple[tuple[Kind, Sequence[Any], Sequence[Any]], ...] = (
        ("domain", first.domains, second.domains),
        ("role", first.roles, second.roles),
        ("skill", first.skills, second.skills),
        ("dimension", first.dimensions, second.dimensions),
    )
    for kind, before, after in groups:
        changes += _compare(kind, before, after)
    changes += _compare_redirects(first.redirections, second.redirections)
    return tuple(changes)


def change_in_words(change: EntryChange) -> list[str]:
    """Say a change in lines, the first naming the entry, the others its fields."""
    marks = {"added": "+", "removed": "−", "renamed": "→", "changed": "~"}
    head = f"{marks[change.what]} {change.kind} {change.slug}"
    if change.kind == "redirect":
        entry = change.after or change.before
        return [f"{head} → {entry.to}" + (f" (id {entry.id})" if entry.id is not None else "")]
    if change.what == "renamed":
        head = f"→ {change.kind} {change.before.slug} → {change.after.slug}"
    elif change.what != "changed":
        entry = change.after or change.before
        head += f" ({entry.display_name})"
    lines = [head]
    for one in change.fields:
        if isinstance(one.before, tuple) and isinstance(one.after, tuple):
            lines += [f"    {one.name} − {_shown(item)}" for item in one.before if item not in one.after]
            lines += [f"    {one.name} + {_shown(item)}" for item in one.after if item not in one.before]
            if set(one.before) == set(one.after):
                lines.append(f"    {one.name}: another order")
        elif one.name != "slug":
            lines.append(f"    {one.name}: {_shown(one.before)} → {_shown(one.after)}")
    return lines


def _compare(kind: Kind, before: Sequence[Any], after: Sequence[Any]) -> Iterable[EntryChange]:
    old = {entry.slug: entry for entry in before}
    new = {entry.slug: entry for entry in after}
    by_id = {entry.id: entry for entry in before if entry.slug not in new} if kind != "domain" else {}
    pairs = {slug: old.get(slug) or by_id.get(getattr(entry, "id", None)) for slug, entry in new.items()}
    kept = {entry.slug for entry in pairs.values() if entry is not None}
    for entry in before:
        if entry.slug not in kept:
            yield EntryChange(kind, entry.slug, entry, None)
    for entry in after:
        previous = pairs[entry.slug]
        if previous is None:
            yield EntryChange(kind, entry.slug, None, entry)
            continue
        differing = tuple(
            FieldChange(one.name, getattr(previous, one.name), getattr(entry, one.name))
            for one in fields(entry)
            if getattr(previous, one.name) != getattr(entry, one.name)
        )
        if differing:
            yield EntryChange(kind, entry.slug, previous, entry, differing)


def _compare_redirects(before: Sequence[Redirect], after: Sequence[Redirect]) -> Iterable[EntryChange]:
    for entry in before:
        if entry not in after:
            yield EntryChange("redirect", entry.slug, entry, None)
    for entry in after:
        if entry not in before:
            yield EntryChange("redirect", entry.slug, None, entry)


def _shown(value: object) -> str:
    if isinstance(value, RoleSkill):
        return f"{value.slug} {value.weight:g}"
    text = getattr(value, "text", None)
    return str(value if text is None else text)
