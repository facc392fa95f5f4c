"""Working out the skills of classified JDs: what the catalog knows of each, and what would be linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from jdwork.catalog.slug import slugify, visible_line
from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.decide import Decision
from jdwork.details.links import CatalogLinks
from jdwork.details.model import Details, DimensionTask, Resolution, RoleFacts, SkillFacts
from jdwork.details.spelling import alias_detail
from jdwork.discover import UnknownJd
from jdwork.enrich.model import NewSkill, RoleDraft, Term
from jdwork.llm.model import ModelCall
from jdwork.skills import FoundSkill, ProposedSkill, SkillFindings, SkillSpan
from jdwork.text import Document

UNNAMED = "Unnamed role"
"""A proposed role whose JD gives no title."""
LONGEST_TERM = 200
"""Characters of a term that somebody writes into the list of skills."""


class Orchestrator(Protocol):
    """Who works out terms that the catalog lacks: `jdwork.enrich.Orchestrator`, or a stand-in."""

    def work_out(self, terms: Sequence[Term]) -> tuple[list[tuple[NewSkill, ...]], tuple[ModelCall, ...]]:
        """Give the skills that each term names, in the order of the terms, and what was asked of models."""
        ...


@dataclass(frozen=True)
class DetailJob:
    """One classified JD to work out.

    Parameters
    ----------
    subject
        The JD's content hash.
    run_id
        Of its classification.
    text
        The JD's text.
    findings, new_terms
        The skills found in it, and the phrases that count as skills although the catalog lacks them: what
        API 1 lists.
    decision
        Which role it got.
    chosen_rationale
        Why, in a sentence; by default the decision's reason.
    document
        The text with its sentences; without it a term's line stands for its sentence.
    final_skills
        The names to work out instead of those of API 1, where somebody has edited the list.
    unknown
        In case E: the JD as what new roles are drafted from.
    """

    subject: str
    run_id: str
    text: str
    findings: SkillFindings
    new_terms: tuple[ProposedSkill, ...]
    decision: Decision
    chosen_rationale: str = ""
    document: Document | None = None
    final_skills: tuple[str, ...] | None = None
    unknown: UnknownJd | None = None


RoleDrafter = Callable[[Sequence[DetailJob]], tuple[list[RoleDraft | None], tuple[ModelCall, ...]]]
"""Drafts the roles that JDs of case E ask for, in the order of the jobs."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One term of a job, matched with the catalog as far as that goes."""

    term: str
    is_primary: bool = False
    skill: Skill | None = None
    alias: str = ""
    spans: tuple[SkillSpan, ...] = ()
    score: float = 1.0


def extract(
    jobs: Sequence[DetailJob],
    snapshot: CatalogSnapshot,
    orchestrator: Orchestrator,
    *,
    draft: RoleDrafter | None = None,
    links: CatalogLinks | None = None,
) -> list[tuple[Details, tuple[ModelCall, ...]]]:
    """Work out the details of classified JDs; nothing is stored.

    Parameters
    ----------
    jobs
        The JDs.
    snapshot
        The catalog that they were classified with.
    orchestrator
        Works out the terms that the catalog lacks: those of all jobs in one call.
    draft
        Drafts the roles of case E; without it ``role_draft`` stays None.
    links
        Look-ups of the same catalog, where they were made before.

    Returns
    -------
    list of (Details, tuple of ModelCall)
        In the order of the jobs. A call belongs to the JDs whose content hash is its subject: where two JDs
        share a term, the first of them that was asked for.
    """
    known = links or CatalogLinks(snapshot)
    wanted = [_wanted(job, known) for job in jobs]
    terms = [
        Term(one.term, job.subject, _sentence(job, one.spans), one.score)
        for job, ones in zip(jobs, wanted, strict=True)
        for one in ones
        if one.skill is None
    ]
    made, calls = orchestrator.work_out(terms) if terms else ([], ())
    worked_out = iter(made)
    of_case_e = [place for place, job in enumerate(jobs) if job.decision.case == "E"]
    drafts: dict[int, RoleDraft | None] = {}
    if draft is not None and of_case_e:
        drafted, more = draft([jobs[place] for place in of_case_e])
        drafts = dict(zip(of_case_e, drafted, strict=True))
        calls = (*calls, *more)
    by_subject: dict[str, list[ModelCall]] = {}
    for call in calls:
        by_subject.setdefault(call.subject, []).append(call)
    found = []
    for place, (job, ones) in enumerate(zip(jobs, wanted, strict=True)):
        new = [() if one.skill is not None else next(worked_out) for one in ones]
        details = _details(job, ones, new, drafts.get(place), known)
        found.append((details, tuple(by_subject.get(job.subject, ()))))
    return found


def _wanted(job: DetailJob, links: CatalogLinks) -> list[_Wanted]:
    """The terms of a job: API 1's list, or what somebody made of it."""
    if job.decision.case == "REJECT":
        return []
    own = [_of_found(skill, links) for skill in job.findings.found]
    own += [_Wanted(one.name, spans=one.spans, score=one.score) for one in job.new_terms]
    if job.final_skills is None:
        return own
    by_name: dict[str, _Wanted] = {}
    for one in own:
        by_name.setdefault(one.term, one)
    names = dict.fromkeys(visible_line(name, most=LONGEST_TERM) for name in job.final_skills)
    return [by_name.get(name) or _of_name(name, by_name.values(), links) for name in names if name]


