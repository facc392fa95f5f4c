"""Run folders on disk: names, refusal to overwrite, whole files or none."""

from __future__ import annotations

import re

import pytest

from jdwork.errors import RunError
from jdwork.runs import RunFolder, explicit_run_folder, new_run_folder
from jdwork.runs.files import atomic_text, file_hashes, make_folder, write_atomically


def test_a_new_folder_is_named_by_time_name_and_chance(tmp_path):
    folders = [new_run_folder(tmp_path / "runs", "Nightly: ../évil") for _ in range(3)]
    for folder in folders:
        assert re.fullmatch(r"\d{8}T\d{6}Z-nightly-vil-[0-9a-f]{6}", folder.path.name)
        assert folder.path.parent == tmp_path / "runs"
    assert len({folder.path for folder in folders}) == 3


def test_a_named_folder_may_be_new_or_empty(tmp_path):
    assert explicit_run_folder(tmp_path / "new").path == tmp_path / "new"
    assert not (tmp_path / "new").exists()
    assert explicit_run_folder(tmp_path).path == tmp_path


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(RunError, match=r"not empty and holds no run.*overwritten"):
        explicit_run_folder(tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(RunError, match="file, not a folder"):
        explicit_run_folder(tmp_path / "out")
    with pytest.raises(RunError, match="cannot be made"):
        make_folder(tmp_path / "out" / "below")


def test_clearing_keeps_manifest_notebook_and_strangers(tmp_path):
    folder = RunFolder(tmp_path)
    for name in ("manifest.json", "notebook.ipynb", "notes.txt", "jds.parquet", "metrics.json", ".x.part"):
        (tmp_path / name).write_text("x")
    folder.clear()
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.json", "notebook.ipynb", "notes.txt"}


def test_hashes_cover_the_files_that_are_there(tmp_path):
    (tmp_path / "metrics.json").write_bytes(b"x")
    assert file_hashes(RunFolder(tmp_path)) == {
        "metrics.json": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    }


def test_an_atomic_file_is_old_or_new(tmp_path):
    path = tmp_path / "page.html"
    write_atomically(path, b"old")
    with pytest.raises(ZeroDivisionError), atomic_text(path) as file:
        file.write("half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    with atomic_text(path) as file:
        file.write("neu: ü\n")
    assert path.read_bytes() == "neu: ü\n".encode()
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize("place", ["missing/page.html", "file/page.html", "folder"])
def test_a_place_that_cannot_be_written_is_told(tmp_path, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(RunError, match=r"cannot be written.*Check free space and permissions"):
        write_atomically(tmp_path / place, b"x")
