"""Skill names that find what nobody means, or nothing: CAT040, CAT041."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.catalog.lint.material import Material
from jdwork.catalog.lint.plain_names import PLAIN_NAMES
from jdwork.catalog.snapshot import Skill, SkillAlias, SkillNature

PROPER: frozenset[SkillNature] = frozenset(
    {
        "LANGUAGE",
        "FRAMEWORK",
        "LIBRARY",
        "TOOL",
        "PLATFORM",
        "DATABASE",
        "PROTOCOL",
        "STANDARD",
        "CERTIFICATION",
    }
)
"""Natures whose skills have names of their own: in lower case the word is likely to be a plain one."""

Taken = dict[tuple[int, str], tuple[frozenset[str], frozenset[str], str]]
"""Skill and lower-case name to: roles in whose ads it was found though they do not list the skill, roles
that do list it, an example."""


def treacherous_names(material: Material) -> Iterator[Finding]:
    """CAT040: plain words that are looked for in any letter case."""
    taken = _taken(material)
    least = material.settings.treacherous_roles
    for position, skill in enumerate(material.snapshot.skills):
        if not skill.is_extractable:
            continue
        for number, alias in enumerate(skill.aliases):
            word = alias.text.casefold()
            if alias.match_strategy != "CASE_INSENSITIVE" or not word.isalpha():
                continue
            strange, right, example = taken.get((position, word), (frozenset(), frozenset(), ""))
            measured = len(strange) >= least and len(strange) >= 3 * len(right)
            known = word in PLAIN_NAMES and skill.nature in PROPER
            short = len(word) == 1 or (len(word) == 2 and skill.nature in PROPER and _is_lower(alias))
            named_by_it = number == 0 and skill.nature not in PROPER
            if not (known or short or (measured and not named_by_it and skill.nature != "SOFT_SKILL")):
                continue
            yield _treacherous(skill, alias, number, known or short, strange, right, example, material)


def context_without_words(material: Material) -> Iterator[Finding]:
    """CAT041: names that need a context, of skills that have no context words."""
    for skill in material.snapshot.skills:
        names = [alias.text for alias in skill.aliases if alias.match_strategy == "CONTEXT"]
        if not names or skill.context or not skill.is_extractable:
            continue
        yield Finding(
            code="CAT041",
            severity="warning",
            subject=Subject("skill", (skill.slug,), (skill.id,)),
            message=f"The skill '{skill.display_name}' looks for {', '.join(map(repr, names[:4]))} near its"
            " context words, and has none.",
            where=material.places.of("skill", skill.slug),
            suggestion="Add `context: [words that stand near it in ads]`, or match it CASE_SENSITIVE.",
            figure=float(len(names)),
        )


def _treacherous(
    skill: Skill,
    alias: SkillAlias,
    number: int,
    known: bool,
    strange: frozenset[str],
    right: frozenset[str],
    example: str,
    material: Material,
) -> Finding:
    message = f"'{alias.text}', a name of the skill '{skill.display_name}', is looked for in any letter case"
    if known:
        message += ", and is a plain word too" if len(alias.text) > 2 else ", and is very short"
    if strange:
        message += (
            f"; it was found in lower case in ads of {len(strange)} roles that do not list the skill"
            f" (and of {len(right)} that do)"
        )
    first = number == 0
    return Finding(
        code="CAT040",
        severity="warning" if known or len(strange) >= 2 * material.settings.treacherous_roles else "info",
        subject=Subject("skill", (skill.slug, alias.text), (skill.id,)),
        message=message + ".",
        where=material.places.alias("skill", skill.slug, alias.text),
        suggestion="Give it `match: CASE_SENSITIVE`, or `match: CONTEXT` with `context: […]`"
        + ("." if first else "; or remove it."),
        figure=float(len(strange)),
        details=((f"found in: {example}", f"in ads of: {', '.join(sorted(strange)[:6])}") if strange else ()),
    )


def _is_lower(alias: SkillAlias) -> bool:
    return not alias.text.isupper()


def _taken(material: Material) -> Taken:
    """Where single words in lower case were taken for skills, over the labelled ads of the background."""
    from jdwork.skills import SkillMatcher

    snapshot = material.snapshot
    labelled = [
        (label, document)
        for label, document in zip(material.labels, material.background.documents, strict=True)
        if label is not None and label in snapshot.role_index
    ]
    if not labelled:
        return {}
    matcher = SkillMatcher(snapshot)
    roles: dict[tuple[int, str], set[str]] = defaultdict(set)
    examples: dict[tuple[int, str], str] = {}
    for label, document in labelled:
        for found in matcher.match(document).found:
            for span in found.spans:
                if not span.surface.isalpha() or not span.surface.islower():
                    continue
                key = (snapshot.skill_index[found.slug], span.surface)
                roles[key].add(label)
                text = document.clean
                examples.setdefault(key, " ".join(text[max(0, span.start - 40) : span.end + 40].split()))
    listing = material.roles_of_skill
    made: Taken = {}
    for (position, word), labels in roles.items():
        listers = {snapshot.roles[role].slug for role in listing.get(snapshot.skills[position].slug, ())}
        made[position, word] = (
            frozenset(labels - listers), frozenset(labels & listers), examples[position, word]
        )  # fmt: skip
    return made
