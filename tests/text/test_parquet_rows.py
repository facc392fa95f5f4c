"""Parquet files that unpack to far more than they hold cost neither memory nor the other rows."""

from __future__ import annotations

import pyarrow
import pyarrow.parquet
import pytest

from jdwork.errors import InputError
from jdwork.text import JobDescription, RejectedRow, parquet_rows, read_jds


@pytest.fixture
def written(tmp_path):
    def write(columns, **options):
        path = tmp_path / "ads.parquet"
        pyarrow.parquet.write_table(pyarrow.table(columns), path, compression="zstd", **options)
        return path

    return write


def test_a_dictionary_unfolds_row_by_row(written):
    long = [sign * 6_000_000 for sign in "ab"]
    numbers = pyarrow.array([row % 2 for row in range(1000)], pyarrow.int32())
    text = pyarrow.DictionaryArray.from_arrays(numbers, pyarrow.array(long))
    path = written({"text": text}, dictionary_pagesize_limit=1 << 30)
    assert path.stat().st_size < 10_000
    before = pyarrow.total_allocated_bytes()
    pool = pyarrow.default_memory_pool()
    rows = parquet_rows.parquet_rows(path)
    held = 0
    for (values, _), sign in zip(rows, "ab" * 500, strict=True):
        assert values["text"][0] == sign and len(values["text"]) == 6_000_000
        held = max(held, pool.bytes_allocated() - before)
    assert held < 100_000_000  # 64 rows of it would be 384 million, all of them six thousand million


def test_a_column_packed_beyond_reason_is_refused(written, monkeypatch):
    monkeypatch.setattr(parquet_rows, "MAX_UNPACKED_COLUMN", 1_000_000)
    path = written({"text": ["x" * 2_000_000]}, use_dictionary=False)
    with pytest.raises(InputError, match=r"Column 'text' unpacks from .* to 2,000,0") as told:
        list(read_jds(path))
    assert str(path) in str(told.value)


@pytest.mark.parametrize("use_dictionary", [True, False])
@pytest.mark.parametrize("shown", [0, 4_000_000])
def test_a_cell_too_long_costs_its_row(written, monkeypatch, use_dictionary, shown):
    monkeypatch.setattr(parquet_rows, "LONGEST_ROW", 1_000)
    monkeypatch.setattr(parquet_rows, "_DICTIONARY", shown)
    path = written(
        {"text": ["Bake.", "x" * 1_001, None, "Mend."], "title": ["a", "b", "c", None]},
        use_dictionary=use_dictionary,
    )
    first, second, third, fourth = read_jds(path)
    assert first == JobDescription("1", "Bake.", "a")
    assert isinstance(second, RejectedRow) and "'text' is longer than 1,000 bytes" in second.reason
    assert third == JobDescription("3", "", "c")
    assert fourth == JobDescription("4", "Mend.")


def test_every_encoding_gives_the_same_rows(written, monkeypatch):
    monkeypatch.setattr(parquet_rows, "_DICTIONARY", 0)
    texts = [f"Bake {number % 7} loaves." for number in range(300)]
    plain = [one.text for one in read_jds(written({"text": texts}, use_dictionary=False, row_group_size=100))]
    folded = [one.text for one in read_jds(written({"text": texts}, row_group_size=100))]
    prefixed = written({"text": texts}, use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"})
    assert plain == folded == [one.text for one in read_jds(prefixed)] == texts


def test_columns_of_lists_and_structures_are_not_read(written):
    path = written({"text": ["Bake."], "tags": [["x"]], "more": [{"a": "y"}]})
    assert list(parquet_rows.parquet_rows(path)) == [({"text": "Bake.", "tags": [], "more": {}}, None)]
    (row,) = read_jds(path, text_field="tags")
    assert row.reason == "'tags' is list, not text."
