"""The vector cache: exact, shared, and never the reason that a run fails."""

import multiprocessing
import pickle
import sqlite3
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdwork.embed import CachedEncoder, CacheWarning, Encoder, HashingEncoder, Vectors
from jdwork.errors import EncoderError


class CountingEncoder(HashingEncoder):
    """Counts what reaches the model."""

    def __init__(self, dimension: int = 16) -> None:
        super().__init__(dimension)
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], **options: object) -> Vectors:
        self.asked.extend(texts)
        return super().encode(texts)


def _fill_from_a_process(folder: Path, start: int) -> None:
    CachedEncoder(HashingEncoder(16), folder).encode([f"text {n}" for n in range(start, start + 300)])


def test_is_an_encoder_with_the_identity_of_the_one_inside(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    assert isinstance(cached, Encoder)
    assert (cached.encoder_id, cached.dimension) == ("hashing-16", 16)


def test_each_distinct_text_reaches_the_model_once_ever(tmp_path: Path) -> None:
    inner = CountingEncoder()
    cached = CachedEncoder(inner, tmp_path)
    first = cached.encode(["a", "b", "a", ""])
    assert sorted(inner.asked) == ["a", "b"]
    assert (cached.hits, cached.misses, len(cached)) == (0, 2, 2)
    again = CachedEncoder(inner, tmp_path)
    assert np.array_equal(again.encode(["b", "c", "a", "b"])[[2, 0]], first[:2])
    assert sorted(inner.asked) == ["a", "b", "c"]
    assert (again.hits, again.misses, len(again)) == (2, 1, 3)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(max_size=12), max_size=8))
def test_answers_are_those_of_the_encoder_inside_bit_for_bit(tmp_path: Path, texts: list[str]) -> None:
    inner = HashingEncoder(16)
    cached = CachedEncoder(inner, tmp_path)
    assert np.array_equal(cached.encode(texts), inner.encode(texts))
    assert np.array_equal(cached.encode(texts), inner.encode(texts))


def test_vectors_of_two_encoders_do_not_mix(tmp_path: Path) -> None:
    CachedEncoder(HashingEncoder(16), tmp_path).encode(["a"])
    inner = CountingEncoder(32)
    assert CachedEncoder(inner, tmp_path).encode(["a"]).shape == (1, 32)
    assert inner.asked == ["a"]


def test_clear_forgets(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    cached.encode(["a"])
    cached.clear()
    assert len(cached) == 0
    cached.encode(["a"])
    assert cached.misses == 2


def test_more_texts_than_one_query_or_one_chunk_holds(tmp_path: Path) -> None:
    texts = [f"sentence {n}" for n in range(2600)]
    seen: list[tuple[int, int]] = []
    inner = HashingEncoder(16)
    cached = CachedEncoder(inner, tmp_path)
    expected = inner.encode(texts)
    assert np.array_equal(cached.encode(texts, progress=lambda d, t: seen.append((d, t))), expected)
    assert seen == [(1024, 2600), (2048, 2600), (2600, 2600)]
    assert np.array_equal(cached.encode(texts), expected)
    assert (cached.hits, cached.misses) == (2600, 2600)


def test_what_was_encoded_before_an_error_is_kept(tmp_path: Path) -> None:
    class Failing(HashingEncoder):
        calls = 0

        def encode(self, texts: Sequence[str], **options: object) -> Vectors:
            self.calls += 1
            if self.calls == 2:
                raise EncoderError("The server went away.")
            return super().encode(texts)

    cached = CachedEncoder(Failing(16), tmp_path)
    with pytest.raises(EncoderError, match="went away"):
        cached.encode([f"text {n}" for n in range(1500)])
    assert len(cached) == 1024


@pytest.mark.parametrize("damage", [b"this is no database, whatever its name says " * 40, b"\x00" * 4096])
def test_a_damaged_file_is_moved_aside_with_a_warning_and_built_anew(tmp_path: Path, damage: bytes) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    cached.encode(["a"])
    cached.path.write_bytes(damage)
    with pytest.warns(CacheWarning, match="damaged.*moved aside"):
        rows = cached.encode(["a"])
    assert np.array_equal(rows, HashingEncoder(16).encode(["a"]))
    assert any(".damaged-" in file.name for file in tmp_path.iterdir())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(cached) == 1
        cached.encode(["a"])
    assert cached.hits == 1


def test_damage_in_the_middle_of_the_file_never_gives_a_wrong_vector(tmp_path: Path) -> None:
    texts = [f"text {n}" for n in range(400)]
    expected = HashingEncoder(16).encode(texts)
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    cached.encode(texts)
    with sqlite3.connect(cached.path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(cached.path.read_bytes())
    content[8192:20480] = b"\xff" * 12288
    cached.path.write_bytes(bytes(content))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CacheWarning)
        assert np.array_equal(cached.encode(texts), expected)
        assert np.array_equal(cached.encode(texts), expected)


@pytest.mark.parametrize("value", [b"", b"\x00" * 64, b"\x01" * 63, np.full(16, np.nan, "<f4").tobytes()])
def test_a_damaged_row_counts_as_absent_and_is_replaced(tmp_path: Path, value: bytes) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    expected = cached.encode(["a"])
    connection = sqlite3.connect(cached.path)
    connection.execute("UPDATE vector SET value = ?", (value,))
    connection.commit()
    connection.close()
    assert np.array_equal(cached.encode(["a"]), expected)
    assert cached.misses == 2
    assert np.array_equal(cached.encode(["a"]), expected)
    assert cached.hits == 1


def test_a_folder_that_cannot_be_made_costs_a_warning_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cached = CachedEncoder(HashingEncoder(16), tmp_path / "file" / "cache")
    with pytest.warns(CacheWarning, match="could not be written"):
        assert cached.encode(["a"]).any()
    with pytest.warns(CacheWarning, match="could not be read"):
        assert len(cached) == 0


def test_a_locked_file_costs_a_warning_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdwork.cache_file.BUSY_SECONDS", 0.05)
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    cached.encode(["a"])
    holder = sqlite3.connect(cached.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.warns(CacheWarning, match="locked"):
        rows = cached.encode(["a", "b"])
    holder.execute("ROLLBACK")
    holder.close()
    assert np.array_equal(rows, HashingEncoder(16).encode(["a", "b"]))
    assert cached.hits == 1


@pytest.mark.processes
def test_several_processes_share_one_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_fill_from_a_process, args=(tmp_path, start)) for start in (0, 100, 200)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    assert len(cached) == 500
    texts = [f"text {n}" for n in range(500)]
    assert np.array_equal(cached.encode(texts), HashingEncoder(16).encode(texts))
    assert cached.misses == 0


def test_can_be_sent_to_another_process(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    cached.encode(["a"])
    assert len(pickle.loads(pickle.dumps(cached))) == 1
