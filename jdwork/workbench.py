"""The Python way in: a workbench bound to one workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jdwork.errors import InputError, JdworkError, did_you_mean
from jdwork.text import JobDescription, RejectedRow
from jdwork.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from jdwork.catalog import CatalogSnapshot
    from jdwork.catalog.lint import Background, LintReport
    from jdwork.config import Settings
    from jdwork.discover import NewRole
    from jdwork.embed import Encoder
    from jdwork.explain import Explanation
    from jdwork.llm import Models
    from jdwork.pipeline import Pipeline
    from jdwork.record import RunRecord, Settled
    from jdwork.review import Choices, Decided, ExportReport, ReviewItem
    from jdwork.review.item_rows import Order
    from jdwork.runs import RunFolder
    from jdwork.signals import RoleModel

FIELDS = {"text": "text", "title": "title", "id": "id"}
"""Columns that `Workbench.classify_many` reads where none are named; only the text has to be there."""
NOT_OWN = "The review queue belongs to the workspace's own catalog."
"""What is said where another catalog is open."""


def open_workbench(
    path: str | Path | None = None,
    *,
    catalog: str | Path | None = None,
    config: str | Path | None = None,
    encoder: Encoder | None = None,
    models: Models | None = None,
) -> Workbench:
    """Open the workbench of a workspace (also as ``jdwork.open``).

    Parameters
    ----------
    path
        A folder of the workspace; by default the current one and those above it.
    catalog
        Another catalog folder to classify with. It is read from its files, and nothing is recorded.
    config
        Another settings file.
    encoder
        Another encoder than the settings name.
    models
        Others to ask than the server that the settings name, where [llm] asks a language model.

    Returns
    -------
    Workbench

    Examples
    --------
    >>> wb = jdwork.open()                                            # doctest: +SKIP
    >>> wb.classify("We need someone to run our PostgreSQL servers …")  # doctest: +SKIP
    """
    return Workbench(
        find_workspace(path),
        catalog=Path(catalog) if catalog else None,
        config=Path(config) if config else None,
        encoder=encoder,
        models=models,
    )


class Workbench:
    """Classify, explain, record, look at runs, and review what they propose.

    Everything is opened when it is first needed: the settings, the database (built from the catalog
    files where they changed), the encoder, the indexed pipeline.

    Attributes
    ----------
    workspace : Workspace
        Where things lie.
    settings : Settings
    engine : sqlalchemy.Engine
    snapshot : CatalogSnapshot
    encoder : Encoder
    pipeline : Pipeline
    models : Models, optional
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        catalog: Path | None = None,
        config: Path | None = None,
        encoder: Encoder | None = None,
        models: Models | None = None,
    ) -> None:
        self.workspace = workspace
        self._catalog = catalog
        self._config = config
        self._encoder = encoder
        self._models = models

    def __repr__(self) -> str:
        return f"Workbench({str(self.workspace.root)!r})"

    @cached_property
    def settings(self) -> Settings:
        """Thresholds and weights in force."""
        from jdwork.config import load_settings

        return load_settings(self._config or self.workspace.config)

    @cached_property
    def engine(self) -> Engine:
        """The open database, its catalog up to date with the files."""
        from jdwork.catalog import build_catalog
        from jdwork.database.engine import open_database

        engine = open_database(self.workspace.database_url)
        build_catalog(self.workspace.catalog, engine)
        return engine

    @cached_property
    def snapshot(self) -> CatalogSnapshot:
        """The catalog as classification reads it."""
        from jdwork.catalog import load_snapshot
        from jdwork.catalog.cached import load_catalog_cached

        if self._catalog is None:
            return load_snapshot(self.engine)
        return load_catalog_cached(self._catalog, cache=self.workspace.state / "catalogs")

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, with the workspace's vector cache."""
        from jdwork.embed import make_encoder

        # An encoder with an empty cache is falsy: it has a length.
        if self._encoder is not None:
            return self._encoder
        return make_encoder(self.settings.embed, cache_folder=self.workspace.state / "vectors")

    @cached_property
    def role_model(self) -> RoleModel | None:
        """What was learned from JDs, if anything was; it belongs to the workspace's own catalog."""
        from jdwork.learn import read_role_model

        if self._catalog is not None or not self.workspace.role_model.exists():
            return None
        return read_role_model(self.workspace.role_model)

    @cached_property
    def models(self) -> Models | None:
        """Whom the settings in [llm] ask; None where everything is done offline."""
        from jdwork.llm import open_models, uses_models

        if not uses_models(self.settings.llm):
            return None
        if self._models is not None:
            return self._models
        return open_models(
            self.settings.llm,
            state_folder=self.workspace.state / "answers",
            prices_file=self.workspace.catalog / "prices.toml",
        )

    @cached_property
    def pipeline(self) -> Pipeline:
        """The classifier, indexed and ready; centroids as they stood when it was first used."""
        from jdwork.pipeline import Pipeline
        from jdwork.record import load_centroids
        from jdwork.signals import PreparedArrays

        centroids = None
        if self._catalog is None:
            centroids = load_centroids(
                self.engine, self.snapshot, self.encoder.encoder_id, dimension=self.encoder.dimension
            )
        prepared = PreparedArrays(self.workspace.state / "prepared")
        return Pipeline(
            self.snapshot,
            self.settings,
            self.encoder,
            centroids=centroids,
            role_model=self.role_model,
            prepared=prepared,
            models=self.models,
        )

    def for_run(self) -> Pipeline:
        """The classifier with a budget of its own for language models, see ``llm.max_cost_usd``."""
        models = self.models
        fresh = getattr(models, "for_run", None)
        return self.pipeline if fresh is None else self.pipeline.with_models(fresh())

    def refresh(self) -> None:
        """Forget what was read, so that edited files and new centroids are seen."""
        if "engine" in self.__dict__:
            self.engine.dispose()
        for name in ("settings", "engine", "snapshot", "encoder", "role_model", "models", "pipeline"):
            self.__dict__.pop(name, None)

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
        if isinstance(text, JobDescription):
            jd = text if title is None else replace(text, title=title)
        elif isinstance(text, str):
            jd = JobDescription(id="1", text=text, title=title)
        else:
            raise InputError(
                f"classify takes one JD as text, not a {type(text).__name__}.",
                hint="Use classify_many for a table or a list.",
            )
        pipeline = self.for_run()
        made = pipeline.classify(_sound(jd))
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

        self._must_be_own("Runs over another catalog are not recorded.")
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
        from jdwork.runs.inputs import chunks, storable

        rows: list[dict[str, Any]] = []
        pipeline = self.for_run()
        for chunk in chunks(storable(_inputs(jds, text_field, title_field, id_field, label_field))):
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

    def record_many(self, records: Sequence[RunRecord], *, settle: bool = True) -> list[RunRecord]:
        """Store what follows from several records: as one by one, but faster.

        Parameters
        ----------
        records
            From this workbench, or from one with the same catalog.
        settle
            Whether to put the new roles that they ask for together at once (`settle_new_roles`); leave that
            to the end where records come in many parts.

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

        self._must_be_own("Decisions over another catalog are not recorded.")
        made = recorded(records, self.engine, settings=self.settings)
        if settle and any(one.decision.case == "E" for one in made):
            moved = self.settle_new_roles().moved
            made = [
                replace(one, updates=replace(one.updates, queue_entry_id=moved[one.run_id]))
                if one.updates is not None and one.run_id in moved
                else one
                for one in made
            ]
        return made

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

    def new_roles(self, run: str | RunFolder = "latest") -> tuple[NewRole, ...]:
        """Propose roles for the JDs of a run that no role fits; nothing is stored.

        Parameters
        ----------
        run
            A run's name, a part of it, or its folder.

        Returns
        -------
        tuple of NewRole
            One per cluster, the largest first; `jdwork.view.new_role_figure` shows them.
        """
        from jdwork.discover import propose_new_roles
        from jdwork.runs import open_snapshot, read_unknown

        folder = self.run(run) if isinstance(run, str) else run
        return propose_new_roles(read_unknown(folder), open_snapshot(folder), settings=self.settings)

    def catalog(self, name: str) -> CatalogSnapshot:
        """Read a catalog: ``files``, ``database``, a folder, a run, or ``git:REVISION``."""
        from jdwork.catalog import load_snapshot
        from jdwork.runs.catalogs import find_catalog

        return load_snapshot(self.engine) if name == "database" else find_catalog(name, self.workspace)

    def lint(
        self, *, checks: Sequence[str] | None = None, background: Background | None = None
    ) -> LintReport:
        """Find what is wrong with the catalog files that this workbench classifies with.

        Parameters
        ----------
        checks
            Codes such as ``CAT020``, or beginnings such as ``CAT02``; all by default.
        background
            Ads to measure against (`jdwork.catalog.lint.read_background`); by default the samples beside
            the catalog, or the workspace's where there are none.

        Returns
        -------
        LintReport
        """
        from jdwork.catalog.lint import lint_folder, read_background, sample_files

        folder = self._catalog or self.workspace.catalog
        if background is None:
            background = read_background(sample_files(folder) or sample_files(self.workspace.catalog))
        return lint_folder(folder, encoder=self.encoder, background=background, checks=checks)

    def review(
        self,
        kind: str | None = None,
        *,
        status: str | None = "pending",
        role: str | None = None,
        search: str | None = None,
        limit: int = 50,
        order: Order = "seen",
    ) -> list[ReviewItem]:
        """List what runs proposed for the catalog; see `jdwork.review.list_items`.

        Parameters
        ----------
        kind
            One of `jdwork.review.KINDS`; all by default.
        status
            ``pending``, ``approved``, ``exported`` or ``rejected``; None for all.
        role
            Items about this role, or seen in its JDs.
        search
            Text in the name.
        limit
            How many items.
        order
            What comes first: ``seen`` (in most JDs), ``latest``, ``oldest`` or ``name``.
        """
        from jdwork.review import list_items

        self._must_be_own(NOT_OWN)
        return list_items(
            self.engine,
            self.snapshot,
            kind=kind,
            status=status,
            role=role,
            search=search,
            limit=limit,
            order=order,
            least_jds=self.settings.new_role.min_size,
        )

    def approve(
        self,
        ids: Iterable[int] | int,
        *,
        note: str = "",
        by: str | None = None,
        choices: Choices | None = None,
    ) -> Decided:
        """Approve review items; what is classified from here on counts with them.

        Parameters
        ----------
        ids
            Numbers of items.
        note
            Why.
        by
            Who decides; the user of this process by default.
        choices
            What takes the place of drafted values.

        Returns
        -------
        Decided
            What became of each; `jdwork.review.preview` says it beforehand.
        """
        from jdwork.review import approve

        self._must_be_own(NOT_OWN)
        folder = self.workspace.catalog
        done = approve(self.engine, self.snapshot, ids, by=by, note=note, choices=choices, catalog=folder)
        self.refresh()
        return done

    def reject(self, ids: Iterable[int] | int, *, note: str = "", by: str | None = None) -> Decided:
        """Reject review items: they leave the queue, whatever later runs see (parameters as `approve`)."""
        from jdwork.review import reject

        self._must_be_own(NOT_OWN)
        return reject(self.engine, self.snapshot, ids, by=by, note=note)

    def undo_review(self, ids: Iterable[int] | int, *, note: str = "", by: str | None = None) -> Decided:
        """Take decisions about review items back (parameters as `approve`); they wait again."""
        from jdwork.review import undo

        self._must_be_own(NOT_OWN)
        folder = self.workspace.catalog
        done = undo(self.engine, self.snapshot, ids, by=by, note=note, catalog=folder)
        self.refresh()
        return done

    def export_review(self, *, by: str | None = None) -> ExportReport:
        """Write what was approved into the catalog files.

        Returns
        -------
        ExportReport
            The changed files, what was left out, and the number to take it back by.
        """
        from jdwork.review import export_approved

        self._must_be_own(NOT_OWN)
        journal = self.workspace.catalog_journal
        report = export_approved(self.workspace.catalog, self.engine, journal=journal, by=by)
        self.refresh()
        return report

    def runs(self) -> pd.DataFrame:
        """List the runs of the workspace, the latest first."""
        from jdwork.runs import list_runs

        return list_runs(self.workspace.runs)

    def run(self, name: str = "latest") -> RunFolder:
        """Find a run by name, by a part of it, or the latest."""
        from jdwork.runs import find_run

        return find_run(name, self.workspace.runs)

    def _must_be_own(self, problem: str) -> None:
        """Refuse to mix the database with a catalog that it does not hold."""
        if self._catalog is not None:
            raise JdworkError(
                problem,
                where=str(self._catalog),
                hint="Open the workbench without catalog=, or give that catalog a workspace of its own.",
            )


def _inputs(
    jds: Any, text_field: str | None, title_field: str | None, id_field: str | None, label_field: str | None
) -> Iterator[JobDescription | RejectedRow]:
    if isinstance(jds, str | JobDescription | Path):
        raise InputError(
            "classify_many takes many JDs; this is one.",
            hint="Use classify, or put it in a list; read a file with jdwork.text.read_jds(path).",
        )
    given = {"text": text_field, "title": title_field, "id": id_field, "label": label_field}
    if not hasattr(jds, "columns"):
        for name, field in given.items():
            if field is not None:
                raise InputError(f"{name}_field names a column, but this is no table.", hint="Leave it out.")
        if not hasattr(jds, "__iter__"):
            raise InputError(
                f"classify_many takes a table or a list of JDs, not a {type(jds).__name__}.",
                hint="Use classify for one JD.",
            )
        for number, one in enumerate(jds, 1):
            yield JobDescription(id=str(number), text=one) if isinstance(one, str) else one
        return
    columns = [str(column) for column in jds.columns]
    for name, field in given.items():
        if field is not None and field not in columns:
            raise InputError(
                f"The frame has no column '{field}'; it has: {', '.join(columns)}.",
                hint=f"Check {name}_field. {did_you_mean(field, columns)}".strip(),
            )
    picked = {
        name: field or (FIELDS.get(name) if FIELDS.get(name) in columns else None)
        for name, field in given.items()
    }
    if picked["text"] is None and picked["title"] is None:
        raise InputError(
            f"The frame has no column 'text'; it has: {', '.join(columns)}.",
            hint=f"Name it with text_field=. {did_you_mean('text', columns)}".strip(),
        )
    for number, row in enumerate(jds.to_dict("records"), 1):
        cell = {name: _text(row[field]) if field else None for name, field in picked.items()}
        yield JobDescription(
            id=cell["id"] or str(number), text=cell["text"] or "", title=cell["title"], label=cell["label"]
        )


def _text(value: object) -> str | None:
    """Text of a cell; None for the ways a frame says nothing."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        # A column of whole numbers with a gap in it becomes one of floats.
        return None if value != value else str(int(value) if value.is_integer() else value)  # noqa: PLR0124 - NaN
    return str(value)


def _sound(jd: JobDescription) -> JobDescription:
    from jdwork.runs.inputs import sound

    return sound(jd)
