"""The stages of a classification in which a language model may be asked, for a batch of JDs at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from jdwork.catalog import CatalogSnapshot
from jdwork.config import Settings
from jdwork.decide import Decision, Decisions
from jdwork.decide.adjudicating import pick_questions, picked_column, told
from jdwork.llm import Answer, ModelCall, Models, Question
from jdwork.parse import ParseResult
from jdwork.parse.by_model import parse_question, read_parse
from jdwork.signals import SignalTable
from jdwork.skills import SkillFindings, SkillMatcher
from jdwork.skills.by_model import read_skills, skill_question
from jdwork.text import Document

T = TypeVar("T")


class ModelStages:
    """Asks models where the settings say so, and keeps what was asked, per JD and in pipeline order.

    One is made per batch. The offline result of every stage is made first and stands where a model has no
    usable answer; the note on the call says why.

    Parameters
    ----------
    models
        Whom to ask; nobody is asked where it is None.
    settings
        Which stages ask.
    documents
        The JDs of the batch.

    Attributes
    ----------
    calls, notes
        One list per JD.
    """

    def __init__(self, models: Models | None, settings: Settings, documents: Sequence[Document]) -> None:
        self._models = models
        self._settings = settings
        self._documents = documents
        self._answers: dict[int, Answer[Any]] = {}
        self.calls: list[list[ModelCall]] = [[] for _ in documents]
        self.notes: list[list[str]] = [[] for _ in documents]

    def parse(self, parses: list[ParseResult]) -> list[ParseResult]:
        """Let a model read the fields of the JDs that the rules take for JDs."""
        if self._settings.llm.parser != "openai":
            return parses
        limit = self._settings.llm.max_jd_characters
        rows = [row for row, one in enumerate(parses) if one.parsed.JD_type == "pass"]
        answers = self._ask(rows, lambda row: parse_question(self._documents[row], max_characters=limit))
        return self._merged(
            parses, answers, lambda row, answer: read_parse(self._documents[row], parses[row], answer)
        )

    def skills(
        self, findings: list[SkillFindings], parses: Sequence[ParseResult], matcher: SkillMatcher
    ) -> list[SkillFindings]:
        """Let a model look for skills that the matcher missed."""
        if self._settings.llm.skills != "openai":
            return findings
        limit = self._settings.llm.max_jd_characters
        rows = [row for row, one in enumerate(parses) if one.parsed.JD_type == "pass"]
        answers = self._ask(rows, lambda row: skill_question(self._documents[row], max_characters=limit))

        def read(row: int, answer: Answer[Any]) -> SkillFindings:
            found, notes = read_skills(self._documents[row], findings[row], answer, matcher)
            self.notes[row] += notes
            return found

        return self._merged(findings, answers, read)

    def picks(self, table: SignalTable, decided: Decisions, snapshot: CatalogSnapshot) -> SignalTable:
        """Let a model choose where cases B, D and DOMAIN leave a choice: a column of the signals."""
        asks = "openai" in (self._settings.llm.adjudicator, self._settings.llm.domain)
        if self._models is None or not asks:
            return table
        questions = dict(
            pick_questions(
                decided, table, snapshot=snapshot, documents=self._documents, settings=self._settings
            )
        )
        self._answers = self._ask(list(questions), questions.__getitem__)
        if not self._answers:
            return table
        return replace(table, picked=picked_column(table, self._answers))

    def told(self, row: int, decision: Decision) -> Decision:
        """Put into the reason of a decision what the model said for it."""
        if row not in self._answers:
            return decision
        return told(decision, self._answers[row])

    def _ask(self, rows: Sequence[int], question: Callable[[int], Question[Any]]) -> dict[int, Answer[Any]]:
        if self._models is None or not rows:
            return {}
        answers = dict(zip(rows, self._models.ask_many([question(row) for row in rows]), strict=True))
        for row, answer in answers.items():
            self.calls[row].append(answer.call)
        return answers

    def _merged(
        self, offline: list[T], answers: dict[int, Answer[Any]], read: Callable[[int, Answer[Any]], T]
    ) -> list[T]:
        return [read(row, answers[row]) if row in answers else one for row, one in enumerate(offline)]
