"""Notebook 02 as a state: which JD, which roles, raw or corrected, and what of it is selected."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from jdwork.errors import InputError, JdworkError, RunError, did_you_mean
from jdwork.evaluate.projection import METHODS, FittedMap, Method, fit_map
from jdwork.explain import OpenedRun
from jdwork.explain.kra_draws import KraDraws, measure_draws
from jdwork.explain.kra_similarity import KraSimilarity, measure_kras, roles_to_compare
from jdwork.runs import RunFolder
from jdwork.text import JobDescription
from jdwork.view.kra_map import kra_map
from jdwork.view.kra_similarity import kra_finding
from jdwork.widgets.point_map import PointMap
from jdwork.widgets.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

    from jdwork.workbench import Workbench

KEPT = 32
"""JDs whose similarities stay at hand: one goes back and forth."""
NO_RUN = "The run holds no JD: classify some with `jdwork batch`, or set `input` to a file with JDs."


class KraExplorer(traitlets.HasTraits):
    """One JD of a run against the KRAs of some roles.

    Parameters
    ----------
    opened
        The run.
    fitted
        Map of the catalog's KRAs; None where there are too few to draw one.
    draws
        What every KRA draws of the run's JDs.
    jd
        Id of the JD to begin with; by default the first of the run's decisions.
    roles
        Slugs to compare instead of decided, right and runner-up.
    corrected
        Whether to begin with what is whitened.
    map_corrected
        Whether the map is of whitened vectors.
    most
        Points drawn at most.
    """

    jd = traitlets.Unicode(None, allow_none=True, help="Id of the JD.")
    named = traitlets.List(traitlets.Unicode(), help="Roles to compare; empty: those that suit the JD.")
    corrected = traitlets.Bool(True, help="After whitening, or raw.")
    problem = traitlets.Unicode("", help="What stands in the way, and what to do; empty: nothing.")
    revision = traitlets.Int(0, help="Grows when another JD or other roles are shown.")

    def __init__(
        self,
        opened: OpenedRun,
        *,
        fitted: FittedMap | None,
        draws: KraDraws,
        jd: str | None = None,
        roles: Sequence[str] = (),
        corrected: bool = True,
        map_corrected: bool = True,
        most: int = 5000,
    ) -> None:
        super().__init__()
        self.opened, self.fitted, self.draws = opened, fitted, draws
        self.map_corrected = map_corrected
        self.found: KraSimilarity | None = None
        self.roles: tuple[str, ...] = ()
        self.shapes: tuple[dict[str, Any], ...] = ()
        self._place_of: dict[str, NDArray[np.float64]] = {}
        self._kept: OrderedDict[str, KraSimilarity] = OrderedDict()
        frame = opened.decisions
        self._rows = {str(id): row for row, id in enumerate(frame["id"])}
        self.corrected = corrected
        self.named = [slug for slug in roles if slug]
        self.table = _jd_table(frame)
        self.points = PointMap([], keys=[], groups=[], hover=[], most=most)
        ids = [str(id) for id in frame["id"]]
        self.observe(self._show, ["jd", "named"])
        if jd is None and ids:
            # The first that got a role has something to show.
            decided = frame[frame["role"].notna()]
            jd = str((decided if len(decided) else frame).iloc[0]["id"])
        if jd is None:
            self.problem = NO_RUN
            self._draw_map()
        else:
            self.jd = jd

    @property
    def role(self) -> str | None:
        """Slug of the role that was decided for the JD."""
        return self._value("role")

    @property
    def label(self) -> str | None:
        """Slug of the JD's right role, where it is known."""
        return self._value("label")

    @property
    def finding(self) -> str:
        """What the pictures say, in numbers."""
        if self.found is None:
            return self.problem
        return kra_finding(self.found, self.role)

    def add_role(self, slug: str) -> bool:
        """Compare one more role; False where there is no such role."""
        if slug not in self.opened.snapshot.role_index:
            return False
        if slug not in self.roles:
            self.named = [*self.roles, slug]
        return True

    def selected_words(self) -> list[tuple[str, str]]:
        """What is to be said of the selected point: kind and text of each line, plain and untrusted.

        Kinds are ``role`` (a slug), ``title``, ``text``, ``note`` and ``sentence``.
        """
        key = self.points.selected
        kind, _, number = (key or "").partition(":")
        if kind == "kra":
            return self._of_kra(int(number))
        if kind == "sentence" and self.found is not None and int(number) < len(self.found):
            return self._of_sentence(self.found, int(number))
        return [("note", "Click a point of the map: a KRA shows the sentences that it draws.")]

    def _of_kra(self, column: int) -> list[tuple[str, str]]:
        snapshot = self.opened.snapshot
        role, kra = kra_at(snapshot.roles, column)
        drawn = self.draws.drawn(column, corrected=self.corrected)
        other = len(self.draws.drawn(column, corrected=not self.corrected))
        now, then = ("corrected", "raw") if self.corrected else ("raw", "corrected")
        foreign = sum(one.role != role for one in drawn)
        said = (
            f"Nearest KRA ({now}) of {len(drawn)} of {len(self.draws):,} sentences in "
            f"{self.draws.n_jds:,} JDs, {foreign} of them of other roles; {then}: {other}."
        )
        lines = [("role", role), ("text", kra), ("note", said)]
        for one in drawn[:8]:
            name = snapshot.role(one.role).display_name if one.role in snapshot.role_index else one.role
            lines.append(("sentence", f"{one.similarity:.2f}  {one.text}  ({name or 'no role'}, {one.jd})"))
        if len(drawn) > 8:
            lines.append(("note", f"… and {len(drawn) - 8} more."))
        return lines

    def _of_sentence(self, found: KraSimilarity, row: int) -> list[tuple[str, str]]:
        lines = [
            ("title", f"Sentence {row + 1}, {found.sections[row].replace('_', ' ')}"),
            ("text", found.texts[row]),
        ]
        for corrected in (self.corrected, not self.corrected):
            column = int(found.best(corrected=corrected)[row])
            role, kra = found.kra(column)
            how = float(found.matrix(corrected=corrected)[row, column])
            lines += [
                ("note", f"Best KRA {'corrected' if corrected else 'raw'}, likeness {how:.2f}:"),
                ("role", role),
                ("text", kra),
            ]
        return lines

    def _value(self, name: str) -> str | None:
        row = self._rows.get(self.jd) if self.jd is not None else None
        value = None if row is None else self.opened.decisions[name].iloc[row]
        return value if isinstance(value, str) else None

    def _show(self, _: Any = None) -> None:
        self.found, self.roles, problem = None, (), ""
        if self.jd is not None:
            try:
                self.found = self._measured(self.jd)
                problem = self.found.empty or ""
            except JdworkError as error:
                problem = str(error)
        if self.found is not None and self.jd is not None:
            candidates = self.opened.decisions["candidates"].iloc[self._rows[self.jd]]
            self.roles = roles_to_compare(
                self.found,
                decided=self.role,
                candidates=[] if candidates is None else list(candidates),
                label=self.label,
                named=self.named,
            )
            unknown = [slug for slug in self.named if slug not in self.opened.snapshot.role_index]
            without = [
                slug for slug in self.named if slug not in unknown and not len(self.found.columns(slug))
            ]
            if unknown:
                problem = f"The catalog has no role {', '.join(unknown)}: see `jdwork catalog roles`."
            elif without:
                problem = f"{', '.join(without)} has no KRA: write some under `kras` in its file."
        self.problem = problem
        self._draw_map()
        if self.table.selected != self.jd and self.jd in self._rows:
            self.table.selected = self.jd
        self.revision += 1

    def _measured(self, id: str) -> KraSimilarity:
        found = self._kept.pop(id, None)
        if found is None:
            found = measure_kras(self.opened.jd(id), self.opened.pipeline)
        self._kept[id] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def _placed(self, found: KraSimilarity) -> NDArray[np.float64]:
        """Places of a JD's sentences; one that was placed before stays where it is."""
        if self.fitted is None:
            return np.zeros((0, 2))
        if not self._place_of and len(self.draws):
            # All of them at once, which the map's cache keeps: a JD that is picked later waits for nothing.
            material = self.draws.material
            texts = [text for _, text in material.background.sentences]
            self._place(texts, material.sentence_vectors)
        new = [row for row, text in enumerate(found.texts) if text not in self._place_of]
        self._place([found.texts[row] for row in new], found.vectors[new])
        return np.array([self._place_of[text] for text in found.texts]).reshape(-1, 2)

    def _place(self, texts: Sequence[str], vectors: NDArray[Any]) -> None:
        if self.fitted is not None and len(texts):
            wanted = self.opened.pipeline.index.kra.whitening(vectors) if self.map_corrected else vectors
            self._place_of.update(zip(texts, self.fitted.place(wanted), strict=True))

    def _draw_map(self) -> None:
        if self.fitted is None:
            return
        sentences = self._placed(self.found) if self.found is not None else np.zeros((0, 2))
        drawn = kra_map(self.fitted.places, self.opened.snapshot, self.found, sentences, self.roles)
        self.shapes = drawn.shapes
        self.points.colors, self.points.names = drawn.colors, drawn.names
        self.points.update(
            drawn.places, keys=drawn.keys, groups=drawn.groups, hover=drawn.hover, title=drawn.title
        )


