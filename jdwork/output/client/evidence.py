"""Evidence: every place of a JD that a figure rests on, told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jdwork.output.client.model import (
    AiIndex,
    EvidenceItem,
    KraDescription,
    NatureOfWork,
    SkillClusters,
    Span,
    TechStackMaturity,
)


def collected_evidence(
    clusters: SkillClusters,
    nature: NatureOfWork,
    ai: AiIndex,
    maturity: TechStackMaturity,
    kras: KraDescription,
) -> list[EvidenceItem]:
    """Gather the evidence of all figures, each place once with the figures that it supports.

    Parameters
    ----------
    clusters, nature, ai, maturity, kras
        The figures.

    Returns
    -------
    list of EvidenceItem
        The title first, then in text order. A figure is named by its part and what it is about
        (``nature_of_work/building``).
    """
    found: dict[tuple[bool, int, int], tuple[Span, set[str]]] = {}
    for figure, spans in _figures(clusters, nature, ai, maturity, kras):
        for span in spans:
            place = (span.source != "title", span.start, span.end)
            found.setdefault(place, (span, set()))[1].add(figure)
    return [EvidenceItem(span=found[place][0], supports=sorted(found[place][1])) for place in sorted(found)]


def _figures(
    clusters: SkillClusters,
    nature: NatureOfWork,
    ai: AiIndex,
    maturity: TechStackMaturity,
    kras: KraDescription,
) -> Iterator[tuple[str, Iterable[Span]]]:
    for part, groups in (("category", clusters.by_category), ("dimension", clusters.by_dimension)):
        for cluster in groups:
            for skill in cluster.skills:
                yield f"skill_clusters/{part}/{cluster.name}", skill.evidence
    for one in nature.shares:
        yield f"nature_of_work/{one.nature}", one.evidence
    yield "nature_of_work/unclassified", nature.unclassified_evidence
    for sub in (ai.subject, ai.tools, ai.exposure):
        yield f"ai_index/{sub.name}", sub.evidence
    for stack in maturity.skills:
        yield f"tech_stack_maturity/{stack.name}", stack.evidence
    for kra in kras.kras:
        yield f"kra_description/{kra.kra}", kra.evidence
