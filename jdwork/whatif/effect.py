"""What an edited catalog would change in a stored run: fixed, broken, moved; nothing is stored."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.entry_check import check_entries
from jdwork.errors import CatalogError
from jdwork.review import Choices, preview
from jdwork.whatif.change import catalog_change
from jdwork.whatif.edited import edited_pipeline
from jdwork.whatif.reach import WHY, Reach, counted, reach_of
from jdwork.whatif.trial import Decided, TrialRun

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

MOST = 400
"""JDs decided again at most, unless more are asked for."""
COLUMNS = (
    "id", "title", "label", "effect", "role_before", "role_after", "case_before", "case_after",
    "queued_before", "queued_after", "confidence_before", "confidence_after", "why",
)  # fmt: skip


@dataclass(frozen=True)
class EditEffect:
    """What an edited catalog decides otherwise.

    Parameters
    ----------
    changed
        One row per JD whose role, case or queueing changes, in the order of the run, with the columns
        `COLUMNS`; ``effect`` is ``fixed`` or ``broken`` where the JD has a label, ``moved`` where another
        role came without either, and ``kept`` where only case or queueing changed. ``why`` says why the JD
        was decided again. Roles that became one count as the same.
    reach
        Which JDs were decided again, and how far that can be trusted.
    labelled
        JDs with a label among those decided again.
    right_before, right_after
        Of these, how many get their role.
    edits
        What was tried, where it is known as edits.
    notes
        What a reader should know.
    seconds
        How long it took.
    """

    changed: pd.DataFrame
    reach: Reach
    labelled: int
    right_before: int
    right_after: int
    edits: tuple[CatalogEdit, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def count(self, effect: str) -> int:
        """JDs with an effect: ``fixed``, ``broken``, ``moved`` or ``kept``."""
        return int((self.changed["effect"] == effect).sum())

    @property
    def fixed(self) -> int:
        """JDs that get their label's role by the edit."""
        return self.count("fixed")

    @property
    def broken(self) -> int:
        """JDs that lose it."""
        return self.count("broken")

    @property
    def unchanged(self) -> int:
        """JDs decided again to the same role, case and queueing."""
        return len(self.reach.reasons) - len(self.changed)

    def in_words(self) -> str:
        """Say the effect in a sentence."""
        if not self.reach.reasons:
            return "No decision can change: classification does not read what the edit adds."
        if not len(self.changed):
            return f"None of {len(self.reach.reasons):,} JDs decided again changes."
        parts = [f"{self.fixed} fixed", f"{self.broken} broken"] if self.labelled else []
        parts.append(f"{self.count('moved')} get another role" + (" without either" if parts else ""))
        parts.append(f"{self.count('kept')} keep it by another case or queueing")
        return f"{', '.join(parts)}; {self.unchanged:,} of {len(self.reach.reasons):,} unchanged."


def effect_of_catalog(
    trial: TrialRun,
    after: CatalogSnapshot,
    *,
    before: CatalogSnapshot | None = None,
    edits: Iterable[CatalogEdit] = (),
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> EditEffect:
    """Decide JDs of a run under two catalogs and compare.

    Both sides are decided now, with the same settings, encoder and role model; what the run stored only
    helps to find the JDs that can be touched.

    Parameters
    ----------
    trial
        The run.
    after
        The edited catalog.
    before
        What it is compared with; by default the catalog of the trial's classifier.
    edits
        How one becomes the other, to be told.
    most
        JDs decided again at most. Where the run has no more, all are and the figures are exact; else see
        `Reach`.
    progress
        Called with the number of JDs done.

    Returns
    -------
    EditEffect

    Raises
    ------
    RunError
        If a file of the run is missing or damaged.
    """
    started = time.perf_counter()
    base = before or trial.pipeline.snapshot
    change = catalog_change(base, after)
    reach = reach_of(trial.folder, change, encoder=trial.pipeline.encoder, most=most)
    notes = () if trial.pipeline.models is trial.given.models else (
        "Language models were not asked: both sides stand on the offline methods.",
    )  # fmt: skip
    then_pipeline = trial.under(base)
    now_pipeline = (
        then_pipeline if change.is_empty else edited_pipeline(then_pipeline, after, rematch=change.rematch)
    )
    jds, then, now = trial.compare(reach.reasons, then_pipeline, now_pipeline, progress=progress)
    rows, labelled, right_before, right_after = [], 0, 0, 0
    for name, title, said in jds.itertuples(index=False):
        label = _today(after.role_named(said) or said, after) if isinstance(said, str) and said else None
        old, new = then[name], now[name]
        kept_role = _today(old.role, after) == new.role
        was_right = label is not None and _today(old.role, after) == label
        is_right = label is not None and new.role == label
        labelled += label is not None
        right_before += was_right
        right_after += is_right
        if kept_role and (old.case, old.queued) == (new.case, new.queued):
            continue
        effect = (
            "fixed" if is_right and not was_right
            else "broken" if was_right and not is_right
            else "kept" if kept_role else "moved"
        )  # fmt: skip
        rows.append((name, title, label, effect, *_pairs(old, new), WHY[reach.reasons[name]]))
    import pandas as pd

    changed = pd.DataFrame(rows, columns=list(COLUMNS))
    return EditEffect(
        changed=changed,
        reach=counted(reach, changed["id"].tolist()),
        labelled=labelled,
        right_before=right_before,
        right_after=right_after,
        edits=tuple(edits),
        notes=notes,
        seconds=time.perf_counter() - started,
    )


def effect_of_edits(
    trial: TrialRun,
    edits: Iterable[CatalogEdit],
    *,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> EditEffect:
    """Try edits of the trial's catalog (parameters as `effect_of_catalog`).

    Raises
    ------
    CatalogError
        If an edit does not fit the catalog, or no file could hold what it gives.
    """
    wanted = tuple(edits)
    before = trial.pipeline.snapshot
    after = apply_edits(before, wanted)
    check_entries(before, after)
    return effect_of_catalog(trial, after, edits=wanted, most=most, progress=progress)


def effect_of_items(
    trial: TrialRun,
    ids: Iterable[int] | int,
    *,
    engine: Engine,
    choices: Choices | None = None,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> EditEffect:
    """Try what approving review items would do; nothing is approved.

    Parameters
    ----------
    trial
        The run.
    ids
        Numbers of items that wait for review.
    engine
        The database. The catalog as it holds it now is the one compared with, so that what was approved
        since the trial was opened counts on both sides.
    choices
        What takes the place of drafted values.
    most, progress
        As for `effect_of_catalog`.

    Raises
    ------
    ReviewError, CatalogError
        As `jdwork.review.approve`.
    """
    planned = preview(engine, trial.pipeline.snapshot, ids, choices=choices)
    made = effect_of_catalog(
        trial,
        planned.after,
        before=planned.before,
        edits=[edit for outcome in planned.outcomes for edit in outcome.edits],
        most=most,
        progress=progress,
    )
    return made


def _today(role: str | None, snapshot: CatalogSnapshot) -> str | None:
    """A role as the edited catalog calls it; one that it no longer has stays as it is."""
    if role is None:
        return None
    try:
        return snapshot.role(role).slug
    except CatalogError:
        return role


def _pairs(old: Decided, new: Decided) -> tuple[object, ...]:
    return (
        old.role, new.role, old.case, new.case, old.queued, new.queued, old.confidence, new.confidence,
    )  # fmt: skip
