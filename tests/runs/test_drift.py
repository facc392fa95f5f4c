"""Drift read from run folders: by date, by batch, by label; what does not go together is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jdwork.config.settings import DriftSettings
from jdwork.embed import HashingEncoder
from jdwork.errors import RunError
from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder
from jdwork.runs.drift import measure_runs
from jdwork.runs.drift_data import EVERYTHING, read_drift_data
from jdwork.runs.manifest import read_manifest, write_manifest
from jdwork.text import JobDescription
from tests.runs.making import make_run

DOUGH = (
    "We are looking for a baker. You will knead dough and shape loaves before dawn, and fire the oven. "
    "Shift {n}, shop {word}, with {word} flour and {n} kinds of {word} bread. "
    "You need sourdough and oven care."
)
CAKE = (
    "We are looking for a baker. You will slice buns, wrap sandwiches and clean {word} counters in shop {n}. "
    "Serve {n} guests with {word} coffee, and count the {word} till. You need sourdough."
)
WORDS = (
    "rye",
    "spelt",
    "oat",
    "barley",
    "wheat",
    "corn",
    "millet",
    "teff",
    "rice",
    "buckwheat",
    "hemp",
    "flax",
)


def bakers(kind, *, date, start=0):
    """Twelve ads for bakers, told apart by a few words."""
    return [
        JobDescription(
            id=f"b{start + n}",
            title="Bread Baker",
            text=kind.format(n=n, word=" ".join((word, WORDS[-n]))),
            date=date,
            label="baker",
        )
        for n, word in enumerate(WORDS)
    ]


@pytest.fixture(scope="module")
def settings(tiny_pipeline):
    quick = DriftSettings(permutations=500, resamples=100, min_period=10)
    return tiny_pipeline.settings.model_copy(update={"drift": quick})


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    jds = [
        *bakers(DOUGH, date="2025-01-15"),
        *bakers(CAKE, date="2025-02-15", start=20),
        JobDescription(id="undated", title="Bread Baker", text=DOUGH.format(n=90, word="emmer")),
        JobDescription(id="nothing", text="Yes.", date="2025-01-15"),
    ]
    return make_run(tmp_path_factory.mktemp("runs") / "months", tiny_pipeline, jds)


def test_a_run_is_divided_by_date_and_what_moved_is_found(run, settings, tiny_pipeline):
    found = measure_runs([run], settings=settings)
    assert found.level == "role"
    assert found.periods.by == "month"
    assert found.periods.undated == 1
    (row,) = found.report.alarms
    assert (row.role, row.against, row.period, row.jds_before, row.jds) == (
        "baker",
        "2025-01",
        "2025-02",
        12,
        12,
    )
    assert found.foremost == row
    assert found.report.left_out["no role"] == 1
    oven = {one.skill: one for one in found.skills(row)}["oven-care"]
    assert (oven.with_before, oven.with_after) == (row.n_before, 0)
    quotes = found.sentences(row, tiny_pipeline.encoder, most=3)
    assert "slice buns" in " ".join(one.text for one in quotes if one.later)
    assert not any("slice buns" in one.text for one in quotes if not one.later)


def test_near_copies_count_once(run, settings, tiny_pipeline, tmp_path):
    jds = bakers(DOUGH, date="2025-01-15")
    same = [replace(jds[0], id=f"copy{n}", date="2025-02-15") for n in range(12)]
    again = make_run(tmp_path / "copies", tiny_pipeline, [*jds, *same])
    row = measure_runs([again], settings=settings, level="role").report.rows[0]
    assert (row.jds, row.n, row.verdict) == (12, 1, "too few")


def test_batches_are_runs_in_the_order_in_which_they_were_made(settings, tiny_pipeline, tmp_path):
    first = make_run(tmp_path / "z-first", tiny_pipeline, bakers(DOUGH, date=None))
    second = make_run(tmp_path / "a-second", tiny_pipeline, bakers(CAKE, date=None))
    found = measure_runs([second, first], settings=settings, by="batch")
    assert found.periods.order == ("z-first", "a-second")
    (row,) = found.report.alarms
    assert (row.against, row.period) == ("z-first", "a-second")
    # Ids repeat from run to run: each is read again from its own.
    rows, later = found.data.rows(found.periods, role="baker", earlier="z-first", later="a-second")
    for jd, is_later in zip(found.data.jds(rows), later, strict=True):
        assert ("slice buns" in jd.text) == is_later
    with pytest.raises(RunError, match="named twice"):
        measure_runs([first, first], settings=settings)


def test_where_few_roles_have_enough_the_domain_is_tried_and_then_everything(
    settings, tiny_pipeline, tmp_path
):
    jds = [
        replace(jd, label=("baker", "waiter", "plumber", "electrician")[number % 4])
        for start, kind in ((1, DOUGH), (2, CAKE))
        for number, jd in enumerate(bakers(kind, date=f"2025-0{start}-15", start=20 * start))
    ]
    folder = make_run(tmp_path / "mixed", tiny_pipeline, jds)

    def measured(least, **options):
        drift = settings.drift.model_copy(update={"min_count": least})
        strict = settings.model_copy(update={"drift": drift})
        return measure_runs([folder], settings=strict, given="label", **options)

    assert measured(3).grouping == "by role"
    domains = measured(6)
    assert (domains.grouping, domains.report.roles) == ("by domain", ("building", "kitchen"))
    everything = measured(12)
    assert (everything.grouping, everything.report.roles) == ("all JDs together", (EVERYTHING,))
    named = measured(6, level="role")
    assert (named.level, named.foremost) == ("role", None)


def test_halves_are_tried_before_a_coarser_grouping(settings, tiny_pipeline, tmp_path):
    jds = [
        replace(jd, date=f"2025-0{1 + number // 6}-15")
        for number, jd in enumerate([*bakers(DOUGH, date=None), *bakers(CAKE, date=None, start=20)])
    ]
    folder = make_run(tmp_path / "thin", tiny_pipeline, jds)
    short = settings.model_copy(update={"drift": settings.drift.model_copy(update={"min_period": 5})})
    found = measure_runs([folder], settings=short)
    assert (found.level, found.periods.by) == ("role", "median date")
    # What was asked for is done.
    assert measure_runs([folder], settings=short, by="month").periods.by == "month"
    assert measure_runs([folder], settings=short, reference="2025-02").periods.by == "month"


def test_unsure_decisions_can_be_left_out(run):
    data = read_drift_data([run], min_confidence=1.01)
    assert set(data.roles) == {None}
    assert data.unsure == 25
    assert read_drift_data([run]).unsure == 0


def test_what_does_not_go_together_is_told(run, settings, tiny_pipeline, tmp_path):
    with pytest.raises(RunError, match="No run was named"):
        read_drift_data([])
    other = Pipeline(tiny_pipeline.snapshot, tiny_pipeline.settings, HashingEncoder(32))
    narrow = make_run(tmp_path / "narrow", other, bakers(DOUGH, date=None))
    with pytest.raises(RunError, match=r"vectors come from .*cannot be compared"):
        measure_runs([run, narrow], settings=settings)
    found = measure_runs([run], settings=settings)
    with pytest.raises(RunError, match="this encoder is"):
        found.sentences(found.foremost, HashingEncoder(32))
    unlabelled = make_run(
        tmp_path / "plain", tiny_pipeline, [replace(one, label=None) for one in bakers(DOUGH, date=None)]
    )
    with pytest.raises(RunError, match="No JD has a label"):
        measure_runs([unlabelled], settings=settings, given="label")
    manifest = read_manifest(unlabelled.manifest)
    write_manifest(unlabelled.manifest, manifest.model_copy(update={"status": "running"}))
    with pytest.raises(RunError, match="never finished"):
        read_drift_data([unlabelled])
    with pytest.raises(RunError, match=r"no manifest\.json"):
        read_drift_data([RunFolder(tmp_path / "nowhere")])


def test_a_jd_that_is_gone_is_told(settings, tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "changed", tiny_pipeline, bakers(DOUGH, date=None))
    data = read_drift_data([folder])
    assert not np.isnan(data.vectors).any()
    make_run(folder.path, tiny_pipeline, bakers(DOUGH, date=None, start=50))
    with pytest.raises(RunError, match="The JD 'b0' is gone"):
        data.jds([0])
