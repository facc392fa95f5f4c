"""An encoder behind an OpenAI-compatible server."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from jdwork.embed.encoder import Vectors
from jdwork.errors import EncoderError

NATIVE_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
"""Vector lengths of the models whose length need not be stated."""

_SHORTENABLE = "text-embedding-3-"


class OpenAIEncoder:
    """Asks an OpenAI-compatible ``/embeddings`` endpoint; the network is used by `encode` alone.

    The key is read when the first request is made and appears in no message and no ``repr``.

    Parameters
    ----------
    model
        Name of the embedding model.
    base_url
        Address of the server, such as ``http://localhost:8080/v1``; by default OpenAI's own.
    api_key
        The key; by default the environment variable ``OPENAI_API_KEY``. A server of one's own that asks
        for none may be used without.
    dimension
        Length of a vector; may be left out for the models in `NATIVE_DIMENSIONS`. For the
        ``text-embedding-3`` models a shorter length is asked of the server.
    batch_size
        Texts per request.
    timeout
        Seconds that one request may take.
    max_retries
        How often a request is repeated after a 429, a 5xx or a lost connection, with growing pauses.

    Raises
    ------
    EncoderError
        If ``dimension`` is neither given nor known.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        dimension: int | None = None,
        batch_size: int = 64,
        timeout: float = 60.0,
        max_retries: int = 3,
    ) -> None:
        length = dimension or NATIVE_DIMENSIONS.get(model)
        if length is None:
            raise EncoderError(
                f"The vector length of the model '{model}' is not known.",
                where="embed.dimension",
                hint="State it: the model's own page says how many numbers it gives.",
            )
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._dimension = length
        self._batch_size = max(1, batch_size)
        self._timeout = timeout
        self._max_retries = max_retries

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._model!r}, dimension={self._dimension})"

    def __getstate__(self) -> dict[str, Any]:
        # The connection stays behind, and so does the key: workers read it from their own environment.
        return {key: value for key, value in self.__dict__.items() if key != "_client"} | {"_api_key": None}

    @property
    def encoder_id(self) -> str:
        """Model and vector length, and for a server of one's own a hash of its address.

        The weights behind an address cannot be hashed: whoever changes them under the same model name
        must clear the vector cache.
        """
        name = f"openai:{self._model}/{self._dimension}"
        if self._base_url is None:
            return name
        return f"{name}@{hashlib.sha256(self._base_url.rstrip('/').encode()).hexdigest()[:8]}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @cached_property
    def _client(self) -> Any:
        import openai

        key = self._key()
        if not key and self._base_url is None:
            raise EncoderError(
                "There is no key for the OpenAI server.",
                where="OPENAI_API_KEY",
                hint="Set the environment variable, or set embed.base_url to a server that asks for none.",
            )
        return openai.OpenAI(
            api_key=key or "none",
            base_url=self._base_url,
            timeout=self._timeout,
            max_retries=self._max_retries,
        )

    def _key(self) -> str:
        return self._api_key or os.environ.get("OPENAI_API_KEY", "")

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Encode texts; each distinct text is sent once, blank ones never.

        Parameters
        ----------
        texts
            ``n`` texts, in any order, with or without repeats.
        progress
            Called after each request with ``(texts done, texts in all)``, counting distinct texts.

        Returns
        -------
        ndarray of float32, shape (n, dimension)
            Rows of unit length; the row of a blank text is all zero.

        Raises
        ------
        EncoderError
            If the server cannot be reached, refuses, or answers vectors of another number or length.
        """
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        positions: dict[str, list[int]] = {}
        for position, text in enumerate(texts):
            if text.strip():
                positions.setdefault(text.encode("utf-8", "replace").decode("utf-8"), []).append(position)
        distinct = list(positions)
        for start in range(0, len(distinct), self._batch_size):
            batch = distinct[start : start + self._batch_size]
            for text, vector in zip(batch, self._ask(batch), strict=True):
                rows[positions[text]] = vector
            if progress is not None:
                progress(start + len(batch), len(distinct))
        return rows

    def _ask(self, batch: list[str]) -> Vectors:
        import openai

        # Plain floats: base64, the client's default, is not known to every compatible server.
        options: dict[str, Any] = {"encoding_format": "float"}
        if self._model.startswith(_SHORTENABLE) and self._dimension != NATIVE_DIMENSIONS.get(self._model):
            options["dimensions"] = self._dimension
        try:
            answer = self._client.embeddings.create(model=self._model, input=batch, **options)
        except (openai.OpenAIError, ValueError) as error:  # ValueError: an answer with no data, or not JSON.
            raise self._refused(error) from None
        return self._check(batch, list(getattr(answer, "data", None) or []))

    def _check(self, batch: list[str], items: list[Any]) -> Vectors:
        if sorted(getattr(item, "index", -1) for item in items) != list(range(len(batch))):
            raise self._unusable(f"{len(items)} vectors for {len(batch)} texts, or with wrong numbering")
        ordered = sorted(items, key=lambda item: int(item.index))
        lengths = {len(item.embedding) for item in ordered}
        if lengths != {self._dimension}:
            shown = " and ".join(str(length) for length in sorted(lengths))
            raise EncoderError(
                f"The model '{self._model}' answered vectors of {shown} numbers, expected {self._dimension}.",
                where="embed.dimension",
                hint=f"Set embed.dimension = {min(lengths)}, or name another model.",
            )
        vectors = np.asarray([item.embedding for item in ordered], dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.all(np.isfinite(norms)) or np.any(norms == 0):
            raise self._unusable("a vector without a direction (zero or not a number)")
        return vectors / norms

    def _unusable(self, what: str) -> EncoderError:
        return EncoderError(
            f"The server answered {what}.",
            where=f"model '{self._model}'",
            hint="Check that it is an embedding model, and embed.base_url its API's root (often …/v1).",
        )

    def _refused(self, error: Exception) -> EncoderError:
        import openai

        hints: list[tuple[type[Exception], str]] = [
            (openai.AuthenticationError, "Check OPENAI_API_KEY."),
            (openai.PermissionDeniedError, "The key may not use this model."),
            (openai.NotFoundError, "Check embed.model and embed.base_url."),
            (openai.RateLimitError, "Wait, lower embed.batch_size, or check the account's quota."),
            (openai.APITimeoutError, "Lower embed.batch_size, or try again when the server is less busy."),
            (openai.APIConnectionError, "Check embed.base_url and that the server is running."),
            (openai.BadRequestError, "A text may be too long for the model; or lower embed.batch_size."),
        ]
        hint = next(
            (text for kind, text in hints if isinstance(error, kind)), "Try again, or use another encoder."
        )
        said = " ".join(str(error).split())[:300]
        key = self._key()
        if key:
            said = said.replace(key, "[key]")
        return EncoderError(
            f"The embedding server did not answer as asked: {type(error).__name__}: {said}",
            where=f"model '{self._model}'",
            hint=hint,
        )
