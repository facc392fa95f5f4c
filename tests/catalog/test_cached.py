"""A catalog folder read again from its stored form."""

from __future__ import annotations

import pytest

from jdwork.catalog import cached, files, load_catalog_files
from jdwork.catalog.cached import load_catalog_cached
from jdwork.errors import CatalogError
from tests.catalog.tiny import write_catalog


@pytest.fixture
def places(tmp_path):
    return write_catalog(tmp_path / "catalog"), tmp_path / "cache"


def forbid(monkeypatch):
    def loading(folder):
        raise AssertionError("the files were read again")

    monkeypatch.setattr(files, "load_catalog_files", loading)


def test_the_second_time_no_file_is_parsed(places, monkeypatch):
    folder, cache = places
    first = load_catalog_cached(folder, cache=cache, worth=0)
    assert first == load_catalog_files(folder)
    forbid(monkeypatch)
    assert load_catalog_cached(folder, cache=cache) == first


def test_a_changed_file_is_seen(places):
    folder, cache = places
    load_catalog_cached(folder, cache=cache, worth=0)
    path = folder / "roles/kitchen/baker.yaml"
    path.write_text(path.read_text().replace("name: Baker", "name: Loafer"))
    assert load_catalog_cached(folder, cache=cache, worth=0).role("baker").display_name == "Loafer"
    path.write_text("slug: [")
    with pytest.raises(CatalogError, match=r"baker\.yaml"):
        load_catalog_cached(folder, cache=cache)


def test_a_damaged_form_is_made_anew(places):
    folder, cache = places
    first = load_catalog_cached(folder, cache=cache, worth=0)
    (path,) = cache.iterdir()
    path.write_bytes(path.read_bytes()[:-50])
    assert load_catalog_cached(folder, cache=cache, worth=0) == first
    path.write_bytes(path.read_bytes().replace(b"Baker", b"Faker"))
    assert load_catalog_cached(folder, cache=cache, worth=0) == first


def test_small_catalogs_leave_no_trace(places):
    folder, cache = places
    load_catalog_cached(folder, cache=cache, worth=60)
    assert not cache.exists()


def test_a_cache_that_cannot_be_written_costs_time_only(places):
    folder, cache = places
    cache.write_text("a file in the way")
    assert load_catalog_cached(folder, cache=cache, worth=0) == load_catalog_files(folder)


def test_other_code_reads_anew(places, monkeypatch):
    folder, cache = places
    load_catalog_cached(folder, cache=cache, worth=0)
    monkeypatch.setattr(cached, "_code", lambda: "other")
    load_catalog_cached(folder, cache=cache, worth=0)
    assert len(list(cache.iterdir())) == 2


def test_only_the_latest_forms_are_kept(places, monkeypatch):
    folder, cache = places
    for number in range(cached.MOST_FILES + 3):
        monkeypatch.setattr(cached, "_code", lambda number=number: str(number))
        load_catalog_cached(folder, cache=cache, worth=0)
    assert len(list(cache.iterdir())) == cached.MOST_FILES


def test_a_missing_folder_is_the_loader_s_to_complain_of(tmp_path):
    with pytest.raises(CatalogError, match="no such catalog folder"):
        load_catalog_cached(tmp_path / "nowhere", cache=tmp_path)
