"""The orchestrator: every step of working out terms that the catalog lacks, in order."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jdwork.catalog.slug import slugify, visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import Settings
from jdwork.embed import Encoder
from jdwork.enrich.answers import (
    dimensions_of,
    merge_of,
    placed_of,
    relationships_of,
    typed_of,
    with_enrichment,
)
from jdwork.enrich.deriving import derive, read_placed, read_typed
from jdwork.enrich.dimensions import propose_dimensions
from jdwork.enrich.ground import CatalogGround
from jdwork.enrich.maturity import describe_maturity
from jdwork.enrich.merging import Merge, judge_merge
from jdwork.enrich.model import LogLine, NewSkill, SettledDimensions, Term
from jdwork.enrich.questions import NewSkillAnswer, Offered, SkillAnswer, ask_enrichment, ask_new_skill
from jdwork.enrich.relating import relate
from jdwork.enrich.splitting import split_term
from jdwork.enrich.voting import Areas, Ballot, Question
from jdwork.llm.model import Answer, ModelCall, Models
from jdwork.signals import PreparedArrays

UNSURE = 0.3
"""Confidence of a place below which a reader is warned."""
MENTIONED_LIKENESS = 0.75
"""Likeness from which on a skill that it was not merged with is told."""
LONGEST_NAME = 200
OFFERED = 8
"""Places, and dimensions, that a model may choose from for each name."""


@dataclass(frozen=True)
class _Work:
    """A term on its way: the names in it, and what is said of them so far."""

    term: Term
    name: str
    parts: tuple[str, ...]
    log: tuple[LogLine, ...] = ()
    answers: tuple[SkillAnswer, ...] = ()
    warnings: tuple[str, ...] = ()


class Orchestrator:
    """Works out what terms name that the catalog lacks: splits, merges, types, places and relates them.

    Nothing is encoded or fitted before the first use; afterwards it serves any number of JDs. What is
    worked out of a term depends on the term and its sentence alone, never on what else is asked.

    Parameters
    ----------
    snapshot
        The catalog.
    encoder
        Encodes its skills' names once, and the terms.
    settings
        Sections ``details`` and ``llm``.
    models
        Whom to ask where ``llm.enrichment`` is ``openai``; without them, and for whatever they do not
        answer, rules and the catalog's own skills decide.
    settled
        What people decided about dimensions.
    prepared
        Where what is fitted to the catalog is kept between processes.
    """

    def __init__(
        self,
        snapshot: CatalogSnapshot,
        encoder: Encoder,
        settings: Settings,
        *,
        models: Models | None = None,
        settled: SettledDimensions | None = None,
        prepared: PreparedArrays | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.settled = settled or SettledDimensions()
        self._models = models
        self._ground = CatalogGround(snapshot, encoder, prepared=prepared)

    def asking(self, models: Models | None, *, settled: SettledDimensions | None = None) -> Orchestrator:
        """The same with others to ask, and other decisions of people; what is fitted is shared."""
        made = copy.copy(self)
        made.settled = settled or SettledDimensions()
        made._models = models
        return made

    def work_out(self, terms: Sequence[Term]) -> tuple[list[tuple[NewSkill, ...]], tuple[ModelCall, ...]]:
        """Work out what terms name.

        Parameters
        ----------
        terms
            Of one JD or of many; equal terms of equal sentences are worked out, and asked for, once.

        Returns
        -------
        skills
            In the order of the terms. A split gives several, a merge one with ``merged_into``.
        calls
            What was asked of models, in order; none without them.
        """
        distinct = list({_key(term): term for term in reversed(terms)}.values())[::-1]
        works = [self._begin(term) for term in distinct]
        calls: tuple[ModelCall, ...] = ()
        if self._models is None or self.settings.llm.enrichment != "openai" or not self.snapshot.skills:
            made = self._finish(works)
        else:
            works, calls = self._ask_what(works, self._models)
            made = self._finish(works)
            made, more = self._ask_maturity(distinct, made, self._models)
            calls += more
        of_term = {_key(term): skills for term, skills in zip(distinct, made, strict=True)}
        return [of_term[_key(term)] for term in terms], calls

    def _begin(self, term: Term) -> _Work:
        name = visible_line(term.text, most=LONGEST_NAME)
        split = split_term(name, self._ground.known)
        if split is None:
            return _Work(term, name, (name,))
        line = LogLine("split", name, split.parts, split.reason, split.confidence, "rules")
        return _Work(term, name, split.parts, (line,))

    def _finish(self, works: Sequence[_Work]) -> list[tuple[NewSkill, ...]]:
        if not self.snapshot.skills:
            return [tuple(self._bare(work, name) for name in work.parts) for work in works]
        reading = self._reading([(work, name) for work in works for name in work.parts])
        found = []
        for work in works:
            answers = work.answers or (None,) * len(work.parts)
            found.append(
                tuple(
                    self._skill(work, name, reading[_key(work.term), name], answer)
                    for name, answer in zip(work.parts, answers, strict=True)
                )
            )
        return found

    def _reading(self, wanted: Sequence[tuple[_Work, str]]) -> dict[tuple[tuple[str, str], str], _Reading]:
        """What the catalog says of names, each in its sentence; all names are encoded together."""
        vectors = self._ground.space.encode([name for _, name in wanted])
        found = {}
        for (work, name), vector in zip(wanted, vectors, strict=True):
            neighbours = self._ground.space.nearest(vector, self.settings.details.neighbours)
            sentence = work.term.sentence
            beside = self._ground.known.within(sentence, but=(work.term.text, name)) if sentence else ()
            ballots, areas = self._ground.vote.ask(vector, name, beside=beside)
            merge = judge_merge(name, self._ground.known, self.snapshot, neighbours=neighbours)
            found[_key(work.term), name] = _Reading(neighbours, ballots, areas, merge)
        return found

    def _skill(self, work: _Work, name: str, reading: _Reading, answer: SkillAnswer | None) -> NewSkill:
        settings = self.settings.details
        merge = reading.merge
        least = settings.merge_similarity
        skill = NewSkill(work.term.text, name, free_slug(name, self.snapshot), warnings=work.warnings)
        if answer is not None:
            taken_for = merge.slug if merge is not None and merge.likeness >= least else None
            merge, least = merge_of(answer, self._ground.known), 0.0
            if merge is None and taken_for is not None:
                told = f"By its spelling it could be '{self.snapshot.skill(taken_for).display_name}'."
                skill = replace(skill, warnings=(*skill.warnings, told))
        if merge is not None and merge.likeness >= least:
            line = LogLine("merge", name, (merge.slug,), merge.reason, round(merge.likeness, 4), merge.method)
            return replace(skill, skill_id=merge.slug, merged_into=merge.slug, log=(*work.log, line))
        neighbours = reading.neighbours
        typed = read_typed(name, reading.ballots["nature"])
        placed = read_placed(reading.ballots, self._ground.places, neighbours=neighbours)
        relationships = relate(
            name, self._ground.known, self.snapshot, neighbours=neighbours, least=settings.relation_similarity
        )
        dimensions = propose_dimensions(
            (name, work.term.text) if len(work.parts) == 1 else (name,),
            reading.areas,
            self.snapshot,
            settled=self.settled,
            neighbours=neighbours,
            most=settings.dimensions,
        )
        if answer is not None:
            typed = typed_of(answer)
            placed = placed_of(answer, placed, self._ground.places)
            relationships = relationships_of(answer, relationships, self.snapshot)
            dimensions = dimensions_of(answer, dimensions, self.snapshot, most=settings.dimensions)
            line = LogLine("keep", name, (name,), answer.reason, answer.confidence, "model")
        else:
            line = self._keep(name, merge, neighbours)
        derived = derive(typed.nature, placed, reading.ballots, self._ground.places)
        return replace(
            skill,
            typed=typed,
            placed=placed,
            relationships=relationships,
            dimensions=dimensions,
            derived=derived,
            enrichment=describe_maturity(derived, placed, self.snapshot),
            log=(*work.log, line),
            warnings=(*skill.warnings, *self._warnings(placed.confidence, merge)),
        )

    def _ask_what(self, works: Sequence[_Work], models: Models) -> tuple[list[_Work], tuple[ModelCall, ...]]:
        """Ask what each term names; those that are catalog names but for their spelling need no asking."""
        asked = [place for place, work in enumerate(works) if not self._is_plain(work)]
        reading = self._reading(
            [
                (works[place], name)
                for place in asked
                for name in dict.fromkeys((*works[place].parts, works[place].name))
            ]
        )
        questions = [
            ask_new_skill(works[place].term, self._offered(works[place], reading), self.snapshot)
            for place in asked
        ]
        answers = models.ask_many(questions) if questions else []
        found = list(works)
        for place, answer in zip(asked, answers, strict=True):
            found[place] = _answered(works[place], answer)
        return found, tuple(answer.call for answer in answers)

    def _is_plain(self, work: _Work) -> bool:
        return all(self._ground.known.exact(name) is not None for name in work.parts)

    def _offered(self, work: _Work, reading: Mapping[tuple[tuple[str, str], str], _Reading]) -> Offered:
        skills: dict[str, None] = {}
        places: dict[tuple[str, str], None] = {}
        areas: dict[str, None] = {}
        refused: set[str] = set()
        for name in dict.fromkeys((*work.parts, work.name)):
            own = reading[_key(work.term), name]
            if own.merge is not None:
                skills.setdefault(own.merge.slug)
            skills.update(dict.fromkeys(slug for slug, _ in own.neighbours))
            placed = read_placed(own.ballots, self._ground.places, neighbours=())
            places.setdefault((placed.category, placed.sub_category))
            for pair, _ in own.ballots["sub_category"].leading(OFFERED):
                places.setdefault((pair[0], pair[1]))
            areas.update(dict.fromkeys(slug for slug, _ in own.areas.leading(OFFERED)))
            refused.update(self.settled.refused.get(slugify(name), ()))
        return Offered(tuple(skills), tuple(places), tuple(one for one in areas if one not in refused))

    def _ask_maturity(
        self, terms: Sequence[Term], made: Sequence[tuple[NewSkill, ...]], models: Models
    ) -> tuple[list[tuple[NewSkill, ...]], tuple[ModelCall, ...]]:
        """Stage 7: ask how settled each skill is that stays one of its own."""
        asked = [
            (row, column) for row, skills in enumerate(made) for column, skill in enumerate(skills)
            if skill.derived is not None
        ]  # fmt: skip
        questions = [ask_enrichment(made[row][column], terms[row], self.snapshot) for row, column in asked]
        answers = models.ask_many(questions) if questions else []
        found = [list(skills) for skills in made]
        for (row, column), answer in zip(asked, answers, strict=True):
            skill = found[row][column]
            if answer.value is None:
                told = f"The model did not say how settled it is ({answer.call.note or answer.call.outcome})."
                found[row][column] = replace(skill, warnings=(*skill.warnings, told))
            else:
                found[row][column] = with_enrichment(skill, answer.value)
        return [tuple(skills) for skills in found], tuple(answer.call for answer in answers)

    def _keep(self, name: str, merge: Merge | None, neighbours: Sequence[tuple[str, float]]) -> LogLine:
        if merge is not None:
            reason = (
                f"likest to '{self.snapshot.skill(merge.slug).display_name}', but only {merge.likeness:.2f}"
            )
            return LogLine("keep", name, (name,), reason, round(1 - merge.likeness, 4), merge.method)
        if not neighbours:
            return LogLine("keep", name, (name,), "nothing in the catalog is like it", 0.9, "neighbours")
        slug, cosine = neighbours[0]
        near = self.snapshot.skill(slug).display_name
        reason = f"no catalog skill is spelled like it; nearest in meaning is '{near}' (cosine {cosine:.2f})"
        return LogLine("keep", name, (name,), reason, 0.9, "neighbours")

    def _warnings(self, confidence: float, merge: Merge | None) -> tuple[str, ...]:
        found = []
        if merge is not None and merge.likeness >= MENTIONED_LIKENESS:
            near = self.snapshot.skill(merge.slug).display_name
            found.append(f"It may be another name of '{near}' (likeness {merge.likeness:.2f}).")
        if confidence < UNSURE:
            found.append(f"Its place is a guess (confidence {confidence:.2f}).")
        return tuple(found)

    def _bare(self, work: _Work, name: str) -> NewSkill:
        line = LogLine("keep", name, (name,), "the catalog has no skills to compare it with", 1.0, "rules")
        told = "The catalog has no skills: nothing could be worked out."
        return NewSkill(
            work.term.text, name, free_slug(name, self.snapshot), log=(*work.log, line), warnings=(told,)
        )


@dataclass(frozen=True)
class _Reading:
    """What the catalog says of one name."""

    neighbours: tuple[tuple[str, float], ...]
    ballots: dict[Question, Ballot]
    areas: Areas
    merge: Merge | None


def _key(term: Term) -> tuple[str, str]:
    return term.text, term.sentence


def _answered(work: _Work, answer: Answer[NewSkillAnswer]) -> _Work:
    """Take a model's parts, or stay with the rules' where it gave none that can be used."""
    if answer.value is None:
        told = f"The model gave no usable answer ({answer.call.note or answer.call.outcome}); rules stand in."
        return replace(work, warnings=(told,))
    skills = tuple(answer.value.skills)
    parts = tuple(visible_line(one.name, most=LONGEST_NAME) for one in skills)
    log: tuple[LogLine, ...] = ()
    if len(parts) > 1:
        sure = min(one.confidence for one in skills)
        log = (LogLine("split", work.name, parts, "; ".join(one.reason for one in skills), sure, "model"),)
    return replace(work, parts=parts, log=log, answers=skills)


def free_slug(name: str, snapshot: CatalogSnapshot) -> str:
    """Make a slug of a name that no catalog skill has; of a name without Latin letters, out of its digest."""
    slug = slugify(name) or f"skill-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    number, free = 2, slug
    while free in snapshot.skill_index:
        free = f"{slug}-{number}"
        number += 1
    return free
