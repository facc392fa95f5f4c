"""Classifying with a workbench: one JD or many, explained, worked out in detail, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from jdwork.errors import InputError
from jdwork.text import JobDescription, RejectedRow
from jdwork.workbench.frames import frame_inputs
from jdwork.workbench.opening import Opening

if TYPE_CHECKING:
    import pandas as pd

    from jdwork.config import Settings
    from jdwork.explain import Explanation
    from jdwork.pipeline import Pipeline
    from jdwork.record import RunRecord, Settled

NOT_OWN = "The review queue belongs to the workspace's own catalog."
NOT_OWN_RUNS = "Runs over another catalog are not recorded."
"""What is said where another catalog is open."""


class Classifying(Opening):
    """From JDs to records, and from records to what is stored."""

    def classify(
        self,
        text: str | JobDescription,
        *,
        title: str | None = None,
        record: bool = False,
        details: bool = False,
    ) -> RunRecord:
        """Classify one JD.

        Parameters
        ----------
        text
            The JD, or a `JobDescription` (see `jdwork.text.read_document` for files).
        title
            Its title, if it has one outside the text; instead of the `JobDescription`'s own.
        record
            Whether to store what follows from it (centroid, review queue, collision log, links of skills).
        details
            Whether to work out its skills in detail (API 2), those included that the catalog lacks.

        Returns
        -------
        RunRecord
            Shows itself in a notebook; ``.decision`` is the answer, ``.to_html()`` the run page.
        """
        if not isinstance(text, str | JobDescription):
            raise InputError(
                f"classify takes one JD as text, not a {type(text).__name__}.",
                hint="Use classify_many for a table or a list.",
            )
        pipeline = self.for_run()
        made = pipeline.classify(self._one(text, title))
        if details:
            (made,) = self.detail([made], pipeline=pipeline)
        return self.record(made) if record else made

    def detail(
        self,
        records: Sequence[RunRecord],
        *,
        final_skills: Mapping[str, Sequence[str]] | None = None,
        pipeline: Pipeline | None = None,
    ) -> list[RunRecord]:
        """Work out the skills of classified JDs in detail (API 2); nothing is stored.

        Parameters
        ----------
        records
            From this workbench.
        final_skills
            By run id: the skills to work out instead of those that were found.
        pipeline
            That of `for_run`, where the JDs were classified with it: the budget goes on.

        Returns
        -------
        list of RunRecord
            The same with their details.
        """
        from jdwork.record import settled_dimensions

        settled = settled_dimensions(self.engine) if self._catalog is None else None
        return (pipeline or self.for_run()).detail(records, final_skills=final_skills, settled=settled)

    def restore(self, run_id: str) -> RunRecord:
        """Read a recorded classification back from the database.

        Raises
        ------
        DatabaseError
            If no such run was recorded.
        """
        from jdwork.record import restore_record

        self._must_be_own(NOT_OWN_RUNS)
        return restore_record(self.engine, run_id, settings=self.settings, snapshot=self.snapshot)

    def bodies(self, record: RunRecord) -> dict[str, Any]:
        """The bodies of the three APIs and the client output, as JSON values under ``api1`` to ``client``."""
        from jdwork.output import bodies

        return bodies(record, self.snapshot)

    def classify_many(
        self,
        jds: pd.DataFrame | Iterable[str | JobDescription | RejectedRow],
        *,
        text_field: str | None = None,
        title_field: str | None = None,
        id_field: str | None = None,
        label_field: str | None = None,
        record: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> pd.DataFrame:
        """Classify many JDs.

        Parameters
        ----------
        jds
            A frame with one JD a row, or texts, or `JobDescription` objects, or what
            `jdwork.text.read_jds` yields.
        text_field, title_field, id_field
            Columns of the frame; by default ``text``, ``title`` and ``id``, as far as they are there.
        label_field
            Column with the right role; none by default.
        record
            Whether to store what follows from each.
        progress
            Called with the number of JDs done.

        Returns
        -------
        DataFrame
            One row per JD, in order: ``id, run_id, title, role, confidence, case, queued, candidates,
            probabilities, reason`` and more, as in a run's ``decisions.parquet``. An empty row, or one
            that could not be read, has case REJECT.

        Raises
        ------
        InputError
            If the frame lacks a column, or an item is no JD.
        """
        import pandas as pd

        from jdwork.runs.columns import decision_rows, decision_schema
        from jdwork.runs.inputs import chunks
        from jdwork.text.storable import storable

        rows: list[dict[str, Any]] = []
        pipeline = self.for_run()
        given = frame_inputs(jds, text_field, title_field, id_field, label_field)
        for chunk in chunks(storable(given, masking=self.settings.privacy.mask_contacts)):
            records = pipeline.classify_batch([one for one in chunk if isinstance(one, JobDescription)])
            if record:
                self.record_many(records, settle=False)
            rows += decision_rows(chunk, records, self.snapshot)
            if progress is not None:
                progress(len(rows))
        if record and any(row["case"] == "E" for row in rows):
            self.settle_new_roles()
        return pd.DataFrame(rows, columns=decision_schema().names)

    def explain(
        self,
        subject: RunRecord | JobDescription | str,
        *,
        title: str | None = None,
        against: str | None = None,
        changes: Literal["all", "settings", "none"] = "all",
    ) -> Explanation:
        """Explain a decision: what each signal added, what stands behind it, what would have changed it.

        Parameters
        ----------
        subject
            A record of this workbench, or a JD to classify first. Of a stored run:
            `jdwork.explain.explain_stored`.
        title
            Title of the JD.
        against
            Slug of the role to compare with and to try for; the runner-up by default, or a label that
            the decision missed.
        changes
            Where to look for what would have changed it: in ``settings``, in the catalog as well (``all``),
            which takes seconds, or nowhere (``none``).

        Returns
        -------
        Explanation
            Shows itself in a notebook; ``.to_html()`` is the run page with it, ``.edits`` holds the catalog
            edits that would have changed the decision.
        """
        from jdwork.explain import explain

        made = self.classify(subject, title=title) if isinstance(subject, str | JobDescription) else subject
        return explain(made, self.settings, against=against, pipeline=self.pipeline, changes=changes)

    def record(self, made: RunRecord) -> RunRecord:
        """Store what follows from a record, once however often it is called; returns it with its updates."""
        return self.record_many([made])[0]

    def record_many(
        self, records: Sequence[RunRecord], *, settle: bool = True, settings: Settings | None = None
    ) -> list[RunRecord]:
        """Store what follows from several records: as one by one, but faster.

        Parameters
        ----------
        records
            From this workbench, or from one with the same catalog.
        settle
            Whether to put the new roles that they ask for together at once (`settle_new_roles`); leave that
            to the end where records come in many parts.
        settings
            Those that the records were made under, where they are not this workbench's.

        Returns
        -------
        list of RunRecord
            The same with their updates and, where they have details, what storing those did.

        Raises
        ------
        JdworkError
            If this workbench classifies with another catalog than the database holds.
        """
        from jdwork.record import recorded

        self._must_be_own(NOT_OWN_RUNS)
        made = recorded(records, self.engine, settings=settings or self.settings)
        if settle and any(one.decision.case == "E" for one in made):
            moved = self.settle_new_roles().moved
            made = [
                replace(one, updates=replace(one.updates, queue_entry_id=moved[one.run_id]))
                if one.updates is not None and one.run_id in moved
                else one
                for one in made
            ]
        return made

    def _one(self, text: str | JobDescription, title: str | None) -> JobDescription:
        """One JD, as it is classified."""
        from jdwork.text.storable import sound

        if isinstance(text, JobDescription):
            jd = text if title is None else replace(text, title=title)
        else:
            jd = JobDescription(id="1", text=text, title=title)
        return sound(jd, masking=self.settings.privacy.mask_contacts)

    def recorded(self, run_ids: Sequence[str], *, details: bool = False) -> set[str]:
        """Say which of some runs are recorded already; with ``details``, whose skills in detail as well."""
        from jdwork.record import stored_runs

        self._must_be_own(NOT_OWN_RUNS)
        return stored_runs(self.engine, run_ids, details=details)

    def settle_new_roles(self) -> Settled:
        """Put the new roles that recorded JDs ask for together: one review item per cluster of JDs.

        Returns
        -------
        Settled
            How many items wait with how many JDs, and which runs were moved to another item.
        """
        from jdwork.record import settle_new_roles

        self._must_be_own(NOT_OWN)
        return settle_new_roles(self.engine, self.snapshot, settings=self.settings)
