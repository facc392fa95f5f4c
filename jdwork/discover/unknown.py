"""Making `UnknownJd` of what a classification found."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jdwork.discover.model import Fit, Said, UnknownJd
from jdwork.signals.sentences import role_sentences
from jdwork.text import Document, JobDescription

KEPT_FITS = 5
"""Known roles remembered per JD."""

SIGNALS_OF_FIT = ("kra", "skill", "title")
"""Signals remembered of each."""

_ASKED = ("requirements", "skills")


def said_of(document: Document) -> tuple[Said, ...]:
    """Pick the sentences of a JD that speak of the role, as classification does.

    Duties are those under such a heading, or else all but what is asked of people.
    """
    sentences = role_sentences(document).sentences
    headed = any(one.section == "duties" for one in sentences)
    return tuple(
        Said(
            " ".join(one.text.split()),
            one.start,
            one.end,
            one.section == "duties" if headed else one.section not in _ASKED,
        )
        for one in sentences
    )


def nearest_fits(
    slugs: Sequence[str],
    log_odds: Sequence[float],
    signals: Sequence[Sequence[float | None]],
    *,
    novelty: float,
) -> tuple[Fit, ...]:
    """Tell how far the best known roles fit.

    Parameters
    ----------
    slugs
        The roles, the best first.
    log_odds
        Their evidence.
    signals
        For each role the `SIGNALS_OF_FIT`, or nothing where they are not known.
    novelty
        1 less the best role's support. The others' supports follow: their log-odds are as far below its
        own as their evidence is.
    """
    best = min(max(1 - novelty, 1e-4), 1 - 1e-4)
    top = math.log(best / (1 - best))
    fits = []
    for slug, odds, figures in list(zip(slugs, log_odds, signals, strict=True))[:KEPT_FITS]:
        support = 1 / (1 + math.exp(min(log_odds[0] - odds - top, 700.0)))
        bounded = (round(min(max(float(figure or 0.0), 0.0), 1.0), 4) for figure in figures)
        fits.append(Fit(slug, round(support, 4), *bounded))
    return tuple(fits)


def unknown_jd(
    jd: JobDescription,
    *,
    title: str | None,
    said: tuple[Said, ...],
    vector: NDArray[np.floating],
    novelty: float,
    fits: tuple[Fit, ...] = (),
    skills: Sequence[str] = (),
) -> UnknownJd:
    """Put a JD that no role fits together; see `UnknownJd`.

    The vector is rounded to half precision, as run folders keep it, so that a stored run and the
    database give the same clusters.
    """
    half = np.asarray(vector, dtype=np.float16).astype(np.float32)
    norm = float(np.linalg.norm(half))
    return UnknownJd(
        key=jd.content_hash,
        id=jd.id,
        title=(title or "").strip(),
        said=said,
        vector=half / norm if norm > 0 else half,
        novelty=min(max(novelty, 0.0), 1.0),
        fits=fits,
        skills=tuple(skills),
    )
