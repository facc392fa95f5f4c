"""Trying a server out: one small question, to see whether and how it answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from jdwork.llm.model import Answer, Models, Question


class CheckAnswer(BaseModel):
    """The answer to the question."""

    answer: Literal["ready", "not_ready"] = Field(description="whether you are ready")


def check_models(models: Models) -> Answer[CheckAnswer]:
    """Ask a model whether it is ready.

    Parameters
    ----------
    models
        Whom to ask. Give one without an answer cache, or the answer of last time may come back.

    Returns
    -------
    Answer
        ``call`` tells every request that was needed, and in which form the server answers.
    """
    question = Question("domain", "", "check", {}, CheckAnswer)
    (answer,) = models.ask_many([question])
    return answer
