"""KRA description: which of the chosen role's KRAs a JD bears out, and the role in two sentences of fact."""

from __future__ import annotations

from collections.abc import Iterable

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.output.client.figures import listed, percent_words, text_span
from jdwork.output.client.model import BorneOutKra, Formula, KraDescription, NatureOfWork, Span
from jdwork.output.client.weighed import WeighedSkills
from jdwork.record import RunRecord

NAMED_SKILLS = 3
NAMED_NATURES = 2
FORMULA = Formula(
    name="kra_description",
    version="1",
    statement="KRAs of the chosen role that a sentence comes close to (similarity less hubness above the "
    "setting kra.matched), and those of its closest sentences, with their cosine",
)


def kra_description(
    record: RunRecord, snapshot: CatalogSnapshot, nature: NatureOfWork, weighed: WeighedSkills
) -> KraDescription:
    """Say which KRAs of the role stand in the JD.

    First come the KRAs of the sentences that are closest to the role, the closest first, with the cosine of
    the two; then those that other sentences bear out. ``matched`` says that a KRA's similarity, less how
    much of a hub it is, passed ``kra.matched``; ``borne_out`` counts those. The description tells that
    count, the closest KRA, the largest natures of work, and the heaviest skills that the role lists.

    Parameters
    ----------
    record
        A classified JD.
    snapshot
        The catalog.
    nature
        The nature of its work.
    weighed
        Its skills.

    Returns
    -------
    KraDescription
        Similarities with four decimals. Without a chosen role there are no KRAs, and the description says
        so.
    """
    chosen = record.chosen
    if chosen is None:
        return KraDescription(
            formula=FORMULA,
            role=None,
            slug=None,
            kras=[],
            borne_out=0,
            listed=None,
            description=_without_role(record),
        )
    known = chosen.slug in snapshot.role_index
    matched = set(chosen.matched_kras)
    best: dict[str, BorneOutKra] = {}
    for match in sorted((chosen.kra and chosen.kra.kra_matches) or (), key=lambda match: -match.similarity):
        span = text_span(record.jd, match.start, match.end)
        sentence = match.sentence or None
        title = record.jd.title
        if span is None and not match.sentence and title:  # the title was read as the only sentence
            span, sentence = Span(source="title", start=0, end=len(title), quote=title), title
        best.setdefault(
            match.kra_text,
            BorneOutKra(
                kra=match.kra_text,
                sentence=sentence,
                similarity=round(match.similarity, 4),
                matched=match.kra_text in matched,
                evidence=[] if span is None else [span],
            ),
        )
    beyond = [
        BorneOutKra(kra=kra, sentence=None, similarity=None, matched=True, evidence=[])
        for kra in chosen.matched_kras
        if kra not in best
    ]
    kras = [*best.values(), *beyond]
    count = len(snapshot.role(chosen.slug).kras) if known else None
    listed_skills = {link.slug for link in snapshot.role(chosen.slug).skills} if known else set()
    return KraDescription(
        formula=FORMULA,
        role=chosen.display_name,
        slug=chosen.slug,
        kras=kras,
        borne_out=len(matched),
        listed=count,
        description=_described(
            chosen.display_name, kras, len(matched), count, nature, weighed, listed_skills
        ),
    )


def _without_role(record: RunRecord) -> str:
    if record.decision.case == "REJECT":
        return "This is no job description, so there is no role to describe."
    return "No role of the catalog was chosen, so there are no KRAs to compare with."


def _described(
    role: str,
    kras: list[BorneOutKra],
    borne_out: int,
    count: int | None,
    nature: NatureOfWork,
    weighed: WeighedSkills,
    role_skills: Iterable[str],
) -> str:
    of_all = f"{borne_out} of the {count} KRAs" if count else f"{borne_out} KRAs"
    first = f"The text bears out {of_all} of {role}"
    if kras and kras[0].similarity is not None:
        first += f", and comes closest to “{kras[0].kra.rstrip('.')}” ({kras[0].similarity:.2f})"
    own = set(role_skills)
    heaviest = sorted(
        (skill for skill in weighed.skills if skill.slug in own),
        key=lambda skill: (-skill.weight, skill.name),
    )
    skills = listed([skill.name for skill in heaviest[:NAMED_SKILLS]])
    natures = listed([f"{one.nature} ({percent_words(one.share)})" for one in nature.shares[:NAMED_NATURES]])
    second = f"Its work is mostly {natures}" if natures else "It tells no duties"
    second += (
        f", and of the role's skills it asks for {skills}" if skills else ", and names no skill of the role"
    )
    return f"{first}. {second}."
