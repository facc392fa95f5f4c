"""Checks suggestions exactly, by deciding every labelled JD again, and picks those that go together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import CatalogEdit
from jdwork.catalog.entry_check import check_entries
from jdwork.errors import CatalogError
from jdwork.suggest.evidence import LabelledJd
from jdwork.suggest.suggestion import Suggestion
from jdwork.whatif import TrialRun, catalog_change, edited_pipeline

WIDER = 3
"""Suggestions tried on the JDs that they touch, for each that is checked on all JDs."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What an edit does to JDs.

    Parameters
    ----------
    fixed
        Ids of JDs that get their label's role by it.
    broken
        Ids of JDs that lose it.
    """

    fixed: frozenset[str]
    broken: frozenset[str]

    @property
    def net(self) -> int:
        """JDs fixed less JDs broken."""
        return len(self.fixed) - len(self.broken)

    def among(self, jds: Sequence[LabelledJd]) -> Gain:
        """The part of it that falls to some JDs."""
        ids = {jd.id for jd in jds}
        return Gain(self.fixed & ids, self.broken & ids)

    def in_words(self) -> str:
        """``fixes 9, breaks 0``."""
        return f"fixes {len(self.fixed)}, breaks {len(self.broken)}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A suggestion with what it does, alone, to all labelled JDs."""

    suggestion: Suggestion
    gain: Gain


class Cancelled(Exception):  # noqa: N818
    """The caller asked to stop."""


class Checker:
    """Decides labelled JDs of a run under edited catalogs, and under today's.

    Parameters
    ----------
    trial
        The run. The first check reads its JDs, which takes most of the time.
    jds
        Labelled JDs of the run.
    cancelled
        Asked after every few JDs; checks end with `Cancelled` once it says yes.
    """

    def __init__(
        self, trial: TrialRun, jds: Sequence[LabelledJd], *, cancelled: Callable[[], bool] | None = None
    ) -> None:
        self.trial = trial
        self._gold = {jd.id: jd.gold for jd in jds}
        self._cancelled = cancelled or (lambda: False)
        self._known: dict[tuple[CatalogEdit, ...], Gain] = {}

    def gain(self, edits: Sequence[CatalogEdit], *, ids: Collection[str] | None = None) -> Gain:
        """Decide under the catalog with edits.

        Parameters
        ----------
        edits
            The edits.
        ids
            Only these JDs; all that are labelled without it.

        Raises
        ------
        CatalogError
            If they do not fit the catalog, or no file could hold what they give.
        Cancelled
            If the caller wants no more.
        """
        known = self._known.get(tuple(edits))
        if known is not None:
            return known if ids is None else Gain(known.fixed & set(ids), known.broken & set(ids))
        base = self.trial.pipeline
        after = apply_edits(base.snapshot, edits)
        check_entries(base.snapshot, after)
        change = catalog_change(base.snapshot, after)
        edited = edited_pipeline(base, after, rematch=change.rematch)
        wanted = self._gold if ids is None else self._gold.keys() & set(ids)
        _, then, now = self.trial.compare(wanted, base, edited, progress=self._heed)
        was = {name for name, one in then.items() if one.role == self._gold[name]}
        is_now = {name for name, one in now.items() if one.role == self._gold[name]}
        made = Gain(frozenset(is_now - was), frozenset(was - is_now))
        if ids is None:
            self._known[tuple(edits)] = made
        return made

    def _heed(self, done: int) -> None:
        if self._cancelled():
            raise Cancelled


def check_suggestions(
    checker: Checker,
    suggestions: Sequence[Suggestion],
    *,
    top: int = 20,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Checked], bool]:
    """Check those suggestions exactly that promise most.

    The first `WIDER` times ``top`` are tried on the JDs that they touch at first hand; of those that gain
    some there, the best ``top`` are checked on all JDs.

    Parameters
    ----------
    checker
        Decides.
    suggestions
        The best first.
    top
        How many are checked on all JDs at most.
    progress
        Called with the number of trials and checks made, and how many there may be.

    Returns
    -------
    checked : list of Checked
        Those that gained most when tried first; what does not fit the catalog is left out.
    finished : bool
        Whether all were checked; else the caller stopped it.
    """
    some = suggestions[: WIDER * top]
    most = len(some) + min(top, len(some))
    done = 0

    def gain(one: Suggestion, ids: Collection[str] | None) -> Gain | None:
        nonlocal done
        try:
            return checker.gain([one.edit], ids=ids)
        except CatalogError:
            return None
        finally:
            done += 1
            if progress is not None:
                progress(done, most)

    checked: list[Checked] = []
    try:
        tried = [(one, gain(one, one.touched)) for one in some]
        hopeful = sorted(
            (pair for pair in tried if pair[1] is not None and pair[1].net > 0),
            key=lambda pair: -_net(pair[1]),
        )
        most = len(some) + min(top, len(hopeful))
        for one, _ in hopeful[:top]:
            made = gain(one, None)
            if made is not None:
                checked.append(Checked(one, made))
    except Cancelled:
        return checked, False
    return checked, True


def _net(gain: Gain | None) -> int:
    return 0 if gain is None else gain.net


def pick(checked: Sequence[Checked], mined: Sequence[LabelledJd]) -> list[Checked]:
    """Pick suggestions one by one, each for what it adds to those picked before.

    Parameters
    ----------
    checked
        With their gains.
    mined
        JDs that count: those that the suggestions were mined from.

    Returns
    -------
    list of Checked
        In the order picked. A JD that two suggestions fix counts once; what two break counts once too.
        Of two edits of the same alias, skill or KRA of a role only one is picked.
    """
    left = [(one, one.gain.among(mined)) for one in checked]
    picked: list[Checked] = []
    fixed: set[str] = set()
    broken: set[str] = set()
    while left:
        scores = [len(gain.fixed - fixed) - len(gain.broken - broken) for _, gain in left]
        best = max(range(len(left)), key=lambda number: (scores[number], -number))
        if scores[best] <= 0:
            break
        one, gain = left.pop(best)
        picked.append(one)
        fixed |= gain.fixed
        broken |= gain.broken
        left = [(other, its) for other, its in left if _target(other) != _target(one)]
    return picked


def _target(one: Checked) -> tuple[str, ...]:
    edit = one.suggestion.edit
    what = next((str(getattr(edit, name)) for name in ("alias", "skill", "kra") if hasattr(edit, name)), "")
    return (one.suggestion.kind, str(getattr(edit, "role", "")), what)
