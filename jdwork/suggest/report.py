"""From a labelled run to suggestions with what each fixes and breaks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from jdwork.errors import JdworkError
from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder
from jdwork.suggest.crossing import CrossReport
from jdwork.suggest.duties import Duties, read_duties
from jdwork.suggest.evidence import LabelledJd, halves, read_labelled_jds
from jdwork.suggest.found import SuggestionReport
from jdwork.suggest.mining import checked_kinds, confused_pairs, mine
from jdwork.suggest.ranking import Cancelled, Checker, check_suggestions, pick
from jdwork.suggest.suggestion import KINDS
from jdwork.whatif import TrialRun


def suggest(
    folder: RunFolder,
    pipeline: Pipeline,
    *,
    kinds: Collection[str] = KINDS,
    top: int = 20,
    half_check: bool = False,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SuggestionReport:
    """Mine edits of the catalog from the errors of a run and check the best exactly.

    Every labelled JD is decided again for each edit that is checked; nothing is stored.

    Parameters
    ----------
    folder
        A complete run with labels.
    pipeline
        Today's classifier.
    kinds
        ``alias``, ``skill``, ``kra``.
    top
        How many suggestions are checked on all labelled JDs; three times as many are tried on those
        that they touch.
    half_check
        Mine one half of the JDs only and tell what the other gains, near-copies never in both.
    seed
        Of the halves.
    progress
        Called with checks done and checks in all.
    cancelled
        Asked now and then; what was checked by then is reported.

    Raises
    ------
    JdworkError
        If a kind is unknown, or ``top`` is below 1.
    RunError
        If the run is damaged, unfinished, or has no label of the catalog.
    """
    wanted, trial, jds, checker = _opened(folder, pipeline, kinds, top, cancelled)
    mined, unseen = halves(jds, seed=seed) if half_check else (jds, ())
    duties = read_duties(trial, mined) if "kra" in wanted else None
    return _report(checker, mined, unseen, wanted, duties, top, progress)


def suggest_both(
    folder: RunFolder,
    pipeline: Pipeline,
    *,
    kinds: Collection[str] = KINDS,
    top: int = 20,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> CrossReport:
    """Mine each half of the labelled JDs in turn and check on the other (parameters as `suggest`).

    Every JD is once unseen, so the net gain on unseen JDs stands on all of them and gets an interval.
    """
    wanted, trial, jds, checker = _opened(folder, pipeline, kinds, top, cancelled)
    duties = read_duties(trial, jds) if "kra" in wanted else None
    first, second = halves(jds, seed=seed)
    reports = []
    for number, (mined, unseen) in enumerate(((first, second), (second, first))):

        def told(done: int, total: int, before: int = number) -> None:
            # The second half has about as many checks as the first.
            if progress is not None:
                progress(done + before * total, 2 * total)

        own = {jd.id: duties[jd.id] for jd in mined} if duties is not None else None
        reports.append(_report(checker, mined, unseen, wanted, own, top, told))
        if not reports[-1].finished:
            break
    return CrossReport(tuple(reports))


def _opened(
    folder: RunFolder,
    pipeline: Pipeline,
    kinds: Collection[str],
    top: int,
    cancelled: Callable[[], bool] | None,
) -> tuple[frozenset[str], TrialRun, tuple[LabelledJd, ...], Checker]:
    wanted = checked_kinds(kinds)
    if top < 1:
        raise JdworkError(f"{top} suggestions cannot be checked.", hint="Give 1 or more.")
    trial = TrialRun(folder, pipeline)
    jds = read_labelled_jds(folder, pipeline.snapshot)
    return wanted, trial, jds, Checker(trial, jds, cancelled=cancelled)


def _report(
    checker: Checker,
    mined: tuple[LabelledJd, ...],
    unseen: tuple[LabelledJd, ...],
    kinds: Collection[str],
    duties: Mapping[str, Duties] | None,
    top: int,
    progress: Callable[[int, int], None] | None,
) -> SuggestionReport:
    found = mine(mined, checker.trial.pipeline, kinds=kinds, duties=duties)
    checked, finished = check_suggestions(checker, found, top=top, progress=progress)
    checked.sort(key=lambda one: -one.gain.among(mined).net)
    picked = pick(checked, mined)
    together = None
    if len(picked) == 1:
        together = picked[0].gain
    elif picked and finished:
        try:
            together = checker.gain([one.suggestion.edit for one in picked])
        except Cancelled:
            finished = False
    return SuggestionReport(
        run=checker.trial.folder.path.resolve().name,
        mined=mined,
        unseen=unseen,
        checked=tuple(checked),
        picked=tuple(picked),
        together=together,
        pairs=tuple(confused_pairs(mined)),
        found=len(found),
        finished=finished,
    )
