"""What an evaluation found: figures with intervals, and the parts that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from jdwork.evaluate.resampling import Estimate
from jdwork.evaluate.unknown import UnknownFigures


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of the reliability diagram.

    Parameters
    ----------
    n
        JDs in it.
    low, high
        Least and greatest confidence among them.
    confidence
        Mean confidence.
    accuracy
        Share that is right.
    """

    n: int
    low: float
    high: float
    confidence: float
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What is wrong among the most confident decisions.

    Parameters
    ----------
    coverage
        Share of JDs, most confident first.
    confidence
        That of the least sure among them: accept from here on, and this much is covered.
    risk
        Share of wrong decisions among them.
    """

    coverage: float
    confidence: float
    risk: Estimate


@dataclass(frozen=True, slots=True)
class Confusion:
    """A role that was given for another one (None: no role was given), how often, and some ids."""

    label: str
    role: str | None
    n: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """One role as label and as decision.

    Parameters
    ----------
    role
        Its slug.
    support
        JDs labelled so.
    claimed
        JDs decided so.
    precision, recall
        Share of the claimed, and of the labelled ones, that is right; None of none.
    f1
        Their harmonic mean; NaN where no JD is labelled so.
    """

    role: str
    support: int
    claimed: int
    precision: float | None
    recall: float | None
    f1: Estimate


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The decisions of one case: how many, how many right, how sure on average."""

    case: str
    n: int
    accuracy: Estimate
    confidence: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of labelled decisions, each with a 95 % bootstrap interval.

    Where all or none of a share's JDs are right, its interval is the exact binomial one.

    Parameters
    ----------
    n
        Labelled JDs.
    groups
        Groups of copies among them; as many as JDs where copies were not looked for.
    figures
        ``accuracy``, ``macro_f1``, ``top5``, ``ece`` and ``coverage_at_95`` for each precision, as
        `jdwork.evaluate.score` defines them. The intervals of ``ece`` and ``macro_f1`` are centred on the
        figure, since resampling alone raises the one and lowers the other.
    thresholds
        By coverage: the confidence from which decisions are covered; None where none are.
    ece_by_chance
        What the calibration error of this many JDs would be on average if each confidence were exactly
        the chance of being right: what lies near it is no evidence of miscalibration.
    reliability
        Ten equally filled bins, least confident first.
    risk_coverage
        By rising coverage.
    confusions
        The most frequent first.
    roles
        Those that occur as label or decision, by slug.
    cases
        Those that occur.
    resamples, seed
        Of the bootstrap.
    unknown
        How well JDs of unknown roles are told from the others; None where every label is a role. All other
        figures count them as wrong.
    unknown_note
        Why that is left out although there are such JDs; None where it is not.
    """

    n: int
    groups: int
    figures: Mapping[str, Estimate]
    thresholds: Mapping[str, float | None]
    ece_by_chance: float
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[RiskPoint, ...]
    confusions: tuple[Confusion, ...]
    roles: tuple[RoleFigures, ...]
    cases: tuple[CaseFigures, ...]
    resamples: int
    seed: int
    unknown: UnknownFigures | None = None
    unknown_note: str | None = None

    @property
    def wrong(self) -> int:
        """JDs whose role is not the label."""
        return sum(pair.n for pair in self.confusions)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON, figures rounded to 4 decimals."""
        body = {
            "n": self.n,
            "groups": self.groups,
            "figures": {name: one.to_dict() for name, one in self.figures.items()},
            "thresholds": dict(self.thresholds),
            "ece_by_chance": self.ece_by_chance,
            "reliability": [_plain(one) for one in self.reliability],
            "risk_coverage": [_plain(one) for one in self.risk_coverage],
            "confusions": [_plain(one) for one in self.confusions],
            "roles": [_plain(one) for one in self.roles],
            "cases": [_plain(one) for one in self.cases],
            "resamples": self.resamples,
            "seed": self.seed,
            "unknown": None if self.unknown is None else _plain(self.unknown),
            "unknown_note": self.unknown_note,
        }
        rounded: dict[str, Any] = _rounded(body)
        return rounded


def _plain(part: Any) -> dict[str, Any]:
    """A part as a mapping, its estimates written out by their own rules."""
    return {
        name: getattr(part, name).to_dict() if isinstance(getattr(part, name), Estimate) else value
        for name, value in asdict(part).items()
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
