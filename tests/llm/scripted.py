"""A stand-in for a model: answers by script, without a server. For tests of what asks, not of how."""

import uuid

from jdwork.llm import Answer, Attempt, ModelCall
from jdwork.llm.answer_schema import check_answer


class ScriptedModels:
    """Answers each question with what ``script(question)`` gives: a dict, or an Exception for a failure."""

    identity = "scripted"

    def __init__(self, script):
        self.script = script
        self.questions = []

    def ask_many(self, questions):
        return [self._ask(question) for question in questions]

    def _ask(self, question):
        self.questions.append(question)
        given = self.script(question)
        note, value = "", None
        if isinstance(given, Exception):
            note = str(given)
        else:
            value = question.answer.model_validate(given)
            checked, (_, problem) = check_answer(question, value.model_dump(mode="json"))
            if checked is None:
                note, value = problem, None
        call = ModelCall(
            call_id=str(
                uuid.uuid5(uuid.NAMESPACE_OID, f"{question.subject} {question.stage} {question.values}")
            ),
            stage=question.stage,
            subject=question.subject,
            model="scripted",
            prompt=question.prompt,
            prompt_version="1",
            request_hash=str(hash((question.prompt, tuple(sorted(question.values.items()))))),
            messages=(),
            outcome="ok" if value is not None else "failed",
            attempts=(
                Attempt(
                    outcome="ok" if value is not None else "wrong_answer",
                    prompt_tokens=100,
                    completion_tokens=10,
                    cost_usd=0.001,
                ),
            ),
            answer=value.model_dump(mode="json") if value is not None else None,
            note=note,
        )
        return Answer(value, call)
