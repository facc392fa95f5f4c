"""The ledger in the database: every question that a recorded run put to a language model."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from jdwork.database.tables import LlmCallRow
from jdwork.llm.model import ModelCall
from jdwork.record.payload import plain
from jdwork.record.values import read_value

_IN_COLUMNS = ("call_id", "model", "request_hash", "outcome")


def store_calls(connection: Connection, run_id: str, calls: Sequence[ModelCall], *, is_new: bool) -> None:
    """Store the calls of a run that the ledger lacks, in their order.

    Parameters
    ----------
    connection
        An open write transaction that holds the lock on the JD's row.
    run_id
        The run.
    calls
        Its calls, in pipeline order.
    is_new
        Whether the ledger cannot hold any of them yet.
    """
    known: set[str] = set()
    if calls and not is_new:
        known = set(connection.scalars(select(LlmCallRow.call_id).where(LlmCallRow.run_id == run_id)))
    rows = []
    for call in calls:
        if call.call_id in known:
            continue
        known.add(call.call_id)
        facts = {key: value for key, value in plain(call).items() if key not in {*_IN_COLUMNS, "stage"}}
        rows.append(
            {
                **{name: getattr(call, name) for name in _IN_COLUMNS},
                "run_id": run_id,
                "purpose": call.stage,
                "prompt_tokens": call.prompt_tokens,
                "completion_tokens": call.completion_tokens,
                "cost_usd": call.cost_usd,
                "seconds": call.seconds,
                "facts": facts,
            }
        )
    if rows:
        connection.execute(insert(LlmCallRow), rows)


def read_calls(connection: Connection, run_id: str) -> tuple[ModelCall, ...]:
    """Read the calls of a run, in the order in which they were stored."""
    query = select(LlmCallRow).where(LlmCallRow.run_id == run_id).order_by(LlmCallRow.id)
    return tuple(
        read_value(
            ModelCall,
            {**row.facts, **{name: getattr(row, name) for name in _IN_COLUMNS}, "stage": row.purpose},
        )
        for row in connection.execute(query)
    )