def open_explorer(
    folder: RunFolder,
    workbench: Workbench,
    *,
    jd: str = "",
    roles: Sequence[str] = (),
    corrected: bool = True,
    method: Method = "umap",
    most_jds: int = 300,
    most_points: int = 5000,
    seed: int = 0,
) -> KraExplorer:
    """Open a run for a look at its KRAs.

    Parameters
    ----------
    folder
        The run.
    workbench
        Its encoder counts, and its workspace keeps the map.
    jd
        Id of the JD to begin with, or its number in the run from 0; empty: the first that got a role.
    roles
        Slugs to compare it with; none: those that suit the JD.
    corrected
        Whether to begin with what is whitened; the map is of the same vectors.
    method, seed
        Of the map, see `jdwork.evaluate.projection.fit_map`.
    most_jds
        JDs, evenly spread over the run, that tell what each KRA draws.
    most_points
        Points of the map drawn at most.

    Raises
    ------
    JdworkError
        If the run cannot be opened with this encoder, holds no such JD, or the method is unknown.
    """
    if method not in METHODS:
        raise InputError(f"There is no map '{method}'.", hint="Choose umap or pca.")
    opened = OpenedRun(folder, lambda: workbench.encoder)
    decisions = opened.decisions
    chosen = jd_at(decisions, jd)
    pipeline = opened.pipeline
    draws = measure_draws(_spread(opened, most_jds), pipeline, source=folder.path.name)
    index = pipeline.index.kra
    vectors = index.whitened if corrected else index.vectors
    fitted = None
    # Three different KRAs make a map; a catalog that is just begun has none yet.
    if len({row.tobytes() for row in vectors[:100]}) >= 3:
        fitted = fit_map(vectors, method=method, cache=workbench.workspace.state / "maps", seed=seed)
    return KraExplorer(
        opened,
        fitted=fitted,
        draws=draws,
        jd=chosen,
        roles=roles,
        corrected=corrected,
        map_corrected=corrected,
        most=most_points,
    )


