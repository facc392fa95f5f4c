"""The flow on one page: text, parse, skills, signals, decide, RunRecord. Pure: nothing is written."""

from __future__ import annotations

import copy
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from jdwork import __version__
from jdwork.catalog import CatalogSnapshot, Role
from jdwork.config import Settings, settings_hash
from jdwork.decide import Decision, decide, to_decision
from jdwork.detailing import Detailer
from jdwork.details.terms import new_terms
from jdwork.embed import Encoder
from jdwork.enrich import SettledDimensions
from jdwork.errors import EncoderError
from jdwork.llm import ModelCall, Models
from jdwork.model_stages import ModelStages
from jdwork.parse import ParseResult, is_blank_title, parse_rules
from jdwork.record import ChosenRoleFacts, Evidence, KraMatch, Provenance, RoleSignal, RunRecord
from jdwork.signals import (
    CatalogIndex,
    Centroids,
    ComputedSignals,
    JdFacts,
    JdSignals,
    PreparedArrays,
    RoleModel,
    SignalTable,
    best_pairs,
    build_catalog_index,
    compute_signals,
    empty_centroids,
    reported_score,
    unique_titles,
)
from jdwork.skills import SkillFindings, SkillMatcher
from jdwork.text import Document, JobDescription, read_structure

RUN_NAMESPACE = uuid.UUID("6f1c8c52-6a0e-5d0b-9a5e-6a64776f726b")
"""Namespace of run ids: a run id is a function of what was classified and with what."""

TEXT_TITLE_TRUST = 0.5
"""How far a title that the parser read in the text is trusted, against 1 for one that was given."""


