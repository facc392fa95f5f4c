"""A written catalog reads back as itself, whole or not at all."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.catalog import load_catalog_files
from jdwork.catalog.canonical import with_hash
from jdwork.catalog.file_models import AliasEntry, DimensionEntry, DomainEntry, RoleFile, SkillEntry
from jdwork.catalog.importing import read_onet, write_catalog
from jdwork.catalog.importing import writing as room
from jdwork.catalog.importing.assembling import Entries
from jdwork.catalog.importing.wording import clean_text
from jdwork.catalog.references import folded
from jdwork.errors import CatalogError
from tests.catalog.importing.published import write_onet
from tests.catalog.tiny import write_catalog as write_tiny

TREACHEROUS = (
    "no", "yes", "null", "~", "3.10", "1e3", "0x1F", "a: b", "a #b", "#", "- x", "-", "? x", "'", '"',
    "it's", "{a}", "[a]", "*a", "&a", "!a", "|", ">", "%", "@", "`", "a, b", "é", "日本", "🙂 smile", "a:b",
    "x:", ": x", "\\", "\\n", "<<", "=", "---", "...", "true", "2020-01-01", "12:30", '"x" y',
    "«q»", "…", "key: [v, w]", "x" * 190, "long words " * 12 + "end",
)  # fmt: skip

texts = (st.sampled_from(TREACHEROUS) | st.text(min_size=1, max_size=30)).map(clean_text).filter(bool)


def unique(minimum=0, size=4):
    return st.lists(texts, min_size=minimum, max_size=size, unique_by=folded)


@st.composite
def entries(draw):
    made = Entries()
    made.domains = [
        DomainEntry(
            slug=slug, name=draw(texts), description=draw(st.just("") | texts), aliases=draw(unique())
        )
        for slug in ("kitchen", "hall")
    ]
    names = {"s1": "Tools", "s2": "Tools", "s3": draw(texts)}
    matches = st.sampled_from(["CASE_INSENSITIVE", "CASE_SENSITIVE", "CONTEXT"])
    for slug, category in names.items():
        aliases = [
            AliasEntry(
                text=text, match=draw(matches), type=draw(st.sampled_from(["SYNONYM", "ABBREVIATION"]))
            )
            for text in draw(unique())
        ]
        skill = SkillEntry(
            slug=slug,
            name=draw(texts),
            sub_category=draw(texts),
            match=draw(matches),
            aliases=aliases,
            nature=draw(st.sampled_from(["TOOL", "CONCEPT"])),
            is_extractable=draw(st.booleans()),
            maturity=draw(st.none() | texts),
            context=draw(st.lists(texts, max_size=3, unique=True)),
        )
        made.skills.setdefault(category, []).append(skill)
    made.dimensions = {
        "hall": [
            DimensionEntry(
                slug="d1", name=draw(texts), rationale=draw(texts), difficulty="rare", skills=["s2"]
            )
        ]
    }
    weights = st.floats(0, 1, exclude_min=True)
    made.roles = [
        RoleFile(
            slug=slug,
            name=draw(texts),
            domain=draw(st.sampled_from(["kitchen", "hall"])),
            archetype="Care",
            description=draw(texts),
            aliases=draw(unique(1)),
            kras=draw(unique(1)),
            dimensions=["d1"] if draw(st.booleans()) else [],
            skills=draw(st.dictionaries(st.sampled_from(["s1", "s2", "s3"]), weights)),
            source_code=draw(st.none() | texts),
        )
        for slug in ("r1", "r2")
    ]
    return made


@settings(max_examples=150, deadline=None)
@given(entries())
def test_law_what_is_written_reads_back_with_the_same_hash(made):
    snapshot = made.snapshot()
    with tempfile.TemporaryDirectory() as folder:
        target = write_catalog(snapshot, Path(folder) / "catalog")
        assert load_catalog_files(target).content_hash == snapshot.content_hash


def test_law_a_read_catalog_is_written_as_itself(tmp_path):
    snapshot = load_catalog_files(write_tiny(tmp_path / "tiny"))
    written = write_catalog(snapshot, tmp_path / "again")
    assert load_catalog_files(written) == snapshot
    assert (written / "roles/kitchen/baker.yaml").is_file()
    assert (written / "skills/craft.yaml").is_file()


def test_an_import_is_written_and_read(tmp_path):
    snapshot = read_onet(write_onet(tmp_path / "onet")).snapshot
    folder = write_catalog(snapshot, tmp_path / "deep" / "er" / "catalog", readme="# From elsewhere\n")
    assert load_catalog_files(folder).content_hash == snapshot.content_hash
    assert (folder / "README.md").read_text() == "# From elsewhere\n"
    assert [path.name for path in folder.parent.iterdir()] == ["catalog"]


@pytest.fixture
def snapshot(tmp_path):
    return load_catalog_files(write_tiny(tmp_path / "tiny"))


def test_a_folder_that_holds_something_is_kept(tmp_path, snapshot):
    folder = write_catalog(snapshot, tmp_path / "catalog")
    with pytest.raises(CatalogError, match=r"not empty.*--overwrite"):
        write_catalog(snapshot, folder)


def test_overwriting_leaves_nothing_of_the_old(tmp_path, snapshot):
    folder = write_catalog(snapshot, tmp_path / "catalog")
    (folder / "roles" / "hall" / "ghost.yaml").write_text("slug: ghost\n")
    write_catalog(snapshot, folder, overwrite=True)
    assert load_catalog_files(folder) == snapshot
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_of_other_things_is_never_replaced(tmp_path, snapshot):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("all my work")
    with pytest.raises(CatalogError, match=r"'thesis\.txt'"):
        write_catalog(snapshot, tmp_path / "home", overwrite=True)
    assert (tmp_path / "home" / "thesis.txt").is_file()


def test_a_file_is_no_folder(tmp_path, snapshot):
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match="no folder"):
        write_catalog(snapshot, tmp_path / "file", overwrite=True)


def test_a_stop_on_the_way_leaves_the_old_catalog(tmp_path, snapshot, monkeypatch):
    folder = write_catalog(snapshot, tmp_path / "catalog")

    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_write", full)
    with pytest.raises(CatalogError, match="No space left"):
        write_catalog(snapshot, folder, overwrite=True)
    assert load_catalog_files(folder) == snapshot
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog", "tiny"]


def test_what_files_cannot_say_is_refused(tmp_path, snapshot):
    first = snapshot.skills[0]
    strange = dataclasses.replace(first, sub_category_id=first.sub_category_id + 1)
    changed = with_hash(dataclasses.replace(snapshot, skills=(strange, *snapshot.skills[1:])))
    with pytest.raises(CatalogError, match=f"skills, '{first.slug}' reads back changed"):
        write_catalog(changed, tmp_path / "catalog")
    assert not (tmp_path / "catalog").exists()


def test_a_hash_that_is_not_the_entries_is_refused(tmp_path, snapshot):
    with pytest.raises(CatalogError, match="content hash"):
        write_catalog(dataclasses.replace(snapshot, content_hash="0" * 64), tmp_path / "catalog")
