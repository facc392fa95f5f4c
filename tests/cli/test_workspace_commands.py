"""demo, init, lab; and the wheel, which carries what init lays out."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]


def test_init_lays_a_workspace_out(jdwork, tmp_path, monkeypatch):
    result = jdwork("init", tmp_path / "new")
    assert result.code == 0
    assert "jdwork demo" in result.out
    monkeypatch.setenv("JDWORK_WORKSPACE", str(tmp_path / "new"))
    assert jdwork("catalog", "show").code == 0


def test_init_refuses_a_folder_in_use(jdwork, tiny_workspace):
    result = jdwork("init", tiny_workspace.root)
    assert result.code == 2
    assert "--force" in result.said
    assert jdwork("init", tiny_workspace.root, "--force").code == 0


def test_lab_opens_the_notebooks(jdwork, tiny_workspace, monkeypatch):
    called = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: called.append((program, arguments)))
    assert jdwork("lab", "--port", "9999", "--no-browser").code == 0
    ((program, arguments),) = called
    assert program == sys.executable
    assert arguments == [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={tiny_workspace.root}",
        "--LabApp.default_url=/lab/tree/notebooks", "--port", "9999", "--no-browser",
    ]  # fmt: skip
    assert os.environ["JDWORK_WORKSPACE"] == str(tiny_workspace.root)


@pytest.mark.notebook
def test_demo_makes_a_run_and_shows_it(jdwork, tiny_workspace):
    result = jdwork("demo", "--limit", "6")
    assert result.code == 0, result.err
    (folder,) = tiny_workspace.runs.iterdir()
    assert {"manifest.json", "decisions.parquet", "notebook.ipynb", "notebook.html"} <= {
        path.name for path in folder.iterdir()
    }
    assert "BuildReport" not in result.err
    assert "First 6 decisions" in result.out
    assert "accuracy" in result.out
    assert "notebook.html" in result.out
    assert "nan" not in result.out.lower().split()
    assert jdwork("runs", "verify", "latest").code == 0


@pytest.mark.notebook
def test_demo_without_samples_is_told(jdwork, tiny_workspace):
    (tiny_workspace.catalog / "samples" / "samples.jsonl").unlink()
    result = jdwork("demo")
    assert result.code == 2
    assert "no such file" in result.said
    assert "Traceback" not in result.err.split("error:")[-1]


@pytest.mark.processes
def test_the_wheel_carries_catalog_and_notebooks(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=CLONE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "No module named hatchling" in built.stderr:
        pytest.skip("hatchling is not installed")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    assert (installed / "jdwork" / "shipped" / "catalog" / "config.toml").is_file()
    assert (installed / "jdwork" / "shipped" / "notebooks" / "01_run_pipeline.ipynb").is_file()
    assert not list(installed.rglob("config.history.jsonl"))
    code = (
        "import jdwork, sys; from jdwork.workspace import create_workspace\n"
        "assert jdwork.__file__.startswith(sys.argv[1]), jdwork.__file__\n"
        "create_workspace(sys.argv[2])"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    subprocess.run(
        [sys.executable, "-c", code, str(installed), str(tmp_path / "workspace")],
        check=True, cwd=tmp_path, env=environment,
    )  # fmt: skip
    made = {path.relative_to(tmp_path / "workspace") for path in (tmp_path / "workspace").rglob("*.yaml")}
    assert made == {path.relative_to(CLONE) for path in (CLONE / "catalog").rglob("*.yaml")}