class Pipeline:
    """A classifier bound to one catalog, one configuration and one encoder.

    The catalog is encoded and indexed when it is first needed (or by `ready`); from then on calling is cheap.
    It reads nothing but its arguments and, where one is given, a language model, and writes nothing but
    ``prepared``.

    Parameters
    ----------
    snapshot
        The catalog.
    settings
        Thresholds and weights.
    encoder
        Turns sentences into vectors.
    centroids
        Role centroids as they stand; none by default.
    role_model
        What was learned from other JDs (`jdwork.learn`); none by default.
    prepared
        Keeps what takes long to prepare of a large catalog; by default nothing is kept.
    models
        Who answers where the settings in [llm] ask a language model; with None nobody does, and the
        offline methods stand.

    Attributes
    ----------
    provenance : Provenance
        What every record made here depends on.
    """

    def __init__(
        self,
        snapshot: CatalogSnapshot,
        settings: Settings,
        encoder: Encoder,
        *,
        centroids: Centroids | None = None,
        role_model: RoleModel | None = None,
        prepared: PreparedArrays | None = None,
        models: Models | None = None,
    ) -> None:
        if role_model is not None and role_model.encoder_id != encoder.encoder_id:
            raise EncoderError(
                f"The role model was learned with encoder {role_model.encoder_id}, "
                f"this is {encoder.encoder_id}.",
                hint="Learn again with 'jdwork learn', or set the encoder back in [embed].",
            )
        self.snapshot = snapshot
        self.settings = settings
        self.encoder = encoder
        self.centroids = centroids or empty_centroids(len(snapshot.roles), encoder.dimension)
        self.role_model = role_model
        self.models = models
        self._indexed = _Indexed(snapshot, settings, encoder, prepared=prepared, role_model=role_model)
        self.provenance = Provenance(
            code_version=__version__,
            catalog_hash=snapshot.content_hash,
            config_hash=settings_hash(settings),
            encoder_id=encoder.encoder_id,
            centroid_hash=self.centroids.content_hash,
            role_model_hash=role_model.content_hash if role_model else "",
            models_hash=models.identity if models else "",
        )

    @cached_property
    def index(self) -> CatalogIndex:
        """The catalog laid out for fast signals."""
        return self._indexed.index

    @cached_property
    def matcher(self) -> SkillMatcher:
        """Finds skills."""
        return self._indexed.matcher

    def ready(self) -> Pipeline:
        """Do now what would be done at the first JD: load the encoder, index the catalog."""
        _ = self.index, self.matcher
        return self

    def with_models(self, models: Models | None) -> Pipeline:
        """The same classifier with others to ask; what does not depend on it is shared."""
        made = copy.copy(self)
        made.models = models
        made.provenance = replace(self.provenance, models_hash=models.identity if models else "")
        return made

    def with_role_model(self, role_model: RoleModel | None) -> Pipeline:
        """The same classifier with another role model; what does not depend on it is shared."""
        made = copy.copy(self)
        made.role_model = role_model
        made.index = build_catalog_index(
            self.snapshot, self.encoder, self.settings, base=self.index, role_model=role_model
        )
        made.provenance = replace(
            self.provenance, role_model_hash=role_model.content_hash if role_model else ""
        )
        return made

    def classify(self, jd: JobDescription) -> RunRecord:
        """Classify one JD: a batch of one."""
        return self.classify_batch([jd])[0]

    def classify_batch(self, jds: Sequence[JobDescription]) -> list[RunRecord]:
        """Classify JDs together, which is faster than, and equal to, one by one.

        Parameters
        ----------
        jds
            Any number of JDs; memory grows with their sentences, so feed long inputs in chunks.

        Returns
        -------
        list of RunRecord
            One per JD, in order.
        """
        started = time.perf_counter()
        documents, parses, findings = self._read(jds)
        stages = ModelStages(self.models, self.settings, documents)
        parses = stages.parse(parses)
        findings = stages.skills(findings, parses, self.matcher)
        read = time.perf_counter()
        facts = [jd_facts(*parts) for parts in zip(documents, parses, findings, strict=True)]
        table, details, _ = self.signals([jd.id for jd in jds], facts)
        measured = time.perf_counter()
        decided = decide(table, self.settings)
        with_picks = stages.picks(table, decided, self.snapshot)
        if with_picks is not table:
            table, decided = with_picks, decide(with_picks, self.settings)
        share = max(len(jds), 1)
        timings = {
            "read": (read - started) / share,
            "signals": (measured - read) / share,
            "decide": (time.perf_counter() - measured) / share,
        }
        return [
            self._record(
                document,
                parse,
                found,
                detail,
                table=table.take([row]),
                decision=stages.told(
                    row,
                    to_decision(
                        row,
                        decided,
                        table,
                        snapshot=self.snapshot,
                        settings=self.settings,
                        title=_given_title(document) or parse.parsed.role,
                        reject_reason=parse.fail_reason,
                    ),
                ),
                calls=tuple(stages.calls[row]),
                notes=stages.notes[row],
                timings=timings,
            )
            for row, (document, parse, found, detail) in enumerate(
                zip(documents, parses, findings, details, strict=True)
            )
        ]

    def detail(
        self,
        records: Sequence[RunRecord],
        *,
        final_skills: Mapping[str, Sequence[str]] | None = None,
        settled: SettledDimensions | None = None,
    ) -> list[RunRecord]:
        """Work out the skills of classified JDs in detail; see `jdwork.detailing.Detailer.detail`."""
        detailer = self._indexed.detailer
        return detailer.detail(records, final_skills=final_skills, settled=settled, models=self.models)

    def read(self, jds: Sequence[JobDescription]) -> list[JdFacts]:
        """Read JDs as far as the signals need, by the offline methods."""
        return [jd_facts(*parts) for parts in zip(*self._read(jds), strict=True)]

    def signals(self, ids: Sequence[str], facts: Sequence[JdFacts]) -> ComputedSignals:
        """Compute the signals of JDs that were read."""
        return compute_signals(
            ids, facts, self.index, encoder=self.encoder, settings=self.settings, centroids=self.centroids
        )

    def _read(
        self, jds: Sequence[JobDescription]
    ) -> tuple[list[Document], list[ParseResult], list[SkillFindings]]:
        documents = [self._structure(jd) for jd in jds]
        parses = [parse_rules(document) for document in documents]
        return documents, parses, [self.matcher.match(document) for document in documents]

    def _structure(self, jd: JobDescription) -> Document:
        limits = self.settings.text
        return read_structure(jd, max_characters=limits.max_characters, max_sentences=limits.max_sentences)

    def _record(
        self,
        document: Document,
        parse: ParseResult,
        found: SkillFindings,
        detail: JdSignals,
        *,
        table: SignalTable,
        decision: Decision,
        calls: tuple[ModelCall, ...],
        notes: Sequence[str],
        timings: dict[str, float],
    ) -> RunRecord:
        notes = [*parse.notes, *notes]
        if len(document.jd.text) > self.settings.text.max_characters:
            notes.append(f"Only the first {self.settings.text.max_characters:,} characters were read.")
        passed = decision.case != "REJECT"
        return RunRecord(
            run_id=self._run_id(document.jd, calls),
            jd=document.jd,
            document=document,
            parse=parse,
            skills=found,
            signals=table,
            evidence=self._evidence(detail, found) if passed else Evidence(),
            decision=decision,
            provenance=self.provenance,
            vector=detail.vector if passed else np.zeros_like(detail.vector),
            chosen=self._chosen(decision, detail, found),
            new_terms=new_terms(found, self.settings.details) if passed else (),
            calls=calls,
            notes=tuple(notes),
            timings=timings,
        )

    def _run_id(self, jd: JobDescription, calls: Sequence[ModelCall]) -> str:
        made_of = self.provenance
        parts = [
            jd.content_hash,
            made_of.code_version,
            made_of.catalog_hash,
            made_of.config_hash,
            made_of.encoder_id,
            made_of.centroid_hash,
            made_of.role_model_hash,
        ]
        # With a model, another answer (or none, while its server was down) makes another run.
        if self.models is not None:
            answers = [[call.request_hash, call.answer] for call in calls]
            parts += [made_of.models_hash, json.dumps(answers, sort_keys=True, ensure_ascii=True)]
        return str(uuid.uuid5(RUN_NAMESPACE, "\n".join(parts)))

    def _evidence(self, detail: JdSignals, found: SkillFindings) -> Evidence:
        roles = self.snapshot.roles
        named = list(found.found)
        ranked = np.lexsort((-detail.skill_weighted, -detail.skill_reported))
        limit = self.settings.signals.reported_roles
        return Evidence(
            alias=tuple(
                RoleSignal(roles[role].id, roles[role].slug, roles[role].display_name, 1.0)
                for role, _ in detail.title.carried
            ),
            kra=tuple(self._kra_signal(roles[one.role], detail, one.score, one.pairs) for one in detail.kra),
            skill=tuple(
                self._skill_signal(roles[role], named, float(detail.skill_reported[role]))
                for role in ranked[:limit]
                if detail.skill_reported[role] > 0
            ),
        )

    def _kra_signal(
        self, role: Role, detail: JdSignals, score: float, pairs: Sequence[tuple[int, int, float]]
    ) -> RoleSignal:
        return RoleSignal(
            role_id=role.id,
            slug=role.slug,
            display_name=role.display_name,
            score=round(score, 4),
            kra_matches=tuple(self._kra_match(role, detail, *pair) for pair in pairs),
        )

    def _kra_match(
        self, role: Role, detail: JdSignals, sentence: int, kra: int, similarity: float
    ) -> KraMatch:
        source = detail.sentences.sentences
        if sentence >= len(source):  # a title read as the only sentence
            return KraMatch(role.kras[kra], "", round(similarity, 4), 0, 0)
        spoken = source[sentence]
        return KraMatch(role.kras[kra], spoken.text, round(similarity, 4), spoken.start, spoken.end)

    def _skill_signal(self, role: Role, named: Sequence, score: float) -> RoleSignal:
        listed = {link.slug for link in role.skills}
        matched = tuple(skill.display_name for skill in named if skill.slug in listed)
        return RoleSignal(
            role_id=role.id,
            slug=role.slug,
            display_name=role.display_name,
            score=round(score, 4),
            matched_skills=matched,
            matched_count=len(matched),
            total_count=len(named),
        )

    def _chosen(self, decision: Decision, detail: JdSignals, found: SkillFindings) -> ChosenRoleFacts | None:
        if decision.role is None:
            return None
        role = self.snapshot.role(decision.role)
        position = self.snapshot.role_index[role.slug]
        listed = {link.slug for link in role.skills}
        matched = [skill for skill in found.found if skill.slug in listed]
        slugs = {skill.slug for skill in found.found}
        dimensions = [self.snapshot.dimension(slug) for slug in role.dimensions]
        kras = self.index.kra
        own = slice(int(kras.starts[position]), int(kras.starts[position + 1]))
        similarity = detail.sentence_vectors @ kras.vectors[own].T
        fits = (similarity - kras.hubness[own]).max(axis=0, initial=0)
        pairs = best_pairs(similarity, detail.counted, top=self.settings.kra.top_sentences)
        order = [
            int(kra) for kra in np.argsort(-fits, kind="stable") if fits[kra] >= self.settings.kra.matched
        ]
        return ChosenRoleFacts(
            role_id=role.id,
            slug=role.slug,
            display_name=role.display_name,
            archetype=role.archetype,
            description=role.description,
            domain=role.domain,
            matched_skills=tuple(skill.display_name for skill in matched),
            matched_dimensions=tuple(
                dimension.display_name for dimension in dimensions if slugs & set(dimension.skills)
            ),
            matched_kras=tuple(role.kras[kra] for kra in order),
            kra=self._kra_signal(role, detail, reported_score([pair[2] for pair in pairs]), pairs)
            if pairs
            else None,
        )


