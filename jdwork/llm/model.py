"""What is asked of a language model, what it answers, and what stands in the ledger of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, JsonValue

Stage = Literal["parse", "skills", "adjudicate", "domain", "new_skill", "enrichment", "new_role"]
STAGES: tuple[Stage, ...] = (
    "parse", "skills", "adjudicate", "domain", "new_skill", "enrichment", "new_role",
)  # fmt: skip
"""Where in the pipeline a model may be asked, in order."""

API_OF_STAGE: dict[Stage, Literal[1, 2, 3]] = {
    "parse": 1,
    "skills": 1,
    "adjudicate": 1,
    "domain": 1,
    "new_skill": 2,
    "enrichment": 2,
    "new_role": 2,
}
"""Which of the three API bodies bears the cost of a stage."""

Outcome = Literal[
    "ok",  # answered, and the answer passed all checks
    "format_refused",  # the server does not know this response_format
    "rate_limited",  # 429
    "timeout",
    "unreachable",  # no connection
    "server_error",  # 5xx
    "refused",  # another 4xx, such as a wrong key; never retried
    "broken_json",  # the answer is no JSON, or not the one that was asked for
    "wrong_answer",  # well-formed, but it fails its check (a role outside the candidates, say)
    "cut_off",  # the answer ended at the token limit
]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was sent, whatever came of it. Tokens are those that the server says it counted.

    ``cost_usd`` is None where the price table lacks the model; a request that the server charged nothing
    for (a 429, say) costs 0.
    """

    outcome: Outcome
    response_format: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A card of the ledger: one question, every attempt at it, and its answer. Never holds a key.

    Parameters
    ----------
    call_id
        UUID that follows from the subject, the request and its place in the run.
    subject
        Content hash of the JD that it was asked for.
    outcome
        ``ok``: answered now. ``cached``: the answer was known, nothing was sent. ``failed``: no usable
        answer. ``over_budget``: not sent, because the run's ceiling was reached.
    answer
        The checked answer as JSON; None where there is none.
    note
        Where it failed: what was wrong, in a sentence that can stand on a run page.
    """

    call_id: str
    stage: Stage
    subject: str
    model: str
    prompt: str
    prompt_version: str
    request_hash: str
    messages: tuple[Message, ...]
    outcome: Literal["ok", "cached", "failed", "over_budget"]
    attempts: tuple[Attempt, ...] = ()
    answer: JsonValue = None
    note: str = ""

    @property
    def prompt_tokens(self) -> int:
        """Tokens of all requests that were sent, retries counted."""
        return sum(attempt.prompt_tokens for attempt in self.attempts)

    @property
    def completion_tokens(self) -> int:
        """Tokens of all answers that came, retries counted."""
        return sum(attempt.completion_tokens for attempt in self.attempts)

    @property
    def cost_usd(self) -> float | None:
        """US dollars paid for all attempts; None where a price is not known."""
        costs = [attempt.cost_usd for attempt in self.attempts]
        return None if None in costs else float(sum(cost or 0.0 for cost in costs))

    @property
    def seconds(self) -> float:
        """Time spent in all attempts, pauses between them not counted."""
        return sum(attempt.seconds for attempt in self.attempts)

    @property
    def retries(self) -> int:
        """Requests after the first."""
        return max(len(self.attempts) - 1, 0)


T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Question(Generic[T]):
    """Something to ask of a model.

    Parameters
    ----------
    stage
        For the ledger.
    subject
        Content hash of the JD that it is asked for.
    prompt
        Name of a prompt file.
    values
        What its placeholders stand for, as data. Whatever comes from a JD is delimited when it is put in,
        so that it cannot pose as an instruction.
    answer
        The pydantic model that the answer must fit; its JSON schema is sent along.
    choices
        Field of the answer to the only values it may have; they are put into the schema as an enumeration,
        and an answer with another is refused whatever the server thought of the schema. A field of a part
        has a dotted path (``skills.place``), through lists as well.
    check
        Says what is wrong with an answer that fits the schema, or None. The model is told and asked once
        more; then the question has failed.
    """

    stage: Stage
    subject: str
    prompt: str
    values: Mapping[str, str]
    answer: type[T]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    check: Callable[[T], str | None] | None = None


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What came of a question: a value, or None and a note in ``call`` that says why."""

    value: T | None
    call: ModelCall


class Models(Protocol):
    """Whoever answers questions: a server with its cache, the ledger of an earlier run, a script in a test.

    Attributes
    ----------
    identity
        Hash of all that the answers depend on besides the questions (model, server, prompt files).
    """

    @property
    def identity(self) -> str: ...  # noqa: D102

    def ask_many(self, questions: Sequence[Question[Any]]) -> list[Answer[Any]]:
        """Answer questions, several at a time; the answers stand in the order of the questions.

        Never raises for what a server does: a question without a usable answer has failed, with a note.
        """
        ...
