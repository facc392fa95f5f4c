"""The AI index: how far the work has AI as its subject, as its tool, or lies within its reach."""

from __future__ import annotations

import math

from jdwork.output.client.duties import Duties
from jdwork.output.client.figures import distinct, index, listed
from jdwork.output.client.lexicon import lexicon
from jdwork.output.client.model import AiIndex, Formula, SubIndex
from jdwork.output.client.weighed import WeighedSkill, WeighedSkills

SUBJECT_NATURES = frozenset({"DOMAIN_KNOWLEDGE", "CONCEPT", "PRACTICE", "CERTIFICATION"})
FULL_TOOLS = 0.25
"""Share of the skills' weight from which on AI tools count in full."""
WEIGHTS = {"subject": 0.5, "tools": 0.3, "exposure": 0.2}
FORMULA = Formula(
    name="ai_index",
    version="1",
    statement="0.5 × subject + 0.3 × tools + 0.2 × exposure, over those that could be worked out",
)
SUBJECT = Formula(
    name="ai_subject",
    version="1",
    statement="mean of: share of the duties' weight in sentences that name AI or an AI skill; share of the "
    "skills' weight in AI knowledge, methods and tools",
)
TOOLS = Formula(
    name="ai_tools",
    version="1",
    statement="share of the skills' weight in AI tools, libraries and platforms; a quarter counts as 100",
)
EXPOSURE = Formula(
    name="ai_exposure",
    version="1",
    statement="mean, over the duties' weight of a known nature, of the part of that nature's work that "
    "software can take over (0.1 by hand or face to face to 0.7 reading, writing and filing)",
)


def ai_index(read: Duties, weighed: WeighedSkills) -> AiIndex:
    """Work the AI index out of three parts, each from 0 to 100.

    - *subject*: ``mean(D, S)``. D is the share of the duties' weight in sentences that name AI or a skill of
      it, S the share of the skills' weight in AI skills of any kind. Where there are no duties or no skills,
      the other stands alone.
    - *tools*: ``min(1, T / 0.25)``, T the share of the skills' weight in AI skills that are no knowledge or
      practice: libraries, platforms, tools, languages.
    - *exposure*: ``Σ share(n) × e(n) / Σ share(n)`` over the natures of work that were told; e(n) is the
      coarse judgement in ``lexicon.toml`` of how much of such work software can take over. It says nothing
      of whether it should.

    The index is ``0.5 × subject + 0.3 × tools + 0.2 × exposure``; where a part could not be worked out, the
    weights of the others are scaled up. All are rounded to one decimal at the end only.

    Parameters
    ----------
    read
        The duties.
    weighed
        The skills.

    Returns
    -------
    AiIndex
        ``value`` is None where the JD holds neither duties nor skills.
    """
    subject, tools, exposure = _subject(read, weighed), _tools(weighed), _exposure(read)
    known = {
        name: share for name, (share, _) in (("subject", subject), ("tools", tools), ("exposure", exposure))
        if share is not None
    }  # fmt: skip
    total = math.fsum(WEIGHTS[name] for name in known)
    value = math.fsum(WEIGHTS[name] * share for name, share in known.items()) / total if known else None
    shown = None if value is None else index(value)
    parts = [subject[1], tools[1], exposure[1]]
    return AiIndex(
        formula=FORMULA,
        finding=_finding(shown, parts),
        value=shown,
        subject=parts[0],
        tools=parts[1],
        exposure=parts[2],
    )


def is_ai_skill(skill: WeighedSkill) -> bool:
    """Whether a skill is about AI: by its category, or because its name says so."""
    words = lexicon()
    if skill.slug in words.ai_apart:
        return False
    return skill.category in words.ai_categories or words.names_ai(skill.name)


def _subject(read: Duties, weighed: WeighedSkills) -> tuple[float | None, SubIndex]:
    about = [skill for skill in weighed.skills if is_ai_skill(skill)]
    places = [(span.start, span.end) for skill in about for span in skill.evidence if span.source == "text"]
    named = [
        duty
        for duty in read.duties
        if duty.names_ai or any(duty.span.start <= start and end <= duty.span.end for start, end in places)
    ]
    parts: dict[str, float] = {}
    duties = math.fsum(duty.weight for duty in read.duties)
    if duties:
        parts["duties"] = math.fsum(duty.weight for duty in named) / duties
    total = math.fsum(skill.weight for skill in weighed.skills)
    if total:
        parts["skills"] = math.fsum(skill.weight for skill in about) / total
    share = math.fsum(parts.values()) / len(parts) if parts else None
    evidence = distinct(
        [*(duty.span for duty in named), *(span for skill in about for span in skill.evidence)]
    )
    return share, _sub_index("subject", SUBJECT, share, parts, evidence)


def _tools(weighed: WeighedSkills) -> tuple[float | None, SubIndex]:
    total = math.fsum(skill.weight for skill in weighed.skills)
    used = [
        skill
        for skill in weighed.skills
        if is_ai_skill(skill) and skill.nature is not None and skill.nature not in SUBJECT_NATURES
    ]
    part = math.fsum(skill.weight for skill in used) / total if total else None
    share = None if part is None else min(part / FULL_TOOLS, 1.0)
    evidence = distinct(span for skill in used for span in skill.evidence)
    return share, _sub_index("tools", TOOLS, share, {} if part is None else {"skills": part}, evidence)


def _exposure(read: Duties) -> tuple[float | None, SubIndex]:
    words = lexicon()
    deeds = [deed for duty in read.duties for deed in duty.deeds if deed.nature is not None]
    total = math.fsum(deed.weight for deed in deeds)
    parts: dict[str, float] = {}
    for nature in sorted({deed.nature or "" for deed in deeds}):
        held = math.fsum(deed.weight for deed in deeds if deed.nature == nature)
        parts[nature] = held / total * words.exposure[nature]
    share = math.fsum(parts.values()) if deeds else None
    # What is done by hand speaks against exposure; the figure rests on all that was read.
    return share, _sub_index("exposure", EXPOSURE, share, parts, distinct(deed.span for deed in deeds))


def _sub_index(
    name: str, formula: Formula, share: float | None, parts: dict[str, float], evidence: list
) -> SubIndex:
    return SubIndex(
        name=name,
        formula=formula,
        value=None if share is None else index(share),
        parts={key: round(part, 4) for key, part in parts.items()},
        evidence=evidence,
    )


def _finding(value: float | None, parts: list[SubIndex]) -> str:
    if value is None:
        return "Neither duties nor skills: nothing to say about AI."
    told = listed([f"{part.name} {part.value:.0f}" for part in parts if part.value is not None])
    held = parts[0].value or parts[1].value
    start = "AI is part of this work" if held else "The JD names no AI"
    return f"{start}: index {value:.0f} of 100 ({told})."
