"""The dials of tuning: which settings may be turned without computing a signal again, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.config.compare import flat_settings
from jdwork.config.fields import known_keys
from jdwork.errors import ConfigError, did_you_mean

_RANGES = {
    "b.margin": (0.0, 12.0),
    "kra.floor": (0.0, 0.9),
    "skill.floor": (0.0, 0.6),
    "domain.floor": (0.0, 1.0),
    "new_role.max": (0.0, 1.0),
    "new_role.max_with_model": (0.0, 1.0),
    "accept.min_confidence": (0.0, 1.0),
}
"""Where a threshold is looked for: all of it that can matter."""

_DIGITS = {"accept.min_confidence": 4}
"""Many confidences lie close to 1."""

WEIGHTS = ("evidence", "evidence_with_model")
"""Sections whose figures are dials too, though `jdwork fit` finds them better and faster."""

FITTED = ("support", "support_with_model", "calibration")
"""Sections that decisions follow at once too, but as a whole only."""

MOST_WEIGHT = 4.0
"""How many times its value a weight is looked for."""


@dataclass(frozen=True, slots=True)
class Dial:
    """A setting that decisions follow at once.

    Parameters
    ----------
    key
        Dotted, such as ``b.margin``.
    low, high
        Between which it is looked for.
    digits
        Decimals that are written: finer ones mean nothing.
    meaning
        In words, with the unit.
    """

    key: str
    low: float
    high: float
    digits: int
    meaning: str

    def rounded(self, value: float) -> float:
        """Round a value to what is written, within the range."""
        return round(min(max(value, self.low), self.high), self.digits)

    def grid(self) -> NDArray[np.float64]:
        """Every value that can be written, in rising order."""
        count = round((self.high - self.low) * 10**self.digits)
        return np.round(self.low + np.arange(count + 1) / 10**self.digits, self.digits)

    def steps(self, count: int) -> NDArray[np.float64]:
        """Spread values over the range, ends included; fewer where rounding makes some alike."""
        return np.unique(np.round(np.linspace(self.low, self.high, count), self.digits))


def thresholds() -> tuple[Dial, ...]:
    """Return the thresholds of the decision table, in the order of the settings file."""
    known = known_keys()
    return tuple(
        Dial(key, low, high, _DIGITS.get(key, 3), known[key].description or "")
        for key, (low, high) in _RANGES.items()
    )


def find_dials(keys: Iterable[str], settings: Settings) -> tuple[Dial, ...]:
    """Look dials up by their keys; ``thresholds`` and ``weights`` stand for all of a kind.

    Parameters
    ----------
    keys
        Such as ``b.margin``, ``evidence.kra``, ``thresholds``.
    settings
        As in force: how far a weight is turned depends on it.

    Returns
    -------
    tuple of Dial
        Each once.

    Raises
    ------
    ConfigError
        If a setting is unknown, or decisions do not follow it without computing signals again.
    """
    all_thresholds = {one.key: one for one in thresholds()}
    all_weights = {one.key: one for one in _weights(settings)}
    found: dict[str, Dial] = {}
    for key in keys:
        if key in ("thresholds", "weights"):
            found |= all_thresholds if key == "thresholds" else all_weights
        elif (dial := all_thresholds.get(key) or all_weights.get(key)) is not None:
            found[key] = dial
        elif key.partition(".")[0] in FITTED and key in known_keys():
            raise ConfigError(
                f"'{key}' is no dial: it means something only together with the others of its section.",
                hint="jdwork fit finds them all at once from labelled runs.",
            )
        elif key in known_keys():
            raise ConfigError(
                f"Decisions do not follow '{key}' without computing signals again: a run cannot tune it.",
                hint=f"One of {', '.join(all_thresholds)}; or evidence.kra and the like.",
            )
        else:
            choices = [*all_thresholds, *all_weights, "thresholds", "weights"]
            raise ConfigError(f"There is no setting '{key}'.", hint=did_you_mean(key, choices))
    return tuple(found.values())


def with_values(settings: Settings, values: Mapping[str, float]) -> Settings:
    """Set dials; quicker than reading settings anew, since sections that stay are shared.

    Parameters
    ----------
    settings
        As they are.
    values
        By dotted key.

    Raises
    ------
    ConfigError
        If a key is unknown or a value out of its range.
    """
    by_section: dict[str, dict[str, float]] = {}
    for key, value in values.items():
        section, _, name = key.partition(".")
        by_section.setdefault(section, {})[name] = value
    made = {}
    for section, changes in by_section.items():
        held = getattr(settings, section) if section in Settings.model_fields else None
        if held is None or not set(changes) <= set(type(held).model_fields):
            unknown = next(key for key in values if key not in known_keys())
            raise ConfigError(f"There is no setting '{unknown}'.", hint=did_you_mean(unknown, known_keys()))
        try:
            made[section] = type(held).model_validate(held.model_dump() | changes)
        except ValueError as error:
            first = error.errors()[0]  # type: ignore[attr-defined]
            raise ConfigError(f"{section}.{first['loc'][-1]}: {first['msg']}.") from None
    return settings.model_copy(update=made)


def values_of(settings: Settings, dials: Iterable[Dial]) -> dict[str, float]:
    """Read dials off settings."""
    flat = flat_settings(settings)
    return {dial.key: float(flat[dial.key]) for dial in dials}


def _weights(settings: Settings) -> list[Dial]:
    known, flat = known_keys(), flat_settings(settings)
    found = []
    for key, field in known.items():
        if key.partition(".")[0] in WEIGHTS:
            high = max(MOST_WEIGHT * float(flat[key]), MOST_WEIGHT)
            found.append(Dial(key, 0.0, high, 2, field.description or ""))
    return found
