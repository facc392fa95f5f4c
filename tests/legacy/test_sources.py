"""Finding legacy runs by file, pattern, run or default."""

from __future__ import annotations

import pytest

from jdwork.errors import InputError, RunError
from jdwork.legacy import find_legacy_runs, import_runs, latest_import, parse_run_pages
from jdwork.workbench import open_workbench
from tests.legacy.pages import OTHER, RUN, page


@pytest.fixture
def workbench(tiny_workspace):
    return open_workbench(tiny_workspace.root)


@pytest.fixture
def pages(tiny_workspace):
    folder = tiny_workspace.root / "pages"
    folder.mkdir()
    for name, run in (("a.txt", RUN), ("b.txt", OTHER)):
        (folder / name).write_text(page(run_id=run))
    (folder / "c.txt").write_text("no page")
    return folder


def found(workspace, *given):
    return find_legacy_runs(given, workspace, relative_to=workspace.root)


def test_files_and_patterns(tiny_workspace, pages):
    assert [run.run_id for run in found(tiny_workspace, "pages/a.txt").runs] == [RUN]
    many = found(tiny_workspace, "pages/*.txt")
    assert [run.run_id for run in many.runs] == [RUN, OTHER]
    assert len(many.problems) == 1
    assert found(tiny_workspace, str(pages / "[ab].txt")).runs == many.runs


def test_an_import_by_name_and_by_default(tiny_workspace, workbench):
    assert latest_import(tiny_workspace) is None
    assert found(tiny_workspace).runs == ()
    made = import_runs(parse_run_pages(page(), where="p"), workbench, labels={RUN: "baker"})
    for given in ((), (made.folder.path.name,), ("legacy",), (str(made.folder.path),)):
        source = found(tiny_workspace, *given)
        assert [run.run_id for run in source.runs] == [RUN]
        assert source.labels == {RUN: "baker"}
        assert source.folder.path.resolve() == made.folder.path.resolve()


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ("pages/absent.txt", InputError, "no such file"),
        ("pages/*.pdf", InputError, "No file fits"),
        ("pages/c.txt", InputError, "no run page"),
        ("nothing", RunError, "no run 'nothing'"),
    ],
)
def test_what_is_not_there_is_told(tiny_workspace, pages, given, error, words):
    with pytest.raises(error, match=words):
        found(tiny_workspace, given)
