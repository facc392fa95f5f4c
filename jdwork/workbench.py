"""The Python way in: a workbench bound to one workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdwork.errors import InputError, JdworkError, did_you_mean
from jdwork.text import JobDescription, RejectedRow
from jdwork.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from jdwork.catalog import CatalogSnapshot
    from jdwork.config import Settings
    from jdwork.embed import Encoder
    from jdwork.evaluate import Explanation
    from jdwork.pipeline import Pipeline
    from jdwork.record import RunRecord
    from jdwork.runs import RunFolder

FIELDS = {"text": "text", "title": "title", "id": "id"}
"""Columns that `Workbench.classify_many` reads where none are named; only the text has to be there."""


def open_workbench(
    path: str | Path | None = None,
    *,
    catalog: str | Path | None = None,
    config: str | Path | None = None,
    encoder: Encoder | None = None,
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
    )


class Workbench:
    """Classify, explain, record, and look at runs.

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
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        catalog: Path | None = None,
        config: Path | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self.workspace = workspace
        self._catalog = catalog
        self._config = config
        self._encoder = encoder

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
        return Pipeline(self.snapshot, self.settings, self.encoder, centroids=centroids, prepared=prepared)

    def refresh(self) -> None:
        """Forget what was read, so that edited files and new centroids are seen."""
        if "engine" in self.__dict__:
            self.engine.dispose()
        for name in ("settings", "engine", "snapshot", "encoder", "pipeline"):
            self.__dict__.pop(name, None)

    def classify(
        self, text: str | JobDescription, *, title: str | None = None, record: bool = False
    ) -> RunRecord:
        """Classify one JD.

        Parameters
        ----------
        text
            The JD, or a `JobDescription` (see `jdwork.text.read_document` for files).
        title
            Its title, if it has one outside the text; instead of the `JobDescription`'s own.
        record
            Whether to store what follows from it (centroid, review queue, collision log).

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
        made = self.pipeline.classify(_sound(jd))
        return self.record(made) if record else made

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
        for chunk in chunks(storable(_inputs(jds, text_field, title_field, id_field, label_field))):
            records = self.pipeline.classify_batch([one for one in chunk if isinstance(one, JobDescription)])
            if record:
                self.record_many(records)
            rows += decision_rows(chunk, records, self.snapshot)
            if progress is not None:
                progress(len(rows))
        return pd.DataFrame(rows, columns=decision_schema().names)

    def explain(
        self, subject: RunRecord | str, *, title: str | None = None, against: str | None = None
    ) -> Explanation:
        """Explain a decision: what each signal added for the role, and for its rival.

        Parameters
        ----------
        subject
            A record, or a text to classify first.
        title
            Title of the text.
        against
            Slug of the role to compare with; the runner-up by default.
        """
        from jdwork.evaluate import explain

        made = self.classify(subject, title=title) if isinstance(subject, str) else subject
        return explain(made, self.settings, against=against)

    def record(self, made: RunRecord) -> RunRecord:
        """Store what follows from a record, once however often it is called; returns it with its updates."""
        return self.record_many([made])[0]

    def record_many(self, records: Sequence[RunRecord]) -> list[RunRecord]:
        """Store what follows from several records: as one by one, but faster.

        Parameters
        ----------
        records
            From this workbench, or from one with the same catalog.

        Returns
        -------
        list of RunRecord
            The same with their updates.

        Raises
        ------
        JdworkError
            If this workbench classifies with another catalog than the database holds.
        """
        from jdwork.record import record_many

        if self._catalog is not None:
            raise JdworkError(
                "Decisions over another catalog are not recorded.",
                where=str(self._catalog),
                hint="Open the workbench without catalog=, or give that catalog a workspace of its own.",
            )
        updates = record_many(records, self.engine, settings=self.settings)
        return [replace(made, updates=update) for made, update in zip(records, updates, strict=True)]

    def catalog(self, name: str) -> CatalogSnapshot:
        """Read a catalog: ``files``, ``database``, a folder, a run, or ``git:REVISION``."""
        from jdwork.catalog import load_snapshot
        from jdwork.runs.catalogs import find_catalog

        return load_snapshot(self.engine) if name == "database" else find_catalog(name, self.workspace)

    def runs(self) -> pd.DataFrame:
        """List the runs of the workspace, the latest first."""
        from jdwork.runs import list_runs

        return list_runs(self.workspace.runs)

    def run(self, name: str = "latest") -> RunFolder:
        """Find a run by name, by a part of it, or the latest."""
        from jdwork.runs import find_run

        return find_run(name, self.workspace.runs)


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
