"""Working out the skills of classified JDs in detail, and the roles that those of case E ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from jdwork.catalog import CatalogSnapshot
from jdwork.config import Settings
from jdwork.details import CatalogLinks, DetailJob, extract
from jdwork.discover import describe_new_role
from jdwork.embed import Encoder
from jdwork.enrich import Orchestrator, RoleDraft, SettledDimensions
from jdwork.enrich.new_role import draft_roles
from jdwork.llm import ModelCall, Models
from jdwork.record import RunRecord
from jdwork.record.unknown import unknown_from_record
from jdwork.signals import PreparedArrays


class Detailer:
    """Works out details over one catalog; what it prepares of the catalog serves any number of JDs.

    Parameters
    ----------
    snapshot, settings, encoder
        Those of the classification.
    prepared
        Keeps what is fitted to the catalog between processes.
    """

    def __init__(
        self,
        snapshot: CatalogSnapshot,
        settings: Settings,
        encoder: Encoder,
        *,
        prepared: PreparedArrays | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._orchestrator = Orchestrator(snapshot, encoder, settings, prepared=prepared)

    @cached_property
    def _links(self) -> CatalogLinks:
        return CatalogLinks(self._snapshot)

    def detail(
        self,
        records: Sequence[RunRecord],
        *,
        final_skills: Mapping[str, Sequence[str]] | None = None,
        settled: SettledDimensions | None = None,
        models: Models | None = None,
    ) -> list[RunRecord]:
        """Fill in the details of classified JDs; nothing is stored.

        Parameters
        ----------
        records
            From a pipeline over the same catalog.
        final_skills
            By run id: the skills to work out instead of those that were found.
        settled
            What people decided about the dimensions of skills.
        models
            Whom to ask where ``llm.enrichment`` says so.

        Returns
        -------
        list of RunRecord
            The same with ``details``; what was asked of models is added to their ``calls``.
        """
        edited = final_skills or {}
        jobs = [_job(record, edited.get(record.run_id)) for record in records]

        def draft(asking: Sequence[DetailJob]) -> tuple[list[RoleDraft | None], tuple[ModelCall, ...]]:
            return self._draft(asking, models)

        found = extract(
            jobs,
            self._snapshot,
            self._orchestrator.asking(models, settled=settled),
            draft=draft,
            links=self._links,
        )
        return [
            replace(
                record,
                details=details,
                calls=(*record.calls, *calls),
                notes=(*record.notes, *(call.note for call in calls if call.note)),
            )
            for record, (details, calls) in zip(records, found, strict=True)
        ]

    def _draft(
        self, jobs: Sequence[DetailJob], models: Models | None
    ) -> tuple[list[RoleDraft | None], tuple[ModelCall, ...]]:
        """Draft the role that each JD of case E asks for, from what it says alone."""
        asked = [(place, job.unknown) for place, job in enumerate(jobs) if job.unknown is not None]
        wanted = [
            (
                describe_new_role([unknown], self._snapshot, settings=self._settings),
                jobs[place].run_id,
                jobs[place].subject,
            )
            for place, unknown in asked
        ]
        made, calls = draft_roles(wanted, snapshot=self._snapshot, settings=self._settings, models=models)
        drafts: list[RoleDraft | None] = [None] * len(jobs)
        for (place, _), one in zip(asked, made, strict=True):
            drafts[place] = one
        return drafts, calls


def _job(record: RunRecord, final_skills: Sequence[str] | None) -> DetailJob:
    return DetailJob(
        subject=record.jd.content_hash,
        run_id=record.run_id,
        text=record.jd.text,
        findings=record.skills,
        new_terms=record.new_terms,
        decision=record.decision,
        document=record.document,
        final_skills=None if final_skills is None else tuple(final_skills),
        unknown=unknown_from_record(record) if record.decision.case == "E" else None,
    )
