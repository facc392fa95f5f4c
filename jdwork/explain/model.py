"""What an explanation is: contributions, their sources, and what would have changed the decision."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from jdwork.catalog.edits import CatalogEdit, edit_to_json
from jdwork.config.compare import SettingChange
from jdwork.decide import Case
from jdwork.explain.compared import Compared
from jdwork.record import RunRecord

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["threshold", "weight", "addition", "removal"]
KINDS: tuple[Kind, ...] = ("threshold", "weight", "addition", "removal")
"""Kinds of change, in the order in which they are shown."""

SHOWN_SOURCES = 3
"""Sources listed per signal and role, where there are more."""


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of the JD that speaks for a role, and what of the catalog it meets.

    Parameters
    ----------
    signal
        The signal that it stands behind.
    role
        Slug of the role that it speaks for.
    said
        What the JD says: a sentence, a title, a skill as written, words.
    meets
        What that meets in the catalog: a KRA, an alias, a skill's name; empty where it is the role's
        vector as a whole.
    value
        How well they agree: a similarity, or the share of the signal that this source makes.
    adds
        Log-odds that it adds to the role's evidence; None where the signal cannot be divided.
    spans
        Places in the text: ``jd.text[start:end]``. None where the JD says it in its title alone.
    words
        The words that both sides share, where words are compared.
    """

    signal: str
    role: str
    said: str
    meets: str
    value: float
    adds: float | None = None
    spans: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, or would be."""

    case: Case
    role: str | None
    queued: bool
    confidence: float = 0.0

    def differs(self, other: Outcome) -> tuple[str, ...]:
        """Name what is another: of ``role``, ``case``, ``queued``."""
        return tuple(
            name for name in ("role", "case", "queued") if getattr(self, name) != getattr(other, name)
        )


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """One change, and what the JD got when it was decided again under it.

    Parameters
    ----------
    kind
        A ``threshold`` or a ``weight`` of the settings, an ``addition`` to the catalog, or a ``removal``
        from it.
    change
        The change itself; a catalog edit is ready to be reviewed and applied.
    outcome
        What is decided under it.
    flips
        What of the decision it changes; empty where it changes nothing.
    reaches
        Whether it gives the JD the wanted role.
    size
        How big the change is, comparable within a kind. Threshold: share of the range that it may have
        (of its value, where it has no upper end). Weight: share of its value. Catalog: log-odds by which
        the wanted role gains on the one that was chosen.
    gap
        Log-odds by which the role that was chosen still leads the wanted one; None where one of them is
        no candidate.
    sentence
        All that in words.
    """

    kind: Kind
    change: SettingChange | CatalogEdit
    outcome: Outcome
    flips: tuple[str, ...]
    reaches: bool
    size: float
    gap: float | None
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        change = (
            {"setting": self.change.key, "before": self.change.before, "after": self.change.after}
            if isinstance(self.change, SettingChange)
            else edit_to_json(self.change)
        )
        return {
            "kind": self.kind,
            "change": change,
            "outcome": asdict(self.outcome),
            "flips": list(self.flips),
            "reaches": self.reaches,
            "size": round(self.size, 6),
            "gap": self.gap,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class Explanation(Compared):
    """The evidence of one decision, role against role, and what would have changed it.

    Parameters
    ----------
    record
        The classified JD.
    roles
        Slugs compared: the chosen (or best) role first.
    contributions
        Log-odds that each signal adds: signal to one figure per role. They sum to the roles' evidence.
    values
        The signals themselves, likewise.
    names
        The roles' names, in the order of ``roles``.
    wanted
        The role that the changes try for: a label that was missed, else the rival.
    sources
        What stands behind the signals, signal after signal, the strongest first.
    counterfactuals
        Changes that change the decision, kind after kind, the smallest first.
    nearest
        Where no change of a kind gives the wanted role: what comes nearest.
    notes
        What else should be known: where no single change is enough, what could not be looked into.
    """

    record: RunRecord
    roles: tuple[str, ...]
    contributions: dict[str, tuple[float, ...]]
    values: dict[str, tuple[float, ...]]
    names: tuple[str, ...] = ()
    wanted: str | None = None
    sources: tuple[Source, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    nearest: tuple[Counterfactual, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def edits(self) -> tuple[CatalogEdit, ...]:
        """The catalog edits that change the decision, as `jdwork.catalog.applying.apply_edits` takes them."""
        return tuple(one.change for one in self.counterfactuals if not isinstance(one.change, SettingChange))

    def to_frame(self) -> pd.DataFrame:
        """One row per signal: its value and contribution for each role, and the first two roles' gap."""
        import pandas as pd

        rows = []
        for signal, added in self.contributions.items():
            row: dict[str, object] = {"signal": signal}
            for role, value, share in zip(self.roles, self.values[signal], added, strict=True):
                row[f"{role} value"] = value
                row[f"{role} adds"] = share
            if len(added) > 1:
                row["gap"] = self.gaps[signal]
            rows.append(row)
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values: everything that the explanation holds, the record by its ids."""
        decision = self.record.decision
        return {
            "id": self.record.jd.id,
            "run_id": self.record.run_id,
            "decision": {
                "case": decision.case,
                "role": decision.role,
                "confidence": decision.confidence,
                "queued": decision.queued,
                "reason": decision.reason,
            },
            "roles": list(self.roles),
            "wanted": self.wanted,
            "gap": self.gap,
            "decisive": self.decisive,
            "signals": [
                {
                    "signal": signal,
                    "values": list(self.values[signal]),
                    "adds": list(added),
                    "gap": self.gaps.get(signal),
                }
                for signal, added in self.contributions.items()
            ],
            "sources": [asdict(one) for one in self.sources],
            "counterfactuals": [one.to_dict() for one in self.counterfactuals],
            "nearest": [one.to_dict() for one in self.nearest],
            "notes": list(self.notes),
        }

    def to_html(self) -> str:
        """Render the run page with this explanation in it: self-contained, everything escaped."""
        from jdwork.output import run_page

        return run_page(self.record, explanation=self)

    def __str__(self) -> str:
        decision = self.record.decision
        said = f"{decision.role or 'no role'} (case {decision.case}, {decision.confidence:.0%})"
        lines = [f"{said}: {decision.reason}"]
        if len(self.roles) > 1:
            lines.append(f"against {self.roles[1]}, decided most by {self.decisive}:")
            lines += self._contribution_lines()
        for title, changes in (("would change it:", self.counterfactuals), ("comes nearest:", self.nearest)):
            if changes:
                lines.append(title)
                lines += [f"  - {one.sentence}" for one in changes]
        return "\n".join([*lines, *self.notes])

    def _contribution_lines(self) -> list[str]:
        lines = []
        for signal, added in self.contributions.items():
            if not (added[0] or added[1]):
                continue
            lines.append(f"  {signal:<14}{added[0]:8.2f}{added[1]:8.2f}{added[0] - added[1]:+8.2f}")
            for role in self.roles[:2]:
                for source in self.sources_of(signal, role)[:SHOWN_SOURCES]:
                    lines.append(f"      {role}: {source_text(source)}")
        total = [sum(added[side] for added in self.contributions.values()) for side in (0, 1)]
        return [*lines, f"  {'evidence':<14}{total[0]:8.2f}{total[1]:8.2f}{total[0] - total[1]:+8.2f}"]

    def _repr_html_(self) -> str:
        from jdwork.output.explained import explanation_card

        return explanation_card(self)


def source_text(source: Source) -> str:
    """A source on one line.

    Parameters
    ----------
    source
        Any source.

    Returns
    -------
    str
        Such as ``“You knead dough.” ~ “Kneads dough.” (0.81)``.
    """
    said, meets = " ".join(source.said.split()), " ".join(source.meets.split())
    line = f"“{said}” ~ “{meets}”" if meets and meets != said else f"“{said}”"
    if source.words:
        line += f" by {', '.join(source.words)}"
    return f"{line} ({source.value:.2f})"
