"""Drafting a new role out of the ads that asked for it."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from jdwork.catalog import edits
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.file_models import Archetype
from jdwork.catalog.references import folded
from jdwork.catalog.slug import slugify
from jdwork.catalog.snapshot import CatalogSnapshot, Role, RoleSkill
from jdwork.errors import ReviewError, did_you_mean
from jdwork.parse import normalize_title
from jdwork.parse.role_title import clean_title
from jdwork.record.proposals import spelling_rank
from jdwork.review.choices import Choices, tidy
from jdwork.review.evidence import Evidence
from jdwork.review.items import ReviewItem
from jdwork.review.voting import elected, representative, role_weight

MAX_NAME = 200
MAX_SKILLS = 15
MAX_KRAS = 10
FEW_KRAS = 8
"""KRAs below which the draft says that there are few."""
LEAST_SHARE = 0.25
"""Of the JDs: a skill that fewer of them name is left out, unless there are only a few JDs."""


def draft_new_role(
    item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> tuple[list[CatalogEdit], list[str]]:
    """Draft the edit that adds a role, or another title of one.

    Parameters
    ----------
    item, snapshot, evidence, chosen
        As for `jdwork.review.draft_edits`.

    Returns
    -------
    edits
        An added role, or added aliases.
    notes
        What the reviewer should know.
    """
    if chosen.as_alias_of is not None:
        return _as_aliases(item, snapshot, evidence, chosen)
    name = _name(item, evidence, chosen)
    slug = chosen.slug or slugify(name)
    if not slug:
        raise ReviewError(f"No slug can be made of '{name}'.", hint="Give one with --slug.")
    if slug in snapshot.role_index:
        raise ReviewError(
            f"There is already a role '{slug}' ({snapshot.role(slug).display_name}).",
            hint=f"Approve with --as-alias-of {slug}, or with another --slug.",
        )
    nearest = [snapshot.role(one) for one in evidence.candidates]
    votes = list(zip(nearest, evidence.candidates.values(), strict=True))
    domain = chosen.domain or elected((role.domain, weight) for role, weight in votes)
    archetype = chosen.archetype or elected(
        (role.archetype, weight) for role, weight in votes if role.domain == domain or chosen.domain
    )
    _check(snapshot, domain, archetype)
    kras = tuple(tidy(kra) for kra in chosen.kras or representative(evidence.duties, most=MAX_KRAS))
    kras = tuple(kra for kra in dict.fromkeys(kras) if kra)
    if not kras:
        raise ReviewError(
            f"The ads for '{name}' hold no sentence that says what the role does.",
            hint="Write its KRAs, each with --kra.",
        )
    aliases, notes = _aliases(name, item, snapshot, evidence, chosen)
    skills = _skills(snapshot, evidence, chosen)
    if chosen.kras is None:
        notes.append("KRAs are sentences of the ads: put them into the catalog's words.")
        if len(kras) < FEW_KRAS:
            notes.append(f"Only {len(kras)} KRAs could be drafted.")
    if not skills:
        notes.append("No skill was found in its ads.")
    role = Role(
        id=0,
        slug=slug,
        display_name=name,
        domain=str(domain),
        archetype=str(archetype),
        description=tidy(chosen.description or _description(name, kras), most=4000),
        aliases=(name, *aliases),
        kras=kras,
        dimensions=chosen.dimensions or (),
        skills=skills,
    )
    return [edits.AddRole(role)], notes


def _name(item: ReviewItem, evidence: Evidence, chosen: Choices) -> str:
    if chosen.name is not None:
        name = tidy(chosen.name, most=MAX_NAME)
    else:
        titles = dict(evidence.spellings) or {item.name: 1}
        # Levels and noise go where the ads leave a title without them; the commonest such is taken.
        normal = normalize_title(item.name)
        bare = Counter({clean_title(title): count for title, count in titles.items() if title})
        plain = [title for title in bare if folded(title) == normal] or [
            title for title in bare if normalize_title(title) == normal
        ]
        best = min(plain, key=lambda title: (spelling_rank(title)[0], -bare[title], title), default="")
        name = tidy(_capitalised(best or normal or item.name), most=MAX_NAME)
    if not name:
        raise ReviewError("The name has no visible character.", hint="Give one with --name.")
    return name


def _capitalised(title: str) -> str:
    """Give words a capital letter where a title has none; other capitals stay (``QA engineer``)."""
    words = title.lower().split() if title.isupper() and " " in title else title.split()
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _aliases(
    name: str, item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> tuple[tuple[str, ...], list[str]]:
    if chosen.aliases is not None:
        return tuple(filter(None, (tidy(one, most=MAX_NAME) for one in chosen.aliases))), []
    titles = dict.fromkeys(
        tidy(normalize_title(one), most=MAX_NAME) for one in (item.name, *evidence.spellings)
    )
    taken = {normalize_title(alias): role.slug for role in snapshot.roles for alias in role.aliases}
    kept, notes = [], []
    for title in titles:
        if not title or normalize_title(title) == normalize_title(name):
            continue
        if normalize_title(title) in taken:
            notes.append(f"The title '{title}' belongs to {taken[normalize_title(title)]} and is left out.")
        else:
            kept.append(title)
    if normalize_title(name) in taken:
        notes.append(f"{taken[normalize_title(name)]} carries the name too: its ads will be collisions.")
    return tuple(kept), notes


def _skills(snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> tuple[RoleSkill, ...]:
    jds = len(evidence.sightings)
    if chosen.skills is not None:
        slugs = [snapshot.skill(slug).slug for slug in chosen.skills]
    else:
        slugs = [slug for slug, count in evidence.skills.items() if count >= LEAST_SHARE * jds][:MAX_SKILLS]
    return tuple(
        RoleSkill(slug, role_weight(evidence.skills.get(slug, 1), jds)) for slug in dict.fromkeys(slugs)
    )


def _description(name: str, kras: tuple[str, ...]) -> str:
    first = kras[0].rstrip(" .;")
    return f"{name}: {first[:1].lower()}{first[1:]}."


def _check(snapshot: CatalogSnapshot, domain: str | None, archetype: str | None) -> None:
    if domain is None:
        raise ReviewError(
            "No known role resembles this one, so its domain is unknown.",
            hint=f"Give --domain and --archetype. {did_you_mean('', snapshot.domain_index)}",
        )
    snapshot.domain(domain)
    if archetype is None:
        raise ReviewError(
            "No known role resembles this one, so its archetype is unknown.",
            hint=f"Give --archetype, one of {', '.join(get_args(Archetype))}.",
        )
    if archetype not in get_args(Archetype):
        raise ReviewError(
            f"There is no archetype '{archetype}'.", hint=did_you_mean(archetype, get_args(Archetype))
        )


def _as_aliases(
    item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> tuple[list[CatalogEdit], list[str]]:
    idle = [one for one in chosen.made if one not in {"as_alias_of", "aliases"}]
    if idle:
        raise ReviewError(
            f"Another title of a role takes no '{idle[0]}'.", hint="Leave out that, or --as-alias-of."
        )
    role = snapshot.role(chosen.as_alias_of or "")
    wanted = chosen.aliases or (normalize_title(item.name),)
    held = {normalize_title(one) for one in role.aliases}
    titles = [tidy(one, most=MAX_NAME) for one in wanted]
    made: list[CatalogEdit] = [
        edits.AddRoleAlias(role.slug, title)
        for title in dict.fromkeys(titles)
        if title and normalize_title(title) not in held
    ]
    return made, [] if made else [f"{role.slug} carries this title already."]
