"""The decision table, on arrays: a batch of JDs by candidate roles, one JD being a batch of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide.calibration import calibration_figures, candidate_sets, confidence
from jdwork.decide.fusion import probabilities, with_picks
from jdwork.decide.model import CASES, Case
from jdwork.decide.prepared import Prepared
from jdwork.decide.support import least_support, supported
from jdwork.decide.weighing import Weighed, weigh
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
    if not all(table.roles.shape):
        return _undecided(table, settings)
    weighed = weigh(Prepared(table), settings)
    settled = settle(weighed, settings)
    calibration = weighed.prepared.of_kind(calibration_figures(settings))
    return Decisions(
        case=settled.case,
        column=settled.column,
        role=settled.role,
        confidence=settled.confidence,
        queued=settled.queued,
        evidence=settled.evidence,
        probability=settled.chance,
        domain=settled.domain,
        domain_share=settled.domain_share,
        rival=np.where(settled.passed, weighed.rival, -1).astype(np.int32),
        support=settled.support,
        in_set=candidate_sets(settled.chance, calibration[:, 2], settled.column),
        contested=contested(weighed, settled.case),
        picked=settled.picked,
    )


@dataclass(frozen=True)
class Settled:
    """What the thresholds make of weighed evidence: the columns of `Decisions` that have a row per JD.

    ``passed`` says which JDs have any candidate and passed as one; ``evidence`` and ``chance`` count a
    language model's picks in.
    """

    case: NDArray[np.int8]
    column: Ints
    role: Ints
    confidence: Floats
    queued: NDArray[np.bool_]
    support: Floats
    domain: Ints
    domain_share: Floats
    picked: NDArray[np.bool_]
    passed: NDArray[np.bool_]
    evidence: Floats
    chance: Floats


def settle(weighed: Weighed, settings: Settings) -> Settled:
    """Apply the thresholds of the decision table, see `decide`.

    Parameters
    ----------
    weighed
        Weighed under the same ``evidence`` and ``evidence_with_model``.
    settings
        All others are read here.
    """
    prepared = weighed.prepared
    table, rows = prepared.table, prepared.rows
    alias_best, n_alias = weighed.alias_best, prepared.n_alias
    contradicted = (weighed.rival != alias_best) & (weighed.contradiction >= settings.b.margin)
    title = table.alias[rows, alias_best]
    # A title that was read in the text may be another's; it has to lead by itself.
    contradicted |= (title < 1) & (weighed.best != alias_best)
    agree = (
        prepared.tops_agree
        & (prepared.kra_top == weighed.best)
        & (prepared.kra_at_top >= settings.kra.floor)
        & (prepared.skill_at_top >= settings.skill.floor)
    )
    fits = supported(prepared, weighed.features, settings)
    passed = table.passed & prepared.has_candidates
    given = (n_alias > 0) & (title >= 1)
    one_alias = n_alias == 1
    is_new = ~passed | ((fits < least_support(prepared, settings)) & ~given)
    case = np.full(len(rows), CASE_NUMBER["DOMAIN"], dtype=np.int8)
    # The last that holds counts: the reverse of the decision table's order.
    holding: tuple[tuple[Case, NDArray[np.bool_]], ...] = (
        ("C", agree),
        ("B", one_alias),
        ("A", one_alias & ~contradicted),
        ("D", n_alias >= 2),
        ("E", is_new),
        ("REJECT", ~table.passed),
    )
    for name, holds in holding:
        case = np.where(holds, np.int8(CASE_NUMBER[name]), case)
    full, chance = weighed.evidence, weighed.chance
    domain, share = weighed.domain, weighed.domain_share
    stands_out = share >= settings.domain.floor
    column = np.where(stands_out, weighed.in_domain, weighed.best).astype(np.int32)
    choices: tuple[tuple[Case, NDArray[np.intp] | int], ...] = (
        ("A", alias_best),
        ("B", weighed.of_two),
        ("C", prepared.kra_top),
        ("D", alias_best),
        ("E", -1),
        ("REJECT", -1),
    )
    for name, choice in choices:
        np.copyto(column, choice, where=case == CASE_NUMBER[name], casting="same_kind")
    picked = np.zeros(len(rows), dtype=bool)
    if prepared.is_picked:
        among = contested(weighed, case)
        picks = (table.picked > 0) & among
        picked = np.asarray(picks.any(axis=1))
    if picked.any():
        column = np.where(picked, picks.argmax(axis=1), column).astype(np.int32)
        full = with_picks(full, prepared, settings, among=among)
        chance = probabilities(full)
        own = table.domains == np.where(picked, table.domains[rows, column], domain)[:, None]
        share = np.where(picked, np.where(own, chance, 0).sum(axis=1), share).astype(np.float32)
        domain = np.where(picked, table.domains[rows, column], domain).astype(np.int32)
    chosen = column >= 0
    calibration = prepared.of_kind(calibration_figures(settings))
    sure = confidence(chance[rows, column], calibration[:, 0], calibration[:, 1])
    is_new = case == CASE_NUMBER["E"]  # without those that were rejected
    sure = np.where(chosen, sure, np.where(is_new, 1 - fits, 0)).astype(np.float32)
    vague = (case == CASE_NUMBER["DOMAIN"]) & ~stands_out & ~picked
    return Settled(
        case=case,
        column=column,
        role=np.where(chosen, table.roles[rows, column], -1).astype(np.int32),
        confidence=sure,
        queued=is_new | vague | (chosen & (sure < settings.accept.min_confidence)),
        support=fits,
        domain=domain,
        domain_share=share,
        picked=picked,
        passed=passed,
        evidence=full,
        chance=chance,
    )


def contested(weighed: Weighed, case: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Between which candidates an adjudicator may choose, shape (n, k)."""
    prepared = weighed.prepared
    columns = np.arange(prepared.there.shape[1])
    two = (columns == weighed.alias_best[:, None]) | (columns == weighed.rival[:, None])
    of_case = case[:, None]
    return (
        ((of_case == CASE_NUMBER["D"]) & prepared.carries)
        | ((of_case == CASE_NUMBER["B"]) & two)
        | ((of_case == CASE_NUMBER["DOMAIN"]) & prepared.there)
    )


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