def _of_found(found: FoundSkill, links: CatalogLinks) -> _Wanted:
    return _Wanted(
        term=found.display_name,
        is_primary=found.is_primary,
        skill=links.snapshot.skill(found.slug),
        alias=found.alias,
        spans=found.spans,
        score=found.score,
    )


def _of_name(name: str, own: Iterable[_Wanted], links: CatalogLinks) -> _Wanted:
    hit = links.skill_named(name)
    if hit is None:
        return _Wanted(name)
    skill, alias = hit
    read = next((one for one in own if one.skill is not None and one.skill.slug == skill.slug), None)
    primary = read.is_primary if read is not None else False
    return _Wanted(name, is_primary=primary, skill=skill, alias=alias.text)


def _sentence(job: DetailJob, spans: tuple[SkillSpan, ...]) -> str:
    """The sentence in which a term stands first; its line where there are no sentences."""
    if not spans:
        return ""
    start, end = spans[0].start, spans[0].end
    for sentence in job.document.sentences if job.document is not None else ():
        if sentence.start <= start and end <= sentence.end:
            return sentence.text
    before = job.text.rfind("\n", 0, start) + 1
    after = job.text.find("\n", end)
    return visible_line(job.text[before : after if after >= 0 else len(job.text)], most=500)


def _details(
    job: DetailJob,
    wanted: Sequence[_Wanted],
    new: Sequence[tuple[NewSkill, ...]],
    draft: RoleDraft | None,
    links: CatalogLinks,
) -> Details:
    chosen, resolution = _chosen(job, draft, links)
    under = {one.slug for one in draft.dimensions} if draft is not None else set()

    def task(term: str, skill: str, dimension: str, **proposed: object) -> DimensionTask:
        roles = links.roles_of.get(dimension, ())
        holds = dimension in under or (chosen is not None and chosen.slug in roles)
        return DimensionTask(term, skill, dimension, roles, holds, **proposed)  # type: ignore[arg-type]

    skills = tuple(
        _found_facts(one, links, task) if one.skill is not None else _new_facts(one, made, links, task)
        for one, made in zip(wanted, new, strict=True)
    )
    reached = {role for facts in skills for one in facts.tasks for role in one.roles}
    return Details(
        chosen=chosen,
        resolution=resolution,
        skills=skills,
        candidate_roles=links.in_order(reached),
        role_draft=draft,
    )


TaskMaker = Callable[..., DimensionTask]


def _found_facts(one: _Wanted, links: CatalogLinks, task: TaskMaker) -> SkillFacts:
    skill = one.skill
    assert skill is not None
    spellings = [span.surface for span in one.spans] or [one.alias]
    return SkillFacts(
        term=one.term,
        is_primary=one.is_primary,
        skill=skill.slug,
        alias=alias_detail(one.term, skill, spellings, links, alias=one.alias),
        tasks=_known_tasks(one.term, skill.slug, links, task),
    )


def _new_facts(one: _Wanted, made: tuple[NewSkill, ...], links: CatalogLinks, task: TaskMaker) -> SkillFacts:
    """Facts of a term that the catalog lacks: what it names, each part new or a known skill's other name."""
    tasks: list[DimensionTask] = []
    merged: list[Skill] = []
    for skill in made:
        if skill.merged_into is not None:
            merged.append(links.snapshot.skill(skill.merged_into))
            tasks += _known_tasks(one.term, merged[-1].slug, links, task)
            continue
        for each in skill.dimensions:
            if each.slug in links.snapshot.dimension_index:
                tasks.append(
                    task(one.term, skill.skill_id, each.slug, proposed=True, confidence=each.confidence,
                         reason=each.reason)
                )  # fmt: skip
    alias = None
    if len(made) == 1 and merged:
        alias = alias_detail(one.term, merged[0], [made[0].name, one.term], links, via="merge")
    return SkillFacts(
        term=one.term,
        is_primary=one.is_primary,
        skill=merged[0].slug if alias is not None else None,
        alias=alias,
        tasks=tuple(tasks),
        new=made,
        from_model=any(line.method == "model" for skill in made for line in skill.log),
    )


def _known_tasks(term: str, skill: str, links: CatalogLinks, task: TaskMaker) -> tuple[DimensionTask, ...]:
    return tuple(task(term, skill, dimension) for dimension in links.dimensions_of.get(skill, ()))


def _chosen(
    job: DetailJob, draft: RoleDraft | None, links: CatalogLinks
) -> tuple[RoleFacts | None, Resolution]:
    decision = job.decision
    why = job.chosen_rationale or decision.reason
    if decision.case == "REJECT":
        return None, "rejected"
    if decision.role is None:
        name = draft.display_name if draft is not None else decision.new_role_name or UNNAMED
        slug = draft.slug if draft is not None else slugify(name)
        archetype = draft.archetype or None if draft is not None else None
        return RoleFacts(slug, name, None, archetype, why, "llm"), "new"
    role = links.snapshot.role(decision.role)
    facts = RoleFacts(role.slug, role.display_name, role.id, role.archetype, why)
    return facts, "queued" if decision.queued else "in_db"
