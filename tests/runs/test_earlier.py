"""Earlier runs of the same data: which count, which do not, and why."""

from __future__ import annotations

import shutil

import pytest

from jdwork.catalog import load_catalog_files
from jdwork.pipeline import Pipeline
from jdwork.runs import open_snapshot, read_labelled_decisions, read_manifest
from jdwork.runs.earlier import find_earlier
from tests.runs.altered import altered
from tests.runs.making import ads, make_run
from tests.tiny_workspace import write_tiny_catalog

NOW = "2030-01-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def made(tiny_pipeline, tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("made") / "made", tiny_pipeline)


@pytest.fixture
def runs(tmp_path):
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


@pytest.fixture
def now(made, runs):
    return altered(made, runs / "now", started=NOW)


def find(now, *, min_shared=0.9, **options):
    return find_earlier(
        now,
        read_manifest(now.manifest),
        read_labelled_decisions(now),
        open_snapshot(now),
        now.path.parent,
        min_shared=min_shared,
        **options,
    )


def why(now, **options):
    return {one.run: one.why for one in find(now, **options)[1]}


def test_the_first_run_ever_has_none(now):
    assert find(now) == ([], [])


def test_runs_of_the_same_input_come_the_earliest_first(made, runs, now):
    altered(made, runs / "b", started="2029-01-02T00:00:00+00:00")
    altered(made, runs / "a", started="2029-01-03T00:00:00+00:00")
    found, left_out = find(now)
    assert [one.name for one in found] == ["b", "a"]
    assert all(one.same_input and len(one.decisions) == 6 for one in found)
    assert left_out == []


def test_what_does_not_count_says_why(made, runs, now):
    altered(made, runs / "late", started="2031-01-01T00:00:00+00:00")
    altered(made, runs / "cut", status="running")
    altered(made, runs / "old-service", origin="legacy")
    shutil.rmtree(altered(made, runs / "empty").path)
    (runs / "empty").mkdir()
    (runs / "empty" / "manifest.json").write_text("{")
    altered(made, runs / "no-decisions").decisions.unlink()
    said = why(now)
    assert said["late"] == "it was started later"
    assert said["cut"] == "it never finished"
    assert said["old-service"] == "it was imported from the old service"
    assert "cannot be read" in said["empty"]
    assert "lacks decisions.parquet" in said["no-decisions"]
    assert find(now)[0] == []


def test_the_same_ids_with_other_texts_are_other_data(made, runs, now):
    altered(made, runs / "other", texts={jd.id: "Something else." for jd in ads()})
    altered(made, runs / "partly", texts={"bread": "Something else."})
    assert why(now) == {
        "other": "it has none of these JDs with the same title and text",
        "partly": "it has only 5 of these 6 labelled JDs with the same title and text",
    }


def test_a_run_that_shares_enough_counts_on_what_it_shares(made, runs, now):
    altered(made, runs / "partly", texts={"bread": "Something else."})
    (one,), _ = find(now, min_shared=0.8)
    assert "bread" not in one.decisions.ids
    assert (len(one.decisions), one.same_input) == (5, False)


def test_todays_labels_count(made, runs, now):
    altered(made, runs / "then", labels={"bread": "waiter", "vague": None})
    (one,), _ = find(now)
    assert {one.decisions.names[code] for code in one.decisions.gold} >= {"baker", "bricklayer"}
    assert one.accuracy == read_labelled_decisions(now).right.mean()


def test_a_renamed_role_is_the_same_role(tiny_pipeline, made, runs, tmp_path):
    """The earlier run decided under the old slug, which today's catalog redirects."""
    catalog = write_tiny_catalog(tmp_path / "catalog")
    old = catalog / "roles" / "kitchen" / "baker.yaml"
    old.with_name("bread-maker.yaml").write_text(old.read_text().replace("slug: baker", "slug: bread-maker"))
    old.unlink()
    (catalog / "redirects.yaml").write_text("roles:\n  - {slug: baker, to: bread-maker}\nskills: []\n")
    renamed = load_catalog_files(catalog)
    altered(made, runs / "then")
    now = make_run(runs / "now", Pipeline(renamed, tiny_pipeline.settings, tiny_pipeline.encoder))
    (one,), _ = find(now)
    assert "baker" not in one.decisions.names
    row = one.decisions.ids.index("bread")
    assert one.decisions.names[one.decisions.role[row]] == "bread-maker"
    assert one.decisions.right[row]


def test_only_the_latest_are_read_where_there_are_many(made, runs, now):
    for day in range(1, 4):
        altered(made, runs / f"day-{day}", started=f"2029-01-0{day}T00:00:00+00:00")
    found, left_out = find(now, most=2)
    assert [one.name for one in found] == ["day-2", "day-3"]
    assert [(one.run, one.why) for one in left_out] == [("day-1", "only the latest 2 are read")]
