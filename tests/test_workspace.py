"""Finding and laying out workspaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.errors import WorkspaceError
from jdwork.workspace import Workspace, create_workspace, find_workspace

CLONE = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv("JDWORK_WORKSPACE", raising=False)
    monkeypatch.delenv("JDWORK_DATABASE_URL", raising=False)


def test_it_is_found_from_below(tiny_workspace, monkeypatch):
    monkeypatch.delenv("JDWORK_WORKSPACE")
    below = tiny_workspace.catalog / "roles" / "kitchen"
    assert find_workspace(below) == tiny_workspace
    monkeypatch.chdir(below)
    assert find_workspace() == tiny_workspace


def test_the_environment_goes_before_the_folder_and_an_argument_before_both(
    tiny_workspace, tmp_path, monkeypatch
):
    other = tmp_path / "other"
    (other / "catalog").mkdir(parents=True)
    (other / "catalog" / "config.toml").write_text("")
    monkeypatch.chdir(other)
    monkeypatch.setenv("JDWORK_WORKSPACE", str(tiny_workspace.root))
    assert find_workspace() == tiny_workspace
    assert find_workspace(other) == Workspace(other)


def test_outside_of_any_the_clone_serves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_workspace() == Workspace(CLONE)


def test_a_place_that_was_named_must_be_one(tmp_path, monkeypatch):
    for call in (lambda: find_workspace(tmp_path), find_workspace):
        with pytest.raises(WorkspaceError, match=r"looked for catalog/config\.toml.*jdwork init DIR"):
            call()
        monkeypatch.setenv("JDWORK_WORKSPACE", str(tmp_path / "gone"))


def test_the_database_is_sqlite_in_the_workspace_unless_named(monkeypatch):
    workspace = Workspace(Path("/w"))
    assert workspace.database_url == "sqlite:////w/.jdwork/jdwork.sqlite"
    monkeypatch.setenv("JDWORK_DATABASE_URL", "postgresql://h/d")
    assert workspace.database_url == "postgresql://h/d"


def test_a_new_one_holds_catalog_notebooks_and_runs(tmp_path):
    made = create_workspace(tmp_path / "a" / "b")
    assert find_workspace(made.root) == made
    assert (made.catalog / "roles").is_dir()
    assert list(made.notebooks.glob("*.ipynb"))
    assert made.runs.is_dir()
    assert "runs/" in (made.root / ".gitignore").read_text()
    hidden = [path for path in made.root.rglob(".*") if path.name != ".gitignore"]
    assert not hidden
    assert not list(made.root.rglob("config.history.jsonl"))


def test_a_folder_with_content_is_refused_and_force_keeps_what_is_there(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "config.toml").write_text("# mine\n")
    with pytest.raises(WorkspaceError, match=r"not empty.*--force"):
        create_workspace(tmp_path)
    made = create_workspace(tmp_path, force=True)
    assert made.config.read_text() == "# mine\n"
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (made.catalog / "domains.yaml").is_file()


def test_a_file_is_no_place_for_one(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="file, not a folder"):
        create_workspace(tmp_path / "file")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        create_workspace(tmp_path / "file" / "below")


def test_a_tuning_history_stays_where_it_was_made(tiny_workspace, tmp_path, monkeypatch):
    import jdwork.workspace

    (tiny_workspace.catalog / "config.history.jsonl").write_text("{}\n")
    (tiny_workspace.catalog / ".config.lock").write_text("")
    monkeypatch.setattr(jdwork.workspace, "_shipped", lambda: tiny_workspace.root)
    made = create_workspace(tmp_path / "new")
    assert {path.name for path in made.catalog.iterdir()} == {
        "domains.yaml", "roles", "skills", "dimensions", "redirects.yaml", "config.toml", "samples",
    }  # fmt: skip
