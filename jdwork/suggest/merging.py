"""What merging two roles that are confused both ways would do, and what it would give up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import Merge
from jdwork.catalog.entry_check import check_entries
from jdwork.errors import CatalogError
from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder
from jdwork.suggest.evidence import LabelledJd, read_labelled_jds
from jdwork.suggest.mining import confused_pairs
from jdwork.suggest.ranking import Gain
from jdwork.whatif import TrialRun, catalog_change, edited_pipeline


@dataclass(frozen=True, slots=True)
class TriedMerge:
    """A merge of two roles, decided on all labelled JDs; their labels follow the role that stays.

    Parameters
    ----------
    edit
        The merge: the role with fewer labelled JDs goes up in the other.
    going, staying
        Labelled JDs of either role: what can no longer be told apart.
    between
        JDs that count as right only because the two roles are one now.
    gain
        All other JDs that become right or wrong.
    """

    edit: Merge
    going: int
    staying: int
    between: frozenset[str]
    gain: Gain

    def in_words(self) -> str:
        """Say what is gained and what is given up."""
        return (
            f"merge {self.edit.slug} into {self.edit.into}: {len(self.between)} JDs right because the two "
            f"are told apart no longer; of the others {self.gain.in_words()}. Given up: {self.going} JDs "
            f"labelled {self.edit.slug} and {self.staying} labelled {self.edit.into} get one name. "
            "A decision about the catalog, never taken here."
        )

    def to_dict(self) -> dict[str, Any]:
        """The merge as plain JSON values."""
        return {
            "slug": self.edit.slug,
            "into": self.edit.into,
            "jds": {"going": self.going, "staying": self.staying},
            "between": sorted(self.between),
            "fixed": sorted(self.gain.fixed),
            "broken": sorted(self.gain.broken),
        }


def try_merges(
    folder: RunFolder,
    pipeline: Pipeline,
    *,
    most: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> list[TriedMerge]:
    """Decide the labelled JDs of a run again with confused roles merged, one pair at a time.

    Parameters
    ----------
    folder
        A complete run with labels.
    pipeline
        Today's classifier.
    most
        How many pairs are tried, those confused most first.
    progress
        Called with pairs tried and pairs in all.

    Returns
    -------
    list of TriedMerge
        In the order tried; roles that the catalog cannot merge are left out.

    Raises
    ------
    RunError
        If the run is damaged, unfinished, or has no label of the catalog.
    """
    trial = TrialRun(folder, pipeline)
    jds = read_labelled_jds(folder, pipeline.snapshot)
    pairs = confused_pairs(jds)[:most]
    found = []
    for number, pair in enumerate(pairs, start=1):
        sizes = {slug: sum(jd.gold == slug for jd in jds) for slug in (pair.first, pair.second)}
        going, staying = sorted(sizes, key=lambda slug: (sizes[slug], slug))
        with suppress(CatalogError):
            found.append(_tried(trial, jds, Merge("role", going, staying), sizes))
        if progress is not None:
            progress(number, len(pairs))
    return found


def _tried(trial: TrialRun, jds: Sequence[LabelledJd], edit: Merge, sizes: dict[str, int]) -> TriedMerge:
    base = trial.pipeline
    after = apply_edits(base.snapshot, [edit])
    check_entries(base.snapshot, after)
    edited = edited_pipeline(base, after, rematch=catalog_change(base.snapshot, after).rematch)
    _, then, now = trial.compare({jd.id for jd in jds}, base, edited)
    pair = {edit.slug, edit.into}
    between: set[str] = set()
    fixed: set[str] = set()
    broken: set[str] = set()
    for jd in jds:
        if jd.id not in then:  # a row that could not be read
            continue
        gold = edit.into if jd.gold == edit.slug else jd.gold
        was, is_now = then[jd.id].role, now[jd.id].role
        if was != jd.gold and is_now == gold:
            (between if {was, jd.gold} == pair else fixed).add(jd.id)
        elif was == jd.gold and is_now != gold:
            broken.add(jd.id)
    others = Gain(frozenset(fixed), frozenset(broken))
    return TriedMerge(edit, sizes[edit.slug], sizes[edit.into], frozenset(between), others)
