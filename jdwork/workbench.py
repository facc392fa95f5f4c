"""The Python way in: a workbench bound to one workspace."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdwork.errors import InputError, did_you_mean
from jdwork.text import JobDescription
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

CHUNK = 256


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
        from jdwork.database import open_database

        engine = open_database(self.workspace.database_url)
        build_catalog(self.workspace.catalog, engine)
        return engine

    @cached_property
    def snapshot(self) -> CatalogSnapshot:
        """The catalog as classification reads it."""
        from jdwork.catalog import load_catalog_files, load_snapshot

        return load_catalog_files(self._catalog) if self._catalog else load_snapshot(self.engine)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, with the workspace's vector cache."""
        from jdwork.embed import make_encoder

        return self._encoder or make_encoder(self.settings.embed, cache_folder=self.workspace.state / "vectors")

    @cached_property
    def pipeline(self) -> Pipeline:
        """The classifier, indexed and ready; centroids as they stood when it was first used."""
        from jdwork.pipeline import Pipeline
        from jdwork.record import load_centroids

        centroids = None
        if self._catalog is None:
            centroids = load_centroids(self.engine, self.snapshot, self.encoder.encoder_id)
            if not centroids.vectors.shape[1]:
                centroids = None
        return Pipeline(self.snapshot, self.settings, self.encoder, centroids=centroids)

    def refresh(self) -> None:
        """Forget what was read, so that edited files and new centroids are seen."""
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
            Its title, if it has one outside the text.
        record
            Whether to store what follows from it (centroid, review queue, collision log).

        Returns
        -------
        RunRecord
            Shows itself in a notebook; ``.decision`` is the answer, ``.to_html()`` the run page.
        """
        jd = text if isinstance(text, JobDescription) else JobDescription(id="1", text=text, title=title)
        made = self.pipeline.classify(jd)
        return self.record(made) if record else made

    def classify_many(
        self,
        jds: pd.DataFrame | Iterable[str | JobDescription],
        *,
        text_field: str = "text",
        title_field: str | None = "title",
        id_field: str | None = "id",
        label_field: str | None = None,
        record: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> pd.DataFrame:
        """Classify many JDs.

        Parameters
        ----------
        jds
            A frame with one JD a row, or texts, or `JobDescription` objects.
        text_field, title_field, id_field, label_field
            Columns of the frame. Title, id and label may be absent (None).
        record
            Whether to store what follows from each.
        progress
            Called with the number of JDs done.

        Returns
        -------
        DataFrame
            One row per JD: ``id, title, role, confidence, case, queued, candidates, probabilities, reason``
            and more, as in a run's ``decisions.parquet``.
        """
        import pandas as pd

        from jdwork.runs.columns import decision_row

        rows: list[dict[str, Any]] = []
        inputs = _inputs(jds, text_field, title_field, id_field, label_field)
        while chunk := list(itertools.islice(inputs, CHUNK)):
            for made in self.pipeline.classify_batch(chunk):
                rows.append(decision_row(self.record(made) if record else made))
            if progress is not None:
                progress(len(rows))
        return pd.DataFrame(rows)

    def explain(self, subject: RunRecord | str, *, title: str | None = None, against: str | None = None) -> Explanation:
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
        from dataclasses import replace

        from jdwork.record import record

        return replace(made, updates=record(made, self.engine, settings=self.settings))

    def runs(self) -> pd.DataFrame:
        """List the runs of the workspace, the latest first."""
        from jdwork.runs import list_runs

        return list_runs(self.workspace.runs)

    def run(self, name: str = "latest") -> RunFolder:
        """Find a run by name, by a part of it, or the latest."""
        from jdwork.runs import find_run

        return find_run(name, self.workspace.runs)


def _inputs(
    jds: Any, text_field: str, title_field: str | None, id_field: str | None, label_field: str | None
) -> Iterator[JobDescription]:
    if isinstance(jds, str | JobDescription):
        raise InputError("classify_many takes many JDs; this is one.", hint="Use classify, or put it in a list.")
    if not hasattr(jds, "columns"):
        for number, one in enumerate(jds, 1):
            yield one if isinstance(one, JobDescription) else JobDescription(id=str(number), text=one)
        return
    columns = [str(column) for column in jds.columns]
    if text_field not in columns and (title_field is None or title_field not in columns):
        raise InputError(
            f"The frame has no column '{text_field}'; it has: {', '.join(columns)}.",
            hint=f"Name it with text_field=. {did_you_mean(text_field, columns)}".strip(),
        )
    named: Sequence[str | None] = (text_field, title_field, id_field, label_field)
    picked = [name if name in columns else None for name in named]
    for number, row in enumerate(jds.to_dict("records"), 1):
        text, title, name, label = (_text(row[field]) if field else None for field in picked)
        yield JobDescription(id=name or str(number), text=text or "", title=title, label=label)


def _text(value: object) -> str | None:
    """Text of a cell; None for the ways a frame says nothing."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is the value that differs from itself
        return None
    return str(value)
