"""Checks across catalog files: unique slugs and ids, references that lead somewhere, no repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jdwork.catalog.drafts import Drafts, Kind, Placed, unknown_reference
from jdwork.catalog.file_models import RedirectEntry, RoleFile, SkillEntry


def check_references(drafts: Drafts) -> None:
    """Check all entries against each other, adding the problems to their files.

    Parameters
    ----------
    drafts
        Every entry that could be read.
    """
    groups: tuple[tuple[Kind, Sequence[Placed[Any]]], ...] = (
        ("domain", drafts.domains),
        ("role", drafts.roles),
        ("skill", drafts.skills),
        ("dimension", drafts.dimensions),
    )
    for kind, entries in groups:
        _check_unique(entries, "slug", kind)
        if kind != "domain":
            _check_unique(entries, "id", kind)
    _check_categories(drafts)
    for role in drafts.roles:
        _check_role(role, drafts)
    for skill in drafts.skills:
        _check_skill_aliases(skill)
        _check_repeats(skill, "context", fold=False)
    _check_alias_ids(drafts)
    for dimension in drafts.dimensions:
        _check_repeats(dimension, "skills")
        _check_known(dimension, "skills", "skill", dimension.entry.skills, drafts)
    for domain in drafts.domains:
        _check_repeats(domain, "aliases")
    _check_redirects("role", drafts.role_redirects, drafts.roles, drafts)
    _check_redirects("skill", drafts.skill_redirects, drafts.skills, drafts)


def folded(text: str) -> str:
    """Text as compared where letter case and spacing do not matter."""
    return " ".join(text.casefold().split())


def _check_unique(entries: Iterable[Placed[Any]], key: str, kind: str) -> None:
    first: dict[Any, Placed[Any]] = {}
    for placed in entries:
        value = getattr(placed.entry, key)
        if value is None:
            continue
        if value in first:
            placed.problem(
                f"The {kind} {key} '{value}' is used twice.",
                key,
                hint=f"It is first used in {first[value].place}.",
                code="CAT004",
            )
        else:
            first[value] = placed


def _check_categories(drafts: Drafts) -> None:
    numbers: dict[str, tuple[int, str]] = {}
    names: dict[int, str] = {}
    for placed in drafts.categories:
        name, number = placed.entry.category, placed.entry.id
        if number is None:
            continue
        known, file = numbers.setdefault(name, (number, placed.source.file))
        if known != number:
            placed.problem(
                f"The category '{name}' has the id {number} here and {known} in {file}.",
                "id",
                hint="Give it one id, in one of its files.",
                code="CAT004",
            )
        elif names.setdefault(number, name) != name:
            placed.problem(
                f"The category id '{number}' is used twice.",
                "id",
                hint=f"It belongs to '{names[number]}'.",
                code="CAT004",
            )


def _check_role(role: Placed[RoleFile], drafts: Drafts) -> None:
    entry = role.entry
    _check_repeats(role, "aliases")
    _check_repeats(role, "kras")
    _check_repeats(role, "dimensions")
    if entry.domain not in drafts.declared["domain"]:
        role.source.problems.append(
            unknown_reference(role.source, ("domain",), "domain", entry.domain, drafts)
        )
    _check_known(role, "dimensions", "dimension", entry.dimensions, drafts)
    for slug in entry.skills:
        if slug not in drafts.declared["skill"]:
            role.source.problems.append(
                unknown_reference(role.source, ("skills", slug), "skill", slug, drafts)
            )


def _check_known(placed: Placed[Any], key: str, kind: Kind, slugs: Sequence[str], drafts: Drafts) -> None:
    for position, slug in enumerate(slugs):
        if slug not in drafts.declared[kind]:
            at = (*placed.at, key, position)
            placed.source.problems.append(unknown_reference(placed.source, at, kind, slug, drafts))


def _check_repeats(placed: Placed[Any], key: str, *, fold: bool = True) -> None:
    change: Callable[[str], str] = folded if fold else str
    seen: dict[str, int] = {}
    for position, text in enumerate(getattr(placed.entry, key)):
        first = seen.setdefault(change(text), position)
        if first != position:
            placed.problem(
                f"'{_short(text)}' is listed twice.",
                key,
                position,
                hint=f"Remove it; it stands already at {key}[{first}].",
            )


def _check_skill_aliases(skill: Placed[SkillEntry]) -> None:
    """Two aliases are the same if one search would find both: letter case counts only where both keep it."""
    seen: dict[tuple[bool, str], int] = {}
    for position, alias in enumerate(skill.entry.aliases):
        any_case = alias.match == "CASE_INSENSITIVE"
        key = (any_case, folded(alias.text) if any_case else alias.text)
        first = seen.setdefault(key, position)
        if first != position:
            skill.problem(
                f"The alias '{_short(alias.text)}' is listed twice.",
                "aliases",
                position,
                hint=f"Remove it; it stands already at aliases[{first}].",
            )


def _check_alias_ids(drafts: Drafts) -> None:
    used: dict[int, str] = {}
    for skill in drafts.skills:
        for position, alias in enumerate(skill.entry.aliases):
            if alias.id is None:
                continue
            if alias.id in used:
                skill.problem(
                    f"The alias id '{alias.id}' is used twice.",
                    "aliases",
                    position,
                    hint=f"It belongs to '{used[alias.id]}'; ids of aliases may be left out.",
                    code="CAT004",
                )
            used.setdefault(alias.id, alias.text)


def _check_redirects(
    kind: Kind, redirects: Sequence[Placed[RedirectEntry]], entries: Sequence[Placed[Any]], drafts: Drafts
) -> None:
    _check_unique(redirects, "slug", "redirect")
    _check_unique(redirects, "id", "redirect")
    living = drafts.declared[kind]
    ids = {placed.entry.id: placed for placed in entries if placed.entry.id is not None}
    moved = {placed.entry.slug: placed.entry.to for placed in redirects}
    for placed in redirects:
        entry = placed.entry
        if entry.slug in living:
            placed.problem(
                f"The {kind} '{entry.slug}' still exists, so it cannot be redirected.",
                "slug",
                hint="Remove the redirect, or the entry's file.",
                code="CAT004",
            )
            continue
        if entry.id in ids:
            placed.problem(
                f"The id {entry.id} belongs to the {kind} '{ids[entry.id].entry.slug}'.",
                "id",
                hint="Give the id that the old entry had, or leave it out.",
                code="CAT004",
            )
        chain = [entry.slug]
        while chain[-1] not in living and chain[-1] in moved and chain[-1] not in chain[:-1]:
            chain.append(moved[chain[-1]])
        if chain[-1] in chain[:-1]:
            placed.problem(
                f"The redirect runs in a circle: {' → '.join(chain)}.",
                "to",
                hint="Let one of them lead to an entry that exists.",
                code="CAT003",
            )
        elif chain[-1] not in living:
            placed.source.problems.append(
                unknown_reference(placed.source, (*placed.at, "to"), kind, chain[-1], drafts)
            )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
