"""Figures and their ratios."""

from __future__ import annotations

import json

import pytest

from jdwork.bench import Bench, Figure
from jdwork.errors import RunError


def test_ratio_and_share_are_of_what_was_measured_beside():
    figure = Figure("encoding", 400.0, "sentences", naive=80.0, limit=800.0)
    assert (figure.ratio, figure.share) == (5.0, 0.5)
    alone = Figure("starting", 2.0, "starts")
    assert alone.ratio is None and alone.share is None


def test_it_is_kept_as_json_with_the_machine(tmp_path):
    bench = Bench({"jds": 3}, [Figure("x", 2.0, "JDs", naive=1.0)], {"inside": 0.9})
    bench.write(tmp_path / "deep" / "bench.json")
    body = json.loads((tmp_path / "deep" / "bench.json").read_text())
    assert body["figures"][0]["ratio"] == 2.0 and body["shares"] == {"inside": 0.9}
    assert body["machine"]["cores"] and body["machine"]["processor"] and body["taken"]


def test_what_was_kept_is_read_again_and_makes_a_table(tmp_path):
    figure = Figure("x", 0.5, "JDs", naive=0.25, naive_way="by hand", limit=5.0, limit_is="the light")
    bench = Bench({"jds": 3}, [figure, Figure("y", 1234.5, "JDs")], {"inside": 0.9})
    bench.write(tmp_path / "bench.json")
    assert Bench.read(tmp_path / "bench.json") == bench
    lines = bench.to_markdown().splitlines()
    assert lines[2:5] == [
        "| x | 2.0 s each | 2.0 × by hand | 0.10 of the light |",
        "| y | 1,234 JDs/s |  |  |",
        "| inside | 90% | | |",
    ]
    assert lines[-1].startswith("Taken on: ") and lines[-1].endswith("jds 3.")


@pytest.mark.parametrize("text", [None, "", "[]", '{"figures": [{"name": 3}]}'])
def test_what_is_no_file_of_a_benchmark_is_told(tmp_path, text):
    if text is not None:
        (tmp_path / "bench.json").write_text(text)
    with pytest.raises(RunError, match="no file of a benchmark"):
        Bench.read(tmp_path / "bench.json")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be made"):
        Bench().write(tmp_path / "file" / "bench.json")
