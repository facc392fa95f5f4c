"""Either half of the JDs mined in turn and checked on the other: how sure the gain on unseen JDs is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jdwork.evaluate.resampling import Estimate, group_codes, interval, resampled_weights, stacked
from jdwork.suggest.found import SuggestionReport
from jdwork.suggest.ranking import Checked


@dataclass(frozen=True, slots=True)
class CrossReport:
    """What the errors of each half suggest, and what that does to the other half.

    Parameters
    ----------
    halves
        One mining of each half; only the first where the caller stopped there.
    """

    halves: tuple[SuggestionReport, ...]

    @property
    def run(self) -> str:
        """Name of the run."""
        return self.halves[0].run

    @property
    def finished(self) -> bool:
        """Whether both halves were mined and all checks made."""
        return len(self.halves) == 2 and all(one.finished for one in self.halves)

    @property
    def picked(self) -> tuple[Checked, ...]:
        """Those to take of either half, each once."""
        every = {one.suggestion.edit: one for half in self.halves for one in half.picked}
        return tuple(every.values())

    def is_in_both(self, one: Checked) -> bool:
        """Whether either half has it among those to take."""
        edit = one.suggestion.edit
        return len(self.halves) == 2 and all(
            edit in {other.suggestion.edit for other in half.picked} for half in self.halves
        )

    def net(self, *, seed: int = 0) -> Estimate | None:
        """JDs fixed less JDs broken by the suggestions to take, where each JD was unseen.

        The interval is that of resampled groups of near-copies, either half's suggestions held fixed: it
        tells how much hangs on which JDs there are, not on which were mined.

        Parameters
        ----------
        seed
            Of the resamples.

        Returns
        -------
        Estimate or None
            In JDs of the run; None where the caller stopped before.
        """
        if not self.finished:
            return None
        ids, groups, gained = [], [], []
        for half in self.halves:
            for jd in half.unseen:
                ids.append(jd.id)
                groups.append(jd.group)
                its = half.together
                gained.append(0 if its is None else (jd.id in its.fixed) - (jd.id in its.broken))
        change = np.array(gained, dtype=np.float64)
        codes = group_codes(ids, groups)
        drawn = [
            weights @ change / weights.sum(axis=1) * len(ids)
            for weights in resampled_weights(codes, seed=seed)
        ]
        return interval(float(change.sum()), stacked(drawn))

    def line(self, half: SuggestionReport, one: Checked) -> str:
        """Say a suggestion of a half and its gains."""
        return half.line(one) + (" [found in both halves]" if self.is_in_both(one) else "")

    def in_words(self) -> str:
        """Sum both halves up: ``net fixed on unseen: +17 (95 %: +8 to +27) of 1,585``."""
        said = [f"Half {number}: {half.in_words()}" for number, half in enumerate(self.halves, start=1)]
        net = self.net()
        if net is not None:
            both = sum(self.is_in_both(one) for one in self.picked)
            unseen = sum(len(half.unseen) for half in self.halves)
            said.append(
                f"Net fixed on unseen: {net.value:+.0f} (95 %: {net.low:+.0f} to {net.high:+.0f}) of "
                f"{unseen:,}; {both} of {len(self.picked)} suggestions to take were found in both halves."
            )
        return "\n".join(said)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        net = self.net()
        parts = [half.to_dict() for half in self.halves]
        for half, part in zip(self.halves, parts, strict=True):
            for one, said in zip(half.checked, part["suggestions"], strict=True):
                said["in_both"] = self.is_in_both(one)
        return {
            "run": self.run,
            "finished": self.finished,
            "net_on_unseen": None if net is None else net.to_dict(),
            "unseen": sum(len(half.unseen) for half in self.halves),
            "halves": parts,
        }