def jd_at(decisions: pd.DataFrame, wanted: str) -> str | None:
    """Find a JD by id, or by its number from 0; None for nothing.

    Raises
    ------
    InputError
        If there is none.
    """
    wanted = wanted.strip()
    ids = [str(id) for id in decisions["id"]]
    if not wanted or wanted in ids:
        return wanted or None
    if wanted.isdecimal() and int(wanted) < len(ids):
        return ids[int(wanted)]
    raise InputError(
        f"The run holds no JD '{wanted}'; it has {len(ids):,}, numbered from 0.",
        hint=did_you_mean(wanted, ids) or "Leave `jd` empty for the first that got a role.",
    )


def _spread(opened: OpenedRun, most: int) -> Iterator[tuple[JobDescription, str | None]]:
    frame = opened.decisions
    n = len(frame)
    for place in range(min(n, max(most, 1))):
        row = place * n // min(n, max(most, 1))
        # What could not be read has no sentences.
        with contextlib.suppress(RunError):
            role = frame["role"].iloc[row]
            yield opened.jd(str(frame["id"].iloc[row])), role if isinstance(role, str) else None


def kra_at(roles: Sequence[Any], column: int) -> tuple[str, str]:
    """Slug and text of the KRA at a place among those of all roles."""
    for role in roles:
        if column < len(role.kras):
            return role.slug, role.kras[column]
        column -= len(role.kras)
    raise IndexError(column)


def _jd_table(decisions: pd.DataFrame) -> Table:
    frame = decisions[["id", "title", "role", "label", "confidence"]].copy()
    columns = [Column("title"), Column("role", kind="role")]
    filters = ["role"]
    if frame["label"].notna().any():
        columns.append(Column("label", kind="role"))
        filters.append("label")
    columns.append(Column("confidence", kind="percent", width="7em"))
    return Table(frame, key="id", columns=columns, page_size=8, filters=filters)
