"""The decision table, on arrays: a batch of JDs by candidate roles, one JD being a batch of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide.calibration import calibration_of, candidate_sets, confidence
from jdwork.decide.fusion import evidence_with_and_without_title, has_model, probabilities, with_picks
from jdwork.decide.model import CASES
from jdwork.decide.support import least_support, support
from jdwork.signals import Floats, Ints, SignalTable

CASE_NUMBER = {case: number for number, case in enumerate(CASES)}


@dataclass(frozen=True)
class Decisions:
    """Decisions of n JDs as columns.

    Parameters
    ----------
    case
        Position in `CASES`, shape (n,).
    column
        Chosen column of the signal table, -1 where no role was chosen; shape (n,).
    role
        Chosen position in ``CatalogSnapshot.roles``, -1 where none; shape (n,).
    confidence
        Calibrated probability that the choice is right; for a new role, that no known one fits; 0 where
        the JD was rejected. Shape (n,).
    queued
        Whether a person should look, shape (n,).
    evidence, probability
        Log-odds and probability of every candidate, shape (n, k).
    domain
        Position in ``CatalogSnapshot.domains`` of the domain with the most probability, -1 where
        there is none; shape (n,).
    domain_share
        Its share, shape (n,).
    rival
        Column of the role with the best evidence title aside, -1 where there is none; shape (n,).
    support
        Probability that some role fits, shape (n,).
    in_set
        Candidates that are still possible, the chosen one among them; none where none was chosen.
        Shape (n, k).
    contested
        Candidates between which an adjudicator may choose (cases B, D and DOMAIN), shape (n, k).
    picked
        Whether a language model's pick among them was followed, shape (n,).
    """

    case: NDArray[np.int8]
    column: Ints
    role: Ints
    confidence: Floats
    queued: NDArray[np.bool_]
    evidence: Floats
    probability: Floats
    domain: Ints
    domain_share: Floats
    rival: Ints
    support: Floats
    in_set: NDArray[np.bool_]
    contested: NDArray[np.bool_]
    picked: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.case)


def decide(table: SignalTable, settings: Settings) -> Decisions:
    """Apply the decision table to a batch; the first case that matches wins.

    ======  ==============================================================  =====================
    case    when                                                            does
    ======  ==============================================================  =====================
    REJECT  the JD did not pass as one                                      no role
    E       support is below ``new_role.max``, and no role carries a        a new role, queued
            title that was given
    D       two or more roles carry the title                               best evidence of them
    A       one role carries it and no other leads it by ``b.margin``       that role
    B       one role carries it, another leads by ``b.margin`` or more      better of the two
    C       KRA and skill top role lead the evidence, above their floors    that role
    DOMAIN  a domain holds ``domain.floor`` of the probability              best role in it
    ======  ==============================================================  =====================

    In cases B, D and DOMAIN a language model's pick (``table.picked``) goes before the evidence.
    Support below ``new_role.max`` goes first, since whatever is best is best of something however
    poor. A title that was only read in the text leads by itself or is contradicted. Where no domain
    stands out, the best role is taken as case DOMAIN and queued.

    Parameters
    ----------
    table
        Signals of n JDs over k candidates.
    settings
        Thresholds and weights.

    Returns
    -------
    Decisions
    """
    n, k = table.roles.shape
    if n == 0 or k == 0:
        return _undecided(table, settings)
    rows = np.arange(n)
    there = table.roles >= 0
    work, full = evidence_with_and_without_title(table, settings)
    chance = probabilities(full)
    carries = (table.alias > 0) & there
    n_alias = carries.sum(axis=1)
    best = full.argmax(axis=1)
    rival = work.argmax(axis=1)

    # Of the rows that carry a title only: elsewhere any column does, it is never asked for.
    alias_best, titled = np.zeros(n, dtype=np.int64), np.flatnonzero(n_alias)
    alias_best[titled] = np.where(carries[titled], full[titled], -np.inf).argmax(axis=1)
    alias_work = work[rows, alias_best]
    contradicted = (rival != alias_best) & (work[rows, rival] - alias_work >= settings.b.margin)
    # A title that was read in the text may be another's; it has to lead by itself.
    contradicted |= (table.alias[rows, alias_best] < 1) & (best != alias_best)
    of_two = np.where(full[rows, rival] > full[rows, alias_best], rival, alias_best)

    padding = None if there.all() else np.where(there, np.float32(0), np.float32(-np.inf))
    kra_top, skill_top = (
        (signal if padding is None else signal + padding).argmax(axis=1)
        for signal in (table.kra_corrected, table.skill)
    )
    agree = (
        (kra_top == skill_top)
        & (kra_top == best)
        & (table.kra[rows, kra_top] >= settings.kra.floor)
        & (table.skill[rows, skill_top] >= settings.skill.floor)
    )

    domain, share, in_domain = _leading_domain(table.domains, chance, full)
    fits = support(table, full, settings)

    passed = table.passed & there.any(axis=1)
    given = (n_alias > 0) & (table.alias[rows, alias_best] >= 1)
    conditions = [
        ~table.passed,
        ~passed | ((fits < least_support(table, settings)) & ~given),
        n_alias >= 2,
        (n_alias == 1) & ~contradicted,
        n_alias == 1,
        agree,
    ]
    case = np.select(
        conditions, [CASE_NUMBER[name] for name in ("REJECT", "E", "D", "A", "B", "C")], CASE_NUMBER["DOMAIN"]
    ).astype(np.int8)
    stands_out = share >= settings.domain.floor
    contested = _contested(case, there, carries, alias_best, rival)
    picks = (table.picked > 0) & contested
    picked = picks.any(axis=1)
    column = np.select(
        [case == CASE_NUMBER[name] for name in ("D", "A", "B", "C", "DOMAIN")],
        [alias_best, alias_best, of_two, kra_top, np.where(stands_out, in_domain, best)],
        -1,
    ).astype(np.int32)
    if picked.any():
        column = np.where(picked, picks.argmax(axis=1), column).astype(np.int32)
        full = with_picks(full, table, settings, among=contested)
        chance = probabilities(full)
        own = table.domains == np.where(picked, table.domains[rows, column], domain)[:, None]
        share = np.where(picked, np.where(own, chance, 0).sum(axis=1), share).astype(np.float32)
        domain = np.where(picked, table.domains[rows, column], domain).astype(np.int32)
    chosen = column >= 0
    calibration = calibration_of(settings, has_model(table))
    sure = confidence(chance[rows, column], calibration[:, 0], calibration[:, 1])
    is_new = case == CASE_NUMBER["E"]
    sure = np.where(chosen, sure, np.where(is_new, 1 - fits, 0)).astype(np.float32)
    vague = (case == CASE_NUMBER["DOMAIN"]) & ~stands_out & ~picked
    queued = is_new | vague | (chosen & (sure < settings.accept.min_confidence))
    return Decisions(
        case=case,
        column=column,
        role=np.where(chosen, table.roles[rows, column], -1).astype(np.int32),
        confidence=sure,
        queued=queued,
        evidence=full,
        probability=chance,
        domain=domain,
        domain_share=share,
        rival=np.where(passed, rival, -1).astype(np.int32),
        support=fits,
        in_set=candidate_sets(chance, calibration[:, 2], column),
        contested=contested,
        picked=np.asarray(picked),
    )


def _contested(
    case: NDArray[np.int8],
    there: NDArray[np.bool_],
    carries: NDArray[np.bool_],
    alias_best: NDArray[np.int64],
    rival: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Between which candidates an adjudicator may choose, shape (n, k)."""
    columns = np.arange(there.shape[1])
    two = (columns == alias_best[:, None]) | (columns == rival[:, None])
    of_case = case[:, None]
    return (
        ((of_case == CASE_NUMBER["D"]) & carries)
        | ((of_case == CASE_NUMBER["B"]) & two)
        | ((of_case == CASE_NUMBER["DOMAIN"]) & there)
    )


