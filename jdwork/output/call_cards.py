"""The ledger of model calls as the run page shows it: a card each, and what they cost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from jdwork.llm.model import API_OF_STAGE, STAGES, ModelCall
from jdwork.record import RunRecord


def call_cards(record: RunRecord) -> list[dict[str, Any]]:
    """List the calls in pipeline order, each with all that its card tells.

    Parameters
    ----------
    record
        A classified JD.

    Returns
    -------
    list of dict
    """
    ordered = sorted(record.calls, key=lambda call: STAGES.index(call.stage))
    return [_card(call) for call in ordered]


def call_totals(record: RunRecord) -> list[tuple[str, int, int, int, str]]:
    """Sum the calls up by API body, and in all.

    Parameters
    ----------
    record
        A classified JD.

    Returns
    -------
    list of tuple
        Name, calls, tokens sent, tokens answered, cost in words; empty without calls.
    """
    if not record.calls:
        return []
    groups = [(f"API {api}", [c for c in record.calls if API_OF_STAGE[c.stage] == api]) for api in (1, 2, 3)]
    groups.append(("All", list(record.calls)))
    return [
        (
            name,
            len(calls),
            sum(call.prompt_tokens for call in calls),
            sum(call.completion_tokens for call in calls),
            dollars(_sum(call.cost_usd for call in calls)),
        )
        for name, calls in groups
    ]


def dollars(cost: float | None) -> str:
    """Write US dollars so that small sums do not look like none."""
    if cost is None:
        return "price not known"
    if cost == 0:
        return "$0"
    return f"${cost:.4f}" if cost >= 0.0001 else f"${cost:.2g}"


def _sum(costs: Iterable[float | None]) -> float | None:
    known = list(costs)
    return None if None in known else float(sum(cost or 0.0 for cost in known))


def _card(call: ModelCall) -> dict[str, Any]:
    return {
        "stage": call.stage,
        "api": API_OF_STAGE[call.stage],
        "model": call.model,
        "prompt": call.prompt,
        "version": call.prompt_version,
        "outcome": call.outcome,
        "ok": call.outcome in ("ok", "cached"),
        "tokens": f"{call.prompt_tokens:,} + {call.completion_tokens:,} tokens",
        "cost": dollars(call.cost_usd),
        "time": f"{call.seconds:.2f} s",
        "retries": call.retries,
        "note": call.note,
        "call_id": call.call_id,
        "request_hash": call.request_hash,
        "messages": [(message.role, message.content) for message in call.messages],
        "answer": None if call.answer is None else json.dumps(call.answer, indent=1, ensure_ascii=False),
        "attempts": [
            {
                "number": number,
                "outcome": attempt.outcome.replace("_", " "),
                "format": attempt.response_format,
                "tokens": f"{attempt.prompt_tokens:,} + {attempt.completion_tokens:,}",
                "cost": dollars(attempt.cost_usd),
                "time": f"{attempt.seconds:.2f} s",
                "problem": attempt.problem,
                "text": attempt.text,
            }
            for number, attempt in enumerate(call.attempts, start=1)
        ],
    }
