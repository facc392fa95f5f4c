"""Findings that somebody looked at and accepts, kept in ``lint.toml`` beside the catalog."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jdwork.catalog.lint.checks import CHECKS
from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.errors import CatalogError

FILE = "lint.toml"
_KEYS = {"code", "subject", "reason"}


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted finding.

    Parameters
    ----------
    code
        Of the check.
    subject
        The slugs of its subject, in any order; for a KRA role and text.
    reason
        Why it is no defect.
    number
        Position in the file, from 1.
    """

    code: str
    subject: tuple[str, ...]
    reason: str
    number: int


def read_accepted(folder: Path) -> tuple[Accepted, ...]:
    """Read ``lint.toml`` of a catalog folder.

    ::

        [[accepted]]
        code = "CAT010"
        subject = ["baker", "pastry-chef"]
        reason = "Small bakeries really use the title for both."

    Parameters
    ----------
    folder
        The catalog folder.

    Returns
    -------
    tuple of Accepted
        Empty where there is no such file.

    Raises
    ------
    CatalogError
        If the file is malformed, names an unknown check, or an entry gives no reason.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(
            f"The file cannot be read ({error}).", where=FILE, hint="Mend or delete it."
        ) from None
    unknown = sorted(set(content) - {"accepted"})
    entries = content.get("accepted", [])
    if unknown or not isinstance(entries, list):
        raise CatalogError(
            f"There is a key '{unknown[0]}'." if unknown else "'accepted' is not a list of tables.",
            where=FILE,
            hint="Write each finding under [[accepted]], with code, subject and reason.",
        )
    return tuple(_entry(entry, number) for number, entry in enumerate(entries, 1))


def without_accepted(
    findings: Sequence[Finding], accepted: Sequence[Accepted], *, ran: Sequence[str]
) -> tuple[list[Finding], int]:
    """Take the accepted findings out, and add one for each acceptance that fits none.

    Parameters
    ----------
    findings
        All findings.
    accepted
        What is accepted.
    ran
        Codes of the checks that ran: an acceptance for another is not out of date.

    Returns
    -------
    findings : list of Finding
        Those left, and the stale acceptances (CAT090).
    taken : int
        How many were taken out.
    """
    used: set[int] = set()
    wanted: dict[tuple[str, frozenset[str]], int] = {
        (one.code, frozenset(one.subject)): one.number for one in accepted
    }
    left = []
    for finding in findings:
        number = wanted.get((finding.code, frozenset(finding.subject.slugs)))
        if number is None:
            left.append(finding)
        else:
            used.add(number)
    taken = len(findings) - len(left)
    if "CAT090" in ran:
        left += [_stale(one) for one in accepted if one.number not in used and one.code in ran]
    return left, taken


def _entry(entry: object, number: int) -> Accepted:
    where = f"{FILE}, accepted[{number - 1}]"
    if not isinstance(entry, dict):
        raise CatalogError("The entry is not a table.", where=where, hint="Write it under [[accepted]].")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise CatalogError(
            f"There is a key '{unknown[0]}'.", where=where, hint="Known are code, subject and reason."
        )
    code, subject, reason = entry.get("code"), entry.get("subject"), entry.get("reason")
    if code not in CHECKS:
        raise CatalogError(
            f"There is no check '{code}'.",
            where=where,
            hint="`jdwork catalog lint --explain all` lists them.",
        )
    slugs = [subject] if isinstance(subject, str) else subject
    if not isinstance(slugs, list) or not slugs or not all(isinstance(one, str) and one for one in slugs):
        raise CatalogError(
            "The subject is missing.",
            where=where,
            hint='Give the slugs that the finding names, such as subject = ["baker", "pastry-chef"].',
        )
    if not isinstance(reason, str) or not reason.strip():
        raise CatalogError("The reason is missing.", where=where, hint="Say why this is no defect.")
    return Accepted(str(code), tuple(slugs), reason.strip(), number)


def _stale(one: Accepted) -> Finding:
    return Finding(
        code="CAT090",
        severity="info",
        subject=Subject("accepted", (one.code, *one.subject)),
        message=f"{FILE} accepts {one.code} of {', '.join(one.subject)}, which was not found.",
        where=f"{FILE}, accepted[{one.number - 1}]",
        suggestion="Remove the entry, or correct its subject.",
    )
