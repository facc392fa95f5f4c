"""Rows of a run's file found by id: the same as reading all of it, however the file is cut."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.errors import RunError
from jdwork.runs.row_lookup import RowLookup


@settings(max_examples=40, deadline=None)
@given(counts=st.lists(st.integers(0, 5), max_size=12), group=st.integers(1, 7))
def test_every_jd_has_its_rows(counts, group, tmp_path_factory):
    ids = [f"jd-{number}" for number, count in enumerate(counts) for _ in range(count)]
    path = tmp_path_factory.mktemp("rows") / "signals.parquet"
    pq.write_table(
        pa.table({"id": pa.array(ids, pa.string()), "n": range(len(ids))}), path, row_group_size=group
    )
    lookup = RowLookup(path)
    assert lookup.ids == list(dict.fromkeys(ids))
    for number, count in enumerate(counts):
        rows = lookup.rows(f"jd-{number}")
        assert rows["n"].to_pylist() == [place for place, id in enumerate(ids) if id == f"jd-{number}"]
        assert len(rows) == count


def test_a_row_that_is_not_there_is_told_with_a_guess(tmp_path):
    pq.write_table(pa.table({"id": ["bread"]}), tmp_path / "decisions.parquet")
    lookup = RowLookup(tmp_path / "decisions.parquet")
    assert "bread" in lookup and "breed" not in lookup
    assert lookup.row("bread") == {"id": "bread"}
    with pytest.raises(RunError, match=r"no JD 'breed'.*Did you mean 'bread'"):
        lookup.row("breed")


def test_a_missing_and_a_damaged_file_are_told(tmp_path):
    with pytest.raises(RunError, match=r"lacks jds\.parquet"):
        RowLookup(tmp_path / "jds.parquet").row("a")
    (tmp_path / "jds.parquet").write_bytes(b"PAR1 not at all")
    with pytest.raises(RunError, match=r"jds\.parquet cannot be read"):
        RowLookup(tmp_path / "jds.parquet").row("a")
    pq.write_table(pa.table({"name": ["a"]}), tmp_path / "other.parquet")
    with pytest.raises(RunError, match="lacks the column id"):
        RowLookup(tmp_path / "other.parquet").row("a")
