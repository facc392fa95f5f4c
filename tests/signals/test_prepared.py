"""Arrays kept between starts, and indexes that come out of them unchanged."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.catalog.canonical import with_hash
from jdwork.config import Settings
from jdwork.embed import HashingEncoder
from jdwork.signals import PreparedArrays, build_catalog_index
from jdwork.signals import prepared as room
from jdwork.signals.lexical import lexical_scores
from jdwork.signals.prepared import array_to_texts, texts_to_array
from tests.signals.trades import trades


def never():
    raise AssertionError("made again")


def test_what_was_made_is_read_back(tmp_path):
    store = PreparedArrays(tmp_path / "new", worth=0)
    made = {"a": np.arange(3), "b": texts_to_array(["é", ""])}
    store.get("kind", {"x": 1}, lambda: made)
    again = PreparedArrays(tmp_path / "new").get("kind", {"x": 1}, never)
    assert again["a"].tolist() == [0, 1, 2]
    assert array_to_texts(again["b"]) == ["é", ""]


def test_other_ingredients_are_made_anew(tmp_path):
    store = PreparedArrays(tmp_path, worth=0)
    store.get("kind", {"x": 1}, lambda: {"a": np.zeros(1)})
    assert store.get("kind", {"x": 2}, lambda: {"a": np.ones(1)})["a"][0] == 1
    assert store.get("kinds", {"x": 1}, lambda: {"a": np.ones(1)})["a"][0] == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"\x93NUMPY"])
def test_damaged_files_are_made_anew(tmp_path, content):
    store = PreparedArrays(tmp_path, worth=0)
    store.get("kind", {}, lambda: {"a": np.zeros(1)})
    (path,) = tmp_path.iterdir()
    path.write_bytes(content)
    assert store.get("kind", {}, lambda: {"a": np.ones(1)})["a"][0] == 1
    assert store.get("kind", {}, never)["a"][0] == 1


def test_quick_things_are_not_kept(tmp_path):
    PreparedArrays(tmp_path / "new", worth=60).get("kind", {}, lambda: {"a": np.zeros(1)})
    assert not (tmp_path / "new").exists()


def test_without_a_folder_all_is_made():
    assert PreparedArrays(None, worth=0).get("kind", {}, lambda: {"a": np.ones(1)})["a"][0] == 1


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    store = PreparedArrays(tmp_path / "file", worth=0)
    assert store.get("kind", {}, lambda: {"a": np.ones(1)})["a"][0] == 1


def test_only_the_latest_are_kept(tmp_path):
    store = PreparedArrays(tmp_path, worth=0)
    for number in range(room.MOST_FILES + 3):
        store.get("kind", {"x": number}, lambda: {"a": np.ones(1)})
    assert len(list(tmp_path.iterdir())) == room.MOST_FILES


def test_an_index_out_of_prepared_arrays_is_the_same(tmp_path):
    snapshot, encoder, settings = with_hash(trades()), HashingEncoder(64), Settings()
    plain = build_catalog_index(snapshot, encoder, settings)
    build_catalog_index(snapshot, encoder, settings, prepared=PreparedArrays(tmp_path, worth=0))
    kept = PreparedArrays(tmp_path)
    kinds = {path.name.split("-")[0] for path in tmp_path.iterdir()}
    assert kinds == {"aliases", "hubness", "lexical", "titles"}
    again = build_catalog_index(snapshot, encoder, settings, prepared=kept)
    assert again.title.roles_of == plain.title.roles_of
    assert np.array_equal(again.kra.hubness, plain.kra.hubness)
    texts = ["bakes bread in ovens", "fits locks and pipes", "zebra"]
    assert np.array_equal(lexical_scores(texts, again.lexical), lexical_scores(texts, plain.lexical))
