"""Decisions in words: one `Decision` per row of the decided arrays."""

from __future__ import annotations

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.config import Settings
from jdwork.decide.model import CASES, Candidate, Case, Decision
from jdwork.decide.prepared import Prepared
from jdwork.decide.rules import Decisions
from jdwork.decide.support import least_support
from jdwork.signals import SignalTable


def to_decision(
    row: int,
    decisions: Decisions,
    table: SignalTable,
    *,
    snapshot: CatalogSnapshot,
    settings: Settings,
    title: str | None = None,
    reject_reason: str | None = None,
) -> Decision:
    """Put one row into words.

    Parameters
    ----------
    row
        Which JD.
    decisions, table
        As decided.
    snapshot
        Names the roles.
    settings
        The thresholds that were used.
    title
        The JD's title, under which a new role would be proposed.
    reject_reason
        Why the JD did not pass, for case REJECT.
    """
    case: Case = CASES[int(decisions.case[row])]
    # Lists: numbers are taken from an array one by one at twenty times the price.
    roles: list[int] = table.roles[row].tolist()
    log_odds: list[float] = decisions.evidence[row].tolist()
    probability: list[float] = decisions.probability[row].tolist()
    order = [
        column
        for column in np.argsort(-decisions.evidence[row], kind="stable").tolist()
        if roles[column] >= 0
    ]
    candidates = tuple(
        Candidate(
            slug=snapshot.roles[roles[column]].slug,
            evidence=round(log_odds[column], 4),
            probability=round(probability[column], 4),
            column=column,
            display_name=snapshot.roles[roles[column]].display_name,
        )
        for column in order
    )
    chosen = int(decisions.column[row])
    aliased = np.flatnonzero(table.alias[row] > 0).tolist()
    alias_columns = [column for column in aliased if roles[column] >= 0]
    domain = int(decisions.domain[row])
    passed = case != "REJECT"
    return Decision(
        case=case,
        role=snapshot.roles[roles[chosen]].slug if chosen >= 0 else None,
        confidence=round(float(decisions.confidence[row]), 4),
        queued=bool(decisions.queued[row]),
        reason=_reason(case, row, decisions, table, snapshot, settings, reject_reason),
        candidates=candidates if passed else (),
        domain=snapshot.domains[domain].slug if domain >= 0 and passed else None,
        alias_roles=tuple(snapshot.roles[roles[column]].slug for column in alias_columns) if passed else (),
        adjudicated=case in ("B", "D"),
        picked=bool(decisions.picked[row]),
        new_role_name=(title or "").strip() or None if case == "E" else None,
        candidate_set=tuple(
            candidate.slug for candidate in candidates if decisions.in_set[row, candidate.column]
        ),
        support=round(float(decisions.support[row]), 4),
    )


_OF_WHAT = {
    "B": ", of the title's role and the one that the text speaks for",
    "D": ", of the roles that carry the title",
    "DOMAIN": "; no title tells, and the signals are split",
}


def _reason(
    case: Case,
    row: int,
    decisions: Decisions,
    table: SignalTable,
    snapshot: CatalogSnapshot,
    settings: Settings,
    reject_reason: str | None,
) -> str:
    if case == "REJECT":
        return f"Not classified: {reject_reason or 'it did not pass as a job description'}."

    def name(column: int) -> str:
        return snapshot.roles[table.roles[row, column]].display_name

    column = int(decisions.column[row])
    if case == "E":
        return (
            f"No role fits: the chance that one does is {decisions.support[row]:.2f}, "
            f"below {least_support(Prepared(table.take([row])), settings)[0]:.2f}; a new role is proposed."
        )
    chosen = name(column)
    if case == "A":
        return f"The title is an alias of {chosen} alone, and the evidence does not contradict it."
    if decisions.picked[row]:
        field = f" ({snapshot.domains[int(decisions.domain[row])].display_name})" if case == "DOMAIN" else ""
        return f"The language model picked {chosen}{field}{_OF_WHAT[case]}."
    if case == "B":
        carrier = int(np.flatnonzero(table.alias[row] > 0)[0])
        rival = name(int(decisions.rival[row]))
        return (
            f"The title is an alias of {name(carrier)}, but the text speaks for {rival} "
            f"by {settings.b.margin:g} or more; on all evidence it is {chosen}."
        )
    if case == "D":
        carriers = ", ".join(name(int(one)) for one in np.flatnonzero(table.alias[row] > 0))
        return f"The title is an alias of several roles ({carriers}); the evidence speaks most for {chosen}."
    if case == "C":
        return (
            f"No alias; KRAs (similarity {table.kra[row, column]:.2f}) and skills "
            f"(overlap {table.skill[row, column]:.2f}) both put {chosen} first."
        )
    domain = snapshot.domains[int(decisions.domain[row])].display_name
    share = float(decisions.domain_share[row])
    if share >= settings.domain.floor:
        return f"No alias; {domain} holds {share:.0%} of the probability, and {chosen} leads in it."
    return f"No alias and no domain stands out ({domain} holds {share:.0%}); {chosen} has the best evidence."
