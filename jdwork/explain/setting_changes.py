"""Which single setting would have changed a decision, and by how little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from jdwork.config import Settings
from jdwork.config.compare import SettingChange, flat_settings
from jdwork.config.fields import known_keys
from jdwork.decide import WEIGHTED_SIGNALS, evidence, has_model
from jdwork.explain.model import Counterfactual, Kind, Outcome
from jdwork.explain.outcomes import decide_again, evidence_gap, in_words
from jdwork.signals import SignalTable

STEPS = 16
"""Values tried on the way to either end of a setting's range, before the flip is closed in upon."""
CLOSE = 1e-7
"""How closely, as a share of the value or, below 1, outright."""
FEWEST_DIGITS, MOST_DIGITS = 2, 9
"""Decimals to which a found value is rounded, away from the present one."""
ROUNDING = 0.02
"""Share of a change by which rounding may make it bigger: as few decimals are kept as that allows."""
OPEN_WEIGHT, OPEN_THRESHOLD = 10.0, 50.0
"""How far a weight, or a threshold, without an upper bound is moved; or to four times its value."""
BESIDE = 1e-6
WEIGHTS = ("evidence", "evidence_with_model")
"""The sections that hold evidence weights; one of them is in force for a JD."""
FITTED = ("calibration", "support", "support_with_model")
"""Sections that `jdwork fit` sets as a whole: to turn one figure of them means nothing."""

Wish = Callable[[Outcome], bool]


