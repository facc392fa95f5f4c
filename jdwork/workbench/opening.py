"""What a workbench has open: settings, database, catalog, encoder, the indexed pipeline."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.errors import JdworkError
from jdwork.workspace import Workspace

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from jdwork.catalog import CatalogSnapshot
    from jdwork.config import Settings
    from jdwork.embed import Encoder
    from jdwork.llm import Models
    from jdwork.pipeline import Pipeline
    from jdwork.signals import RoleModel


class Opening:
    """Everything is opened when it is first needed, and kept until `refresh`.

    Parameters
    ----------
    workspace
        Where things lie.
    catalog
        Another catalog folder than the workspace's.
    config
        Another settings file.
    encoder, models
        Others than the settings name.
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

    def catalog(self, name: str) -> CatalogSnapshot:
        """Read a catalog: ``files``, ``database``, a folder, a run, or ``git:REVISION``."""
        from jdwork.catalog import load_snapshot
        from jdwork.runs.catalogs import find_catalog

        return load_snapshot(self.engine) if name == "database" else find_catalog(name, self.workspace)

    def _must_be_own(self, problem: str) -> None:
        """Refuse to mix the database with a catalog that it does not hold."""
        if self._catalog is not None:
            raise JdworkError(
                problem,
                where=str(self._catalog),
                hint="Open the workbench without catalog=, or give that catalog a workspace of its own.",
            )
