"""Changes of the files can be taken back, and nothing is lost where they cannot be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog import journal as journal_module
from jdwork.catalog import load_catalog_files
from jdwork.catalog.edits import AddKra, AddRoleAlias, Merge, Rename
from jdwork.catalog.journal import JournalEntry, changes_in_force, edit_files, read_journal, undo_edit
from jdwork.errors import CatalogError
from tests.catalog.tiny import write_catalog


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return write_catalog(tmp_path / "catalog")


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def test_a_merge_is_undone_and_done_again(catalog: Path, journal: Path) -> None:
    before = files(catalog)
    entry = edit_files(
        catalog, [Merge("role", "waiter", "baker")], journal=journal, what="one of two", by="me"
    )
    assert entry is not None
    merged = files(catalog)
    assert "roles/hall/waiter.yaml" not in merged
    assert not (catalog / "roles" / "hall").exists()
    assert load_catalog_files(catalog).content_hash == entry.after_hash
    undo_edit(catalog, journal=journal)
    assert files(catalog) == before
    undo_edit(catalog, journal=journal, number=2)
    assert files(catalog) == merged
    first, *_ = read_journal(journal)
    assert (first.number, first.what, first.by) == (1, "one of two", "me")


def test_undo_goes_back_change_by_change(catalog: Path, journal: Path) -> None:
    before = files(catalog)
    edit_files(catalog, [Rename("role", "baker", "master-baker")], journal=journal, what="a")
    edit_files(catalog, [AddKra("baker", "Glazes buns.")], journal=journal, what="b")
    assert undo_edit(catalog, journal=journal).undoes == 2
    assert undo_edit(catalog, journal=journal).undoes == 1
    assert files(catalog) == before
    with pytest.raises(CatalogError, match="There is no change to undo"):
        undo_edit(catalog, journal=journal)


def test_a_change_made_again_is_in_force_again(catalog: Path, journal: Path) -> None:
    before = files(catalog)
    edit_files(catalog, [AddKra("baker", "Glazes buns.")], journal=journal, what="a")
    undo_edit(catalog, journal=journal)
    assert changes_in_force(read_journal(journal)) == {2}
    undo_edit(catalog, journal=journal, number=2)
    assert changes_in_force(read_journal(journal)) == {1, 3}
    assert undo_edit(catalog, journal=journal).undoes == 1
    assert files(catalog) == before


def test_what_is_undone_is_not_undone_twice(catalog: Path, journal: Path) -> None:
    edit_files(catalog, [AddKra("baker", "Glazes buns.")], journal=journal, what="buns")
    undo_edit(catalog, journal=journal)
    with pytest.raises(CatalogError, match=r"Change 1 \(buns\) is undone already"):
        undo_edit(catalog, journal=journal, number=1)
    assert len(read_journal(journal)) == 2


def test_an_undo_cut_short_can_be_finished(
    catalog: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(path: Path, text: str | None) -> None:
        raise PowerCut

    before = files(catalog)
    edit_files(catalog, [Merge("role", "waiter", "baker")], journal=journal, what="x")
    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "_write", cut)
        with pytest.raises(PowerCut):
            undo_edit(catalog, journal=journal)
    undo_edit(catalog, journal=journal, number=1)
    assert files(catalog) == before


def test_an_edit_that_the_files_hold_already_leaves_no_trace(catalog: Path, journal: Path) -> None:
    assert edit_files(catalog, [AddRoleAlias("waiter", "server")], journal=journal, what="x") is None
    assert read_journal(journal) == ()


def test_what_somebody_changed_since_is_not_undone_over_their_head(catalog: Path, journal: Path) -> None:
    edit_files(catalog, [AddKra("waiter", "Lays the tables.")], journal=journal, what="x")
    path = catalog / "roles" / "hall" / "waiter.yaml"
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(CatalogError) as caught:
        undo_edit(catalog, journal=journal)
    assert str(caught.value).startswith("roles/hall/waiter.yaml: The file was changed after change 1 (x).")
    assert path.read_text().endswith("# mine\n")


def test_a_write_that_fails_leaves_files_and_journal_as_they_were(
    catalog: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write = files(catalog), journal_module.replace_file

    def full(path: Path, content: bytes, **options: type[CatalogError]) -> None:
        if path.name == "redirects.yaml" and b"waiter" in content:
            raise CatalogError("No space left on device.")
        write(path, content, **options)

    monkeypatch.setattr(journal_module, "replace_file", full)
    with pytest.raises(CatalogError, match="No space left"):
        edit_files(catalog, [Merge("role", "waiter", "baker")], journal=journal, what="x")
    assert files(catalog) == before
    assert read_journal(journal) == ()


def test_a_write_cut_short_can_be_taken_back(
    catalog: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    before, write = files(catalog), journal_module._write

    def cut(path: Path, text: str | None) -> None:
        if path.name == "waiter.yaml":
            raise PowerCut
        write(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "_write", cut)
        with pytest.raises(PowerCut):
            edit_files(catalog, [Merge("role", "waiter", "baker")], journal=journal, what="x")
    assert files(catalog) != before
    undo_edit(catalog, journal=journal)
    assert files(catalog) == before


def test_a_damaged_journal_is_named(catalog: Path, journal: Path) -> None:
    edit_files(catalog, [AddKra("waiter", "Lays the tables.")], journal=journal, what="x")
    (journal / "00001.json").write_text('{"number": 1')
    with pytest.raises(CatalogError, match=r"00001.json: This file of the journal cannot be read"):
        read_journal(journal)


def test_an_unknown_number_is_told(catalog: Path, journal: Path) -> None:
    with pytest.raises(CatalogError, match="There is no change 7 in the journal"):
        undo_edit(catalog, journal=journal, number=7)


def test_entries_say_who(catalog: Path, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JDWORK_USER", "ana")
    made = edit_files(catalog, [AddKra("waiter", "Lays the tables.")], journal=journal, what="x")
    assert isinstance(made, JournalEntry)
    assert made.by == "ana"
    assert read_journal(journal) == (made,)
