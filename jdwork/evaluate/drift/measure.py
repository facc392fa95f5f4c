"""Measuring drift: each role's JDs of a period against those of the reference and of the period before."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.config.settings import DriftSettings
from jdwork.errors import InputError, did_you_mean
from jdwork.evaluate.drift.discovery import false_discovery_rates
from jdwork.evaluate.drift.effect import (
    UNKNOWN,
    along_reference,
    cosine_distance,
    detectable,
    effect_size,
)
from jdwork.evaluate.drift.permutation import PermutationTest, permutation_test
from jdwork.evaluate.drift.report import DriftReport, RoleDrift, Verdict
from jdwork.evaluate.drift.samples import Floats, Rows, TwoSamples, two_samples
from jdwork.evaluate.resampling import Estimate

Baseline = Literal["reference", "before"]


def measure_drift(
    vectors: NDArray[Any],
    roles: Sequence[str | None],
    periods: Sequence[str | None],
    *,
    reference: str | None = None,
    settings: DriftSettings | None = None,
    groups: Sequence[Hashable] | Rows | None = None,
    order: Sequence[str] | None = None,
    seed: int = 0,
) -> DriftReport:
    """Measure how far the JDs of each role have moved, and say where that is more than chance.

    Every period is compared with the reference, and with the one before it. A comparison raises an
    alarm if its q is at most ``alpha``, its effect is at least ``min_effect``, and both periods hold at
    least ``min_count`` different JDs of the role. All comparisons that are tested share one correction,
    so that at most ``alpha`` of a report's alarms are expected to be false, however many periods it has.

    Parameters
    ----------
    vectors
        One per JD, of unit length; shape (n, d). A zero one (a rejected JD) is left out.
    roles
        Role of each JD; None: left out.
    periods
        Period of each JD, see `periods_of`; None: left out.
    reference
        The period that others are compared with; by default the first.
    settings
        Thresholds, the section ``[drift]``; the shipped ones by default.
    groups
        Near-copies of each JD, see `jdwork.text.near_duplicates`; they count once in a period, and a
        group that is in two periods says only what changed within it. None: each JD stands alone.
    order
        The periods in order of time; by default in alphabetical order.
    seed
        Of permutations and resamples. Each comparison draws by its own names, so that other roles or
        periods, and the order of rows, change nothing in it.

    Returns
    -------
    DriftReport

    Raises
    ------
    InputError
        If lengths differ, a vector is not finite, or there is no such reference period.
    """
    settings = settings or DriftSettings()
    jds = _Jds.of(vectors, roles, periods, groups)
    held = {name for name in jds.periods if name is not None}
    known = [name for name in (order if order is not None else sorted(held)) if name in held]
    if stray := sorted(held - set(known)):
        raise InputError(f"The order of the periods lacks '{stray[0]}'.", hint="Name all periods in it.")
    if not known:
        return DriftReport(
            "", (), (), {}, settings, jds.left_out, ("No JD has a role, a period and a vector.",)
        )
    reference = known[0] if reference is None else reference
    if reference not in held:
        raise InputError(
            f"There is no period '{reference}'; there are: {', '.join(known)}.",
            hint=did_you_mean(reference, known),
        )
    measured = [
        one
        for earlier, later, baseline in _comparisons(known, reference)
        for one in _with_others(
            [
                _measure(
                    role, earlier, later, baseline, jds.samples(rows, earlier, later), rows, settings, seed
                )
                for role, rows in jds.by_role(earlier, later)
            ]
        )
    ]
    counts = Counter((role, period) for role, period in zip(jds.roles, jds.periods, strict=True))
    return DriftReport(
        reference=reference,
        periods=tuple(known),
        rows=_judged(measured, settings),
        counts=dict(counts),
        settings=settings,
        left_out=jds.left_out,
        notes=_notes(measured, settings, len(known)),
    )


@dataclass(frozen=True, eq=False)
class _Jds:
    """The JDs that can be used."""

    vectors: Floats
    roles: list[str]
    periods: list[str]
    groups: Rows
    left_out: dict[str, int]

    @classmethod
    def of(
        cls,
        vectors: NDArray[Any],
        roles: Sequence[str | None],
        periods: Sequence[str | None],
        groups: Sequence[Hashable] | Rows | None,
    ) -> _Jds:
        n = len(vectors)
        given = list(range(n)) if groups is None else list(groups)
        if not n == len(roles) == len(periods) == len(given):
            raise InputError(
                f"There are {n} vectors, {len(roles)} roles, {len(periods)} periods and {len(given)} groups: "
                "one of each per JD is needed."
            )
        rows = np.asarray(vectors, dtype=np.float64).reshape(n, -1 if n else 0)
        if not np.isfinite(rows).all():
            raise InputError("A JD's vector holds values that are no numbers.", hint="Run the job again.")
        blank = ~rows.any(axis=1)
        no_role = np.array([role is None for role in roles], dtype=bool)
        no_period = np.array([period is None for period in periods], dtype=bool)
        left_out = {
            "no role": int(no_role.sum()),
            "no vector": int((blank & ~no_role).sum()),
            "no period": int((no_period & ~blank & ~no_role).sum()),
        }
        kept = np.flatnonzero(~(blank | no_role | no_period)).tolist()
        numbers: dict[Hashable, int] = {}
        return cls(
            rows[kept],
            [str(roles[row]) for row in kept],
            [str(periods[row]) for row in kept],
            np.array([numbers.setdefault(given[row], len(numbers)) for row in kept], dtype=np.int64),
            {reason: count for reason, count in left_out.items() if count},
        )

    def by_role(self, earlier: str, later: str) -> Iterator[tuple[str, Rows]]:
        """Rows of each role in two periods."""
        found: dict[str, list[int]] = {}
        for row, (role, period) in enumerate(zip(self.roles, self.periods, strict=True)):
            if period in (earlier, later):
                found.setdefault(role, []).append(row)
        for role in sorted(found):
            yield role, np.array(found[role], dtype=np.int64)

    def samples(self, rows: Rows, earlier: str, later: str) -> tuple[TwoSamples, int]:
        """Units of a role in the two periods, and how many of its JDs are in the later one."""
        after = np.array([self.periods[row] == later for row in rows], dtype=bool)
        return two_samples(self.vectors[rows], self.groups[rows], after), int(after.sum())


@dataclass(frozen=True, eq=False)
class _Measured:
    """A comparison before it is judged along with the others."""

    role: str
    earlier: str
    later: str
    baseline: Baseline
    jds_before: int
    jds: int
    samples: TwoSamples
    test: PermutationTest | None
    effect: Estimate
    with_others: float = math.nan

    def enough(self, settings: DriftSettings) -> bool:
        return min(self.samples.n_before, self.samples.n_after) >= settings.min_count


def _comparisons(known: Sequence[str], reference: str) -> Iterator[tuple[str, str, Baseline]]:
    for place, later in enumerate(known):
        if later != reference:
            yield reference, later, "reference"
        if place and known[place - 1] != reference and later != reference:
            yield known[place - 1], later, "before"


def _measure(
    role: str,
    earlier: str,
    later: str,
    baseline: Baseline,
    found: tuple[TwoSamples, int],
    rows: Rows,
    settings: DriftSettings,
    seed: int,
) -> _Measured:
    samples, jds = found
    digest = hashlib.blake2b(
        "\0".join((role, earlier, later)).encode("utf-8", "surrogatepass"), digest_size=8
    )
    own = [seed, int.from_bytes(digest.digest(), "little")]
    enough = min(samples.n_before, samples.n_after) >= settings.min_count
    test = None
    if min(samples.n_before, samples.n_after) > 0:
        # Of a role with too few JDs only the moments are wanted: what it could have shown.
        draws = settings.permutations if enough else min(settings.permutations, 1_000)
        test = permutation_test(samples, permutations=draws, seed=[*own, 1])
    effect = effect_size(samples, resamples=settings.resamples, seed=[*own, 2]) if enough else UNKNOWN
    return _Measured(role, earlier, later, baseline, len(rows) - jds, jds, samples, test, effect)


def _with_others(measured: list[_Measured]) -> Iterator[_Measured]:
    """Compare each tested role's shift with the mean shift of the others in the same two periods."""
    weights = np.array(
        [
            0.0 if math.isnan(one.effect.value) else 1 / (1 / one.samples.n_after + 1 / one.samples.n_before)
            for one in measured
        ]
    )
    shifts = [weight * one.samples.shift for one, weight in zip(measured, weights, strict=True)]
    total = np.sum(shifts, axis=0) if shifts else np.zeros(0)
    for one, shift, weight in zip(measured, shifts, weights, strict=True):
        others = total - shift
        lengths = float(np.linalg.norm(shift) * np.linalg.norm(others))
        alone = np.count_nonzero(weights) < 2
        likeness = float(shift @ others) / lengths if weight and lengths > 0 and not alone else math.nan
        yield _Measured(
            one.role, one.earlier, one.later, one.baseline, one.jds_before, one.jds, one.samples, one.test,
            one.effect, likeness,
        )  # fmt: skip


