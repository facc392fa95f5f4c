"""A question made ready to be sent: its messages, its schema, and the hash that it is known by."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from jdwork.llm.answer_schema import answer_schema
from jdwork.llm.model import Message, Question
from jdwork.llm.prompt_files import Prompts

_CALLS = uuid.UUID("6d0f3c7e-52b0-5b8e-9a55-4e4b7a1d9c21")


@dataclass(frozen=True)
class Request:
    """What is asked, whoever is asked.

    Parameters
    ----------
    request_hash
        SHA-256 of prompt name and version, messages, schema and choices. Model and server are not part of
        it, so that the ledger of a run can be read without knowing them.
    call_id
        See `jdwork.llm.ModelCall`.
    """

    question: Question[Any]
    version: str
    messages: tuple[Message, ...]
    schema: dict[str, Any]
    request_hash: str
    call_id: str

    @property
    def schema_name(self) -> str:
        """Name of the answer's class, in the letters that servers take."""
        return re.sub(r"[^A-Za-z0-9_-]", "_", self.question.answer.__name__)[:64]


def make_request(question: Question[Any], prompts: Prompts, *, asked: Counter[tuple[str, ...]]) -> Request:
    """Fill the prompt, build the schema, and compute the hash; needs no network.

    Parameters
    ----------
    question
        What to ask.
    prompts
        Where its wording is.
    asked
        How often each question was asked in this run; counted up here.

    Raises
    ------
    ModelError
        If prompt, values, answer and choices do not go together.
    """
    prompt = prompts[question.prompt]
    messages = prompt.fill(question.values)
    schema = answer_schema(question)
    request_hash = digest(
        prompt.name, prompt.version, [[message.role, message.content] for message in messages], schema
    )
    place = (question.subject, question.stage, request_hash)
    call_id = str(uuid.uuid5(_CALLS, "\0".join((*place, str(asked[place])))))
    asked[place] += 1
    return Request(question, prompt.version, messages, schema, request_hash, call_id)


def digest(*parts: Any) -> str:
    """Return the SHA-256 of values, through their JSON with sorted keys."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
