"""Values of settings as they are typed: ``b.margin=3.5``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdwork.config import Settings


def typed_values(typed: Sequence[str], settings: Settings) -> dict[str, float]:
    """Read values of settings that decisions follow without computing signals again.

    Parameters
    ----------
    typed
        Each ``KEY=VALUE``, as given to ``--setting``.
    settings
        In force.

    Raises
    ------
    InputError
        If a value is missing or no number.
    ConfigError
        If a setting is unknown, or a run's signals cannot tell what it does.
    """
    from jdwork.errors import InputError
    from jdwork.tune.dials import find_dials

    values: dict[str, float] = {}
    for one in typed:
        key, sign, number = (part.strip() for part in one.partition("="))
        find_dials([key], settings)
        try:
            values[key] = float(number)
        except ValueError:
            raise InputError(
                f"--setting {one}: '{number}' is no number." if sign else f"--setting {one} has no value.",
                hint="Write it as b.margin=3.5.",
            ) from None
    return values
