"""Weighing: what the weights make of the signals, before any threshold has a say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide.fusion import evidence_with_and_without_title, probabilities
from jdwork.decide.prepared import Prepared
from jdwork.decide.support import best_and_lead, features_of
from jdwork.signals import Floats, Ints


@dataclass(frozen=True)
class Weighed:
    """The evidence of n JDs over k candidates, and what the decision table asks of it.

    It depends on the signals and on the sections ``evidence`` and ``evidence_with_model`` alone: as long
    as those stay, other settings are tried without weighing again.

    Parameters
    ----------
    prepared
        The signals.
    evidence, chance
        Log-odds and probability of every candidate, without a language model's picks; shape (n, k).
    best, rival
        Columns of the most evidence, with and without what is read off the title; shape (n,).
    alias_best
        Column of the most evidence among those that carry the title, 0 where none does; shape (n,).
    of_two
        The better of `rival` and `alias_best`, shape (n,).
    contradiction
        Log-odds by which `rival` leads `alias_best`, the title aside; shape (n,).
    domain, domain_share, in_domain
        The domain with most probability (-1 where there is none), its share, and its best column;
        shape (n,).
    features
        What support is made of, see `jdwork.decide.support_features`; shape (n, features).
    """

    prepared: Prepared
    evidence: Floats
    chance: Floats
    best: NDArray[np.intp]
    rival: NDArray[np.intp]
    alias_best: NDArray[np.intp]
    of_two: NDArray[np.intp]
    contradiction: Floats
    domain: Ints
    domain_share: Floats
    in_domain: NDArray[np.intp]
    features: Floats


def weigh(prepared: Prepared, settings: Settings) -> Weighed:
    """Weigh the signals of at least one JD over at least one candidate.

    Parameters
    ----------
    prepared
        The signals.
    settings
        Of which ``evidence`` and ``evidence_with_model`` are read.
    """
    rows = prepared.rows
    work, full = evidence_with_and_without_title(prepared, settings)
    best, rival = full.argmax(axis=1), work.argmax(axis=1)
    chance = probabilities(full, full[rows, best])

    # Of the rows that carry a title only: elsewhere any column does, it is never asked for.
    titled = prepared.titled
    alias_best = np.zeros(len(rows), dtype=np.intp)
    alias_best[titled] = np.where(prepared.carries[titled], full[titled], -np.inf).argmax(axis=1)
    domain, share, in_domain = _leading_domain(prepared, chance, full, best)
    with np.errstate(invalid="ignore"):  # padding against padding, in a JD without candidates
        contradiction = work[rows, rival] - work[rows, alias_best]
    return Weighed(
        prepared=prepared,
        evidence=full,
        chance=chance,
        best=best,
        rival=rival,
        alias_best=alias_best,
        of_two=np.where(full[rows, rival] > full[rows, alias_best], rival, alias_best),
        contradiction=contradiction,
        domain=domain,
        domain_share=share,
        in_domain=in_domain,
        features=features_of(prepared, *best_and_lead(full, best)),
    )


def _leading_domain(
    prepared: Prepared, chance: Floats, log_odds: Floats, best: NDArray[np.intp]
) -> tuple[Ints, Floats, NDArray[np.intp]]:
    """Find, per JD, the domain with most probability, its share, and its best column."""
    n, domains = len(prepared), prepared.table.domains
    n_domains = prepared.n_domains
    if n_domains == 0:
        return np.full(n, -1, np.int32), np.zeros(n, np.float32), np.zeros(n, np.intp)
    leader = domains[prepared.rows, best]
    share = np.einsum("nk,nk->n", chance, domains == leader[:, None])
    inside = best.copy()
    # Mostly the best role's domain holds half of the probability, and is the leading one; elsewhere all are
    # summed up, in one flat bincount over (JD, domain) cells in which padding has a cell of its own.
    unclear = np.flatnonzero(share < 0.5)
    if len(unclear):
        cells = domains[unclear] + (np.arange(len(unclear)) * (n_domains + 1) + 1)[:, None]
        mass = np.bincount(
            cells.ravel(), weights=chance[unclear].ravel(), minlength=len(unclear) * (n_domains + 1)
        )
        mass = mass.reshape(len(unclear), n_domains + 1)[:, 1:]
        found = mass.argmax(axis=1).astype(np.int32)
        own = domains[unclear] == found[:, None]
        leader[unclear], share[unclear] = found, mass[np.arange(len(unclear)), found]
        inside[unclear] = np.where(own, log_odds[unclear], np.float32(-np.inf)).argmax(axis=1)
    return np.where(share > 0, leader, -1).astype(np.int32), share, inside
