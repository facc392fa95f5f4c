"""Opening a labelled run for tuning, alive at the desk or from end to end where nobody clicks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from jdwork.config import HistoryEntry, Settings, config_file_hash, load_settings
from jdwork.runs import RunFolder
from jdwork.runs.annotated import AnalystLabels, analyst_labels
from jdwork.runs.columns import read_frame
from jdwork.runs.tuning import open_tuning_data, write_tuning
from jdwork.text.labels import read_labels
from jdwork.tune.consequences import Consequences, consequences
from jdwork.tune.proposal import Progress, Proposal
from jdwork.tune.request import TuningRequest
from jdwork.tune.writing import write_proposal
from jdwork.widgets.tuning_desk import TuningDesk, flip_table

if TYPE_CHECKING:
    from jdwork.widgets.table import Table
    from jdwork.workbench import Workbench

ANNOTATED = "annotated"
"""Stands for the labels of analysts, on top of the run's own."""


class OpenTuning:
    """A labelled run, the settings file, and what is asked.

    Parameters
    ----------
    folder
        The run.
    workbench
        Whose settings file is tuned.
    request
        What is asked.
    labels
        Right roles: a file below the workspace, ``annotated``, or empty for the run's own.
    label_field
        Field of that file.

    Raises
    ------
    JdworkError
        If no JD has a label, or the settings file is broken.
    """

    def __init__(
        self,
        folder: RunFolder,
        workbench: Workbench,
        request: TuningRequest,
        *,
        labels: str = "",
        label_field: str = "role",
    ) -> None:
        self.folder = folder
        self.path = workbench.workspace.config
        self.request = request
        self.expected = config_file_hash(self.path)
        self.settings: Settings = load_settings(self.path)
        brought: Mapping[str, str] | None = None
        self.given_by: AnalystLabels | None = None
        if labels == ANNOTATED:
            self.given_by = analyst_labels(folder, workbench.engine)
            brought = dict(self.given_by.labels)
        elif labels:
            brought = read_labels(workbench.workspace.root / labels, label_field=label_field)
        self.data = open_tuning_data(folder, labels=brought, unknown=request.needs_unknown)

    def in_words(self) -> str:
        """Say what it is tuned on, and whose labels these are."""
        n, different = len(self.data), self.data.different
        said = f"{self.folder.path.name}: {n:,} labelled JDs, {different:,} different ones"
        return said if self.given_by is None else f"{said}. {self.given_by.in_words()}"

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of the JDs that have one, by id."""
        frame = read_frame(self.folder.decisions, ["id", "title"])
        pairs = zip(frame["id"], frame["title"], strict=True)
        return {name: title for name, title in pairs if isinstance(title, str) and title}

    def desk(self, *, held: float = 0.3, page_size: int = 10) -> TuningDesk:
        """Lay it out to be turned by hand; see `TuningDesk`."""
        return TuningDesk(
            self.data,
            self.path,
            titles=self.titles,
            run_id=self.folder.path.resolve().name,
            request=self.request,
            held=held,
            page_size=page_size,
        )

    def search(self, progress: Progress | None = None) -> Proposal:
        """Look for what is asked on all labelled JDs, and keep what came of it beside the run."""
        found = self.request.propose(self.data, self.settings, progress=progress)
        more = {} if self.given_by is None else {"labels": self.given_by.to_dict()}
        write_tuning(self.folder, found, more=more)
        return found

    def consequences(self, settings: Settings | None = None) -> Consequences:
        """Lay out what settings mean against those in force; None: those in force."""
        before = self.data.replay.decide(self.settings)
        return consequences(
            self.data, before, before if settings is None else self.data.replay.decide(settings)
        )

    def flips(self, found: Consequences) -> Table:
        """Lay the JDs that are decided otherwise out as a table's state."""
        return flip_table(found.flips, self.titles)

    def write(self, proposal: Proposal, *, force: bool = False) -> HistoryEntry:
        """Write a proposal to the settings file; see `jdwork.tune.writing.write_proposal`."""
        return write_proposal(
            self.path,
            proposal,
            expected_hash=self.expected,
            run_id=self.folder.path.resolve().name,
            force=force,
        )
