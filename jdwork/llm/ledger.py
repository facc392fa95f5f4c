"""The ledger of what models were asked: one JSON line a call, and sums over it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from jdwork.errors import ModelError
from jdwork.llm.model import API_OF_STAGE, STAGES, Attempt, Message, ModelCall, Stage


def ledger_rows(calls: Iterable[ModelCall]) -> list[dict[str, Any]]:
    """Return calls as JSON values, under the names of their fields; `read_row` turns them back."""
    return [
        {**asdict(call), "messages": [asdict(one) for one in call.messages],
         "attempts": [asdict(one) for one in call.attempts]}
        for call in calls
    ]  # fmt: skip


def read_row(row: Mapping[str, Any]) -> ModelCall:
    """Turn a row of `ledger_rows` back into the call; keys of a later version are passed over.

    Raises
    ------
    ModelError
        If it is no call.
    """
    try:
        values = _known(ModelCall, row)
        values["messages"] = tuple(Message(**_known(Message, one)) for one in row.get("messages", ()))
        values["attempts"] = tuple(Attempt(**_known(Attempt, one)) for one in row.get("attempts", ()))
        call = ModelCall(**values)
    except (TypeError, AttributeError) as error:
        raise ModelError(f"Not a call ({error}).", hint="The ledger was made by something else.") from None
    if call.stage not in STAGES:
        raise ModelError(f"There is no stage '{call.stage}'.", hint=f"Known: {', '.join(STAGES)}.")
    return call


def write_ledger(path: Path, calls: Iterable[ModelCall]) -> None:
    """Write calls as JSON lines, all at once."""
    from jdwork.atomic_file import replace_file

    lines = [json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in ledger_rows(calls)]
    replace_file(path, "".join(lines).encode("utf-8"), error=ModelError)


def read_ledger(path: Path) -> list[ModelCall]:
    """Read a ledger.

    Parameters
    ----------
    path
        JSON lines, as `write_ledger` and runs leave them.

    Raises
    ------
    ModelError
        If it cannot be read, with the line that is damaged.
    """
    hint = "Restore the file, or run the job again."
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"The ledger cannot be read ({error}).", where=str(path), hint=hint) from None
    calls = []
    # Not splitlines: it also breaks at characters that JSON leaves inside strings.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            calls.append(read_row(json.loads(line)))
        except (ValueError, RecursionError):
            raise ModelError("This line is no JSON.", where=f"{path}:{number}", hint=hint) from None
        except ModelError as error:
            raise ModelError(error.problem, where=f"{path}:{number}", hint=error.hint) from None
    return calls


def total_cost(calls: Iterable[ModelCall], api: Literal[1, 2, 3] | None = None) -> float | None:
    """Sum up what calls cost.

    Parameters
    ----------
    calls
        The ledger, or a part of it.
    api
        Count only the stages whose cost this API body bears; None counts all.

    Returns
    -------
    float or None
        US dollars, 0 for no calls; None where a price is not known.
    """
    total = 0.0
    for call in calls:
        if api is None or API_OF_STAGE[call.stage] == api:
            cost = call.cost_usd
            if cost is None:
                return None
            total += cost
    return total


@dataclass(frozen=True, slots=True)
class StageAccount:
    """What one stage asked: questions, how they ended, requests beyond the first, tokens, money, time.

    ``seconds``: time in requests, summed over those that ran side by side.
    """

    stage: Stage
    calls: int = 0
    cached: int = 0
    failed: int = 0
    over_budget: int = 0
    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0


def summarise(calls: Iterable[ModelCall]) -> tuple[StageAccount, ...]:
    """Sum up a ledger by stage.

    Parameters
    ----------
    calls
        The ledger.

    Returns
    -------
    tuple of StageAccount
        One for each stage that asked anything, in the order of the pipeline.
    """
    by_stage: dict[Stage, list[ModelCall]] = {}
    for call in calls:
        by_stage.setdefault(call.stage, []).append(call)
    return tuple(
        StageAccount(
            stage=stage,
            calls=len(asked),
            cached=sum(call.outcome == "cached" for call in asked),
            failed=sum(call.outcome == "failed" for call in asked),
            over_budget=sum(call.outcome == "over_budget" for call in asked),
            requests=sum(len(call.attempts) for call in asked),
            retries=sum(call.retries for call in asked),
            prompt_tokens=sum(call.prompt_tokens for call in asked),
            completion_tokens=sum(call.completion_tokens for call in asked),
            cost_usd=total_cost(asked),
            seconds=sum(call.seconds for call in asked),
        )
        for stage in STAGES
        if (asked := by_stage.get(stage))
    )


def _known(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in row.items() if name in names}
