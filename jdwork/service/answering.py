"""What the endpoints answer, without HTTP: a workbench behind a queue, each run stored before it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from jdwork import __version__
from jdwork.errors import DatabaseError, JdworkError
from jdwork.output import api1_body
from jdwork.service.batching import BatchWorker, QueueClosedError, QueueFullError
from jdwork.service.current import CurrentWorkbench
from jdwork.service.failures import ServiceError
from jdwork.service.requests import DetailsRequest, unknown_run
from jdwork.service.settings import ServiceSettings
from jdwork.text import JobDescription
from jdwork.text.storable import sound

if TYPE_CHECKING:
    from jdwork.record import RunRecord
    from jdwork.workbench import Workbench

Found = TypeVar("Found")

READERS = 4
"""Stored runs that are read at once; the loop's threads and the database's connections are a few more."""

HEALTH_SECONDS = 5.0
"""Time that the database gets to answer."""


class Answers:
    """Classifies, works out details and reads runs for many callers at once.

    Everything that uses the encoder or writes goes through one `BatchWorker`; stored runs are read in a few
    threads. The event loop waits for neither.

    Parameters
    ----------
    workbench
        With the workspace's own catalog, since every run is recorded.
    settings
        How many may wait.
    """

    def __init__(self, workbench: Workbench, settings: ServiceSettings) -> None:
        self.current = CurrentWorkbench(workbench)
        self.worker = BatchWorker(
            {"classify": self._classify, "detail": self._detail},
            size=settings.batch,
            wait=settings.batch_wait,
            capacity=settings.queue,
            housekeeping=self.current.keep,
        )
        self._readers = asyncio.Semaphore(READERS)

    @property
    def workbench(self) -> Workbench:
        """The workbench in use."""
        return self.current.workbench

    async def start(self) -> None:
        """Open everything, and begin to work."""
        await asyncio.to_thread(self.current.open)
        self.worker.start()

    async def stop(self) -> None:
        """Do what waits, and close the database."""
        await asyncio.to_thread(self.worker.stop)
        await asyncio.to_thread(self.current.settle, at_once=True)
        await asyncio.to_thread(self.current.close)

    async def classify(self, jd: JobDescription) -> dict[str, Any]:
        """Classify and record a JD; the body of API 1."""
        masking = self.workbench.settings.privacy.mask_contacts
        record = await self._through_worker("classify", sound(jd, masking=masking))
        return await asyncio.to_thread(_api1, record)

    async def details(self, request: DetailsRequest) -> dict[str, Any]:
        """Work out and store a run's details, once; the body of API 2."""
        return await self._read(self._api2, await self._detailed(request))

    async def final(self, run_id: str) -> dict[str, Any]:
        """Tell what storing a run's details did, working them out first where need be; the body of API 3."""
        return await self._read(self._api3, await self._detailed(DetailsRequest(run_id)))

    async def run(self, run_id: str) -> dict[str, Any]:
        """Tell all of a stored run: ``api1``, ``api2``, ``api3``, ``client``; the middle two may be null."""
        return await self._read(lambda: self._all(self._restore(run_id)))

    async def page(self, run_id: str) -> str:
        """Render a stored run's page."""
        return await self._read(lambda: self._page(self._restore(run_id)))

    async def health(self) -> tuple[bool, dict[str, Any]]:
        """Tell whether all that is needed to answer is there, and of what the service is made."""
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                reachable = await asyncio.to_thread(self.current.answers)
        except TimeoutError:
            reachable = False
        works = self.worker.is_alive
        return reachable and works, {
            "status": "ok" if reachable and works else "unavailable",
            "version": __version__,
            "catalog_hash": self.workbench.snapshot.content_hash,
            "database": "reachable" if reachable else "unreachable",
            "classifier": "working" if works else "stopped",
            "waiting": len(self.worker),
        }

    async def _through_worker(self, work: str, item: Any) -> Any:
        try:
            future = self.worker.submit(work, item)
        except (QueueFullError, QueueClosedError) as error:
            seconds = error.seconds if isinstance(error, QueueFullError) else 10
            raise ServiceError(
                error.problem,
                status=503,
                hint=f"Ask again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            ) from None
        return await asyncio.wrap_future(future)

    async def _read(self, read: Callable[..., Found], *arguments: Any) -> Found:
        async with self._readers:
            return await asyncio.to_thread(read, *arguments)

    async def _detailed(self, request: DetailsRequest) -> RunRecord:
        record = await self._read(self._restore, request.run_id)
        if record.details is None:
            record = await self._through_worker("detail", request)
        _must_fit(record, request)
        return record

    def _restore(self, run_id: str) -> RunRecord:
        from sqlalchemy import select

        from jdwork.database.tables import RunRow
        from jdwork.database.transactions import read_transaction

        with read_transaction(self.workbench.engine) as connection:
            if connection.scalar(select(RunRow.id).where(RunRow.run_id == run_id)) is None:
                raise unknown_run()
        return self.workbench.restore(run_id)

    def _api2(self, record: RunRecord) -> dict[str, Any]:
        from jdwork.output import api2_body

        return api2_body(record, self.workbench.snapshot).model_dump(mode="json")

    def _api3(self, record: RunRecord) -> dict[str, Any]:
        from jdwork.output import api3_body

        return api3_body(record, self.workbench.snapshot).model_dump(mode="json")

    def _all(self, record: RunRecord) -> dict[str, Any]:
        from jdwork.output.client import client_output

        if record.details is not None:
            return self.workbench.bodies(record)
        client = client_output(record, self.workbench.snapshot).model_dump(mode="json")
        return {"api1": _api1(record), "api2": None, "api3": None, "client": client}

    def _page(self, record: RunRecord) -> str:
        from jdwork.output import run_page

        told = self._all(record)
        further = {name: told[name] for name in ("api2", "api3", "client") if told[name] is not None}
        return run_page(record, snapshot=self.workbench.snapshot, api_bodies=further)

    def _classify(self, jds: Sequence[JobDescription]) -> list[RunRecord]:
        """Classify and record JDs; equal ones are one."""
        unique: dict[str, JobDescription] = {}
        for jd in jds:
            unique.setdefault(jd.content_hash, jd)
        # One budget for models per batch.
        records = self.workbench.for_run().classify_batch(list(unique.values()))
        stored = self._store(records)
        if any(record.decision.case == "E" for record in stored):
            self.current.new_roles_came()
            moved = self.current.settle()
            stored = [_moved(record, moved) for record in stored]
        found = dict(zip(unique, stored, strict=True))
        return [found[jd.content_hash] for jd in jds]

    def _store(self, records: Sequence[RunRecord]) -> list[RunRecord]:
        try:
            return self.workbench.record_many(records, settle=False)
        except DatabaseError:
            # A role may be gone from the database's catalog.
            self.current.look_soon()
            raise

    def _detail(self, requests: Sequence[DetailsRequest]) -> list[RunRecord | Exception]:
        """Work out and store the details of runs that have none; a run asked for twice is worked out once."""
        found: dict[str, RunRecord | Exception] = {}
        todo: dict[str, RunRecord] = {}
        wanted: dict[str, Sequence[str]] = {}
        for request in requests:
            run_id = request.run_id
            if run_id in found or run_id in todo:
                continue
            try:
                record = self._restore(run_id)
            except JdworkError as error:
                found[run_id] = error
                continue
            if record.details is not None:
                found[run_id] = record
                continue
            todo[run_id] = record
            if request.final_skills is not None:
                wanted[run_id] = request.final_skills
        if todo:
            made = self.workbench.detail(list(todo.values()), final_skills=wanted)
            stored = self._store(made)
            found |= dict(zip(todo, stored, strict=True))
        return [found[request.run_id] for request in requests]


def _api1(record: RunRecord) -> dict[str, Any]:
    return api1_body(record).model_dump(mode="json")


def _moved(record: RunRecord, moved: dict[str, int]) -> RunRecord:
    if record.run_id not in moved or record.updates is None:
        return record
    return replace(record, updates=replace(record.updates, queue_entry_id=moved[record.run_id]))


def _must_fit(record: RunRecord, request: DetailsRequest) -> None:
    """Refuse to answer with details of other skills than were asked for."""
    if request.final_skills is None or record.details is None:
        return
    worked_out = {skill.term.casefold() for skill in record.details.skills}
    if worked_out != {name.casefold() for name in request.final_skills}:
        raise ServiceError(
            "The details of this run were worked out for other skills, and are stored.",
            status=409,
            where="final_skills",
            hint="Leave final_skills out to be answered what is stored.",
        )
