"""Finding a catalog: in files, a folder, JSON, a run, an earlier commit."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from jdwork.catalog import load_catalog_files, snapshot_to_json
from jdwork.errors import CatalogError
from jdwork.runs.catalogs import find_catalog
from tests.runs.making import ads, make_run


def git(folder, *arguments):
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def edit(workspace, old, new):
    path = workspace.catalog / "roles" / "kitchen" / "waiter.yaml"
    path.write_text(path.read_text().replace(old, new))


@pytest.fixture
def committed(tiny_workspace):
    """The workspace as a repository: the first commit tagged, then a change that is not committed."""
    git(tiny_workspace.root, "init", "--quiet")
    git(tiny_workspace.root, "commit", "--quiet", "--allow-empty", "-m", "empty")
    git(tiny_workspace.root, "tag", "empty")
    git(tiny_workspace.root, "add", ".")
    git(tiny_workspace.root, "commit", "--quiet", "-m", "first")
    git(tiny_workspace.root, "tag", "v1")
    edit(tiny_workspace, "[server, waitress]", "[server, waitress, steward]")
    return tiny_workspace


@pytest.fixture
def run(tiny_pipeline, tiny_workspace):
    return make_run(tiny_workspace.runs / "20260105-first", tiny_pipeline, ads()[:1])


def test_files_are_those_of_the_workspace(tiny_workspace):
    edit(tiny_workspace, "[server, waitress]", "[server, steward]")
    found = find_catalog("files", tiny_workspace)
    assert found == load_catalog_files(tiny_workspace.catalog)
    assert "steward" in found.role("waiter").aliases


def test_a_folder_is_read_wherever_it_lies(tiny_workspace, tmp_path, monkeypatch):
    other = shutil.copytree(tiny_workspace.catalog, tmp_path / "other")
    edit(tiny_workspace, "Serves guests", "Waits on guests")
    assert find_catalog(str(other), tiny_workspace).role("waiter").description.startswith("Serves")
    monkeypatch.chdir(tmp_path)
    assert find_catalog("other", tiny_workspace) == load_catalog_files(other)


def test_a_file_of_canonical_json_is_read(tiny_workspace, tmp_path):
    snapshot = load_catalog_files(tiny_workspace.catalog)
    path = tmp_path / "kept.json"
    path.write_bytes(snapshot_to_json(snapshot))
    assert find_catalog(str(path), tiny_workspace) == snapshot
    path.write_bytes(path.read_bytes().replace(b"Serves guests", b"Serves ghosts"))
    with pytest.raises(CatalogError, match="changed after it was written"):
        find_catalog(str(path), tiny_workspace)


@pytest.mark.parametrize("name", ["20260105-first", "first", "latest"])
def test_a_run_gives_the_catalog_that_it_used(run, tiny_pipeline, tiny_workspace, name):
    edit(tiny_workspace, "[server, waitress]", "[server, steward]")
    assert find_catalog(name, tiny_workspace).content_hash == tiny_pipeline.snapshot.content_hash


def test_a_part_that_fits_two_runs_names_them(run, tiny_workspace):
    shutil.copytree(run.path, tiny_workspace.runs / "20260106-first")
    with pytest.raises(CatalogError, match=r"'first' fits 2 runs: 20260106-first, 20260105-first"):
        find_catalog("first", tiny_workspace)


def test_a_run_without_its_catalog_is_told(run, tiny_workspace):
    run.catalog.unlink()
    with pytest.raises(CatalogError, match=r"catalog\.json: The run's catalog cannot be read") as caught:
        find_catalog("first", tiny_workspace)
    assert "run the job again" in str(caught.value)


def test_a_run_with_a_damaged_catalog_is_told(run, tiny_workspace):
    run.catalog.write_text("{")
    with pytest.raises(CatalogError, match="not a catalog in JSON"):
        find_catalog("first", tiny_workspace)


@pytest.mark.parametrize("revision", ["v1", "HEAD", "HEAD~0"])
def test_a_revision_gives_the_files_as_they_were_committed(committed, tiny_pipeline, revision):
    assert "steward" in find_catalog("files", committed).role("waiter").aliases
    found = find_catalog(f"git:{revision}", committed)
    assert found.content_hash == tiny_pipeline.snapshot.content_hash
    assert "steward" not in found.role("waiter").aliases


def test_the_catalog_of_a_revision_follows_its_own_redirects(committed):
    (committed.catalog / "redirects.yaml").write_text("roles: [{slug: steward, to: waiter}]\nskills: []\n")
    git(committed.root, "commit", "--quiet", "--all", "-m", "second")
    (committed.catalog / "redirects.yaml").write_text("roles: []\nskills: []\n")
    assert find_catalog("git:HEAD", committed).role("steward").slug == "waiter"
    assert find_catalog("git:v1", committed).redirections == ()


def test_an_unknown_revision_is_told_with_what_git_says(committed):
    with pytest.raises(CatalogError, match=r"git cannot read the revision 'v9' \(.*v9") as caught:
        find_catalog("git:v9", committed)
    assert "Give a branch, a tag or a commit" in str(caught.value)
    assert str(committed.catalog) in str(caught.value)


def test_a_revision_from_before_the_catalog_is_told(committed):
    with pytest.raises(CatalogError, match=r"git cannot read the revision 'empty'"):
        find_catalog("git:empty", committed)


def test_a_revision_with_a_broken_file_is_told_with_revision_and_file(committed):
    edit(committed, "domain: kitchen", "domain: kitchn")
    git(committed.root, "commit", "--quiet", "--all", "-m", "broken")
    with pytest.raises(CatalogError, match=r"kitchn") as caught:
        find_catalog("git:HEAD", committed)
    assert "at HEAD" in str(caught.value)
    assert "roles/kitchen/waiter.yaml" in str(caught.value)


def test_an_option_is_not_taken_for_a_revision(committed, tmp_path):
    with pytest.raises(CatalogError, match=r"'--output=.*' is not a revision"):
        find_catalog(f"git:--output={tmp_path / 'stolen.tar'}", committed)
    assert not (tmp_path / "stolen.tar").exists()


def test_without_a_repository_git_is_quoted(tiny_workspace, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tiny_workspace.root.parent))
    with pytest.raises(CatalogError, match=r"git cannot read the revision 'HEAD' \(.*not a git repository"):
        find_catalog("git:HEAD", tiny_workspace)


def test_without_git_a_folder_is_asked_for(committed, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(CatalogError, match=r"no git on this machine.*name a folder"):
        find_catalog("git:HEAD", committed)


def test_an_unknown_name_says_what_may_be_given(run, tiny_workspace):
    with pytest.raises(
        CatalogError, match=r"'nothing-like-it' is neither a catalog folder nor a run"
    ) as caught:
        find_catalog("nothing-like-it", tiny_workspace)
    for part in ("files", "domains.yaml", "jdwork runs list", "git:REVISION"):
        assert part in str(caught.value)


def test_a_folder_that_is_no_catalog_is_no_catalog(tiny_workspace, tmp_path):
    with pytest.raises(CatalogError, match="neither a catalog folder nor a run"):
        find_catalog(str(tmp_path), tiny_workspace)
