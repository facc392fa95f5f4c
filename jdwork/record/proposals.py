"""What a record asks a person to look at: pure, bounded, and the same for the same record."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from jdwork.config.settings import Settings
from jdwork.details import worth_asking
from jdwork.parse import normalize_title
from jdwork.record.run_record import KraMatch, RunRecord
from jdwork.skills import FoundSkill, ProposedSkill, SkillSpan

Kind = Literal[
    "decision", "new_role", "role_skill", "new_skill", "new_kra", "role_alias", "collision", "skill_alias",
    "skill_dimension", "role_dimension",
]  # fmt: skip

MAX_SKILLS = 20
"""Skills, known and unknown each, that one run may propose."""

MAX_SNIPPET = 300
"""Characters of evidence kept with a sighting."""

MAX_NAME = 300
"""Characters of an item's name."""

MAX_TITLE_WORDS = 6
"""Words of a title that may become an alias; longer ones are sentences rather than titles."""

_MAX_KEY = 200  # both servers index keys; PostgreSQL refuses very long ones


@dataclass(frozen=True, slots=True)
class Proposal:
    """One review item as one run sees it.

    Parameters
    ----------
    kind, key
        Which item; see `jdwork.database.tables.ReviewItemRow`.
    name
        How to show it.
    snippet
        Evidence, at most 300 characters.
    start, end
        Where in the JD's text the evidence stands.
    skill
        For ``role_skill``: the found skill.
    of_skill, of_dimension
        Slugs of the skill and of the dimension that the item is about, for the kinds that details propose.
    """

    kind: Kind
    key: str
    name: str
    snippet: str = ""
    start: int | None = None
    end: int | None = None
    skill: FoundSkill | None = None
    of_skill: str | None = None
    of_dimension: str | None = None


def proposals(
    record: RunRecord, *, settings: Settings, role_slug: str | None, passed_over: Collection[str]
) -> list[Proposal]:
    """List what a record proposes for review.

    Parameters
    ----------
    record
        Any record.
    settings
        Its settings; ``kra.floor`` says when a sentence resembles no KRA, ``centroid.min_confidence``
        from which confidence on a title may teach an alias, as it may teach a centroid.
    role_slug
        The chosen role as the database knows it today (a redirect may have renamed it).
    passed_over
        Slugs of skills not to propose for the role: those it lists, and those that any role may ask for.

    Returns
    -------
    list of Proposal
        Each kind and key once. Skills, KRAs and aliases are proposed for a role only where the decision
        was not itself queued: a doubtful role should not collect skills.
    """
    decision = record.decision
    found: list[Proposal] = []
    if decision.case == "E":
        found.append(_new_role(record))
    elif decision.queued:
        found.append(_decision(record))
    if role_slug is not None and not decision.queued:
        lacking = [skill for skill in record.skills.found if skill.slug not in passed_over]
        lacking.sort(key=lambda skill: not skill.is_primary)
        found += [_role_skill(record, role_slug, skill) for skill in lacking[:MAX_SKILLS]]
        kra = _strange_sentence(record, role_slug, settings.kra.floor)
        if kra is not None:
            found.append(_new_kra(role_slug, kra))
        if decision.confidence >= settings.centroid.min_confidence:
            found += _role_alias(record, role_slug)
    if len(decision.alias_roles) > 1:
        found.append(_collision(record))
    if decision.case != "REJECT":
        found += [_new_skill(record, phrase) for phrase in worth_asking(record.skills)[:MAX_SKILLS]]
    unique = {(each.kind, each.key): each for each in reversed(found) if each.key}
    return [each for each in found if unique.get((each.kind, each.key)) is each]


def title_of(record: RunRecord) -> str:
    """Return the title of a record: the one handed in, else the one read in the text, else nothing."""
    return record.jd.title or record.parse.parsed.role or ""


def bounded_key(text: str) -> str:
    """Shorten a key that is too long to index; different long texts keep different keys."""
    if len(text) <= _MAX_KEY:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"{text[: _MAX_KEY - 25]}~{digest}"