class _Indexed:
    """What takes seconds to make of a catalog: made when first needed, shared by a pipeline's copies."""

    def __init__(
        self,
        snapshot: CatalogSnapshot,
        settings: Settings,
        encoder: Encoder,
        *,
        prepared: PreparedArrays | None,
        role_model: RoleModel | None,
    ) -> None:
        self._snapshot, self._settings, self._encoder = snapshot, settings, encoder
        self._prepared, self._role_model = prepared, role_model

    @cached_property
    def index(self) -> CatalogIndex:
        return build_catalog_index(
            self._snapshot,
            self._encoder,
            self._settings,
            prepared=self._prepared,
            role_model=self._role_model,
        )

    @cached_property
    def matcher(self) -> SkillMatcher:
        return SkillMatcher(self._snapshot)

    @cached_property
    def detailer(self) -> Detailer:
        return Detailer(self._snapshot, self._settings, self._encoder, prepared=self._prepared)


def classify(
    jd: JobDescription,
    snapshot: CatalogSnapshot,
    settings: Settings,
    encoder: Encoder,
    *,
    centroids: Centroids | None = None,
) -> RunRecord:
    """Classify one JD from scratch; keep a `Pipeline` where there are more than one."""
    return Pipeline(snapshot, settings, encoder, centroids=centroids).classify(jd)


def jd_facts(document: Document, parse: ParseResult, found: SkillFindings) -> JdFacts:
    """Gather what the signals read of one JD, from the parts of its record."""
    parsed = parse.parsed
    read = [(parsed.role, TEXT_TITLE_TRUST), *((alias, TEXT_TITLE_TRUST) for alias in parsed.role_aliases)]
    return JdFacts(
        document=document,
        passed=parsed.JD_type == "pass",
        titles=tuple(unique_titles([(_given_title(document), 1.0), *read])),
        skills=found,
    )


def _given_title(document: Document) -> str | None:
    """The title that came with the text, unless it only says that there is none."""
    title = document.jd.title
    return None if title is None or is_blank_title(title) else title
