"""Answers from the ledger of an earlier run: nobody is asked again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from jdwork.llm.answer_schema import check_answer
from jdwork.llm.model import Answer, ModelCall, Question
from jdwork.llm.prompt_files import Prompts
from jdwork.llm.request import Request, make_request


class ReplayModels:
    """Gives every question the answer that the ledger has for it, and failures as they happened.

    Parameters
    ----------
    calls
        The ledger. Where it has one question several times, they are replayed in its order; the last one
        stays.
    identity
        That of whoever made the ledger.
    prompts
        The prompt files; questions whose wording has changed since are not found.
    """

    def __init__(
        self, calls: Iterable[ModelCall], *, identity: str = "", prompts: Prompts | None = None
    ) -> None:
        self._identity = identity
        self._prompts = prompts if prompts is not None else Prompts()
        self._asked: Counter[tuple[str, ...]] = Counter()
        self._exact: dict[tuple[str, str, str], list[ModelCall]] = {}
        self._any: dict[str, ModelCall] = {}
        self._lock = threading.Lock()
        for call in calls:
            self._exact.setdefault((call.subject, call.stage, call.request_hash), []).append(call)
            if call.answer is not None:
                self._any.setdefault(call.request_hash, call)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sum(len(calls) for calls in self._exact.values())} calls)"

    @property
    def identity(self) -> str:
        """That of whoever made the ledger."""
        return self._identity

    def for_run(self) -> ReplayModels:
        """Return the same, from the ledger's beginning."""
        calls = [call for calls in self._exact.values() for call in calls]
        return ReplayModels(calls, identity=self._identity, prompts=self._prompts)

    def ask_many(self, questions: Sequence[Question[Any]]) -> list[Answer[Any]]:
        """Look questions up; see `jdwork.llm.Models`.

        Raises
        ------
        ModelError
            If a question does not go with its prompt file.
        """
        with self._lock:
            return [self._answer(question) for question in questions]

    def _answer(self, question: Question[Any]) -> Answer[Any]:
        place = Counter(self._asked)
        request = make_request(question, self._prompts, asked=self._asked)
        key = (question.subject, question.stage, request.request_hash)
        calls = self._exact.get(key, [])
        if not calls:
            other = self._any.get(request.request_hash)
            if other is None:
                return Answer(None, _unknown(request))
            calls = [replace(other, call_id=request.call_id, stage=question.stage, subject=question.subject,
                             outcome="cached", attempts=())]  # fmt: skip
        call = calls[min(place[key], len(calls) - 1)]
        if call.answer is None:
            return Answer(None, call)
        value, (_, problem) = check_answer(question, call.answer)
        if value is None:
            return Answer(
                None, replace(call, outcome="failed", answer=None, note=f"In the ledger: {problem}")
            )
        return Answer(value, call)


def _unknown(request: Request) -> ModelCall:
    question = request.question
    return ModelCall(
        call_id=request.call_id,
        stage=question.stage,
        subject=question.subject,
        model="",
        prompt=question.prompt,
        prompt_version=request.version,
        request_hash=request.request_hash,
        messages=request.messages,
        outcome="failed",
        note="This question is not in the ledger.",
    )
