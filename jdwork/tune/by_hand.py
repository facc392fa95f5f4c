"""Settings that a person chose by eye: judged on JDs that were held back from the eye."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from jdwork.config import Settings, settings_hash
from jdwork.config.compare import diff_settings
from jdwork.errors import JdworkError
from jdwork.evaluate.folds import grouped_folds
from jdwork.evaluate.resampling import RESAMPLES
from jdwork.tune.dials import with_values
from jdwork.tune.guard import judge_tuning
from jdwork.tune.labelled import TuningData
from jdwork.tune.objectives import Objective
from jdwork.tune.proposal import Proposal, flips
from jdwork.tune.sweep import score
from jdwork.tune.validation import HeldOut, compared, labels_told

FEWEST = 20
"""Different labelled JDs that dials are turned on at least."""


def hold_back(data: TuningData, share: float, *, seed: int = 0) -> tuple[TuningData, TuningData]:
    """Part labelled JDs into those that are looked at, and those that judge afterwards.

    Near-copies stay together, and roles are spread evenly.

    Parameters
    ----------
    data
        Labelled JDs.
    share
        Of them that is held back, above 0 and at most 0.5; it is met as nearly as whole parts allow.
    seed
        Of the draw.

    Returns
    -------
    tuple of TuningData
        Those to look at, and those held back.

    Raises
    ------
    JdworkError
        If the share is out of range, or there are too few different JDs.
    """
    if not 0 < share <= 0.5:
        raise JdworkError(
            f"A share of {share:g} cannot be held back.",
            hint="Give one above 0 and at most 0.5, such as 0.3.",
        )
    parts = 10 if share < 0.5 else 2
    if (different := data.different) < FEWEST:
        raise JdworkError(
            f"{different:,} different labelled JDs are too few to turn dials on.",
            hint=f"At least {FEWEST}; some hundred tell more. `jdwork labels next` names JDs worth a label.",
        )
    fold = grouped_folds(data.gold.tolist(), data.group, folds=parts, seed=seed)
    held = fold < max(round(share * parts), 1)
    return data.take(np.flatnonzero(~held)), data.take(np.flatnonzero(held))


def propose_by_hand(
    shown: TuningData,
    held: TuningData,
    settings: Settings,
    values: Mapping[str, float],
    objective: Objective,
    *,
    checks: int = 1,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Proposal:
    """Judge values that a person chose while looking at some JDs by what they do to others.

    Parameters
    ----------
    shown
        Labelled JDs that were looked at.
    held
        Labelled JDs that were not.
    settings
        In force; ``[tune]`` says what a proposal must show.
    values
        By key.
    objective
        What the values are to be better at.
    checks
        How many choices were held against these same JDs by now, this one included; said in the history,
        for whoever tries often enough finds something.
    seed, resamples
        As for `jdwork.tune.validation.compared`.

    Returns
    -------
    Proposal
        Its unseen figures and its verdict are those of the JDs held back.
    """
    after = with_values(settings, values)
    was, now = held.replay.decide(settings), held.replay.decide(after)
    before, then, gain = compared(held, objective, was, now, seed=seed, resamples=resamples)
    judged = HeldOut(was, now, (dict(values),), before, then, gain)
    chance = labels_told(held, settings, seed=seed)
    verdict = judge_tuning(held, judged, chance, settings.tune, bounded=objective.bounded)
    return Proposal(
        objective=objective.name,
        said=objective.in_words(),
        changes=diff_settings(settings, after),
        before=score(shown, settings, objective),
        after=score(shown, after, objective),
        unseen_before=before,
        unseen_after=then,
        improvement=gain,
        flips=flips(shown, shown.replay.decide(settings), shown.replay.decide(after)),
        roles=verdict.roles,
        sweeps=(),
        verdict=verdict,
        promise=None,
        n=len(held),
        groups=held.different,
        seed=seed,
        tried=checks,
        cancelled=False,
        data_hash=held.content_hash,
        settings_hash=settings_hash(settings),
        settings=after,
        by_hand=True,
    )
