"""Explaining a decision: what each signal added, what stands behind it, what would have changed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from jdwork.config import Settings
from jdwork.decide import CASE_MEANING, WEIGHTED_SIGNALS, weights_of
from jdwork.errors import JdworkError, did_you_mean
from jdwork.explain.catalog_changes import CatalogSearch
from jdwork.explain.model import KINDS, Counterfactual, Explanation, Kind
from jdwork.explain.outcomes import decide_again, outcome_of
from jdwork.explain.reading import Reading, read_again
from jdwork.explain.setting_changes import SettingSearch
from jdwork.explain.sources import sources
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord

Changes = Literal["all", "settings", "none"]

OTHER_SETTINGS = (
    "These settings do not decide it as it was decided: the changes of settings are against them, "
    "not against the ones that it was classified with."
)
OTHER_CATALOG = (
    "The pipeline is not the one that it was classified with: what stands behind the signals may differ."
)
ALONE: dict[Kind, str] = {
    "threshold": "threshold",
    "weight": "weight",
    "addition": "addition to its catalog entry",
    "removal": "removal from the chosen role's entry",
}
"""How the kinds of change are called where none is enough."""


def explain(
    record: RunRecord,
    settings: Settings,
    *,
    against: str | None = None,
    pipeline: Pipeline | None = None,
    changes: Changes = "all",
) -> Explanation:
    """Explain a decision.

    Parameters
    ----------
    record
        The classified JD.
    settings
        The settings it was classified with.
    against
        Slug of the role to compare with, and to try for; by default the best other candidate. Where the
        JD has a label that the decision missed, the label is tried for.
    pipeline
        What it was classified with: then the explanation has sources, tries edits of the catalog, and
        ``against`` may be any role of it. Without one the record alone is read.
    changes
        Where to look for what would have changed the decision: in ``settings``, in the catalog as well
        (``all``), or nowhere (``none``). Every edit that is tried indexes the catalog anew where it changes:
        about half a second for 250 roles, and up to a dozen are tried.

    Returns
    -------
    Explanation

    Raises
    ------
    JdworkError
        If ``against`` is no role of the catalog, or was no candidate and there is no pipeline.
    """
    decision = record.decision
    order = [candidate.slug for candidate in decision.candidates]
    reading = read_again(record, pipeline) if pipeline is not None and order else None
    against = _known(against, order, reading)
    label = _label(record, order, reading)
    first = decision.role or next((slug for slug in order if slug != against), None)
    missed = label if label not in (None, decision.role) else None
    second = against or missed or next((slug for slug in order if slug != first), None)
    roles = tuple(slug for slug in (first, second) if slug is not None)
    if second == first:
        roles = roles[:1]
    # Where no role was chosen, the best candidate is the one to try for, unless another is named.
    wanted = against or missed or (second if decision.role else first)
    weights = dict(zip(WEIGHTED_SIGNALS, weights_of(record.signals, settings)[0].tolist(), strict=True))
    values, contributions = _contributions(record, weights, roles, reading)
    found: list[Counterfactual] = []
    nearest: list[Counterfactual] = []
    notes: list[str] = []
    if reading is not None and reading.pipeline.provenance != record.provenance:
        notes.append(OTHER_CATALOG)
    if order and changes != "none":
        tried = reading if changes == "all" else None
        for some, near in _changes(record, settings, wanted, tried, notes):
            found += some
            nearest += near
        notes += _not_enough(found, wanted, decision.role, _namer(record, reading), tried is not None)
    gap = sum(added[0] - added[1] for added in contributions.values()) if len(roles) > 1 else 0.0
    if gap < 0 and decision.role == first:
        name = _namer(record, reading)
        notes.append(
            f"{name(roles[1])} leads {name(roles[0])} on the evidence, but case {decision.case} "
            f"({CASE_MEANING[decision.case]}) goes before that."
        )
    return Explanation(
        record=record,
        roles=roles,
        contributions=contributions,
        values=values,
        names=tuple(map(_namer(record, reading), roles)),
        wanted=wanted,
        sources=sources(reading, roles, weights) if reading is not None else (),
        counterfactuals=tuple(found),
        nearest=tuple(nearest),
        notes=tuple(notes),
    )


def _known(against: str | None, order: Sequence[str], reading: Reading | None) -> str | None:
    """The role to compare with, by its slug of today."""
    if against is None or against in order:
        return against
    if reading is not None:
        slug = reading.snapshot.role_named(against)
        if slug is not None:
            return slug
        raise JdworkError(
            f"There is no role '{against}' in the catalog.",
            hint=did_you_mean(against, reading.snapshot.role_index),
        )
    raise JdworkError(f"'{against}' was no candidate for this JD.", hint=did_you_mean(against, order))


def _label(record: RunRecord, order: Sequence[str], reading: Reading | None) -> str | None:
    """The role that the JD is labelled with, if it can be compared."""
    if record.jd.label is None:
        return None
    if reading is not None:
        return reading.snapshot.role_named(record.jd.label)
    return record.jd.label if record.jd.label in order else None


def _namer(record: RunRecord, reading: Reading | None) -> Callable[[str], str]:
    named = {one.slug: one.display_name or one.slug for one in record.decision.candidates}

    def name(slug: str) -> str:
        if slug not in named and reading is not None:
            return reading.role(slug).display_name
        return named.get(slug, slug)

    return name


def _contributions(
    record: RunRecord, weights: Mapping[str, float], roles: Sequence[str], reading: Reading | None
) -> tuple[dict[str, tuple[float, ...]], dict[str, tuple[float, ...]]]:
    columns = {candidate.slug: candidate.column for candidate in record.decision.candidates}
    values, contributions = {}, {}
    for signal, weight in weights.items():
        figures = [
            float(getattr(record.signals, signal)[0, columns[slug]])
            if slug in columns or reading is None
            else reading.value(signal, slug)
            for slug in roles
        ]
        values[signal] = tuple(round(figure, 4) for figure in figures)
        contributions[signal] = tuple(round(weight * figure, 4) for figure in figures)
    return values, contributions


def _changes(
    record: RunRecord, settings: Settings, wanted: str | None, reading: Reading | None, notes: list[str]
) -> list[tuple[list[Counterfactual], list[Counterfactual]]]:
    """What was found, and what came nearest, of settings and of catalog edits."""
    slugs = {candidate.column: candidate.slug for candidate in record.decision.candidates}
    name = _namer(record, reading)
    before = decide_again(record.signals, settings, slugs)
    if before.differs(outcome_of(record.decision)):
        notes.append(OTHER_SETTINGS)
    made = [SettingSearch(record.signals, settings, slugs, before, wanted, name).changes()]
    if reading is not None and wanted is not None:
        if wanted not in slugs.values():
            notes.append(
                f"{name(wanted)} was not among the {len(slugs)} candidates that were kept: "
                "no setting of the decision table can give it."
            )
        made.append(CatalogSearch(reading, settings, wanted).changes())
    return made


def _not_enough(
    found: Sequence[Counterfactual],
    wanted: str | None,
    chosen: str | None,
    name: Callable[[str], str],
    catalog: bool,
) -> list[str]:
    """Say plainly of which kinds no change gives the wanted role."""
    if wanted is None or wanted == chosen:
        return []
    looked = KINDS if catalog else KINDS[:2]
    without = [kind for kind in looked if not any(one.reaches for one in found if one.kind == kind)]
    if chosen is None and "removal" in without:
        without.remove("removal")
    if not without:
        return []
    listed = [ALONE[kind] for kind in without]
    said = f"{', '.join(listed[:-1])} or {listed[-1]}" if listed[1:] else listed[0]
    return [f"No single {said} makes it {name(wanted)}."]
