"""What a server understands: which way of asking for JSON, and which parameters; found out by trying."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from jdwork.llm.answer_schema import is_strict
from jdwork.llm.model import Message

FORMATS = ("json_schema", "json_object_schema", "json_object", "text")
"""Ways to ask for JSON, the most binding first: a strict schema; a JSON object with a schema beside it; any
JSON object, the schema being told in words; nothing but words."""

SEED = 20
"""Sent with every request, so that servers that can do so answer the same each time."""

_ABOUT_FORMAT = re.compile(r"response.?format|json.?schema|json.?object|grammar|\bschema\b", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"unsupported|not.support|n't.support|unrecogni|unknown|not.permitted|not.allowed|unexpected|extra|instead"
    r"|does.not.work|only.the.default",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(r"context.length|maximum context|too (large|long)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to put a request: a response format, and the names of parameters."""

    response_format: str = FORMATS[0]
    limit_name: str = "max_tokens"
    temperature: bool = True
    seed: bool = True

    def body(
        self, model: str, messages: Sequence[Message], schema: dict[str, Any], name: str, max_tokens: int
    ) -> dict[str, Any]:
        """Return the request as JSON."""
        asked = [{"role": message.role, "content": message.content} for message in messages]
        body: dict[str, Any] = {"model": model, "messages": asked, self.limit_name: max_tokens}
        if self.temperature:
            body["temperature"] = 0
        if self.seed:
            body["seed"] = SEED
        if self.response_format == "json_schema":
            described = {"name": name, "schema": schema, "strict": is_strict(schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": described}
        elif self.response_format == "json_object_schema":
            body["response_format"] = {"type": "json_object", "schema": schema}
        else:
            if self.response_format == "json_object":
                body["response_format"] = {"type": "json_object"}
            asked[0]["content"] += (
                "\n\nAnswer with one JSON object and nothing else, no prose and no fence. It must fit this "
                "JSON schema:\n" + json.dumps(schema, ensure_ascii=False)
            )
        return body

    def after_refusal(self, status: int, said: str, *, proven: bool) -> Phrasing | None:
        """Return what to try next after a refusal, or None where the phrasing is not to blame.

        Parameters
        ----------
        status
            HTTP status of the refusal.
        said
            What the server said.
        proven
            Whether this response format has worked before: then it is to blame only if it is named.
        """
        if status not in {400, 422, 500, 501} or _TOO_LONG.search(said):
            return None
        if status != 500 and _UNKNOWN.search(said):
            if self.limit_name == "max_tokens" and "max_tokens" in said:
                return replace(self, limit_name="max_completion_tokens")
            if self.temperature and "temperature" in said:
                return replace(self, temperature=False)
            if self.seed and re.search(r"\bseed\b", said):
                return replace(self, seed=False)
        if proven and not _ABOUT_FORMAT.search(said):
            return None
        return self.less_binding()

    def in_words(self) -> Phrasing:
        """Return the same with the schema told in words, for servers that ignore it elsewhere."""
        return replace(self, response_format=max(self.response_format, "json_object", key=FORMATS.index))

    def less_binding(self) -> Phrasing | None:
        """Return the same with the next response format, or None after the last."""
        following = FORMATS[FORMATS.index(self.response_format) + 1 :]
        return replace(self, response_format=following[0]) if following else None


class Dialect:
    """What was found out about one server and model; shared by threads.

    Used as a context around a question, it lets the first question of all go alone, so that a refusal is
    met once and not by every thread.
    """

    def __init__(self) -> None:
        self._phrasing = Phrasing()
        self._proven = False
        self._special: dict[str, Phrasing] = {}
        self._tried = False
        self._lock = threading.Lock()
        self._first = threading.Lock()

    def __enter__(self) -> Dialect:
        """Wait until the first question of all is through."""
        if not self._tried:
            self._first.acquire()
            if self._tried:
                self._first.release()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the others go."""
        if not self._tried:
            self._tried = True
            self._first.release()

    def phrasing(self, prompt: str) -> Phrasing:
        """Return what to begin a question with."""
        with self._lock:
            return self._special.get(prompt, self._phrasing)

    def is_proven(self, phrasing: Phrasing) -> bool:
        """Whether this response format has led to a good answer before."""
        with self._lock:
            return self._proven and self._phrasing.response_format == phrasing.response_format

    def worked(self, prompt: str, phrasing: Phrasing, *, this_prompt_alone: bool = False) -> None:
        """Remember that a good answer came.

        Of two formats that work, the more binding one is kept for all; a prompt whose schema alone was
        refused, or ignored without a word, keeps its own: others may fare better.
        """
        with self._lock:
            if this_prompt_alone:
                self._special[prompt] = phrasing
                return
            binding = FORMATS.index(phrasing.response_format)
            if not self._proven or binding <= FORMATS.index(self._phrasing.response_format):
                self._phrasing, self._proven = phrasing, True
                self._special.pop(prompt, None)
            else:
                self._special[prompt] = phrasing

    def found_out(self) -> dict[str, Any] | None:
        """What is known by now, as JSON; None as long as no good answer came."""
        with self._lock:
            if not (self._proven or self._special):
                return None
            return {
                "phrasing": asdict(self._phrasing),
                "proven": self._proven,
                "special": {prompt: asdict(one) for prompt, one in self._special.items()},
            }

    def restore(self, found_out: Mapping[str, Any]) -> None:
        """Take up what `found_out` told; what is no such thing is passed over, and found out again."""
        try:
            phrasing = _phrasing(found_out["phrasing"])
            special = {prompt: _phrasing(one) for prompt, one in found_out["special"].items()}
            proven = bool(found_out["proven"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return
        with self._lock:
            self._phrasing, self._special, self._proven, self._tried = phrasing, special, proven, True


def _phrasing(values: Mapping[str, Any]) -> Phrasing:
    found = Phrasing(**values)
    FORMATS.index(found.response_format)
    return found
