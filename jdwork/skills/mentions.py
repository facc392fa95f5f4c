"""From mentions to found and refused skills: how firmly each is asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from jdwork.skills.context import Surroundings
from jdwork.skills.hits import Hit, links_of
from jdwork.skills.lexicon import VERSIONED_NATURES, Entry
from jdwork.skills.model import FoundSkill, RefusedSkill, Requirement, SkillSpan
from jdwork.skills.relevance import Features, kinship, mention_features, place_features
from jdwork.skills.requirement import Reading
from jdwork.skills.tokens import Tokens
from jdwork.skills.versions import versions_of
from jdwork.text.job_description import SectionKind

UNCOUNTED: frozenset[SectionKind] = frozenset({"company", "perks", "equal_opportunity"})
"""Sections in which a mention alone makes no skill, unless its sentence asks or lists."""

PRIMARY_WEIGHT = 2.0
SECTION_WEIGHTS: dict[SectionKind, float] = {
    "skills": 2.0, "requirements": 1.0, "duties": 1.0, "summary": 1.0, "other": 0.7, "logistics": 0.5,
    "company": 0.0, "perks": 0.0, "equal_opportunity": 0.0,
}  # fmt: skip
"""What one mention weighs; see `SkillMatcher.match`."""

_VERSION_ALIAS = re.compile(r"(?<=\w)[ ]v?\d{1,4}(?:\.[\dxX]+)*[cgi]?(?:/\d+[cgi]?)*\+?$")
_FIRMNESS: dict[Requirement, int] = {"required": 2, "nice_to_have": 1, "mentioned": 0}


@dataclass(slots=True)
class Mention:
    """A settled mention of a catalog skill, with what its place is like."""

    entry: Entry
    span: SkillSpan
    reading: Reading
    features: Features
    listed: bool
    asked: bool
    score: float = 1.0

    def spanned(self, requirement: Requirement) -> SkillSpan:
        """Return the span with what was read and weighed."""
        span = self.span
        return SkillSpan(span.start, span.end, span.surface, span.section, requirement, self.score)


def describe_mentions(
    text: str, hits: Sequence[Hit], titled: Collection[str], surroundings: Surroundings
) -> list[Mention]:
    """Describe the place of every settled hit.

    Parameters
    ----------
    text
        The JD's text as it was handed in.
    hits
        Settled hits, in text order.
    titled
        Slugs of the skills that the title names.
    surroundings
        Answers about places in the text.

    Returns
    -------
    list of Mention
        In text order, not yet scored.
    """
    tokens = surroundings.tokens
    counts = Counter(hit.entry.skill.slug for hit in hits)
    categories = {hit.entry.skill.slug: hit.entry.skill.category for hit in hits}
    kin = kinship(categories.values())
    firsts = [hit.first for hit in hits]
    mentions = []
    for hit in hits:
        skill = hit.entry.skill
        section = surroundings.section_at(hit.start)
        facts = surroundings.facts(hit.start)
        place = place_features(
            section=section,
            facts=facts,
            start=hit.start,
            before=_beside(tokens, surroundings.text, hit.first - 1, hit.start, hit.end),
            after=_beside(tokens, surroundings.text, hit.last, hit.start, hit.end),
        )
        links = links_of(hit, hits, firsts, surroundings)
        features = mention_features(
            place,
            nature=skill.nature,
            section=section,
            words=hit.last - hit.first,
            links=links,
            mentions=counts[skill.slug],
            kin=kin[skill.category],
            titled=skill.slug in titled,
            capital=text[hit.start].isupper() and not surroundings.starts_sentence(hit.start),
        )
        span = SkillSpan(hit.start, hit.end, text[hit.start : hit.end], section)
        mentions.append(
            Mention(
                entry=hit.entry,
                span=span,
                reading=surroundings.reading(hit.start, hit.end),
                features=features,
                listed=links == 2,
                asked=facts.asks >= 0 and not facts.speaks_of_us,
            )
        )
    return mentions


def collect_skills(
    mentions: Sequence[Mention],
    titled: Mapping[str, Entry],
    surroundings: Surroundings,
    *,
    threshold: float,
) -> tuple[FoundSkill, ...]:
    """Gather scored mentions into skills, and read how each skill is asked for.

    Parameters
    ----------
    mentions
        Scored, in text order.
    titled
        What the title names, by slug.
    surroundings
        Answers about places in the text.
    threshold
        Score from which a mention counts as asking.

    Returns
    -------
    tuple of FoundSkill
        In the order of their first mention; those that the title alone names come last.
    """
    gathered: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.reading != "refused":
            gathered.setdefault(mention.entry.skill.slug, []).append(mention)
    found = []
    for slug, group in gathered.items():
        in_title = slug in titled
        if not in_title and not any(_counts(mention, threshold) for mention in group):
            continue
        weight = sum(
            SECTION_WEIGHTS[each.span.section] * surroundings.demand(each.span.start) for each in group
        )
        spans = tuple(each.spanned(_requirement(each, threshold)) for each in group)
        skill = _found(group[0].entry, is_primary=in_title or weight >= PRIMARY_WEIGHT)
        found.append(
            replace(
                skill,
                spans=spans,
                requirement=_firmest(group, spans, titled=in_title),
                versions=tuple(
                    dict.fromkeys(
                        version for each in group for version in _versions(each.entry, each.span.surface)
                    )
                ),
                score=max(span.score for span in spans),
            )
        )
    alone = [slug for slug in titled if slug not in gathered]
    found += [_found(titled[slug], is_primary=True) for slug in alone]
    return tuple(found)


def _requirement(mention: Mention, threshold: float) -> Requirement:
    """Read how one mention asks: by its words, else by its score."""
    story = mention.span.section in UNCOUNTED
    if mention.reading == "mentioned" or (story and mention.score < threshold):
        return "mentioned"
    if mention.reading == "must":
        return "required"
    if mention.reading == "optional":
        return "nice_to_have"
    return "required" if mention.score >= threshold else "mentioned"


def _firmest(mentions: Sequence[Mention], spans: Sequence[SkillSpan], *, titled: bool) -> Requirement:
    """Say how a skill is asked for: a must first, then a plus, then what is merely implied."""
    if titled or any(
        each.reading == "must" and span.requirement == "required"
        for each, span in zip(mentions, spans, strict=True)
    ):
        return "required"
    asked = {span.requirement for span in spans}
    firm = {
        span.requirement
        for each, span in zip(mentions, spans, strict=True)
        if span.section in ("requirements", "skills") or each.asked
    }
    for group in (firm, asked):
        if group - {"mentioned"}:
            return max(group, key=_FIRMNESS.__getitem__)
    return "mentioned"


def _counts(mention: Mention, threshold: float) -> bool:
    """Whether a mention is enough for a skill to be found."""
    if mention.span.section not in UNCOUNTED:
        return True
    if mention.span.section == "equal_opportunity" or mention.score < threshold:
        return False
    return mention.asked or (mention.listed and "speaks of us" not in mention.features)


def collect_refused(mentions: Sequence[Mention], found: Collection[str]) -> tuple[RefusedSkill, ...]:
    """Gather the skills that are said not to be asked for.

    Parameters
    ----------
    mentions
        In text order.
    found
        Slugs of skills that are asked for elsewhere.

    Returns
    -------
    tuple of RefusedSkill
        In the order of their first refusal.
    """
    gathered: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.reading == "refused":
            gathered.setdefault(mention.entry.skill.slug, []).append(mention)
    return tuple(
        RefusedSkill(
            slug=slug,
            display_name=group[0].entry.skill.display_name,
            skill_id=group[0].entry.skill.id,
            spans=tuple(each.spanned("mentioned") for each in group),
            reason="said not to be asked for" + (", and asked for elsewhere" if slug in found else ""),
        )
        for slug, group in gathered.items()
    )


def _versions(entry: Entry, surface: str) -> tuple[str, ...]:
    """Read the versions that a mention names, behind the name or within it."""
    if entry.skill.nature not in VERSIONED_NATURES:
        return ()
    name = _VERSION_ALIAS.sub("", entry.alias)
    if entry.is_version:
        name = name.rstrip("+.0123456789")
    letters = sum(map(str.isalnum, name))
    place = 0
    for place, sign in enumerate(surface):  # noqa: B007
        if letters == 0:
            break
        letters -= sign.isalnum()
    else:
        place = len(surface)
    return versions_of(surface, name_end=place)


def _found(entry: Entry, *, is_primary: bool) -> FoundSkill:
    skill = entry.skill
    return FoundSkill(
        slug=skill.slug,
        display_name=skill.display_name,
        skill_id=skill.id,
        alias=entry.alias,
        is_primary=is_primary,
        spans=(),
    )


def _beside(tokens: Tokens, text: str, at: int, start: int, end: int) -> str:
    """Return the atom beside a mention, if nothing but space lies between."""
    if not 0 <= at < len(tokens.norms):
        return ""
    gap = text[tokens.ends[at] : start] if tokens.ends[at] <= start else text[end : tokens.starts[at]]
    return tokens.norms[at] if not gap.strip(" \t-") else ""