@dataclass(frozen=True)
class SettingSearch:
    """One JD's signals, decided again under other settings.

    Parameters
    ----------
    table
        Signals of the JD over its candidates.
    settings
        As in force.
    slugs
        Role of each column.
    before
        What was decided.
    wanted
        Slug of the role that is tried for; None where there is none.
    name
        Names a role by its slug.
    """

    table: SignalTable
    settings: Settings
    slugs: Mapping[int, str]
    before: Outcome
    wanted: str | None
    name: Callable[[str], str]
    columns: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.columns.update({slug: column for column, slug in self.slugs.items()})

    @property
    def weights(self) -> str:
        """The section whose weights are in force for this JD."""
        return WEIGHTS[int(has_model(self.table)[0])]

    def changes(self) -> tuple[list[Counterfactual], list[Counterfactual]]:
        """Find the smallest change of each setting that changes the decision.

        A threshold is changed for anything that it flips and, where it does more when it is moved further,
        for the role and for the wanted role; a weight for the role alone. Every change was decided again.

        Returns
        -------
        found : list of Counterfactual
            Thresholds, then weights, each the smallest first.
        nearest : list of Counterfactual
            Where no weight gives the wanted role: the change of one that brings it nearest.
        """
        found: list[Counterfactual] = []
        for key, value in flat_settings(self.settings).items():
            section = key.partition(".")[0]
            if section in FITTED or (section in WEIGHTS and section != self.weights):
                continue
            if isinstance(value, float):
                kind: Kind = "weight" if section == self.weights else "threshold"
                found += self._of_one(key, value, kind)
        found.sort(key=lambda one: (one.kind == "weight", one.size))
        near = [] if any(one.reaches for one in found if one.kind == "weight") else self._nearest_weight()
        return found, near

    def _of_one(self, key: str, value: float, kind: Kind) -> list[Counterfactual]:
        before, wanted = self.before, self.wanted
        wishes: list[Wish] = [lambda one: one.role != before.role]
        if kind == "threshold":
            wishes.insert(0, lambda one: bool(one.differs(before)))
        if wanted is not None and wanted != before.role:
            wishes.append(lambda one: one.role == wanted)
        low, high = self._range(key, value)
        seen: dict[float, Outcome] = {value: before}

        def outcome(at: float) -> Outcome:
            if at not in seen:
                seen[at] = decide_again(self.table, with_setting(self.settings, key, at), self.slugs)
            return seen[at]

        found: dict[tuple[float, Outcome], Counterfactual] = {}
        for wish in wishes:
            ends = [self._first(key, value, end, wish, outcome) for end in (low, high)]
            values = [one for one in ends if one is not None]
            if values:
                best = min(values, key=lambda one: abs(one - value))
                after = outcome(best)
                told = (after.role, after.case, after.queued)
                if all(told != (one.role, one.case, one.queued) for _, one in found):
                    found[best, after] = self._told(key, value, best, after, kind)
        return list(found.values())

    def _first(
        self, key: str, value: float, end: float, wish: Wish, outcome: Callable[[float], Outcome]
    ) -> float | None:
        """Find the value nearest to the present one, on its way to an end, at which a wish holds."""
        last = value
        for point in self._points(key, value, end):
            if wish(outcome(point)):
                break
            last = point
        else:
            return None
        flipped = point
        while abs(flipped - last) > CLOSE * max(abs(flipped), 1.0):
            middle = (last + flipped) / 2
            if wish(outcome(middle)):
                flipped = middle
            else:
                last = middle
        low, high = sorted((value, end))
        for digits in range(FEWEST_DIGITS, MOST_DIGITS):
            step = 10.0**-digits
            rounded = round(flipped, digits)
            if abs(rounded - value) < abs(flipped - value):
                rounded = round(rounded + (step if end > value else -step), digits)
            allowed = ROUNDING * abs(flipped - value)
            if abs(rounded - flipped) <= allowed and low <= rounded <= high and wish(outcome(rounded)):
                return rounded
        return flipped

    def _points(self, key: str, value: float, end: float) -> Iterator[float]:
        """Values between the present one and an end, the nearest first."""
        points = [value + (end - value) * (step / STEPS) ** 2 for step in range(1, STEPS + 1)]
        section, _, signal = key.partition(".")
        if section == self.weights and signal in WEIGHTED_SIGNALS:
            # Where two roles change places lies exactly here, however narrow the stretch behind it.
            crossings = self._crossings(signal, value)
            points += [one for one in crossings if min(value, end) < one < max(value, end)]
        yield from sorted(points, key=lambda one: abs(one - value))

    def _crossings(self, signal: str, value: float) -> list[float]:
        total = evidence(self.table, self.settings)[0].astype(float)
        figures = getattr(self.table, signal)[0].astype(float)
        leader = self.columns.get(self.before.role or "", int(total.argmax()))
        found = []
        for column in self.slugs:
            rate = figures[column] - figures[leader]
            if abs(rate) > 1e-9:
                crossing = value + (total[leader] - total[column]) / rate
                found += [crossing - 1e-4, crossing + 1e-4]
        return found

    def _range(self, key: str, value: float) -> tuple[float, float]:
        """Ends of what a setting may be; a few times the value where it has none."""
        field_ = known_keys()[key]
        bounds = {
            name: getattr(one, name)
            for one in field_.metadata
            for name in ("ge", "gt", "le", "lt")
            if getattr(one, name, None) is not None
        }
        open_end = max(OPEN_WEIGHT if key.startswith(f"{self.weights}.") else OPEN_THRESHOLD, 4 * abs(value))
        # A signal that speaks against its role would be no signal: weights stay on their side of zero.
        low = bounds.get("ge", min(0.0, 4 * value))
        high = bounds.get("le", open_end)
        # An end that is out of bounds itself is come near to.
        low = bounds["gt"] + BESIDE if "gt" in bounds else low
        high = bounds["lt"] - BESIDE if "lt" in bounds else high
        return float(low), float(high)

    def _told(self, key: str, value: float, after: float, outcome: Outcome, kind: Kind) -> Counterfactual:
        low, high = self._range(key, value)
        bounded = kind == "threshold" and self._bounded(key)
        scale = (high - low) if bounded else max(abs(value), 1.0)
        changed = with_setting(self.settings, key, after)
        said = in_words(self.before, outcome, self.name)
        return Counterfactual(
            kind=kind,
            change=SettingChange(key, value, after),
            outcome=outcome,
            flips=outcome.differs(self.before),
            reaches=self.wanted is not None and outcome.role == self.wanted,
            size=abs(after - value) / scale,
            gap=self._gap(changed),
            sentence=f"{key} {after:g} in place of {value:g}: {said}.",
        )

    def _bounded(self, key: str) -> bool:
        return any(
            getattr(one, name, None) is not None
            for one in known_keys()[key].metadata
            for name in ("le", "lt")
        )

    def _gap(self, settings: Settings) -> float | None:
        first, second = self.columns.get(self.before.role or ""), self.columns.get(self.wanted or "")
        return evidence_gap(self.table, settings, first, second)

    def _nearest_weight(self) -> list[Counterfactual]:
        """The weight at one end of its range that leaves the least gap: in between, it changes evenly."""
        if self.wanted not in self.columns or self.before.role in (None, self.wanted):
            return []
        if (self._gap(self.settings) or 0.0) <= 0:  # no lead to make up: another rule decided
            return []
        tried = []
        for signal in WEIGHTED_SIGNALS:
            value = float(getattr(getattr(self.settings, self.weights), signal))
            for end in self._range(f"{self.weights}.{signal}", value):
                gap = self._gap(with_setting(self.settings, f"{self.weights}.{signal}", end))
                if gap is not None and end != value:
                    tried.append((gap, signal, value, end))
        if not tried:
            return []
        gap, signal, value, end = min(tried)
        key = f"{self.weights}.{signal}"
        after = decide_again(self.table, with_setting(self.settings, key, end), self.slugs)
        said = standing(self.name(self.before.role), self.name(self.wanted), gap, self._gap(self.settings))
        told = self._told(key, value, end, after, "weight")
        return [replace(told, sentence=f"{key} {end:g} in place of {value:g} comes nearest: {said}.")]


def standing(first: str, second: str, gap: float, before: float | None) -> str:
    """Say by how much a role leads another after a change."""
    was = f", {before:+.2f} before" if before is not None else ""
    if gap > 0:
        return f"{first} still leads {second} by {gap:.2f} log-odds{was}"
    return f"{second} leads {first} by {-gap:.2f} log-odds{was}, but the decision does not turn on that"


def with_setting(settings: Settings, key: str, value: float) -> Settings:
    """Settings with one of them changed; not checked against its range."""
    section, name = key.split(".", 1)
    changed = getattr(settings, section).model_copy(update={name: value})
    return settings.model_copy(update={section: changed})
