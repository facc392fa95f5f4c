"""What one run has asked and paid, kept so that a run that is killed and goes on reports the same costs.

A run pays for an answer once. Until the work that an answer went into is safely on disk in the run folder,
the call stands in the file of the answer cache under the name of the run. So a run that goes on after a kill
finds the calls that it paid for itself, and reports them as paid, with every attempt, not as known before.
What is on disk already is handed over from there (`RunAccount.passed`, `RunAccount.repeat`): the numbers of
equal questions, the ceiling on costs, and whatever must be worked out again go on as they were.

One thing cannot be known: a request that was sent and whose answer was not stored yet when the process died
is sent again. The server has seen it twice, and may charge for it twice; the ledger tells the one that was
answered, which is what the ledger of an undisturbed run tells. And where questions are put side by side
(``llm.concurrency``), which of them still fit under a ceiling that is reached differs from run to run anyway.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from jdwork.errors import ModelError
from jdwork.llm.ledger import ledger_rows, read_row
from jdwork.llm.model import ModelCall

if TYPE_CHECKING:
    from jdwork.llm.answer_cache import AnswerCache
    from jdwork.llm.bounds import Budget
    from jdwork.llm.dialect import Dialect


class RunAccount:
    """What a run has asked so far; shared by threads.

    Without `begin` it only numbers questions: nothing is kept for a run that has no name.

    Parameters
    ----------
    budget
        The run's ceiling.
    dialect
        What was found out about the server; what a run that goes on had found out is put in.
    answers
        Where paid calls are kept; None: nowhere.
    """

    def __init__(self, *, budget: Budget, dialect: Dialect, answers: AnswerCache | None) -> None:
        self.asked: Counter[tuple[str, ...]] = Counter()
        self._budget, self._dialect, self._answers = budget, dialect, answers
        self._run = ""
        self._made: dict[str, ModelCall] = {}
        self._lock = threading.Lock()

    def begin(self, run: str) -> None:
        """Ask in the name of a run from here on.

        Parameters
        ----------
        run
            Names it, and no other run; where it was interrupted, what it paid for is found again.
        """
        self._run = run
        if self._answers is None:
            return
        found_out, payments = self._answers.payments(run)
        if found_out is not None:
            self._dialect.restore(found_out)
        for row in payments:
            try:
                call = read_row(row)
            except ModelError:
                continue  # A damaged row is no payment: the question is asked again.
            self._made[call.call_id] = call

    def passed(self, calls: Iterable[ModelCall]) -> None:
        """Count calls of this run whose work is done and safely on disk: they will not be asked again."""
        for call in _once(calls):
            self.asked[call.subject, call.stage, call.request_hash] += 1
            self._budget.spend(call.cost_usd or 0.0)
            self._made.pop(call.call_id, None)

    def repeat(self, calls: Iterable[ModelCall]) -> None:
        """Give these calls of this run again when they are asked: their work must be done once more."""
        with self._lock:
            self._made.update((call.call_id, call) for call in calls)

    def made(self, call_id: str) -> ModelCall | None:
        """Take a call that this run made before it was interrupted; None where it made none."""
        with self._lock:
            call = self._made.pop(call_id, None)
        if call is not None:
            self._budget.spend(call.cost_usd or 0.0)
        return call

    def keep(self, call: ModelCall, *, key: str) -> None:
        """Keep an answer for everybody and, for this run, that it paid for it; on disk when this returns.

        Failures are kept where they cost something: that money is gone, and stays in the ledger.
        """
        if self._answers is None or (call.answer is None and call.cost_usd == 0):
            return
        if not self._run:
            if call.answer is not None:
                self._answers.put(key, call.answer, model=call.model, prompt=call.prompt)
            return
        (row,) = ledger_rows([call])
        row["messages"] = []  # The question is put together anew, and they belong to it.
        with self._lock:  # What was found out later is not overwritten by what was known earlier.
            self._answers.put_paid(self._run, key, row, found_out=self._dialect.found_out())

    def settle(self) -> None:
        """All that was asked so far is safely on disk elsewhere: it need not be kept here any longer."""
        if self._answers is not None and self._run:
            self._answers.forget_payments(self._run)

    def end(self) -> None:
        """The run asks nothing any more, whatever happens: nothing is kept of it."""
        if self._answers is not None and self._run:
            self._answers.forget_run(self._run)


def account_of(models: object) -> RunAccount | None:
    """The account of whoever answers; None where no account is kept: a replay, or a script in a test."""
    found = getattr(models, "account", None)
    return found if isinstance(found, RunAccount) else None


def _once(calls: Iterable[ModelCall]) -> Collection[ModelCall]:
    """Each call once: JDs with the same content share those of their details."""
    return {call.call_id: call for call in calls}.values()
