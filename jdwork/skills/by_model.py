"""Skills that a language model names: looked up in the JD and in the catalog before they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, Field

from jdwork.llm import Answer, Question
from jdwork.skills.hits import Hit
from jdwork.skills.matcher import Observations, SkillMatcher
from jdwork.skills.mentions import collect_skills, describe_mentions
from jdwork.skills.model import FoundSkill, ProposedSkill, Requirement, SkillFindings, SkillSpan
from jdwork.skills.tokens import tokenize
from jdwork.skills.words import NOT_SKILLS, STOP_WORDS
from jdwork.text.job_description import Document, JobDescription
from jdwork.text.quotes import QuoteFinder, one_line, shown_text

MOST_SKILLS = 40
"""Skills of one answer that are looked at."""

MODEL_SCORE = 0.8
"""How skill-like an unknown phrase is held to be that a model names: as sure as a phrase of the rules that
stands in a list of known skills, for it stands in the JD but nobody weighed its place."""

_PLAIN = """
programming coding scripting development language languages framework frameworks library libraries database
databases platform platforms tool stack developer engineer application applications
"""
_NOTHING_NEW = NOT_SKILLS | STOP_WORDS | frozenset(_PLAIN.split())
_AROUND = " \t\n,;:()[]{}\"'"
_LONGEST, _MOST_WORDS = 60, 6


class NamedSkill(BaseModel):
    """One skill that a model read."""

    name: str = Field(description="the skill as the advertisement writes it, and nothing else")
    quote: str = Field(description="the words around the name, copied word for word, the name among them")


class SkillsAnswer(BaseModel):
    """The skills that a model read."""

    skills: list[NamedSkill] = Field(description="each skill once", default_factory=list)


def skill_question(document: Document, *, max_characters: int) -> Question[SkillsAnswer]:
    """Ask a model for the skills of a JD.

    Parameters
    ----------
    document
        The JD with its structure.
    max_characters
        Characters of its text that are sent at most.

    Returns
    -------
    Question
        Of stage ``skills``.
    """
    return Question(
        stage="skills",
        subject=document.jd.content_hash,
        prompt="skills",
        values={
            "title": one_line(document.jd.title or "", max_characters=300),
            "jd": shown_text(document, max_characters=max_characters),
            "most": str(MOST_SKILLS),
        },
        answer=SkillsAnswer,
    )


def read_skills(
    document: Document, findings: SkillFindings, answer: Answer[SkillsAnswer], matcher: SkillMatcher
) -> tuple[SkillFindings, tuple[str, ...]]:
    """Add to what the rules found the skills that a model named and that stand in the JD.

    A name has to stand in its quote and the quote in the JD. Where the catalog knows the name, its own rules
    go on deciding: the letter case must be right, a name that means something else here stays out, and one
    that needs context counts if words such as "experience with" touch it. What the model adds is that the
    place counts although its section speaks of something else. A refused skill stays refused.

    Parameters
    ----------
    document
        The JD with its structure.
    findings
        What the rules found.
    answer
        The model's answer to `skill_question`, or its failure.
    matcher
        The matcher that made the findings.

    Returns
    -------
    findings : SkillFindings
        Nothing that the rules found is taken away or changed, but that an unknown phrase which both name is
        held to be more skill-like.
    notes : tuple of str
        What was dropped and why, or how the call failed.
    """
    if answer.value is None:
        return findings, (f"skills: found without the model, which failed: {answer.call.note}",)
    seen = matcher.observe(document)
    judge = _Judge(document, findings, seen, matcher)
    for named in answer.value.skills[:MOST_SKILLS]:
        judge.look_at(named)
    found = _found(document, findings, seen, matcher, judge)
    proposed = sorted(judge.proposed.values(), key=lambda one: (-one.score, one.spans[0].start))
    return replace(findings, found=found, proposed=tuple(proposed)), tuple(judge.notes)


@dataclass
class _Judge:
    """Decides of each named skill whether it counts, and gathers the outcome."""

    document: Document
    findings: SkillFindings
    seen: Observations
    matcher: SkillMatcher
    vouched: dict[int, Hit] = field(default_factory=dict)
    """Catalog skills that count on the model's word, by where they start."""
    proposed: dict[tuple[str, ...], ProposedSkill] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._finder = QuoteFinder(self.document)
        self._have = {skill.slug for skill in self.findings.found}
        self._refused = {skill.slug for skill in self.findings.refused} - self._have
        self.proposed = {_key(one.name): one for one in self.findings.proposed}

    def look_at(self, named: NamedSkill) -> None:
        quote = self._finder.find(named.quote)
        if quote is None:
            if not self._in_title(named):
                self._drop(named, "is quoted from nowhere in the JD")
            return
        span = self._finder.find(named.name.strip(_AROUND).rstrip("."), after=quote[0], before=quote[1])
        if span is None or self.seen.surroundings.is_order(span[0]):
            self._drop(named, "is not in its quote")
            return
        start, end = span
        hit = _covering(self.seen.accepted, start, end)
        if (
            hit is None
            and (hit := _covering(self.seen.hits, start, end)) is not None
            and not self._stands(hit)
        ):
            if hit.entry.skill.slug not in self._have:
                self._drop(named, "is the name of a skill, but seems to mean something else here")
            return
        if hit is not None:
            self._known(named, hit)
        elif self.matcher.lexicon.knows(tokenize(named.name)):
            self._drop(named, "is not written as the catalog's skill is")
        else:
            self._unknown(named, start, end)

    def _stands(self, hit: Hit) -> bool:
        """Whether a doubtful name may count: nothing but its context is missing, and it is asked for."""
        if any(hit.start < other.end and other.start < hit.end for other in self.seen.accepted):
            return False
        return hit.doubt == "context" and self.seen.surroundings.is_asked(hit.start, hit.end)

    def _known(self, named: NamedSkill, hit: Hit) -> None:
        slug = hit.entry.skill.slug
        if slug in self._have:
            return
        if slug in self._refused or self.seen.surroundings.reading(hit.start, hit.end) == "refused":
            self._drop(named, "is said not to be asked for")
        else:
            self.vouched[hit.start] = hit

    def _unknown(self, named: NamedSkill, start: int, end: int) -> None:
        surroundings = self.seen.surroundings
        surface = self.document.jd.text[start:end]
        name = " ".join(self.document.clean[start:end].split())
        norms = _key(name)
        inside = [hit for hit in self.seen.accepted if start <= hit.start and hit.end <= end]
        known = {norm for hit in inside for norm in self.seen.surroundings.tokens.norms[hit.first : hit.last]}
        section = surroundings.section_at(start)
        if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS:
            self._drop(named, "is too long for a name")
        elif all(norm in _NOTHING_NEW or norm in known or norm.isdigit() for norm in norms):
            if not known:
                self._drop(named, "is no name of a skill")
        elif section in ("perks", "equal_opportunity") or surroundings.reading(start, end) == "refused":
            self._drop(named, "stands where nothing is asked for")
        else:
            span = SkillSpan(start, end, surface, section, self._requirement(start, end), MODEL_SCORE)
            self._propose(norms, name, span)

    def _propose(self, norms: tuple[str, ...], name: str, span: SkillSpan) -> None:
        known = self.proposed.get(norms)
        if known is None:
            self.proposed[norms] = ProposedSkill(
                name, (span,), "a language model named it as a skill", MODEL_SCORE
            )
        elif "language model" not in known.reason:
            self.proposed[norms] = replace(
                known,
                reason=f"{known.reason}; a language model named it too",
                score=max(known.score, MODEL_SCORE),
            )

    def _requirement(self, start: int, end: int) -> Requirement:
        made = self.seen.surroundings.reading(start, end)
        return "nice_to_have" if made == "optional" else "mentioned" if made == "mentioned" else "required"

    def _in_title(self, named: NamedSkill) -> bool:
        """Whether the title names it: then the rules have seen it there, and no offset can be given."""
        title = self.document.jd.title
        if not title:
            return False
        plain = Document(jd=JobDescription(id="", text=title), clean=title, sections=(), sentences=())
        return QuoteFinder(plain).find(named.name) is not None

    def _drop(self, named: NamedSkill, why: str) -> None:
        self.notes.append(f"skills: {one_line(named.name, max_characters=60)!r} {why}, dropped")


