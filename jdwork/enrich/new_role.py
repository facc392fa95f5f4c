"""Drafting a role that the catalog lacks, out of what the JDs of one proposal say (the v3 step for roles)."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import Settings
from jdwork.discover.model import NewRole
from jdwork.enrich.duties import as_kra
from jdwork.enrich.model import ProposedDimension, RoleDraft
from jdwork.enrich.role_questions import RoleAnswer, ask_new_role
from jdwork.llm.model import ModelCall, Models, Question

MOST_SKILLS = 15
MOST_DIMENSIONS = 5
LEAST_DIMENSION_SHARE = 0.1
"""Of the weight of the draft's skills: a dimension that holds less of it is left out."""
FEW_KRAS = 4
"""KRAs below which the draft warns that there are few."""
_NAMESPACE = uuid.UUID("0b6ac6f5-52d6-5d0a-8f38-4c3c0ac6dfd2")


def v3_run_id(run_id: str, slug: str) -> str:
    """Name the v3 step that a run triggered for a role; the same run and role always give the same UUID.

    Parameters
    ----------
    run_id
        Of the classification.
    slug
        Of the proposed role.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{run_id}\n{slug}"))


def draft_role(
    new_role: NewRole,
    *,
    run_id: str,
    snapshot: CatalogSnapshot,
    subject: str = "",
    settings: Settings | None = None,
    models: Models | None = None,
) -> tuple[RoleDraft, tuple[ModelCall, ...]]:
    """Draft one role; see `draft_roles`.

    Parameters
    ----------
    new_role
        The proposal.
    run_id
        Of the classification that triggered it.
    snapshot
        The catalog that lacks it.
    subject
        Content hash of the JD, for the ledger; by default that of the proposal's first JD.
    settings
        Section ``llm``.
    models
        Whom to ask where ``llm.enrichment`` is ``openai``.

    Returns
    -------
    draft
        The role.
    calls
        What was asked of models; none without them.
    """
    drafts, calls = draft_roles(
        [(new_role, run_id, subject)], snapshot=snapshot, settings=settings, models=models
    )
    return drafts[0], calls


def draft_roles(
    wanted: Sequence[tuple[NewRole, str, str]],
    *,
    snapshot: CatalogSnapshot,
    settings: Settings | None = None,
    models: Models | None = None,
) -> tuple[list[RoleDraft], tuple[ModelCall, ...]]:
    """Draft several roles, with all questions to models asked together.

    A KRA is a duty sentence of a JD put into the catalog's form, and keeps that sentence as its source. A
    skill weighs 0.2 + 0.4 · n / (N + 4) where n of N JDs name it. A dimension's confidence is the share of
    the skills' weight that it holds. Domain and archetype are those of the known roles that fit best, by
    support; where none does, the domain of the dimensions.

    Parameters
    ----------
    wanted
        Proposals, each with the run that triggered it and the JD's content hash ("" for the proposal's
        first JD).
    snapshot, settings, models
        As for `draft_role`.

    Returns
    -------
    drafts
        In order. Where a model gave no usable answer, the draft is that of the rules, with a warning.
    calls
        One per role where models are asked.
    """
    drafts = [_offline(role, run_id, snapshot) for role, run_id, _ in wanted]
    if models is None or settings is None or settings.llm.enrichment != "openai" or not wanted:
        return drafts, ()
    asked = [
        place for place, (role, _, _) in enumerate(wanted) if role.duties
    ]  # else there is nothing to put
    answers = models.ask_many([_question(wanted[place], drafts[place], snapshot) for place in asked])
    for place, answer in zip(asked, answers, strict=True):
        draft = drafts[place]
        if answer.value is None:
            told = (
                f"The model gave no usable draft ({answer.call.note or answer.call.outcome}); rules stand in."
            )
            drafts[place] = replace(draft, warnings=(*draft.warnings, told))
        else:
            drafts[place] = _by_model(answer.value, draft, wanted[place][0], snapshot)
    return drafts, tuple(answer.call for answer in answers)


def _question(
    wanted: tuple[NewRole, str, str], draft: RoleDraft, snapshot: CatalogSnapshot
) -> Question[RoleAnswer]:
    role, _, subject = wanted
    return ask_new_role(role, draft, snapshot, subject=subject or (role.keys[0] if role.keys else ""))


def _offline(role: NewRole, run_id: str, snapshot: CatalogSnapshot) -> RoleDraft:
    kras: dict[str, str] = {}
    for duty in role.duties:
        text = as_kra(duty.text)
        if text:
            kras.setdefault(text, visible_line(duty.text))
    skills = tuple(
        (snapshot.skill(slug).slug, snapshot.skill(slug).display_name, skill_weight(jds, role.n))
        for slug, jds in list(role.skills.items())[:MOST_SKILLS]
        if slug in snapshot.skill_index
    )
    dimensions = _dimensions({slug: weight for slug, _, weight in skills}, snapshot)
    domain = _domain(role, dimensions, snapshot)
    archetype = _archetype(role, domain, snapshot)
    return RoleDraft(
        run_id=v3_run_id(run_id, role.slug),
        slug=role.slug,
        display_name=visible_line(role.name, most=200) or role.slug,
        domain=domain,
        archetype=archetype,
        description=_description(role, domain, tuple(kras), [name for _, name, _ in skills], snapshot),
        kras=tuple(kras.items()),
        skills=skills,
        dimensions=dimensions,
        method="rules",
        warnings=_warnings(role, domain, archetype, len(kras), bool(skills), snapshot),
    )


def skill_weight(seen: int, jds: int) -> float:
    """Draft the weight of a skill in a role.

    Parameters
    ----------
    seen
        JDs of the role that name the skill.
    jds
        JDs of the role in all.

    Returns
    -------
    float
        0.2 + 0.4 · seen / (jds + 4), to the nearest 0.05: from 0.2 for one sighting among many to 0.6 where
        all of many JDs name it: a modest weight, since how well the skill tells roles apart is unknown.
    """
    share = min(seen / (jds + 4), 1.0)
    return round(round((0.2 + 0.4 * share) * 20) / 20, 2)


def _dimensions(weights: Mapping[str, float], snapshot: CatalogSnapshot) -> tuple[ProposedDimension, ...]:
    held: dict[str, float] = defaultdict(float)
    names: dict[str, list[str]] = defaultdict(list)
    for dimension in snapshot.dimensions:
        for slug in dict.fromkeys(dimension.skills):
            if slug in weights:
                held[dimension.slug] += weights[slug]
                names[dimension.slug].append(slug)
    total = sum(weights.values())
    ranked = sorted(held, key=lambda slug: (-held[slug], snapshot.dimension_index[slug]))[:MOST_DIMENSIONS]
    return tuple(
        ProposedDimension(
            slug,
            snapshot.dimension(slug).display_name,
            round(held[slug] / total, 4),
            "rules",
            f"holds {_listed(snapshot.skill(one).display_name for one in _heaviest(names[slug], weights))}",
        )
        for slug in ranked
        if held[slug] >= LEAST_DIMENSION_SHARE * total
    )


def _heaviest(slugs: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    return sorted(slugs, key=lambda slug: (-weights[slug], slug))[:3]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _domain(role: NewRole, dimensions: Sequence[ProposedDimension], snapshot: CatalogSnapshot) -> str:
    votes: dict[str, float] = defaultdict(float)
    for near in role.nearest:
        if near.slug in snapshot.role_index:
            votes[snapshot.role(near.slug).domain] += near.support
    for one in dimensions:
        votes[snapshot.dimension(one.slug).domain] += (
            one.confidence * 0.1
        )  # they settle what roles leave open
    return min(votes, key=lambda slug: (-votes[slug], slug), default="")


def _archetype(role: NewRole, domain: str, snapshot: CatalogSnapshot) -> str:
    votes: dict[str, float] = defaultdict(float)
    for near in role.nearest:
        if near.slug in snapshot.role_index:
            known = snapshot.role(near.slug)
            votes[known.archetype] += near.support + (1e-6 if known.domain == domain else 0.0)
    if not votes:
        for known in snapshot.roles:
            if known.domain == domain:
                votes[known.archetype] += 1.0
    return min(votes, key=lambda name: (-votes[name], name), default="")


def _description(
    role: NewRole, domain: str, kras: Sequence[str], skills: Sequence[str], snapshot: CatalogSnapshot
) -> str:
    field = f" in {snapshot.domain(domain).display_name}" if domain else ""
    first = re.sub(r"[\s.;]+$", "", kras[0]) if kras else ""
    does = f": {first[:1].lower()}{first[1:]}" if first else ""
    tools = f" Works with {_listed(skills[:4])}." if skills else ""
    return visible_line(f"{visible_line(role.name, most=200)}{field}{does}.{tools}", most=4000)


def _warnings(
    role: NewRole, domain: str, archetype: str, kras: int, skills: bool, snapshot: CatalogSnapshot
) -> tuple[str, ...]:
    found = []
    if role.looks_like is not None and role.looks_like in snapshot.role_index:
        known = snapshot.role(role.looks_like).display_name
        found.append(f"'{known}' carries this name already: it may miss an alias or a KRA.")
    if not kras:
        found.append("No sentence says what the role does.")
    elif kras < FEW_KRAS:
        found.append(f"Only {kras} sentences say what the role does.")
    if not skills:
        found.append("No catalog skill was found for it.")
    if not domain:
        found.append("No known role or dimension is near: its domain is unknown.")
    if not archetype:
        found.append("Its archetype is unknown.")
    return tuple(found)


def _by_model(answer: RoleAnswer, draft: RoleDraft, role: NewRole, snapshot: CatalogSnapshot) -> RoleDraft:
    sources = [visible_line(duty.text) for duty in role.duties]
    names = {slug: name for slug, name, _ in draft.skills}
    offered = {one.slug: one for one in draft.dimensions}
    return replace(
        draft,
        domain=answer.domain,
        archetype=answer.archetype,
        description=visible_line(answer.description, most=4000),
        kras=tuple(
            {visible_line(one.text, most=400): sources[one.source - 1] for one in answer.kras}.items()
        ),
        skills=tuple({one.slug: (one.slug, names[one.slug], one.weight) for one in answer.skills}.values()),
        dimensions=tuple(offered[slug] for slug in dict.fromkeys(answer.dimensions)),
        method="model",
        warnings=_warnings(
            role, answer.domain, answer.archetype, len(answer.kras), bool(answer.skills), snapshot
        ),
    )
