"""Reading labels that others gave: what is usable, and why the rest is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from jdwork.annotate import export_labels, read_label_file, relabel
from jdwork.errors import InputError
from jdwork.text import JobDescription

HASH = "ab" * 32


@pytest.fixture
def read(bench, tmp_path):
    """Reads a file of the given content."""

    def _read(content, name="labels.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_label_file(path, snapshot=bench.snapshot, **options)

    return _read


@pytest.mark.parametrize(
    "content",
    [
        "id,role,by,at,note\na,waiter,Ada,2026-01-02,fine\n",
        "\ufeffid;role;by;at;note\r\na;waiter;Ada;2026-01-02;fine\r\n",
        " ID ,Label,By,At,Note\na,Waiter,Ada,2026-01-02T00:00:00+00:00,fine\n",
    ],
    ids=["commas", "semicolons with a mark", "other spellings"],
)
def test_a_table_is_read_however_it_is_written(read, content):
    found = read(content)
    (one,) = found.given
    assert (one.name, one.role, one.verdict, one.by, one.note) == ("a", "waiter", "role", "Ada", "fine")
    assert one.at == datetime(2026, 1, 2, tzinfo=UTC)
    assert one.source == "labels.csv"
    assert (found.rejected, found.ignored) == ((), ())


def test_lines_of_json_are_read(read):
    rows = [
        {"jd_hash": HASH.upper(), "role": "Bread Baker", "source": "x"},
        {"jd_hash": HASH, "role": "baker", "source": "x", "mood": "good"},
        {"id": 7, "role": "not_a_jd"},
        {"id": "b", "label": None, "verdict": "new_role"},
    ]
    found = read("\n".join(map(json.dumps, rows)), "l.jsonl", source="vendor", by="Bob")
    assert [(one.name, one.jd_hash, one.verdict, one.role) for one in found.given] == [
        ("", HASH, "role", "baker"),
        ("7", None, "not_a_jd", None),
        ("b", None, "new_role", None),
    ]
    assert [one.source for one in found.given] == ["x", "vendor", "vendor"]
    assert {one.by for one in found.given} == {"Bob"}
    assert found.ignored == ("mood",)
    assert [one.row for one in found.rejected] == [1]  # an alias is no name


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"role": "baker"}, "names no JD"),
        ({"id": "a"}, "names no role; it has 'id'"),
        ({"id": "a", "rol": "baker"}, "names no role"),
        ({"id": "a", "role": "waitr"}, "no role 'waitr' in the catalog. Did you mean 'waiter'?"),
        ({"id": "a", "role": "new-role"}, "Did you mean 'new_role'"),
        ({"id": "a", "role": "baker", "at": "31.12.2025"}, "'31.12.2025' is no date: write it as 2026-"),
        ({"id": "a", "role": "baker", "at": "2026-02-30"}, "is no date"),
        ({"id": "a", "role": "baker", "at": "0001-01-01T00:00:00+05:00"}, "is no date"),
        ({"id": "a", "role": "baker", "at": "2999-01-01"}, "lies in the future"),
        ({"jd_hash": "abc", "role": "baker"}, "'abc' is no content hash"),
        ({"id": "a", "role": "baker", "verdict": "unsure"}, "goes with no role"),
        ({"id": "a", "verdict": "sure"}, "There is no verdict 'sure'"),
        ({"id": "a", "role": ["baker"]}, "is list, not text"),
        ({"id": "a", "role": "baker", "note": "x" * 3000}, "The note has 3,000 characters."),
        (["a", "baker"], "a list, not an object"),
    ],
)
def test_a_row_that_is_no_label_is_told_and_the_rest_goes_on(read, row, why):
    found = read("\n".join(map(json.dumps, [row, {"id": "z", "role": "baker"}])), "l.jsonl")
    assert [one.name for one in found.given] == ["z"]
    (bad,) = found.rejected
    assert why in bad.reason
    assert bad.row == 1


def test_a_row_with_too_many_cells_is_told(read):
    found = read("id,role\na,baker\nb,baker,oops\nc,waiter\n")
    assert [one.name for one in found.given] == ["a", "c"]
    assert (found.rejected[0].row, "3 cells" in found.rejected[0].reason) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("jd_id,role\na,baker\n", "No column names the JD ('id' or 'jd_hash')"),
        ("id,rolle\na,baker\n", "No column names its role ('role'); the columns are 'id', 'rolle'."),
        ("id,rolle\na,baker\n", "Rename 'rolle'."),
        ("id,role\n", "The file has no rows."),
    ],
)
def test_a_file_without_the_columns_is_refused(read, content, said):
    with pytest.raises(InputError) as caught:
        read(content)
    assert said in str(caught.value)


def test_a_document_is_refused(read):
    with pytest.raises(InputError, match="tables, one JD a row"):
        read("hello", "l.txt")


def test_what_is_equal_has_one_key_whatever_the_format(read):
    (one,) = read("id,role,by\na,Waiter,Ada\n").given
    (same,) = read('{"id": "a", "role": "waiter", "by": "Ada"}', "other.jsonl").given
    (other,) = read('{"id": "a", "role": "waiter", "by": "Bob"}', "other.jsonl").given
    assert one.key == same.key != other.key


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_what_is_exported_can_be_read(bench, tmp_path, ending):
    ads = [JobDescription(f"ad-{n}", f"Text {n}", f"=Title {n}") for n in range(2)]
    relabel(bench.engine, ads[0], "baker", snapshot=bench.snapshot, by="Ada", note="-1")
    relabel(bench.engine, ads[1], None, verdict="unsure", snapshot=bench.snapshot, by="Ada")
    path = tmp_path / f"l{ending}"
    export_labels(bench.engine, path, snapshot=bench.snapshot, texts=True)
    found = read_label_file(path, snapshot=bench.snapshot)
    assert [(one.jd_hash, one.role, one.verdict, one.by, one.note) for one in found.given] == [
        (ads[0].content_hash, "baker", "role", "Ada", "-1"),
        (ads[1].content_hash, None, "unsure", "Ada", ""),
    ]
    assert (found.rejected, found.ignored) == ((), ())
