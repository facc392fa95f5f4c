"""Opening a run for inspection: its errors, the labels that are likely wrong, the map, the inspector."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jdwork.catalog.stored import stored_hash
from jdwork.errors import InputError, RunError
from jdwork.evaluate.label_errors import LabelErrors, find_label_errors
from jdwork.evaluate.projection import Method, fit_map
from jdwork.explain import OpenedRun
from jdwork.runs import RunFolder
from jdwork.runs.nearest import NearestJds
from jdwork.view.confusion import ANOTHER, NO_ROLE
from jdwork.view.misclassified import error_rows
from jdwork.widgets.inspector import Inspector
from jdwork.widgets.inspector_background import Background
from jdwork.widgets.inspector_facts import OUTCOME_COLORS, outcome
from jdwork.widgets.inspector_view import inspector_desk, responsive
from jdwork.widgets.point_map import PointMap
from jdwork.widgets.showing import when_closed
from jdwork.widgets.table import NO_VALUE, Column, Table

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from ipywidgets import VBox, Widget

    from jdwork.catalog import CatalogSnapshot
    from jdwork.workbench import Workbench

WRONG_LABELS = "Likely wrong labels"
HOVERED = 90
MOST_POINTS = 2500
"""Points of the map: a browser without a graphics card answers a click on so many at once."""
COLUMNS = (
    Column("state", " ", kind="mark", width="2.6em"),
    Column("title", "title"),
    Column("label", "label", kind="role", width="10em"),
    Column("role", "decided", kind="role", width="10em"),
    Column("confidence", "sure", kind="percent", width="7.5em"),
    Column("place", "the label is", width="8em"),
    Column("said", "said", kind="tag", width="4.5em"),
)
LABEL_COLUMNS = (
    Column("title", "title"),
    Column("label", "label", kind="role", width="10.5em"),
    Column("suggested", "suggested", kind="role", width="10.5em"),
    Column("suggested_probability", "sure", kind="percent", width="8em"),
    Column("trust", "trust", kind="tag", width="4.5em"),
    Column("label_jds", "JDs", kind="number", width="4em"),
    Column("said", "said", kind="tag", width="6.5em"),
)


@dataclass(eq=False)
class Inspection:
    """A run under inspection. Made by `open_inspection`.

    Parameters
    ----------
    opened
        The run.
    inspector
        What is shown of one JD.
    method
        Of the map.
    cache
        Where maps are kept that take long.
    page_size
        Rows of a page of the lists.
    """

    opened: OpenedRun
    inspector: Inspector
    method: Method
    cache: Any
    page_size: int
    _background: Background = field(default_factory=Background)

    @property
    def rows(self) -> pd.DataFrame:
        """The errors as they stand now, see `jdwork.view.misclassified.error_rows`."""
        lens = self.inspector
        return error_rows(self.opened.decisions, labels=lens.labels_said, marks=lens.marks)

    @cached_property
    def table(self) -> Table:
        """The list of errors: those accepted without a look first, the surest first."""
        return Table(
            self.rows,
            key="id",
            columns=COLUMNS,
            page_size=self.page_size,
            filters=("label", "role", "queued"),
        )

    @cached_property
    def label_errors(self) -> LabelErrors:
        """Labels of the run that are likely wrong; what people relabelled since is taken as they said."""
        frame = self.opened.decisions
        said, ids = self.inspector.labels_said, frame["id"].tolist()
        labels = [said.get(id, label) for id, label in zip(ids, frame["label"].tolist(), strict=True)]
        kept = [row for row, label in enumerate(labels) if isinstance(label, str)]
        found = self.opened.listed_candidates(kept)
        return find_label_errors(
            [str(ids[row]) for row in kept],
            [str(labels[row]) for row in kept],
            [slugs for slugs, _ in found],
            [chances for _, chances in found],
        )

    @property
    def label_rows(self) -> pd.DataFrame:
        """The labels that are likely wrong, with titles and what was said."""
        frame = self.label_errors.frame.copy()
        titles = self.opened.decisions.set_index("id")["title"].reindex(frame["id"])
        frame["title"] = [one if isinstance(one, str) and one else "(no title)" for one in titles]
        marks = self.inspector.marks
        frame["said"] = [marks.get(id, "") for id in frame["id"]]
        return frame

    @cached_property
    def label_list(self) -> Table:
        """The list of labels that are likely wrong, the least believed first; empty until it is filled."""
        import pandas as pd

        return Table(
            pd.DataFrame(columns=["id", *(column.name for column in LABEL_COLUMNS)]),
            key="id",
            columns=LABEL_COLUMNS,
            page_size=self.page_size,
            filters=("label", "trust"),
        )

    def fill_label_list(self) -> Table:
        """Weigh the labels, and list those that are likely wrong."""
        self._take_labels(self.label_errors)
        return self.label_list

    def _on_list(self, title: str) -> None:
        # Beside the kernel: at 50,000 JDs it takes some seconds.
        if title == WRONG_LABELS and "label_errors" not in self.__dict__:
            self.label_list.note = "Comparing the labels with what the run found …"
            self._background.submit("labels", lambda: self.label_errors, self._take_labels, self._failed)

    def _take_labels(self, found: LabelErrors) -> None:
        self.label_list.note = f"{found.finding}. {found.caution}".strip()
        self.label_list.update(self.label_rows)

    def _failed(self, error: Exception) -> None:
        self.label_list.note = str(error)

    @cached_property
    def point_map(self) -> PointMap | None:
        """The JDs on a map by their vectors; None where the run kept none, or too few for a map."""
        near = self.inspector.near
        if near is None:
            return None
        held = near.lengths > 0
        try:
            fitted = fit_map(near.vectors[held], method=self.method, cache=self.cache)
        except InputError:
            return None
        lens, names = self.inspector, {}
        keys = [id for id, one in zip(near.ids, held, strict=True) if one]
        frame = self.opened.decisions.set_index("id").reindex(keys)
        roles = [role if isinstance(role, str) else None for role in frame["role"]]
        labels = [lens.labels_said.get(id, label) for id, label in zip(keys, frame["label"], strict=True)]
        labels = [label if isinstance(label, str) else None for label in labels]
        groups = [outcome(role, label) for role, label in zip(roles, labels, strict=True)]
        names = {"right": "right", "wrong": "wrong", "open": "no label"}
        hover = [
            f"{(title if isinstance(title, str) else id)[:HOVERED]}\ndecided {role or 'no role'}"
            + (f"\nlabel {label}" if label is not None else "")
            for id, title, role, label in zip(keys, frame["title"], roles, labels, strict=True)
        ]
        wrong = groups.count("wrong")
        title = f"Where the {wrong:,} errors lie among {len(keys):,} JDs"
        if not any(label is not None for label in labels):
            title = f"{len(keys):,} JDs by what they say"
        return PointMap(
            fitted.places,
            keys=keys,
            groups=groups,
            hover=hover,
            colors=OUTCOME_COLORS,
            names=names,
            title=title,
            most=MOST_POINTS,
        )

    def desk(self) -> VBox:
        """Lists, map and inspector in the browser; the first error is selected."""
        lists = {f"Errors ({len(self.table):,})": self.table, WRONG_LABELS: self.label_list}
        if not self.opened.decisions["label"].notna().any():
            lists = {"Decisions": self.table}
        made = inspector_desk(
            self.inspector,
            lists,
            self.point_map,
            renew=self.renew,
            opened=self._on_list,
            label="Decisions",
            empty="There is no error here: every labelled JD got its role.",
        )
        when_closed(self._background.close)
        if self.inspector.selected is None and (keys := self.table.keys()):
            self.inspector.selected = keys[0]
        return made

    def renew(self) -> None:
        """Show in the lists what was said since."""
        self.table.update(self.rows)
        if "label_errors" in self.__dict__:
            self.label_list.update(self.label_rows)

    def confusion_view(self, figure: go.Figure) -> Widget:
        """A confusion matrix whose cells restrict the list of errors to theirs.

        Parameters
        ----------
        figure
            As `jdwork.view.confusion_matrix` draws it.
        """
        import plotly.graph_objects as go

        drawn = go.FigureWidget(figure)
        responsive(drawn)
        if drawn.data:
            drawn.data[0].on_click(self._restrict)
        drawn.add_class("jd-confusion")
        return drawn

    def _restrict(self, trace: Any, points: Any, _: Any) -> None:
        if not points.point_inds:
            return
        label, role = html.unescape(str(points.ys[0])), html.unescape(str(points.xs[0]))
        chosen = {"label": [label]}
        if role == NO_ROLE:
            chosen["role"] = [NO_VALUE]
        elif role != ANOTHER:
            chosen["role"] = [role]
        self.table.chosen = chosen
        if keys := self.table.keys():
            self.table.selected = keys[0]


def open_inspection(
    folder: RunFolder,
    workbench: Workbench,
    *,
    method: Method = "pca",
    selected: str | None = None,
    by: str | None = None,
    page_size: int = 12,
) -> Inspection:
    """Open a run for inspection.

    Parameters
    ----------
    folder
        The run.
    workbench
        Its database takes what is said; its encoder opens the run's classifier.
    method
        Of the map: ``pca``, or ``umap``, which takes a quarter of a minute the first time.
    selected
        Id of the JD that is shown first.
    by
        Who speaks; by default the user of the machine.
    page_size
        Rows of a page of the lists.

    Raises
    ------
    RunError
        If a file of the run is missing or damaged, or it holds no JD of that id.
    """
    encoder: Callable[[], Any] = lambda: workbench.encoder  # noqa: E731
    opened = OpenedRun(folder, encoder)
    near = None
    try:
        near = NearestJds.read(folder)
    except RunError:
        # Runs of before vectors were kept have no map and no nearest JDs; all else is there.
        if folder.vectors.exists():
            raise

    def today() -> CatalogSnapshot:
        # Reading it from the database takes seconds; mostly it is the run's own.
        same = stored_hash(workbench.engine) == opened.manifest.catalog_hash
        return opened.snapshot if same else workbench.snapshot

    lens = Inspector(opened, engine=lambda: workbench.engine, snapshot=today, near=near, by=by)
    if selected:
        opened.decision(selected)
        lens.selected = selected
    return Inspection(opened, lens, method, workbench.workspace.state / "maps", page_size)