def _judged(measured: Sequence[_Measured], settings: DriftSettings) -> tuple[RoleDrift, ...]:
    p = np.array(
        [one.test.p if one.test is not None and one.enough(settings) else math.nan for one in measured]
    )
    q = false_discovery_rates(p)
    tests, passed = int((~np.isnan(p)).sum()), int((q <= settings.alpha).sum())
    # One more test would pass if its p were at most this (the step of Benjamini and Hochberg).
    level = settings.alpha * min(passed + 1, tests) / tests if tests else settings.alpha
    rows = []
    for one, own_p, own_q in zip(measured, p.tolist(), q.tolist(), strict=True):
        tested = one.enough(settings)
        missed = math.inf
        if one.test is not None:
            missed = detectable(one.samples, one.test, level=level if tested else settings.alpha)
        rows.append(
            RoleDrift(
                role=one.role,
                period=one.later,
                against=one.earlier,
                baseline=one.baseline,
                jds_before=one.jds_before,
                jds=one.jds,
                n_before=one.samples.n_before,
                n=one.samples.n_after,
                distance=cosine_distance(one.samples),
                along=along_reference(one.samples),
                effect=one.effect,
                p=own_p,
                q=own_q,
                detectable=missed,
                with_others=one.with_others,
                verdict=_verdict(own_q, one.effect, settings) if tested else "too few",
            )
        )
    return tuple(rows)


def _verdict(q: float, effect: Estimate, settings: DriftSettings) -> Verdict:
    # JDs that are all the same have no spread, and no effect to speak of.
    if math.isnan(effect.value):
        return "unclear"
    if q <= settings.alpha:
        return "drifted" if effect.value >= settings.min_effect else "small"
    return "steady" if effect.high < settings.min_effect else "unclear"


def _notes(measured: Sequence[_Measured], settings: DriftSettings, periods: int) -> tuple[str, ...]:
    notes = []
    tests = sum(one.enough(settings) for one in measured)
    if periods < 2:
        notes.append("There is one period only: nothing to compare. Divide the JDs by date or by batch.")
    if tests and settings.permutations + 1 < tests / settings.alpha:
        notes.append(
            f"{tests:,} tests and at most {settings.permutations:,} permutations each: a single drifting "
            "role could go unnoticed. Raise drift.permutations, or make fewer periods."
        )
    return tuple(notes)
