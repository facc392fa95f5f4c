"""Named places for the dials to start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jdwork.config import Settings
from jdwork.tune.dials import Dial, values_of, with_values
from jdwork.tune.labelled import TuningData
from jdwork.tune.proposal import ACCEPT, rounded_up

STRICT, LAX = 0.02, 0.15
"""Shares of wrong decisions among the accepted ones."""
NAMES = ("in force", "shipped", "strict", "lax")


@dataclass(frozen=True, slots=True)
class Preset:
    """Values of all dials under a name.

    Parameters
    ----------
    name
        One of `NAMES`.
    meaning
        What it is, in words.
    values
        By key.
    """

    name: str
    meaning: str
    values: dict[str, float]


def presets(data: TuningData, settings: Settings, dials: Sequence[Dial]) -> tuple[Preset, ...]:
    """List the presets that these JDs allow.

    Parameters
    ----------
    data
        Labelled JDs; what is strict or lax is read off them.
    settings
        In force.
    dials
        Those that are turned.

    Returns
    -------
    tuple of Preset
        Strict and lax ones only where a threshold of acceptance is among the dials and keeps the share.
    """
    current = values_of(settings, dials)
    found = [
        Preset("in force", "the settings file as it is", current),
        Preset("shipped", "the values that jdwork comes with", values_of(Settings(), dials)),
    ]
    if ACCEPT in current:
        for name, share in (("strict", STRICT), ("lax", LAX)):
            if (threshold := least_confidence(data, settings, share)) is not None:
                words = f"accepts as much as it may while at most {share:.0%} of it is wrong on these JDs"
                found.append(Preset(name, words, current | {ACCEPT: threshold}))
    return tuple(found)


def least_confidence(data: TuningData, settings: Settings, most_wrong: float) -> float | None:
    """Find the lowest ``accept.min_confidence`` at which few of the accepted decisions are wrong.

    A count on these JDs; a promise for others takes `jdwork.tune.guarantee.guarantee`.

    Parameters
    ----------
    data
        Labelled JDs.
    settings
        Where the other thresholds stand.
    most_wrong
        Share of the accepted ones.

    Returns
    -------
    float or None
        Rounded up to what is written; None where no threshold does.
    """
    outcome = data.replay.decide(with_values(settings, {ACCEPT: 0.0}))
    kept = np.flatnonzero(outcome.accepted)
    order = kept[np.argsort(-outcome.confidence[kept], kind="stable")]
    confidence = outcome.confidence[order]
    wrong = np.cumsum(~data.right(outcome)[order])
    ends = np.r_[confidence[1:] != confidence[:-1], True] if len(order) else np.zeros(0, dtype=bool)
    good = np.flatnonzero(ends & (wrong <= most_wrong * np.arange(1, len(order) + 1)))
    return rounded_up(float(confidence[good[-1]])) if len(good) else None
