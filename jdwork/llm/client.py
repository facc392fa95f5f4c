"""Asking an OpenAI-compatible server, several questions at a time, within bounds."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from pydantic import JsonValue

from jdwork.config.settings import LlmSettings
from jdwork.llm.account import RunAccount
from jdwork.llm.answer_cache import AnswerCache
from jdwork.llm.answer_schema import check_answer, read_answer
from jdwork.llm.bounds import Budget, Patience, RateLimit, pause_before
from jdwork.llm.dialect import Dialect, Phrasing
from jdwork.llm.model import Answer, Attempt, Message, ModelCall, Question
from jdwork.llm.prices import PriceTable
from jdwork.llm.prompt_files import Prompts
from jdwork.llm.request import Request, digest, make_request
from jdwork.llm.server import Reply, Server
from jdwork.llm.single_flight import SingleFlight

_CONTENT = frozenset({"broken_json", "wrong_answer", "cut_off"})
_RETRYABLE = frozenset({"rate_limited", "timeout", "unreachable", "server_error"})
_LOST_MAY_COST = frozenset({"timeout", "unreachable"})
_OF_THE_QUESTION = frozenset({400, 413, 422})
"""Refusals that speak of one question, not of the server."""

_SHOWN_CHARACTERS = 4000
_LEAST_PATIENCE = 5


class LanguageModels:
    """Whom the settings in ``[llm]`` name, with a cache before it and account kept of every request.

    Parameters
    ----------
    settings
        Model, server and bounds.
    prices
        For cost and ceiling.
    answers
        Known answers; None: nothing is remembered.
    prompts
        The prompt files; by default those that come with the package.
    api_key
        The key; by default the environment variable ``OPENAI_API_KEY``, read when the first request is made.
    sleep, clock
        How to wait, and a clock in seconds; for tests.
    seed
        Of the pauses between tries.

    Attributes
    ----------
    account : RunAccount
        What was asked and paid so far; a run that may be interrupted puts its name to it.
    """

    def __init__(
        self,
        settings: LlmSettings,
        *,
        prices: PriceTable,
        answers: AnswerCache | None = None,
        prompts: Prompts | None = None,
        api_key: str | None = None,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 0,
    ) -> None:
        self._settings = settings
        self._prices = prices
        self._answers = answers
        self._prompts = prompts if prompts is not None else Prompts()
        self._sleep, self._clock, self._seed = sleep, clock, seed
        self._server = Server(settings.base_url, api_key=api_key, timeout=settings.timeout)
        self._dialect = Dialect()
        self._rate = RateLimit(settings.requests_per_minute, sleep=sleep, clock=clock)
        self._flights: SingleFlight[Answer[Any]] = SingleFlight()
        self._begin_run()

    def _begin_run(self) -> None:
        self._budget = Budget(self._settings.max_cost_usd)
        limit = max(_LEAST_PATIENCE, self._settings.concurrency)
        self._patience = Patience(limit, clock=self._clock)
        self._chance = random.Random(self._seed)  # noqa: S311 - of pauses
        self.account = RunAccount(budget=self._budget, dialect=self._dialect, answers=self._answers)
        self._warnings: dict[str, None] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.model!r} at {self._server.place})"

    def __getstate__(self) -> dict[str, Any]:
        # Neither connection nor key crosses a process border: workers read it from their own environment.
        names = ("_settings", "_prices", "_answers", "_prompts", "_sleep", "_clock", "_seed")
        return {name: self.__dict__[name] for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        given = {name.removeprefix("_"): value for name, value in state.items()}
        self.__init__(given.pop("settings"), **given)  # type: ignore[misc]

    @property
    def identity(self) -> str:
        """SHA-256 of model, server, prompt files and the bound on an answer's length."""
        settings = self._settings
        return digest(settings.model, self._address, settings.max_answer_tokens, self._prompts.digest)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of this run should know."""
        with self._lock:
            return tuple(self._warnings)

    @property
    def spent_usd(self) -> float:
        """US dollars of the run's ceiling that are used, requests included that were lost on the way."""
        return self._budget.spent

    def for_run(self) -> LanguageModels:
        """Return the same with its whole ceiling; connection, cache and what was found out are shared."""
        fresh = copy_of(self)
        fresh._begin_run()
        return fresh

    def ask_many(self, questions: Sequence[Question[Any]]) -> list[Answer[Any]]:
        """Answer questions, several at a time; the answers stand in the order of the questions.

        Parameters
        ----------
        questions
            Any number; equal ones are sent once.

        Returns
        -------
        list of Answer
            One for each. A question that no usable answer came to has failed, with a note.

        Raises
        ------
        ModelError
            If a question does not go with its prompt file: never for what a server does.
        """
        with self._lock:
            requests = [make_request(each, self._prompts, asked=self.account.asked) for each in questions]
        # Of equal ones the first is sent, whichever thread is faster: what is paid for whom does not vary.
        first: dict[str, Request] = {}
        for request in requests:
            first.setdefault(self._key(request), request)
        found = dict(zip(first, self._side_by_side(list(first.values())), strict=True))
        return [
            found[key] if first[key] is request else self._again(request, key, found[key])
            for request, key in ((request, self._key(request)) for request in requests)
        ]

    def _side_by_side(self, requests: Sequence[Request]) -> list[Answer[Any]]:
        if len(requests) <= 1 or self._settings.concurrency == 1:
            return [self._answer(request) for request in requests]
        pool = ThreadPoolExecutor(self._settings.concurrency, thread_name_prefix="jdwork-llm")
        try:
            return list(pool.map(self._answer, requests))
        finally:
            # Reached early only on an interrupt or a bug: what has not begun shall not begin.
            pool.shutdown(wait=True, cancel_futures=True)

    @property
    def _address(self) -> str:
        return digest((self._server.base_url or "").rpartition("@")[2].rstrip("/"))

    def _key(self, request: Request) -> str:
        settings = self._settings
        return digest(settings.model, self._address, settings.max_answer_tokens, request.request_hash)

    def _answer(self, request: Request) -> Answer[Any]:
        made = self._made(request)
        if made is not None:
            return made
        key = self._key(request)
        answer, is_own = self._flights.do(key, lambda: self._look_up(request, key))
        return answer if is_own else self._again(request, key, answer)

    def _again(self, request: Request, key: str, answer: Answer[Any]) -> Answer[Any]:
        """Answer a question with what came of an equal one."""
        made = self._made(request)
        if made is not None:
            return made
        if answer.call.answer is not None:
            return self._known(request, answer.call.answer) or self._ask(request, key)
        outcome = "over_budget" if answer.call.outcome == "over_budget" else "failed"
        return Answer(None, self._call(request, outcome, (), note=answer.call.note))

    def _look_up(self, request: Request, key: str) -> Answer[Any]:
        kept = None if self._answers is None else self._answers.get(key)
        known = None if kept is None else self._known(request, kept)
        return known or self._ask(request, key)

    def _made(self, request: Request) -> Answer[Any] | None:
        """What this run got for this very question before it was interrupted."""
        call = self.account.made(request.call_id)
        if call is None:
            return None
        call = replace(call, messages=request.messages)
        if call.answer is None:
            return Answer(None, call)
        value, _ = check_answer(request.question, call.answer)
        return None if value is None else Answer(value, call)

    def _known(self, request: Request, kept: JsonValue) -> Answer[Any] | None:
        value, _ = check_answer(request.question, kept)
        return None if value is None else Answer(value, self._call(request, "cached", (), answer=kept))

    def _ask(self, request: Request, key: str) -> Answer[Any]:
        if self._server.missing_key:
            note = "Not asked: there is no key for the OpenAI server. Set OPENAI_API_KEY, or llm.base_url."
            return Answer(None, self._call(request, "failed", (), note=note))
        if not self._patience.may_ask():
            note = (
                f"Not asked: {self._server.place} had no answer to the last {self._patience.lost} questions."
            )
            return Answer(None, self._call(request, "failed", (), note=note))
        with self._dialect:
            return self._converse(request, key)

    def _converse(self, request: Request, key: str) -> Answer[Any]:
        """Send the question, and again where that may help, until there is an answer or no hope."""
        question = request.question
        phrasing = self._dialect.phrasing(question.prompt)
        messages = request.messages
        attempts: list[Attempt] = []
        failures, complained, worded = 0, False, False
        while True:
            sent = self._send(request, phrasing, messages, key=f"{key[:32]}-{len(messages)}")
            if sent is None:
                return self._over_budget(request, attempts, key=key)
            reply, attempt = sent
            value, outcome, problem = None, reply.outcome, reply.problem
            if outcome == "ok":
                value, checked, problem = read_answer(question, reply.text)
                outcome = checked  # type: ignore[assignment]
            attempt = replace(attempt, outcome=outcome, problem=_joined(problem, attempt.problem))
            if value is not None:
                self._dialect.worked(question.prompt, phrasing, this_prompt_alone=worded)
                self._patience.heard(answered=True)
                kept = json.loads(value.model_dump_json(by_alias=True))
                call = self._call(request, "ok", (*attempts, attempt), answer=kept)
                self.account.keep(call, key=key)
                return Answer(value, call)
            proven = self._dialect.is_proven(phrasing)
            other = phrasing.after_refusal(reply.status, problem, proven=proven)
            if other is not None:
                attempts.append(replace(attempt, outcome="format_refused"))
                phrasing = other
                continue
            attempts.append(attempt)
            failures += 1
            if failures > self._settings.max_retries or (outcome in _CONTENT and complained):
                return self._failed(request, attempts, reply, key=key)
            if outcome in _CONTENT:
                complained = True
                messages = (*request.messages, *_complaint(reply.text, problem))
                if outcome == "broken_json" and not proven:
                    phrasing, worded = phrasing.in_words(), True  # It may ignore a schema without a word.
            elif outcome in _RETRYABLE:
                pause = pause_before(failures, self._chance)
                self._sleep(pause if reply.retry_after is None else reply.retry_after)
            else:
                return self._failed(request, attempts, reply, key=key)

    def _send(
        self, request: Request, phrasing: Phrasing, messages: Iterable[Message], *, key: str
    ) -> tuple[Reply, Attempt] | None:
        """Send one request; None where it does not fit into the run's ceiling any more."""
        limit = self._settings.max_answer_tokens
        body = phrasing.body(
            self._settings.model, tuple(messages), request.schema, request.schema_name, limit
        )
        size = len(json.dumps(body, ensure_ascii=False).encode("utf-8"))
        most = self._cost(-(-size // 3), limit)
        if most is None:
            self._warn(
                f"The price of the model '{self._settings.model}' is not known, so that llm.max_cost_usd "
                "cannot be kept: add it to prices.toml."
            )
        if not self._budget.reserve(most or 0.0):
            return None
        charged = most or 0.0
        try:
            self._rate.wait()
            reply = self._server.chat(body, request_id=f"{key}-{phrasing.response_format}")
            attempt = self._account(body, phrasing, reply)
            if not (reply.outcome in _LOST_MAY_COST and reply.sent):
                charged = attempt.cost_usd or 0.0
        finally:
            self._budget.settle(most or 0.0, charged)
        return reply, attempt

    def _account(self, body: dict[str, Any], phrasing: Phrasing, reply: Reply) -> Attempt:
        """Count the tokens of a request and what it cost: nothing where no answer came."""
        answered = reply.outcome in _CONTENT or reply.outcome == "ok"
        tokens, said = reply.tokens or (0, 0), ""
        if answered and reply.tokens is None:
            asked = json.dumps(body["messages"], ensure_ascii=False)
            tokens = (-(-len(asked) // 4), -(-len(reply.text) // 4))
            said = "tokens estimated: the server counted none"
        cost = self._cost(*tokens, cached_tokens=reply.cached_tokens) if answered else 0.0
        return Attempt(
            outcome=reply.outcome,
            response_format=phrasing.response_format,
            prompt_tokens=tokens[0],
            completion_tokens=tokens[1],
            cost_usd=cost,
            seconds=reply.seconds,
            text=reply.text,
            problem=said,
        )

    def _cost(self, prompt_tokens: int, completion_tokens: int, *, cached_tokens: int = 0) -> float | None:
        cost = self._prices.cost(
            self._settings.model, prompt_tokens, completion_tokens, cached_tokens=cached_tokens
        )
        # A model of one's own on this very machine costs nothing, unless the table says otherwise.
        return 0.0 if cost is None and self._server.is_local else cost

    def _over_budget(self, request: Request, attempts: Sequence[Attempt], *, key: str) -> Answer[Any]:
        ceiling = f"the run's ceiling of ${self._budget.ceiling:g} (llm.max_cost_usd)"
        if not attempts:
            note = f"Not asked: it does not fit under {ceiling} any more."
            return Answer(None, self._call(request, "over_budget", (), note=note))
        note = f"{attempts[-1].problem} Not asked again: that does not fit under {ceiling} any more."
        call = self._call(request, "failed", tuple(attempts), note=note)
        self.account.keep(call, key=key)
        return Answer(None, call)

    def _failed(
        self, request: Request, attempts: Sequence[Attempt], reply: Reply, *, key: str
    ) -> Answer[Any]:
        last = attempts[-1]
        alive = last.outcome in _CONTENT or last.outcome == "rate_limited"
        self._patience.heard(answered=alive or reply.status in _OF_THE_QUESTION)
        count = "one request" if len(attempts) == 1 else f"{len(attempts)} requests"
        note = f"No usable answer after {count}: {last.problem}"
        call = self._call(request, "failed", tuple(attempts), note=note)
        self.account.keep(call, key=key)
        return Answer(None, call)

    def _call(
        self,
        request: Request,
        outcome: Any,
        attempts: tuple[Attempt, ...],
        *,
        answer: JsonValue = None,
        note: str = "",
    ) -> ModelCall:
        return ModelCall(
            call_id=request.call_id,
            stage=request.question.stage,
            subject=request.question.subject,
            model=self._settings.model,
            prompt=request.question.prompt,
            prompt_version=request.version,
            request_hash=request.request_hash,
            messages=request.messages,
            outcome=outcome,
            attempts=attempts,
            answer=answer,
            note=note,
        )

    def _warn(self, text: str) -> None:
        with self._lock:
            self._warnings[text] = None


def copy_of(models: LanguageModels) -> LanguageModels:
    """Copy the outside only: `copy.copy` would go through ``__getstate__`` and drop the connection."""
    made = object.__new__(LanguageModels)
    made.__dict__.update(models.__dict__)
    return made


def _joined(problem: str, more: str) -> str:
    return f"{problem} ({more})" if problem and more else problem or more


def _complaint(text: str, problem: str) -> tuple[Message, Message]:
    return (
        Message("assistant", text[:_SHOWN_CHARACTERS] or "(nothing)"),
        Message(
            "user", f"That answer cannot be used. {problem} Answer again: all of it, as JSON, and short."
        ),
    )
