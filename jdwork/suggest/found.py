"""What one mining found: suggestions with what each fixes and breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jdwork.catalog.edits import edit_to_json
from jdwork.suggest.evidence import LabelledJd
from jdwork.suggest.mining import ConfusedPair
from jdwork.suggest.ranking import Checked, Gain


@dataclass(frozen=True, slots=True)
class SuggestionReport:
    """What the errors of a run suggest.

    Parameters
    ----------
    run
        Name of the run.
    mined
        Labelled JDs that the suggestions were mined from.
    unseen
        Labelled JDs kept aside to check them on; empty where all were mined.
    checked
        Suggestions that gain among the JDs that they touch, with their gains on all JDs, those that gain
        most on the mined JDs first.
    picked
        Of these, the ones to take together.
    together
        What the picked ones do at once, on all labelled JDs; None where none was picked, or
        the caller stopped before.
    pairs
        Roles that are confused both ways.
    found
        How many suggestions there were before they were tried.
    finished
        Whether all checks were made; else it was cancelled.
    """

    run: str
    mined: tuple[LabelledJd, ...]
    unseen: tuple[LabelledJd, ...]
    checked: tuple[Checked, ...]
    picked: tuple[Checked, ...]
    together: Gain | None
    pairs: tuple[ConfusedPair, ...]
    found: int
    finished: bool

    def line(self, one: Checked) -> str:
        """Say a suggestion and its gain: ``add alias 'x' to y: fixes 9, breaks 0``."""
        said = f"{one.suggestion.in_words()}: {one.gain.among(self.mined).in_words()}"
        if self.unseen:
            said += f" (unseen half: {one.gain.among(self.unseen).in_words()})"
        return said + (" [draft: an ad's words]" if one.suggestion.is_draft else "")

    def in_words(self) -> str:
        """Sum the report up."""
        said = f"{self.found} suggestions from {len(self.mined):,} labelled JDs"
        if not self.finished:
            return f"{said}; stopped with {len(self.checked)} checked."
        said += f"; {len(self.checked)} gain some of those that they touch."
        if self.together is None:
            return said + " None is worth taking."
        said += f" Together the {len(self.picked)} to take: {self.together.among(self.mined).in_words()}"
        if not self.unseen:
            return said + ", on the JDs that they were mined from; --half-check tells what others gain."
        return said + f"; on {len(self.unseen):,} unseen JDs: {self.together.among(self.unseen).in_words()}."

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "run": self.run,
            "mined": len(self.mined),
            "unseen": len(self.unseen),
            "found": self.found,
            "finished": self.finished,
            "suggestions": [
                {
                    "kind": one.suggestion.kind,
                    "says": one.suggestion.in_words(),
                    "why": one.suggestion.why,
                    "draft": one.suggestion.is_draft,
                    "picked": one in self.picked,
                    "edit": edit_to_json(one.suggestion.edit),
                    **self._gains(one.gain),
                }
                for one in self.checked
            ],
            "together": None if self.together is None else self._gains(self.together),
            "confused": [
                {"roles": [one.first, one.second], "jds": [one.as_second, one.as_first]} for one in self.pairs
            ],
        }

    def _gains(self, gain: Gain) -> dict[str, Any]:
        parts = {"mined": self.mined, **({"unseen": self.unseen} if self.unseen else {})}
        return {
            name: {
                "fixed": sorted(gain.among(jds).fixed),
                "broken": sorted(gain.among(jds).broken),
                "net": gain.among(jds).net,
            }
            for name, jds in parts.items()
        }
