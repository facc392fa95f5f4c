"""Titles and skill names that several entries claim: CAT010, CAT012, CAT013."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.catalog.lint.material import Material
from jdwork.catalog.snapshot import MatchStrategy, Skill, SkillNature

SHOWN = 12
"""Names listed in one finding."""


def colliding_titles(material: Material) -> Iterator[Finding]:
    """CAT010: titles that several roles carry, one finding for each set of roles."""
    snapshot = material.snapshot
    shared: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for title, roles in material.carriers.items():
        if len(roles) > 1:
            shared[tuple(sorted(roles))].append(title)
    named = display_titles(material)
    for roles, titles in shared.items():
        owners = sorted({title for title in titles if any(title == named[role] for role in roles)})
        slugs = tuple(snapshot.roles[role].slug for role in roles)
        several = f"{len(titles)} titles" if len(titles) > 1 else f"The title '{titles[0]}'"
        message = f"{several} {'are' if len(titles) > 1 else 'is'} carried by {_and(slugs)}"
        if owners:
            whose = [f"'{one}' is a role's own name" for one in owners[:2]]
            message += f"; {' and '.join(whose)}"
        yield Finding(
            code="CAT010",
            severity="error" if owners else "warning",
            subject=Subject("role", slugs, tuple(snapshot.roles[role].id for role in roles)),
            message=message + ".",
            where=material.places.of("role", slugs[-1], "aliases"),
            suggestion=(
                "Leave each title to the role that ads under it mean"
                + (", rename one with `jdwork catalog rename role OLD NEW`" if owners else "")
                + f", or, if they are one job, `jdwork catalog merge role {slugs[-1]} {slugs[0]}`."
            ),
            figure=float(len(titles)),
            details=(", ".join(sorted(titles)[:SHOWN]),) if len(titles) > 1 else (),
        )


def colliding_skill_names(material: Material) -> Iterator[Finding]:
    """CAT012: names that the matcher can give to one of several skills only."""
    claims = _claims(material)
    pairs: dict[tuple[int, int], list[tuple[str, bool]]] = defaultdict(list)
    for text, owners in claims.items():
        for position, (first, first_case) in enumerate(owners):
            for second, second_case in owners[position + 1 :]:
                if first == second:
                    continue
                # Two names that both keep their letter case meet only where they are written alike.
                if first_case and second_case and first_case != second_case:
                    continue
                pairs[min(first, second), max(first, second)].append((text, bool(first_case or second_case)))
    for (first, second), texts in pairs.items():
        a, b = material.snapshot.skills[first], material.snapshot.skills[second]
        if _name_keys(a) & _name_keys(b):
            continue  # CAT013 says it.
        names = sorted({text for text, _ in texts})
        strict = all(kept for _, kept in texts)
        yield Finding(
            code="CAT012",
            severity="info" if strict else "warning",
            subject=Subject("skill", (a.slug, b.slug), (a.id, b.id)),
            message=f"{_and(repr(name) for name in names[:4])}"
            f"{f' and {len(names) - 4} more names' if len(names) > 4 else ''}"
            f" {'are names' if len(names) > 1 else 'is a name'} of both"
            f" '{a.display_name}' and '{b.display_name}'.",
            where=material.places.alias("skill", b.slug, _written(b, names[0])),
            suggestion="Keep the name with the skill that ads mean by it, and remove it from the other"
            + (" (letter case or context words already keep them apart in part)." if strict else "."),
            figure=float(len(names)),
            details=(", ".join(names[:SHOWN]),) if len(names) > 4 else (),
        )


def near_duplicate_skills(material: Material) -> Iterator[Finding]:
    """CAT013: skills whose names are one under another punctuation, number or spelling."""
    skills = material.snapshot.skills
    by_name: dict[str, list[int]] = defaultdict(list)
    by_text: dict[str, set[int]] = defaultdict(set)
    texts: list[set[str]] = []
    for position, skill in enumerate(skills):
        for key in _name_keys(skill):
            by_name[key].append(position)
        own = {_folded(alias.text) for alias in skill.aliases}
        texts.append(own)
        for text in own:
            by_text[text].add(position)
    pairs: dict[tuple[int, int], bool] = {}
    for group in by_name.values():
        for position, first in enumerate(group):
            for second in group[position + 1 :]:
                pairs[first, second] = True
    common: dict[tuple[int, int], int] = defaultdict(int)
    for owners in by_text.values():
        ordered = sorted(owners)
        for position, first in enumerate(ordered[:20]):
            for second in ordered[position + 1 : 20]:
                common[first, second] += 1
    for pair, count in common.items():
        shorter = min(len(texts[pair[0]]), len(texts[pair[1]]))
        if count >= 2 and count / shorter >= 0.5:
            pairs.setdefault(pair, False)
    for (first, second), same_name in pairs.items():
        a, b = skills[first], skills[second]
        shared = texts[first] & texts[second]
        share = len(shared) / min(len(texts[first]), len(texts[second]))
        why = "have one name but for punctuation, number or spelling" if same_name else "share most names"
        yield Finding(
            code="CAT013",
            severity="error" if a.display_name.casefold() == b.display_name.casefold() else "warning",
            subject=Subject("skill", (a.slug, b.slug), (a.id, b.id)),
            message=f"'{a.display_name}' and '{b.display_name}' {why} ({len(shared)} names in common,"
            f" {share:.0%} of the shorter list).",
            where=material.places.of("skill", b.slug),
            suggestion=f"If they are one skill, `jdwork catalog merge skill {b.slug} {a.slug}`; else give"
            " them names that cannot be taken for one another.",
            figure=round(share, 4),
            details=(", ".join(sorted(shared)[:SHOWN]),) if shared else (),
        )


def display_titles(material: Material) -> list[str]:
    """Names of the roles in the normal form in which titles are compared."""
    from jdwork.signals.title import build_title_index

    snapshot = material.snapshot
    bare = tuple(replace(role, aliases=()) for role in snapshot.roles)
    found = [""] * len(bare)
    for title, roles in build_title_index(replace(snapshot, roles=bare)).roles_of.items():
        for role in roles:
            found[role] = title
    return found


def _claims(material: Material) -> dict[str, list[tuple[int, str]]]:
    """Who claims each name as the matcher reads it: skill and, where letter case is kept, the letters."""
    from jdwork.skills.tokens import tokenize

    claims: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for position, skill in enumerate(material.snapshot.skills):
        if not skill.is_extractable:
            continue
        for alias in skill.aliases:
            key = " ".join(tokenize(alias.text).norms)
            letters = "" if alias.match_strategy == "CASE_INSENSITIVE" else alias.text
            if key and (position, letters) not in claims[key]:
                claims[key].append((position, letters))
    return claims


def _written(skill: Skill, folded: str) -> str:
    """The first alias of a skill with the folded form given, as it is written."""
    return next((alias.text for alias in skill.aliases if _folded(alias.text) == folded), skill.display_name)


def spellings(name: str, *, nature: SkillNature = "CONCEPT") -> frozenset[str]:
    """List the ways in which a name may be written: joined or split, singular or plural, in either English.

    Parameters
    ----------
    name
        As the catalog has it.
    nature
        Of the skill it names; proper names of one word have no plural.
    """
    from jdwork.skills.variants import alias_patterns

    # The plural of a short name in capitals is another name (NAT and NATS).
    strategy: MatchStrategy = "CASE_SENSITIVE" if name.isupper() else "CASE_INSENSITIVE"
    return frozenset(" ".join(each) for each in alias_patterns(name, strategy=strategy, nature=nature))


def _name_keys(skill: Skill) -> frozenset[str]:
    return spellings(skill.display_name, nature=skill.nature)


def _folded(text: str) -> str:
    from jdwork.skills.tokens import tokenize

    return " ".join(tokenize(text).norms) or text.casefold()


def _and(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
