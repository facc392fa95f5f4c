"""Drafting a new role out of the ads that asked for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import get_args

from jdwork.catalog import edits
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.file_models import Archetype
from jdwork.catalog.slug import slugify, visible_line
from jdwork.catalog.snapshot import CatalogSnapshot, Role, RoleSkill
from jdwork.discover.duties import representative
from jdwork.discover.naming import display_name
from jdwork.enrich import skill_weight
from jdwork.errors import ReviewError, did_you_mean
from jdwork.parse import normalize_title
from jdwork.record.known import EVERYDAY
from jdwork.record.proposals import MAX_TITLE_WORDS
from jdwork.review.choices import Choices
from jdwork.review.evidence import Evidence
from jdwork.review.items import ReviewItem
from jdwork.review.voting import elected

MAX_NAME = 200
MAX_SKILLS = 15
MAX_ALIASES = 12
FEW_ALIASES = 5
"""Aliases up to which titles of one JD alone are drafted too."""
MAX_KRAS = 10
FEW_KRAS = 8
"""KRAs below which the draft says that there are few."""
_LEAD = re.compile(r"^[^\w(\"']+")  # bullets that the ads' sentences begin with
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
    _refuse_known(item, evidence, chosen)
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
    kras = tuple(visible_line(kra) for kra in chosen.kras or _drafted_kras(evidence))
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
        description=visible_line(chosen.description or _description(name, kras), most=4000),
        aliases=(name, *aliases),
        kras=kras,
        dimensions=chosen.dimensions or (),
        skills=skills,
    )
    return [edits.AddRole(role)], notes


def _name(item: ReviewItem, evidence: Evidence, chosen: Choices) -> str:
    if chosen.name is not None:
        name = visible_line(chosen.name, most=MAX_NAME)
    else:
        titles = dict(evidence.spellings) or {item.name: 1}
        name = display_name(normalize_title(item.name), titles)
    if not name:
        raise ReviewError("The name has no visible character.", hint="Give one with --name.")
    return name


def _refuse_known(item: ReviewItem, evidence: Evidence, chosen: Choices) -> None:
    """A title that a known role carries asks for an alias or a KRA, not for a second role."""
    known = evidence.proposal.looks_like if evidence.proposal is not None else None
    if known is not None and chosen.name is None and chosen.slug is None:
        raise ReviewError(
            f"'{visible_line(item.name, most=60)}' looks like the role '{known}', "
            "which misses an alias or a KRA.",
            hint=f"Approve with --as-alias-of {known}; with --name if it is a role of its own after all.",
        )


def _aliases(
    name: str, item: ReviewItem, snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices
) -> tuple[tuple[str, ...], list[str]]:
    if chosen.aliases is not None:
        return tuple(filter(None, (visible_line(one, most=MAX_NAME) for one in chosen.aliases))), []
    titles = dict.fromkeys(
        visible_line(one, most=MAX_NAME)
        for one in (normalize_title(item.name), *_frequent_titles(evidence.spellings))
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


def _frequent_titles(spellings: Mapping[str, int]) -> list[str]:
    """Titles in normal form that may become aliases, the commonest first.

    Of several JDs, a title that one alone bears says more about that employer than about the role, unless
    there are hardly any others.
    """
    forms: Counter[str] = Counter()
    for title, count in spellings.items():
        forms[normalize_title(title)] += count
    short = [form for form, _ in forms.most_common() if 0 < len(form.split()) <= MAX_TITLE_WORDS]
    often = [form for form in short if forms[form] > 1]
    return [*often, *(form for form in short if forms[form] == 1)][: max(FEW_ALIASES, len(often))][
        :MAX_ALIASES
    ]


def _drafted_kras(evidence: Evidence) -> list[str]:
    """Sentences of the ads that stand for all of them."""
    terms = evidence.proposal.terms if evidence.proposal is not None else ()
    chosen = [
        evidence.duties[place][1] for place, _ in representative(evidence.duties, most=MAX_KRAS, terms=terms)
    ]
    bare = [_LEAD.sub("", visible_line(text)) for text in chosen]
    return [text[:1].upper() + text[1:] for text in bare]


def _skills(snapshot: CatalogSnapshot, evidence: Evidence, chosen: Choices) -> tuple[RoleSkill, ...]:
    jds = len(evidence.sightings)
    if chosen.skills is not None:
        slugs = [snapshot.skill(slug).slug for slug in chosen.skills]
    else:
        slugs = [
            slug
            for slug, count in evidence.skills.items()
            if count >= LEAST_SHARE * jds and snapshot.skill(slug).nature not in EVERYDAY
        ][:MAX_SKILLS]
    return tuple(
        RoleSkill(slug, skill_weight(evidence.skills.get(slug, 1), jds)) for slug in dict.fromkeys(slugs)
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
    titles = [visible_line(one, most=MAX_NAME) for one in wanted]
    made: list[CatalogEdit] = [
        edits.AddRoleAlias(role.slug, title)
        for title in dict.fromkeys(titles)
        if title and normalize_title(title) not in held
    ]
    return made, [] if made else [f"{role.slug} carries this title already."]