def _found(
    document: Document, findings: SkillFindings, seen: Observations, matcher: SkillMatcher, judge: _Judge
) -> tuple[FoundSkill, ...]:
    """What the rules found, and what counts on the model's word, read as the rules read it."""
    if not judge.vouched:
        return findings.found
    accepted = {hit.start: hit for hit in seen.accepted} | judge.vouched
    hits = [accepted[start] for start in sorted(accepted)]
    mentions = describe_mentions(document.jd.text, hits, seen.titled, seen.surroundings)
    model = matcher.relevance.mention
    for mention in mentions:
        mention.score = round(model.score(mention.features), 4)
        if mention.span.start in judge.vouched:
            mention.score = max(mention.score, model.threshold)
            mention.asked = True
    slugs = {hit.entry.skill.slug for hit in judge.vouched.values()}
    new = [
        skill
        for skill in collect_skills(mentions, seen.titled, seen.surroundings, threshold=model.threshold)
        if skill.slug in slugs
    ]
    for slug in sorted(slugs - {skill.slug for skill in new}):
        judge.notes.append(f"skills: '{slug}' stands where nothing is asked for, dropped")
    together = [*findings.found, *new]
    return tuple(sorted(together, key=lambda one: one.spans[0].start if one.spans else len(document.clean)))


def _covering(hits: Sequence[Hit], start: int, end: int) -> Hit | None:
    """The longest name that covers a stretch, the canonical one of several."""
    there = [hit for hit in hits if hit.start <= start and end <= hit.end]
    return min(there, key=lambda hit: (hit.start - hit.end, hit.entry.rank), default=None)


def _key(name: str) -> tuple[str, ...]:
    return tuple(tokenize(name).norms)
