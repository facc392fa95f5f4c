"""``jdwork catalog lint``: readable findings, JSON, exit codes."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from jdwork.cli.lint_commands import lint
from jdwork.errors import CatalogError


@pytest.fixture
def run(tiny_workspace, monkeypatch):
    """Call the command in the tiny workspace, two of whose roles carry one title."""
    monkeypatch.chdir(tiny_workspace.root)
    application = typer.Typer()
    application.command("lint")(lint)

    def call(*arguments):
        return CliRunner().invoke(application, [str(one) for one in arguments])

    return call


def test_findings_stand_under_their_check_with_what_to_do(run):
    result = run("--code", "CAT010")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "CAT010 Title carried by several roles: 1" in said
    assert "The title 'oven hand' is carried by baker and pastry-chef." in said
    assert "→ Leave each title to the role that ads under it mean" in said
    assert "0 errors, 1 warning, 0 notes." in said


def test_strict_fails_on_warnings(run):
    assert run("--code", "CAT010", "--strict").exit_code == 1


def test_errors_fail(run, tiny_catalog):
    role = tiny_catalog / "roles" / "building" / "plumber.yaml"
    role.write_text(role.read_text().replace("pipe-soldering", "pipe-soldring"))
    result = run("--no-encoder")
    assert result.exit_code == 1
    assert "CAT002" in result.stdout
    assert "roles/building/plumber.yaml:" in result.stdout
    assert "Did you mean 'pipe-soldering'?" in " ".join(result.stdout.split())


def test_notes_are_counted_and_shown_when_asked_for(run):
    quiet = run("--code", "CAT033", "--severity", "error")
    assert "6 below --severity error are not shown." in " ".join(quiet.stdout.split())
    assert "CAT033" not in quiet.stdout
    assert "CAT033" in run("--code", "CAT033", "--severity", "info").stdout


def test_only_some_rows_of_each_check_are_shown(run):
    said = " ".join(run("--code", "CAT033", "--severity", "info", "--rows", "1").stdout.split())
    assert "more: --rows" in said


def test_json_is_data_and_nothing_else(run):
    body = json.loads(run("--format", "json").stdout)
    assert body["format"] == 1
    assert body["encoder"].startswith("hashing-")
    assert body["background"]["ads"] > 0
    assert {"code", "severity", "subject", "message", "where", "suggestion"} <= set(body["findings"][0])
    errors = json.loads(run("--format", "json", "--severity", "error").stdout)
    assert errors["findings"] == []
    assert errors["counts"] == {"error": 0, "warning": 0, "info": 0}


def test_a_background_of_ones_own(run, tiny_workspace):
    path = tiny_workspace.root / "my ads.csv"
    path.write_text("title,text,team\nMason,You lay bricks to a line and mix mortar.,bricklayer\n")
    body = json.loads(run("--format", "json", "--background", path, "--label-field", "team").stdout)
    assert body["background"] == {"source": "my ads.csv", "ads": 1, "sentences": 1}


def test_checks_explain_themselves(run):
    every = run("--explain", "all").stdout
    assert "CAT001" in every
    assert "CAT050" in every
    one = " ".join(run("--explain", "cat020").stdout.split())
    assert "Hub KRA" in one
    assert "Figure: How many times more sentences" in one
    assert "Needs an encoder and ads." in one


@pytest.mark.parametrize("arguments", [("--explain", "CAT99"), ("--code", "CAT99")])
def test_an_unknown_check_is_an_error(run, arguments):
    result = run(*arguments)
    assert isinstance(result.exception, CatalogError)
    assert "There is no check 'CAT99'" in str(result.exception)


def test_another_folder(run, tmp_path):
    result = run(tmp_path / "nowhere", "--no-encoder")
    assert isinstance(result.exception, CatalogError)
    assert "no such catalog folder" in str(result.exception)
