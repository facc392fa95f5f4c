"""Listing and finding runs."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from jdwork.errors import RunError
from jdwork.runs import execute_run, find_run, list_runs, new_run_folder
from tests.runs.making import ads, make_run


@pytest.fixture
def runs(tiny_pipeline, tmp_path):
    """Two runs whose names do not tell their order, a damaged one, a cut-off one, an empty folder."""
    folder = tmp_path / "runs"
    make_run(folder / "zebra", tiny_pipeline)
    make_run(folder / "alpha-nightly", tiny_pipeline, name="nightly")
    age(folder / "zebra", "2024-01-01T00:00:00+00:00")
    (folder / "damaged").mkdir()
    (folder / "damaged" / "manifest.json").write_text("{")
    with pytest.raises(ZeroDivisionError):
        execute_run((1 / 0 if jd.id == "vague" else jd for jd in ads()), tiny_pipeline, make(folder, "cut"))
    new_run_folder(folder, "reserved")
    (folder / ".hidden").mkdir()
    return folder


def make(folder, name):
    from jdwork.runs import RunFolder

    return RunFolder(folder / name)


def age(path, started):
    body = json.loads((path / "manifest.json").read_text())
    body["started"] = started
    (path / "manifest.json").write_text(json.dumps(body))


def test_runs_are_listed_the_latest_first(runs):
    frame = list_runs(runs)
    assert frame["run"].tolist() == ["cut", "alpha-nightly", "zebra", "damaged"]
    assert frame["status"].tolist() == ["running", "complete", "complete", "damaged"]
    nightly = frame.set_index("run").loc["alpha-nightly"]
    assert (nightly["name"], nightly["jds"]) == ("nightly", 8)
    assert 0 < nightly["accuracy"] <= 1
    assert pd.isna(frame.set_index("run").loc["cut", "jds"])


def test_damaged_metrics_cost_a_figure_not_the_list(runs):
    (runs / "zebra" / "metrics.json").write_text("[]")
    assert pd.isna(list_runs(runs).set_index("run").loc["zebra", "accuracy"])


def test_no_runs_is_an_empty_table(tmp_path):
    assert list_runs(tmp_path / "none").empty


def test_latest_is_the_newest_complete_run(runs):
    assert find_run("latest", runs).path.name == "alpha-nightly"
    age(runs / "zebra", "2999-01-01T00:00:00+00:00")
    assert find_run("latest", runs).path.name == "zebra"


@pytest.mark.parametrize("name", ["zebra", "zeb", "ebr"])
def test_a_run_is_found_by_any_clear_part_of_its_name(runs, name):
    assert find_run(name, runs).path == runs / "zebra"


def test_a_run_is_found_by_its_path(runs, monkeypatch):
    assert find_run(runs / "zebra", runs).path == runs / "zebra"
    monkeypatch.chdir(runs)
    assert find_run("./zebra", runs / "elsewhere").path.resolve() == runs / "zebra"


def test_an_unclear_name_lists_those_that_fit(runs):
    with pytest.raises(RunError, match=r"'a' fits \d runs: .*alpha-nightly.*Give more of the name"):
        find_run("a", runs)


def test_an_unknown_name_gets_a_suggestion(runs):
    with pytest.raises(RunError, match=r"no run 'zebre'.*Did you mean 'zebra'"):
        find_run("zebre", runs)


@pytest.mark.parametrize("name", ["latest", "anything"])
def test_where_there_are_no_runs_the_way_to_one_is_told(tmp_path, name):
    with pytest.raises(RunError, match="jdwork demo"):
        find_run(name, tmp_path / "runs")
