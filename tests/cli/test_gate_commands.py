"""gate: exit codes, what it prints and writes, wrong usage."""

from __future__ import annotations

import json

import pytest

from tests.tiny_workspace import write_ads

LOOSE = "[gate]\nmin_labelled = 3\nmax_ece = 1.0\n"


@pytest.fixture
def loose(tiny_workspace):
    """The workspace's gate lets six JDs pass."""
    config = tiny_workspace.config
    config.write_text(config.read_text() + LOOSE)
    return config


@pytest.fixture
def run(jdwork, tmp_path, tiny_workspace):
    ads = write_ads(tmp_path / "ads.jsonl")

    def make(name):
        folder = tiny_workspace.runs / name
        assert jdwork("batch", ads, "--out", folder, "--label-field", "label").code == 0
        return folder

    return make


def test_a_run_that_is_good_enough_exits_0(jdwork, run, loose):
    folder = run("first")
    result = jdwork("gate", "first", "--resamples", 100)
    assert result.code == 0
    assert "PASSED All 4 rules pass." in result.said
    assert "No earlier run of this data" in result.said
    assert json.loads((folder / "gate.json").read_text())["verdict"] == "passed"
    assert "Passed" in (folder / "gate.html").read_text()


def test_a_run_that_is_not_exits_1(jdwork, run):
    run("first")
    result = jdwork("gate", "latest", "--resamples", 100)  # the shipped bound wants 50 labelled JDs
    assert result.code == 1
    assert "FAILED 1 of 4 rules fail: at least 50 different labelled JDs, but it is 6." in result.said
    assert "cannot be judged" in result.said


def test_another_settings_file_judges_by_its_own_bounds(jdwork, run, loose, tmp_path):
    run("first")
    strict = tmp_path / "strict.toml"
    strict.write_text("[gate]\nmin_labelled = 7\n")
    assert jdwork("gate", "first", "--resamples", 100, "--config", strict).code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nothing",), "no run 'nothing'"),
        (("first", "--against", "nothing"), "no run 'nothing'"),
        (("first", "--against", "first"), "compared with itself"),
    ],
)
def test_what_cannot_be_judged_exits_2(jdwork, run, loose, arguments, says):
    run("first")
    result = jdwork("gate", *arguments)
    assert (result.code, says in result.said) == (2, True)
    assert "Traceback" not in result.said


def test_json_is_what_the_file_holds(jdwork, run, loose, tmp_path):
    run("first")
    folder = run("second")
    page = tmp_path / "page.html"
    result = jdwork("gate", "second", "--json", "--html", page, "--against", "last", "--resamples", 100)
    assert result.code == 0
    body = json.loads(result.out)
    assert body == json.loads((folder / "gate.json").read_text())
    assert [one["run"] for one in body["against"]] == ["first"]
    assert page.read_text() == (folder / "gate.html").read_text()


def test_what_got_worse_is_listed(jdwork, run, loose, tiny_workspace):
    run("first")
    text = loose.read_text()
    loose.write_text(
        text.replace("lexical = 8.0", "lexical = 0.0").replace("kra_corrected = 8.0", "kra_corrected = 0.0")
    )
    run("second")
    result = jdwork("gate", "second", "--resamples", 100)
    assert "Worse since the last run, also the best" in result.said
    assert "the settings alone" in result.said
