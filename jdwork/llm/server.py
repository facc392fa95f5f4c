"""One request to an OpenAI-compatible server, and what came of it as a plain value."""

from __future__ import annotations

import email.utils
import json
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from jdwork.llm.model import Outcome

MAX_RETRY_AFTER = 60.0
"""Seconds; a server that asks for a longer pause is asked again after this one."""

_SAID_CHARACTERS = 300
_MOST_BYTES = 20_000_000
_HINTS = {
    401: "Check OPENAI_API_KEY.",
    403: "The key may not use this model.",
    404: "Check llm.model, and llm.base_url: the root of the API, often ending in /v1.",
    413: "Lower llm.max_jd_characters.",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request.

    ``outcome`` is ``ok`` where a message came, whatever is in it. ``retry_after``: seconds that the server
    asked for. ``tokens``: prompt and completion, as the server counted them, or None where it said nothing.
    ``sent``: whether the server may have worked on it, and so may charge for it.
    """

    outcome: Outcome
    text: str = ""
    problem: str = ""
    status: int = 0
    tokens: tuple[int, int] | None = None
    cached_tokens: int = 0
    retry_after: float | None = None
    seconds: float = 0.0
    sent: bool = True


class Server:
    """A chat completions endpoint. The key is read when the first request is made, and shown nowhere.

    Parameters
    ----------
    base_url
        Address; None for OpenAI's own.
    api_key
        The key; by default the environment variable ``OPENAI_API_KEY``.
    timeout
        Seconds that one request may take.
    """

    def __init__(self, base_url: str | None, *, api_key: str | None, timeout: float) -> None:
        self.base_url = base_url
        self._api_key = api_key
        self._timeout = timeout
        self._client: Any = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.place})"

    @property
    def place(self) -> str:
        """Host and port, without anything secret that an address may hold."""
        if self.base_url is None:
            return "the OpenAI server"
        return urlsplit(self.base_url).netloc.rpartition("@")[2] or "the server"

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine."""
        host = urlsplit(self.base_url or "").hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")

    @property
    def missing_key(self) -> bool:
        """Whether OpenAI's own server is meant and there is no key for it."""
        return self.base_url is None and not self._key()

    def redacted(self, text: str) -> str:
        """Take the key, and a password in the address, out of a text."""
        secrets = [self._key(), urlsplit(self.base_url or "").password or ""]
        for secret in secrets:
            if len(secret) >= 4:
                text = text.replace(secret, "[key]")
        return text

    def chat(self, body: dict[str, Any], *, request_id: str) -> Reply:
        """Send one request.

        Parameters
        ----------
        body
            The request as JSON.
        request_id
            Goes along as ``Idempotency-Key``, so that a server that knows it works on it once.

        Returns
        -------
        Reply
            Whatever happened: this raises nothing that a server can bring about.
        """
        import openai

        began = time.perf_counter()
        try:
            reply = self._request(body, request_id=request_id, began=began)
        except openai.OpenAIError as error:
            reply = self._failed(error)
        except (OSError, ValueError) as error:
            reply = self._lost(error)
        except Exception as error:
            # While a body is read, errors of the HTTP library come through; which library it is depends on
            # the client's version.
            if "HTTPError" not in {kind.__name__ for kind in type(error).__mro__}:
                raise
            reply = self._lost(error)
        seconds = round(time.perf_counter() - began, 6)
        return replace(reply, seconds=seconds)

    def _request(self, body: dict[str, Any], *, request_id: str, began: float) -> Reply:
        own = {key: value for key, value in body.items() if key != "response_format"}
        formats = {"response_format": body["response_format"]} if "response_format" in body else None
        content, late = bytearray(), False
        # Read piece by piece: the client's own timeout begins anew with every byte that trickles in.
        with self._connected().chat.completions.with_streaming_response.create(
            **own, extra_body=formats, extra_headers={"Idempotency-Key": request_id}
        ) as response:
            for piece in response.iter_bytes():
                content += piece
                late = time.perf_counter() - began > self._timeout
                if late or len(content) > _MOST_BYTES:
                    break
            kind = response.headers.get("content-type", "json")
        reply = self._read(bytes(content), kind)
        return self._late() if late and reply.status != 200 else reply

    def _late(self) -> Reply:
        return Reply("timeout", problem=f"{self.place} did not answer within {self._timeout:g} seconds.")

    def _key(self) -> str:
        return self._api_key or os.environ.get("OPENAI_API_KEY", "")

    def _connected(self) -> Any:
        import openai

        with self._lock:
            if self._client is None:
                self._client = openai.OpenAI(
                    api_key=self._key() or "none",
                    base_url=self.base_url,
                    timeout=self._timeout,
                    max_retries=0,
                )
            return self._client

    def _lost(self, error: Exception) -> Reply:
        if "Timeout" in type(error).__name__:
            return self._late()
        said = self._said(error) or type(error).__name__
        return Reply("unreachable", problem=f"The connection to {self.place} was lost ({said}).")

    def _read(self, content: bytes, kind: str) -> Reply:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or not isinstance(answer.get("choices"), list):
            if "json" in kind:
                return Reply("server_error", problem="The server's answer is no chat completion.")
            return Reply(
                "refused", problem=f"{self.place} answers with something else than JSON. {_HINTS[404]}"
            )
        usage: Any = answer.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        counts = (usage.get("prompt_tokens"), usage.get("completion_tokens"))
        tokens = (int(counts[0]), int(counts[1])) if all(type(n) is int and n >= 0 for n in counts) else None
        details = usage.get("prompt_tokens_details")
        remembered = details.get("cached_tokens") if isinstance(details, dict) else 0
        first = answer["choices"][0] if answer["choices"] else {}
        message = first.get("message") if isinstance(first, dict) else None
        message = message if isinstance(message, dict) else {}
        said = message.get("content")
        text = self.redacted(_storable(said)) if isinstance(said, str) else ""
        reply = Reply(
            "ok",
            text=text,
            status=200,
            tokens=tokens,
            cached_tokens=remembered if type(remembered) is int else 0,
        )
        if isinstance(first, dict) and first.get("finish_reason") == "length":
            return replace(reply, outcome="cut_off", problem="The answer ended at llm.max_answer_tokens.")
        refusal = message.get("refusal")
        if isinstance(refusal, str) and not text:
            problem = f"The model declined to answer: {self._said(refusal)}"
            return replace(reply, outcome="wrong_answer", problem=problem)
        if not text.strip():
            return replace(reply, outcome="broken_json", problem="The answer is empty.")
        return reply

    def _failed(self, error: Exception) -> Reply:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return self._late()
        if isinstance(error, openai.APIStatusError):
            return self._status(error.status_code, error, error.response.headers)
        if isinstance(error, openai.APIConnectionError):
            cause = error.__cause__ or error
            # Never reached, or lost half way? A lost request may have been worked on.
            sent = "Connect" not in type(cause).__name__
            problem = f"{self.place} cannot be reached ({self._said(cause) or type(cause).__name__})."
            return Reply("unreachable", problem=problem, sent=sent)
        return Reply("server_error", problem=f"{type(error).__name__}: {self._said(error)}")

    def _status(self, status: int, error: Any, headers: Any) -> Reply:
        said = self._said(_message(error))
        if status == 429 and getattr(error, "code", None) == "insufficient_quota":
            problem = f"The account's quota is used up ({said}). Check the account, or name another server."
            return Reply("refused", problem=problem, status=status, sent=False)
        pause = _retry_after(headers)
        if status == 429:
            return Reply("rate_limited", problem=f"Too many requests ({said}).", status=status,
                         retry_after=pause, sent=False)  # fmt: skip
        if status in {408, 409, 425} or status >= 500:
            problem = f"The server failed with HTTP {status} ({said})."
            return Reply("server_error", problem=problem, status=status, retry_after=pause, sent=False)
        hint = _HINTS.get(status, "Check the [llm] settings.")
        return Reply("refused", problem=f"The server refused with HTTP {status} ({said}). {hint}",
                     status=status, sent=False)  # fmt: skip

    def _said(self, what: object) -> str:
        # Redacted before it is clipped, lest half a key be left at the end.
        return _storable(self.redacted(" ".join(str(what).split())))[:_SAID_CHARACTERS]


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _message(error: Any) -> str:
    """Return what the server said, without the client's words around it."""
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message", inner) if isinstance(inner, dict) else inner
    said = str(body or getattr(error, "message", "") or "no reason given")
    return re.sub(r"<[^>]*>", " ", said) if "<html" in said.lower() else said


def _retry_after(headers: Any, *, now: Callable[[], float] = time.time) -> float | None:
    """Read Retry-After: seconds, or a date; at most `MAX_RETRY_AFTER`."""
    milliseconds = headers.get("retry-after-ms", "")
    said = headers.get("retry-after", "")
    try:
        pause = float(milliseconds) / 1000 if milliseconds else float(said)
    except ValueError:
        try:
            pause = email.utils.parsedate_to_datetime(said).timestamp() - now()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(pause, 0.0), MAX_RETRY_AFTER) if pause == pause else None  # noqa: PLR0124 - NaN