def _leading_domain(
    domains: Ints, chance: Floats, log_odds: Floats
) -> tuple[Ints, Floats, NDArray[np.int64]]:
    """Find, per JD, the domain with most probability, its share, and its best column."""
    n = len(domains)
    n_domains = int(domains.max(initial=-1)) + 1
    if n_domains == 0:
        return np.full(n, -1, np.int32), np.zeros(n, np.float32), np.zeros(n, np.int64)
    # One flat bincount over (JD, domain) cells; padding falls into a cell of its own.
    cell = domains + (np.arange(n) * (n_domains + 1) + 1)[:, None]
    mass = np.bincount(cell.ravel(), weights=chance.ravel(), minlength=n * (n_domains + 1))
    mass = mass.reshape(n, n_domains + 1)[:, 1:]
    leader = mass.argmax(axis=1)
    share = mass[np.arange(n), leader].astype(np.float32)
    own = domains == leader.astype(np.int32)[:, None]
    inside = np.where(own, log_odds, np.float32(-np.inf)).argmax(axis=1)
    return np.where(share > 0, leader, -1).astype(np.int32), share, inside


def _undecided(table: SignalTable, settings: Settings) -> Decisions:
    """Decisions where there is no JD, or no role to choose from: rejected or new."""
    n, k = table.roles.shape
    case = np.where(table.passed, CASE_NUMBER["E"], CASE_NUMBER["REJECT"]).astype(np.int8)
    none = np.full(n, -1, dtype=np.int32)
    zero = np.zeros(n, dtype=np.float32)
    empty = np.zeros((n, k), dtype=np.float32)
    queued = case == CASE_NUMBER["E"]
    return Decisions(
        case=case,
        column=none,
        role=none,
        confidence=queued.astype(np.float32),  # no role fits for certain where there is none
        queued=queued,
        evidence=empty,
        probability=empty,
        domain=none,
        domain_share=zero,
        rival=none,
        support=zero,
        in_set=empty > 0,
        contested=empty > 0,
        picked=np.zeros(n, dtype=bool),
    )
