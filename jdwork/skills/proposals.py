"""Unknown skill-like phrases: what the catalog may lack."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from jdwork.skills.abbreviations import introductions
from jdwork.skills.context import SentenceFacts, Surroundings
from jdwork.skills.model import ProposedSkill, SkillSpan
from jdwork.skills.phrase_names import PhraseNames
from jdwork.skills.phrases import Phrase, cut_phrases, phrase_features
from jdwork.skills.relevance import Features, Weights, place_features
from jdwork.skills.tokens import tokenize
from jdwork.text.job_description import Document, SectionKind

MAX_PROPOSALS = 15
"""Proposals kept per JD: the most skill-like first."""

LEAST_SCORE = 0.25
"""Phrases less skill-like than this are not proposed at all."""

_ASKING: frozenset[SectionKind] = frozenset({"skills", "requirements", "duties"})
_ITEM_BEFORE = re.compile(r"(?:[,;/|•·(:]|\band|\bor)\s*$", re.IGNORECASE)
_ITEM_AFTER = re.compile(r"\s*(?:[,;/|•·)]|\band\b|\bor\b)", re.IGNORECASE)
_CUE = re.compile(
    r"\b(knowledge|experience|proficien\w+|expertise|familiar\w*|skills?|technologies|tools|stack|understanding"
    r"|exposure|fluen\w+|such as|including|like)\b[^.;\n]{0,120}$",
    re.IGNORECASE,
)


_Place = tuple[Phrase, SectionKind, SentenceFacts]


@dataclass(slots=True)
class Candidate:
    """A phrase, the places where it stands, and what each place is like."""

    name: str
    shape: str
    places: list[tuple[SkillSpan, Features]] = field(default_factory=list)


def collect_candidates(
    document: Document,
    surroundings: Surroundings,
    *,
    taken: Sequence[tuple[int, int]],
    skills: Sequence[tuple[int, int]],
    names: PhraseNames,
) -> list[Candidate]:
    """Gather the unknown phrases of what a JD says of the work and of its asks.

    Parameters
    ----------
    document
        The JD with its structure.
    surroundings
        Answers about places in it.
    taken
        Stretches in which catalog skills were found or considered, in text order.
    skills
        Stretches of found skills, in text order: neighbours in a list.
    names
        Says what a name is like.

    Returns
    -------
    list of Candidate
        In text order, one for all spellings of a phrase.
    """
    text = surroundings.text
    company = _company_words(document)
    found: dict[tuple[str, ...], tuple[str, list[_Place]]] = {}
    position = 0
    for sentence in document.sentences:
        if sentence.section not in _ASKING:
            continue
        if len(sentence.text) > 12 and sentence.text.isupper():
            continue  # In a headline, capitals mean nothing.
        while position < len(taken) and taken[position][1] <= sentence.start:
            position += 1
        last = bisect_left(taken, (sentence.end, 0))
        for phrase in cut_phrases(text, sentence.start, sentence.end, taken[position:last]):
            name = text[phrase.start : phrase.end]
            atoms = names.atoms(name)
            if atoms and company.isdisjoint(atoms):
                entry = found.setdefault(atoms, (" ".join(name.split()), []))
                entry[1].append((phrase, sentence.section, surroundings.facts(phrase.start)))
    _join_abbreviations(found, text)
    starts = [start for start, _ in skills]
    candidates = []
    for atoms, (name, places) in found.items():
        named = names.features(name, atoms, first_in_sentence=places[0][0].first_in_sentence)
        candidate = Candidate(name, named.shape)
        for phrase, section, facts in places:
            place = place_features(
                section=section,
                facts=facts,
                start=phrase.start,
                before=phrase.before,
                after=phrase.after,
            )
            features = phrase_features(
                named,
                place,
                section=section,
                mentions=len(places),
                links=_links(phrase, skills, starts, surroundings),
                items=_is_item(text, phrase),
            )
            surface = document.jd.text[phrase.start : phrase.end]
            candidate.places.append((SkillSpan(phrase.start, phrase.end, surface, section), features))
        candidates.append(candidate)
    return candidates


def _join_abbreviations(found: dict[tuple[str, ...], tuple[str, list[_Place]]], text: str) -> None:
    """Count an abbreviation that the text spells out as a mention of its long form."""
    for made in introductions(text):
        long = tuple(tokenize(text[made.start : made.end]).norms)
        short = tuple(tokenize(made.short).norms)
        if long != short and long in found and short in found:
            found[long][1].extend(found.pop(short)[1])
            found[long][1].sort(key=lambda place: place[0].start)


def propose_skills(
    candidates: Sequence[Candidate], weights: Weights, surroundings: Surroundings
) -> tuple[ProposedSkill, ...]:
    """Rank unknown phrases by how skill-like they are.

    Parameters
    ----------
    candidates
        What `collect_candidates` gathered.
    weights
        The model of phrases.
    surroundings
        Answers about places in the document.

    Returns
    -------
    tuple of ProposedSkill
        At most `MAX_PROPOSALS` with a score of `LEAST_SCORE` or more, the most skill-like first.
    """
    scored: list[tuple[float, int, Candidate]] = []
    for candidate in candidates:
        scores = [weights.score(features) for _, features in candidate.places]
        best = max(range(len(scores)), key=scores.__getitem__)
        if scores[best] >= LEAST_SCORE:
            scored.append((scores[best], best, candidate))
    scored.sort(key=lambda entry: (-entry[0], entry[2].places[0][0].start))
    proposed = []
    for score, best, candidate in scored[:MAX_PROPOSALS]:
        span, features = candidate.places[best]
        reason = _reason(candidate, features, span, surroundings)
        spans = tuple(span for span, _ in candidate.places)
        proposed.append(ProposedSkill(candidate.name, spans, reason, round(score, 4)))
    return tuple(proposed)


def _links(
    phrase: Phrase, skills: Sequence[tuple[int, int]], starts: list[int], surroundings: Surroundings
) -> int:
    position = bisect_left(starts, phrase.start)
    links = 0
    if position > 0:
        links += surroundings.list_link(skills[position - 1][1], phrase.start) is not None
    if position < len(skills):
        links += surroundings.list_link(phrase.end, skills[position][0]) is not None
    return links


def _is_item(text: str, phrase: Phrase) -> bool:
    before = _ITEM_BEFORE.search(text, max(0, phrase.start - 6), phrase.start)
    return before is not None and _ITEM_AFTER.match(text, phrase.end, phrase.end + 6) is not None


def _reason(candidate: Candidate, features: Features, span: SkillSpan, surroundings: Surroundings) -> str:
    """Say in words what spoke most for a phrase."""
    if candidate.shape == "technical":
        return "a name of technical shape"
    if "beside a skill" in features:
        return "stands in a list with known skills"
    cue = _CUE.search(surroundings.text, max(0, span.start - 130), span.start)
    if cue is not None and "asked before" in features:
        return f"named after '{cue[1].lower()}'"
    if candidate.shape == "acronym":
        return "an abbreviation in what the JD asks for"
    if span.section == "skills":
        return "named among the skills"
    return "worded like skills of the catalog"


def _company_words(document: Document) -> frozenset[str]:
    """Names from the company story: they tell who asks, not what is asked."""
    words: set[str] = set()
    for sentence in document.sentences:
        if sentence.section == "company":
            named = tokenize(sentence.text)
            for at, norm in enumerate(named.norms):
                if sentence.text[named.starts[at]].isupper():
                    words.add(norm)
    return frozenset(words)