def spelling_rank(name: str) -> tuple[bool, str]:
    """Order spellings of one name: mixed case (``Apache Kafka``) before all small or all capitals."""
    return (name in {name.lower(), name.upper()}, name)


def _decision(record: RunRecord) -> Proposal:
    jd = record.jd
    name = title_of(record) or jd.id
    return Proposal("decision", jd.content_hash, name[:MAX_NAME], record.decision.reason[:MAX_SNIPPET])


def _new_role(record: RunRecord) -> Proposal:
    name = record.decision.new_role_name or title_of(record) or record.jd.id
    return Proposal(
        "new_role",
        bounded_key(normalize_title(name) or folded(name)),
        name[:MAX_NAME],
        record.decision.reason[:MAX_SNIPPET],
    )


def _role_skill(record: RunRecord, role_slug: str, skill: FoundSkill) -> Proposal:
    key = bounded_key(f"{role_slug}/{skill.slug}")
    proposal = Proposal("role_skill", key, skill.display_name[:MAX_NAME], skill=skill)
    return placed(proposal, record.jd.text, skill.spans)


def _new_skill(record: RunRecord, phrase: ProposedSkill) -> Proposal:
    proposal = Proposal("new_skill", bounded_key(folded(phrase.name)), phrase.name[:MAX_NAME])
    return placed(proposal, record.jd.text, phrase.spans)


def _strange_sentence(record: RunRecord, role_slug: str, floor: float) -> KraMatch | None:
    """Return the compared sentence least like any KRA of the role, if that is below ``floor``."""
    duties = {
        (sentence.start, sentence.end)
        for sentence in record.document.sentences
        if sentence.section == "duties"
    }
    slugs = {role_slug, record.decision.role}
    matches = [
        match
        for signal in record.evidence.kra
        if signal.slug in slugs
        for match in signal.kra_matches or ()
        if match.similarity < floor and (match.start, match.end) in duties
    ]
    return min(matches, key=lambda match: (match.similarity, match.start), default=None)


def _new_kra(role_slug: str, match: KraMatch) -> Proposal:
    sentence = " ".join(match.sentence.split())
    key = bounded_key(f"{role_slug}/{folded(sentence)}")
    return Proposal(
        "new_kra", key, sentence[:MAX_NAME], sentence[:MAX_SNIPPET], start=match.start, end=match.end
    )


def _role_alias(record: RunRecord, role_slug: str) -> list[Proposal]:
    """Propose the JD's own title as an alias of the role, where no role carries it."""
    title = record.jd.title or ""
    normal = normalize_title(title)
    if record.decision.alias_roles or not 0 < len(normal.split()) <= MAX_TITLE_WORDS:
        return []
    reason = record.decision.reason[:MAX_SNIPPET]
    return [Proposal("role_alias", bounded_key(f"{role_slug}/{normal}"), title[:MAX_NAME], reason)]


def _collision(record: RunRecord) -> Proposal:
    title = title_of(record)
    key = bounded_key(normalize_title(title))
    return Proposal("collision", key, title[:MAX_NAME], record.decision.reason[:MAX_SNIPPET])


def placed(proposal: Proposal, text: str, spans: tuple[SkillSpan, ...]) -> Proposal:
    """Add the words round the first of some mentions, and where it stands."""
    if not spans:
        return proposal
    first = spans[0]
    snippet = _snippet(text, first.start, first.end)
    return replace(proposal, snippet=snippet, start=first.start, end=first.end)


def _snippet(text: str, start: int, end: int) -> str:
    """Cut the words round a mention, from a word's begin to a word's end, spaces made single."""
    margin = max((MAX_SNIPPET - (end - start)) // 2, 0)
    low, high = max(start - margin, 0), min(end + margin, len(text))
    if low > 0:
        following = text.find(" ", low, start)
        low = low if following < 0 else following + 1
    if high < len(text):
        preceding = text.rfind(" ", end, high)
        high = high if preceding < 0 else preceding
    return " ".join(text[low:high].split())[:MAX_SNIPPET]


def folded(text: str) -> str:
    """Make letter case and spaces irrelevant."""
    return " ".join(text.casefold().split())
