"""Hand-made records that fill every part of a page or body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jdwork.catalog.slug import slugify
from jdwork.decide import Candidate, Case
from jdwork.parse.model import (
    AboutCompany,
    Compensation,
    DomainGuess,
    DomainName,
    Education,
    Experience,
    JobLocation,
    ParsedJD,
    ParseResult,
    Responsibilities,
    SourceMarker,
    Url,
)
from jdwork.record import (
    AttachedSkill,
    ChosenRoleFacts,
    Evidence,
    KraMatch,
    RoleSignal,
    RunRecord,
    StageFiveUpdates,
)
from jdwork.skills import FoundSkill, ProposedSkill, SkillFindings, SkillSpan
from jdwork.text import Document, JobDescription, Section
from tests.record.factory import make_record

Span = tuple[int, int]


def parsed_jd(words: str = "words") -> ParsedJD:
    """A reading in which every key holds something made of ``words``."""
    marker = SourceMarker(first_5_words=words, last_5_words=words)
    return ParsedJD(
        JD_type="pass",
        about_company=AboutCompany(source_marker=marker, text=words, word_count=1),
        certifications=[words],
        company_name=words,
        ctc=Compensation(currency="INR", max=30, min=30, period="annual", raw=words),
        domain=DomainGuess(primary=DomainName(aliases=[words], domain=words), secondary=None),
        education=[Education(level=words, qualification=words, raw=words, requirement="required")],
        experience=Experience(max=None, min=3, raw=words),
        job_locations=[JobLocation(aliases=[], city=words, country=None, state=None, work_mode="remote")],
        role=words,
        role_aliases=[words],
        role_archetype=words,
        roles_and_responsibilities=[
            Responsibilities(
                bullet_count=1,
                heading=words,
                heading_was_present=True,
                source_marker=marker,
                text=words,
                word_count=1,
            )
        ],
        urls=[Url(type="website", url=words)],
    )


def full_record(
    case: Case = "C", *, words: str = "words", text: str | None = None, recorded: bool = True
) -> RunRecord:
    """A record in which every shown string is or holds ``words``; a role is chosen as the case has it."""
    body = f"Before {words} after" if text is None else text
    start = body.find(words)
    place = SkillSpan(start, start + len(words), words, "duties")
    match = KraMatch(words, words, 0.71239, place.start, place.end)
    role = RoleSignal(7, "some-role", words, 0.5)
    passed, chosen = case != "REJECT", case not in ("REJECT", "E")
    record = make_record(case=case, role="some-role" if chosen else None, text=body, title=words)
    jd = JobDescription(id=words, text=body, title=words, date=words, label=words)
    evidence = Evidence(
        alias=(role,),
        kra=(replace(role, kra_matches=(match,)),),
        skill=(replace(role, matched_skills=(words,), matched_count=1, total_count=2),),
    )
    return replace(
        record,
        jd=jd,
        document=Document(jd, body, (), ()),
        parse=ParseResult(parsed=parsed_jd(words), fail_reason=None if passed else words, notes=(words,)),
        skills=SkillFindings(
            found=(FoundSkill("s", words, 1, words, True, (place,)),),
            proposed=(ProposedSkill(words, (place,), words),),
        ),
        evidence=evidence if passed else Evidence(),
        decision=replace(
            record.decision,
            reason=words,
            queued=case == "E",
            candidates=(Candidate("some-role", 3.5, 0.9, 0, words),) if passed else (),
            alias_roles=("some-role", "other-role") if case == "D" else (),
            adjudicated=case in ("B", "D"),
            new_role_name=words if case == "E" else None,
        ),
        provenance=replace(record.provenance, encoder_id=words),
        chosen=ChosenRoleFacts(7, "some-role", words, words, words, words, (words,), (words,), (words,))
        if chosen
        else None,
        notes=(words,),
        timings={"read": 0.0123},
        updates=recording(words, case=case) if recorded else None,
    )


def recording(words: str = "words", *, case: Case = "C") -> StageFiveUpdates:
    """What recording such a record did."""
    if case == "E":
        slug = slugify(words) or "new-role"
        return StageFiveUpdates(queue_entry_id=4, v3_pipeline_triggered=True, v3_role_slug=slug)
    if case == "REJECT":
        return StageFiveUpdates()
    return StageFiveUpdates(
        centroid_updated=True,
        centroid_n_after=12,
        collision_log_id=3 if case == "D" else None,
        new_kra_attached=words,
        new_skills_attached=(AttachedSkill(words, True, "some-role", words, 9),),
    )


def marked_record(
    text: str, *, skills: Iterable[Span] = (), kras: Iterable[Span] = (), boilerplate: Iterable[Span] = ()
) -> RunRecord:
    """A record of this text with evidence in these places."""
    record = make_record(text=text, skills=(), role=None)
    found = tuple(
        FoundSkill(f"s{place}", f"Skill {place}", place, "", False, (SkillSpan(*span, text[slice(*span)]),))
        for place, span in enumerate(skills)
    )
    matches = tuple(KraMatch("kra", text[slice(*span)], 0.5, *span) for span in kras)
    sections = tuple(Section("perks", *span) for span in boilerplate)
    return replace(
        record,
        document=Document(record.jd, text, sections, ()),
        skills=SkillFindings(found=found),
        evidence=Evidence(kra=(RoleSignal(1, "r", "Role", 0.5, kra_matches=matches),)),
    )
