"""Which spelling of a skill a JD uses, and whether the catalog would gain by knowing it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable

from jdwork.catalog.slug import visible_line
from jdwork.catalog.snapshot import Skill, SkillAlias
from jdwork.details.links import CatalogLinks, compact
from jdwork.details.model import AliasDetail

SHORTEST = 3
"""Letters and digits; a shorter name is too often another word."""
LONGEST = 60
"""Characters; what is longer is no name."""
KNOWN = "the skill has this alias already"
_VERSION = re.compile(r"[\s\-]*\bv?\d+(?:\.\d+)*(?:\.x|\+)?$|(?<=[^\W\d])\d+(?:\.\d+)*$", re.IGNORECASE)


def alias_detail(
    term: str,
    skill: Skill,
    spellings: Iterable[str],
    links: CatalogLinks,
    *,
    via: str = "alias",
    alias: str = "",
) -> AliasDetail:
    """Say which alias of a skill a term is, or which new spelling of it could be kept.

    Parameters
    ----------
    term
        The skill as API 1 names it.
    skill
        The catalog skill.
    spellings
        How the JD writes it, in text order.
    links
        The catalog, for the aliases of other skills.
    via
        How the term met the skill.
    alias
        The alias by which it was found, where that is known.

    Returns
    -------
    AliasDetail
        With the first spelling that is worth keeping as its ``term``; else with the alias that the JD uses.
    """
    seen = list(dict.fromkeys(filter(None, (visible_line(html.unescape(one)) for one in spellings))))
    reasons = [reason_to_skip(one, skill, links) for one in seen]
    for spelling, reason in zip(seen, reasons, strict=True):
        if reason is None:
            return AliasDetail(spelling, skill.slug, via, None, None, None)
    known = _known_alias(seen, skill, alias)
    reason = reasons[0] if reasons and reasons[0] is not None else KNOWN
    return AliasDetail(
        term, skill.slug, via, known.text if known else None, known.id if known else None, reason
    )


def reason_to_skip(spelling: str, skill: Skill, links: CatalogLinks) -> str | None:
    """Say why a spelling is not kept as an alias, or None where it could be.

    Parameters
    ----------
    spelling
        One visible line.
    skill
        The skill that it spells.
    links
        The catalog.
    """
    own = [alias.text for alias in skill.aliases]
    if spelling in own:
        return KNOWN
    folded, bare = spelling.casefold(), compact(spelling)
    for text in own:
        if text.casefold() == folded:
            return f"differs from the alias '{text}' in letter case only"
    for text in own:
        if compact(text) == bare:
            return f"differs from the alias '{text}' in spaces or signs only"
    for text in own:
        if _number(bare) == _number(compact(text)):
            return f"differs from the alias '{text}' in number only"
    unversioned = compact(_VERSION.sub("", spelling))
    for text in own:
        if unversioned in {compact(text), compact(_VERSION.sub("", text))} and unversioned:
            return f"names a version of '{text}'"
    others = [slug for slug in links.carriers(spelling) if slug != skill.slug]
    if others:
        return f"is an alias of {links.snapshot.skill(others[0]).display_name}"
    if len(bare) < SHORTEST:
        return f"shorter than {SHORTEST} letters"
    if len(spelling) > LONGEST:
        return f"longer than {LONGEST} characters"
    return None


def _known_alias(spellings: Iterable[str], skill: Skill, alias: str) -> SkillAlias | None:
    """The alias that is written most like what stands in the JD, else the one that found the skill."""
    written = list(spellings)
    ways: tuple[tuple[list[str], Callable[[str], str]], ...] = (
        (written, str),
        (written, str.casefold),
        ([alias], str),
        (written, compact),
    )
    for texts, form in ways:
        for text in texts:
            for one in skill.aliases:
                if form(one.text) == form(text):
                    return one
    canonical = (one for one in skill.aliases if one.alias_type == "CANONICAL")
    return next(canonical, skill.aliases[0] if skill.aliases else None)


def _number(name: str) -> str:
    """Take the ending of a plural off a compact name."""
    for ending, put in (("ies", "y"), ("ses", "s"), ("s", "")):
        if len(name) > len(ending) + 2 and name.endswith(ending) and not name.endswith("ss"):
            return name[: -len(ending)] + put
    return name
