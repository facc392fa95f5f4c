"""JDs that no role fits, as a run leaves them: out of a record, into the database's JSON, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.discover import Said, UnknownJd, nearest_fits, said_of, unknown_jd
from jdwork.discover.unknown import KEPT_FITS, SIGNALS_OF_FIT
from jdwork.record.run_record import RunRecord
from jdwork.text import JobDescription, read_structure
from jdwork.text.cleaning import clean


def unknown_facts(record: RunRecord) -> dict[str, Any]:
    """Return what later clustering needs of a record and cannot read off its text at once.

    Parameters
    ----------
    record
        A record of case E.

    Returns
    -------
    dict
        ``said``: start, end and whether it is a duty, per role-bearing sentence; ``fits``: slug, KRA,
        skill and title agreement of the known roles that fit best (their evidence is in the decision).
    """
    table = record.signals
    fits = []
    for one in record.decision.candidates[:KEPT_FITS]:
        there = 0 <= one.column < table.roles.shape[1]
        signals = [float(getattr(table, name)[0, one.column]) if there else 0.0 for name in SIGNALS_OF_FIT]
        fits.append([one.slug, *(round(signal, 4) for signal in signals)])
    return {"said": [[one.start, one.end, one.duty] for one in said_of(record.document)], "fits": fits}


def unknown_from_record(record: RunRecord) -> UnknownJd:
    """Make a JD that no role fits of a record of case E, as recording and reading it back would."""
    vector = np.asarray(record.vector, dtype=np.float32)
    return stored_unknown(
        record.jd,
        name=record.decision.new_role_name or "",
        vector=vector if vector.any() else None,
        decision={
            "confidence": record.decision.confidence,
            "candidates": [
                {"slug": one.slug, "evidence": one.evidence} for one in record.decision.candidates
            ],
        },
        detail={
            "unknown": unknown_facts(record),
            "skills": [{"slug": one.slug} for one in record.skills.found],
        },
    )


def stored_unknown(
    jd: JobDescription,
    *,
    name: str,
    vector: NDArray[np.float32] | None,
    decision: dict[str, Any],
    detail: dict[str, Any],
) -> UnknownJd:
    """Put a recorded JD that no role fits together again.

    Parameters
    ----------
    jd
        Its text and title.
    name
        The name that its run gave the role it asks for: the title, given or read in the text.
    vector
        Its vector, if there is one to compare with the others'.
    decision, detail
        As the run's row holds them; rows of before ``unknown`` was kept are read anew.
    """
    kept = detail.get("unknown") or {}
    signals = {slug: figures for slug, *figures in kept.get("fits", ())}
    best = [one for one in decision.get("candidates", ()) if math.isfinite(one["evidence"] or 0.0)][
        :KEPT_FITS
    ]
    novelty = float(decision.get("confidence") or 0.0)
    return unknown_jd(
        jd,
        title=name,
        said=_said(jd, kept.get("said")),
        vector=np.zeros(0, dtype=np.float32) if vector is None else vector,
        novelty=novelty,
        fits=nearest_fits(
            [one["slug"] for one in best],
            [one["evidence"] or 0.0 for one in best],
            [signals.get(one["slug"], ()) for one in best],
            novelty=novelty,
        ),
        skills=[one["slug"] for one in detail.get("skills", ())],
    )


def _said(jd: JobDescription, kept: Sequence[Sequence[int]] | None) -> tuple[Said, ...]:
    if not kept:
        return said_of(read_structure(jd))
    text = clean(jd.text)
    return tuple(Said(" ".join(text[start:end].split()), start, end, bool(duty)) for start, end, duty in kept)
