"""The workbench itself: all that can be done in one workspace, and its runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jdwork.workbench.reviewing import Reviewing
from jdwork.workbench.searching import Searching
from jdwork.workspace import find_workspace

if TYPE_CHECKING:
    import pandas as pd

    from jdwork.discover import NewRole
    from jdwork.embed import Encoder
    from jdwork.llm import Models
    from jdwork.runs import RunFolder


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


class Workbench(Searching, Reviewing):
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

    def __repr__(self) -> str:
        return f"Workbench({str(self.workspace.root)!r})"

    def runs(self) -> pd.DataFrame:
        """List the runs of the workspace, the latest first."""
        from jdwork.runs import list_runs

        return list_runs(self.workspace.runs)

    def run(self, name: str = "latest") -> RunFolder:
        """Find a run by name, by a part of it, or the latest."""
        from jdwork.runs import find_run

        return find_run(name, self.workspace.runs)

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
