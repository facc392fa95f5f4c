"""Running the checks over a snapshot or a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from jdwork.catalog.lint.accepted import read_accepted, without_accepted
from jdwork.catalog.lint.background import Background, read_background, sample_files
from jdwork.catalog.lint.checks import CHECKS, select_checks
from jdwork.catalog.lint.files import file_problems
from jdwork.catalog.lint.finding import Finding
from jdwork.catalog.lint.kras import empty_kras, hub_kras, kra_pulls, repeated_kras, uneven_kras
from jdwork.catalog.lint.links import (
    empty_domains,
    orphan_dimensions,
    orphan_skills,
    thin_roles,
    unlike_links,
)
from jdwork.catalog.lint.material import Material
from jdwork.catalog.lint.names import colliding_skill_names, colliding_titles, near_duplicate_skills
from jdwork.catalog.lint.places import Places, places_of
from jdwork.catalog.lint.reach import reaches, unreached_roles
from jdwork.catalog.lint.report import LintReport
from jdwork.catalog.lint.roles import duplicate_roles, role_pairs
from jdwork.catalog.lint.settings import LintSettings
from jdwork.catalog.lint.skills import context_without_words, treacherous_names
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.embed import Encoder

FILE_CHECKS = ("CAT001", "CAT002", "CAT003", "CAT004")
SIMPLE: dict[str, Callable[[Material], Iterator[Finding]]] = {
    "CAT010": colliding_titles,
    "CAT012": colliding_skill_names,
    "CAT013": near_duplicate_skills,
    "CAT021": uneven_kras,
    "CAT022": empty_kras,
    "CAT023": repeated_kras,
    "CAT030": unlike_links,
    "CAT031": orphan_skills,
    "CAT032": orphan_dimensions,
    "CAT033": thin_roles,
    "CAT034": empty_domains,
    "CAT040": treacherous_names,
    "CAT041": context_without_words,
}
"""Checks that look at the material alone."""

KEPT = 200
"""Pairs of roles and pulls of KRAs that a report keeps for the pictures."""


def lint(
    snapshot: CatalogSnapshot,
    *,
    encoder: Encoder | None,
    background: Background | None = None,
    settings: LintSettings | None = None,
    checks: Sequence[str] | None = None,
    places: Places | None = None,
    progress: Callable[[str], None] | None = None,
) -> LintReport:
    """Look a catalog over.

    Parameters
    ----------
    snapshot
        The catalog.
    encoder
        For the checks that compare meanings; None leaves those out (``LintReport.skipped`` names them).
    background
        Ads to measure against, see `read_background`.
    settings
        Thresholds.
    checks
        Codes, or beginnings of codes; None for all.
    places
        Where the entries stand, for the findings' ``where``.
    progress
        Called with what is done next.

    Returns
    -------
    LintReport
        Of equal input always the same.

    Raises
    ------
    CatalogError
        If a code is unknown.
    """
    material = Material(
        snapshot, encoder, background or Background(), settings or LintSettings(), places or Places()
    )
    ran: list[str] = []
    skipped: list[tuple[str, str]] = []
    for code in select_checks(tuple(checks) if checks is not None else None):
        check = CHECKS[code]
        if code in FILE_CHECKS:
            continue
        if check.needs_encoder and encoder is None:
            skipped.append((code, "it needs an encoder"))
        elif check.needs_background and not material.background.sentences:
            skipped.append((code, "there are no ads to measure against"))
        else:
            ran.append(code)
    report = LintReport(
        findings=(),
        skipped=tuple(skipped),
        catalog=snapshot.content_hash,
        encoder=encoder.encoder_id if encoder is not None else None,
        background=material.background.source,
        ads=len(material.background),
        sentences=len(material.background.sentences),
    )
    findings: list[Finding] = []
    for code in ran:
        if progress is not None:
            progress(f"{code} {CHECKS[code].title}")
        if code in SIMPLE:
            findings += SIMPLE[code](material)
        elif code == "CAT011":
            report = replace(report, pairs=role_pairs(material))
            findings += duplicate_roles(material, report.pairs)
        elif code == "CAT020":
            report = replace(report, pulls=kra_pulls(material))
            findings += hub_kras(material, report.pulls)
        elif code == "CAT050":
            report = replace(report, reach=reaches(material))
            findings += unreached_roles(material, report.reach)
    return replace(
        report,
        findings=_ordered(findings),
        checks=tuple(ran),
        pairs=report.pairs[:KEPT],
        pulls=report.pulls[:KEPT],
    )


def lint_folder(
    folder: str | Path,
    *,
    encoder: Encoder | None,
    background: Background | None = None,
    settings: LintSettings | None = None,
    checks: Sequence[str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> LintReport:
    """Look a catalog folder over: its files, then what they say.

    Parameters
    ----------
    folder
        The catalog folder; findings that its ``lint.toml`` accepts are left out.
    encoder, settings, checks, progress
        As in `lint`.
    background
        Ads to measure against; None takes the samples beside the catalog.

    Returns
    -------
    LintReport
        With the problems of the files alone where the catalog does not load.

    Raises
    ------
    CatalogError
        If there is no such folder, ``lint.toml`` is malformed, or a code is unknown.
    InputError
        If the samples cannot be read.
    """
    from jdwork.catalog.files import assemble, read_drafts

    root = Path(folder)
    asked = select_checks(tuple(checks) if checks is not None else None)
    accepted = read_accepted(root)
    if progress is not None:
        progress("Reading the catalog files")
    drafts = read_drafts(root)
    problems = drafts.problems
    if problems:
        # Whatever was asked for: nothing else can be said of a catalog that does not load.
        why = "the catalog does not load"
        return LintReport(
            findings=_ordered(list(file_problems(problems))),
            checks=FILE_CHECKS,
            skipped=tuple((code, why) for code in asked if code not in FILE_CHECKS and code != "CAT090"),
        )
    if background is None:
        background = read_background(sample_files(root), source="the samples beside the catalog")
    report = lint(
        assemble(drafts),
        encoder=encoder,
        background=background,
        settings=settings,
        checks=asked,
        places=places_of(drafts),
        progress=progress,
    )
    ran = tuple(code for code in asked if code in FILE_CHECKS or code in report.checks)
    left, taken = without_accepted(report.findings, accepted, ran=ran)
    return replace(report, findings=_ordered(left), checks=ran, accepted=taken)


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (*finding.order, finding.where, finding.message)))
