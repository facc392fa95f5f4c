"""The legacy vocabulary: how many skills of a JD carry each of its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jdwork.output.client.model import Formula, Vocabulary, VocabularyTerm
from jdwork.output.client.weighed import WeighedSkills

FORMULA = Formula(
    name="vocabulary",
    version="1",
    statement="number of skills that carry a word; skills without one are not counted",
)


def vocabulary(weighed: WeighedSkills) -> Vocabulary:
    """Count skills by nature, volatility, lifespan, version strategy and category.

    Every skill counts one, whatever its weight. Skills of the catalog are ``db``, others ``llm`` (the
    legacy word for what was worked out); of those only what was worked out counts.

    Parameters
    ----------
    weighed
        The skills.

    Returns
    -------
    Vocabulary
        Words by count, then by the alphabet; terms in the record's order.
    """
    terms = [
        VocabularyTerm(
            term=skill.name,
            source="llm" if skill.is_new else "db",
            category=skill.category if skill.nature is not None else None,
            sub_category=skill.sub_category or None,
            skill_nature=skill.nature,
            volatility=skill.volatility,
            typical_lifespan=skill.lifespan,
            version_strategy=skill.version_strategy,
        )
        for skill in weighed.skills
    ]
    return Vocabulary(
        formula=FORMULA,
        terms=terms,
        skill_nature=_counted(term.skill_nature for term in terms),
        volatility=_counted(term.volatility for term in terms),
        typical_lifespan=_counted(term.typical_lifespan for term in terms),
        version_strategy=_counted(term.version_strategy for term in terms),
        category=_counted(term.category for term in terms),
    )


def _counted(words: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(word for word in words if word is not None)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
