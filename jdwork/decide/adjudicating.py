"""A language model as adjudicator: it is asked where the evidence is split, and bound to the candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from pydantic import BaseModel, Field

from jdwork.catalog import CatalogSnapshot
from jdwork.config import Settings
from jdwork.decide.model import Case, Decision
from jdwork.decide.rules import CASE_NUMBER, Decisions
from jdwork.llm import Answer, Question
from jdwork.signals import Floats, SignalTable
from jdwork.text import Document
from jdwork.text.quotes import one_line, shown_text

MOST_KRAS = 5
"""Key responsibility areas that are shown of a candidate."""
MOST_REASONING = 400
"""Characters of a model's reasoning that are kept."""

_SHOWN = (
    ("title", "title"),
    ("duties", "kra"),
    ("skills", "skill"),
    ("wording", "lexical"),
    ("profile", "profile"),
)
_WHY_ASKED: dict[Case, str] = {
    "B": "Its title is that of one role, but what it says of the work speaks for another.",
    "D": "Its title is carried by several roles.",
}


class _Pick(BaseModel):
    columns: ClassVar[Mapping[str, int]] = MappingProxyType({})
    """Where each candidate stands in the signal table, by slug."""

    # First, since a model writes the fields in their order: it shall think before it chooses.
    reasoning: str = Field(description="which duties or skills decide it, in one or two sentences")


class RolePick(_Pick):
    """The role that a model picks."""

    role: str = Field(description="slug of the role, one of those offered")


class DomainPick(_Pick):
    """The role that a model picks by way of its domain."""

    domain: str = Field(description="slug of the domain that the duties belong to")
    role: str = Field(description="slug of the role in that domain, one of those offered")


def pick_questions(
    decisions: Decisions,
    table: SignalTable,
    *,
    snapshot: CatalogSnapshot,
    documents: Sequence[Document],
    settings: Settings,
) -> list[tuple[int, Question[Any]]]:
    """Ask a model wherever the settings have it choose and the evidence leaves a choice.

    Parameters
    ----------
    decisions, table
        As decided on evidence alone.
    snapshot
        Names and describes the candidates.
    documents
        The JDs, one for each row.
    settings
        ``llm.adjudicator`` (cases B and D) and ``llm.domain`` (case DOMAIN) say who chooses;
        ``llm.candidates`` how many roles case DOMAIN offers.

    Returns
    -------
    list of tuple of int and Question
        Row and question, in the order of the rows. The candidates of cases B and D are those that are
        contested; of case DOMAIN the most probable ones, ties in catalog order.
    """
    asked: list[tuple[int, Question[Any]]] = []
    models = settings.llm
    choosers: dict[Case, str] = {"B": models.adjudicator, "D": models.adjudicator, "DOMAIN": models.domain}
    for case, who in choosers.items():
        if who != "openai":
            continue
        for row in np.flatnonzero(decisions.case == CASE_NUMBER[case]).tolist():
            columns = np.flatnonzero(decisions.contested[row])
            by_chance = np.argsort(-decisions.probability[row, columns], kind="stable")
            offered = [int(column) for column in columns[by_chance]]
            if case == "DOMAIN":
                offered = offered[: models.candidates]
            if len(offered) > 1:
                question = _question(
                    case,
                    row,
                    offered,
                    decisions,
                    table,
                    snapshot,
                    documents[row],
                    models.max_jd_characters,
                )
                asked.append((row, question))
    return sorted(asked, key=lambda pair: pair[0])


def picked_column(table: SignalTable, answers: Mapping[int, Answer[Any]]) -> Floats:
    """Turn answers into the signal ``picked``.

    Parameters
    ----------
    table
        Signals of n JDs over k candidates.
    answers
        Row to the answer to its question; failed ones leave the row empty.

    Returns
    -------
    ndarray of float32, shape (n, k)
        1 for the candidate that was picked, else 0.
    """
    picked = np.zeros(table.roles.shape, dtype=np.float32)
    for row, answer in answers.items():
        pick = answer.value
        column = pick.columns.get(pick.role) if isinstance(pick, RolePick | DomainPick) else None
        if column is not None and table.roles[row, column] >= 0:
            picked[row, column] = 1
    return picked


def told(decision: Decision, answer: Answer[Any]) -> Decision:
    """Say in a decision's reason what the model said, or why the evidence decided instead.

    Parameters
    ----------
    decision
        As decided with the answer in the signal ``picked``.
    answer
        What came of the question.

    Returns
    -------
    Decision
        The model's words stand in quotation marks, at most `MOST_REASONING` characters of them on one line.
    """
    if isinstance(answer.value, _Pick) and decision.picked:
        words = one_line(answer.value.reasoning, max_characters=MOST_REASONING)
        return replace(decision, reason=f"{decision.reason} It says: “{words}”") if words else decision
    why = one_line(answer.call.note, max_characters=MOST_REASONING) or "its answer was of no use."
    return replace(
        decision, reason=f"{decision.reason} The evidence decided, because the model did not: {why}"
    )


def _question(
    case: Case,
    row: int,
    offered: list[int],
    decisions: Decisions,
    table: SignalTable,
    snapshot: CatalogSnapshot,
    document: Document,
    max_characters: int,
) -> Question[Any]:
    roles = {snapshot.roles[table.roles[row, column]].slug: column for column in offered}
    # Columns mean nothing without the candidates of this JD: the answer's class carries them.
    about = {"columns": MappingProxyType(roles), "__module__": __name__}
    values = {
        "candidates": "\n\n".join(_candidate(row, column, decisions, table, snapshot) for column in offered),
        "title": one_line(document.jd.title or "", max_characters=300),
        "jd": shown_text(document, max_characters=max_characters),
    }
    if case != "DOMAIN":
        return Question(
            stage="adjudicate",
            subject=document.jd.content_hash,
            prompt="adjudicate",
            values={**values, "why_asked": _WHY_ASKED[case]},
            answer=type("RolePick", (RolePick,), dict(about)),
            choices={"role": tuple(roles)},
        )
    domain_of = {slug: snapshot.role(slug).domain for slug in roles}
    return Question(
        stage="domain",
        subject=document.jd.content_hash,
        prompt="domain",
        values=values,
        answer=type("DomainPick", (DomainPick,), dict(about)),
        choices={"domain": tuple(dict.fromkeys(domain_of.values())), "role": tuple(roles)},
        check=lambda pick: _of_its_domain(pick, domain_of),
    )


def _of_its_domain(pick: DomainPick, domain_of: Mapping[str, str]) -> str | None:
    own = domain_of.get(pick.role)
    if own == pick.domain:
        return None
    return f"The role {pick.role!r} is of the domain {own!r}, not of {pick.domain!r}."


def _candidate(
    row: int, column: int, decisions: Decisions, table: SignalTable, snapshot: CatalogSnapshot
) -> str:
    """Describe a candidate, and say in coarse figures, which no batch moves, what was measured of it."""
    role = snapshot.roles[table.roles[row, column]]
    domain = snapshot.domain(role.domain)
    measured = ", ".join(
        f"{name} {float(getattr(table, signal)[row, column]):.1f}" for name, signal in _SHOWN
    )
    carries = "; its title is the role's" if table.alias[row, column] > 0 else ""
    lines = [
        f"slug: {role.slug}",
        f"name: {role.display_name}",
        f"domain: {role.domain} ({domain.display_name})",
        f"description: {role.description}",
        *(f"- {kra}" for kra in role.kras[:MOST_KRAS]),
        f"measured: {measured}{carries}; probability {float(decisions.probability[row, column]):.1f}",
    ]
    return "\n".join(line for line in lines if not line.endswith(": "))
