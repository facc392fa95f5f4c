"""Parts: whole or not there, and only of the input that they were made of."""

from __future__ import annotations

import pytest

from jdwork.errors import RunError
from jdwork.runs.files import RunFolder
from jdwork.runs.parts import Part, inputs_digest, must_fit, part_numbers, read_part, write_part
from jdwork.runs.working import Job, work_out
from jdwork.text import JobDescription, RejectedRow
from tests.runs.making import ads

PART = Part("abc", {"jds.parquet": b"PAR1...", "llm_calls.jsonl": b"{}\n"}, {"read": 0.5}, {"cost_usd": None})


def test_a_part_is_read_as_it_was_written(tmp_path):
    write_part(tmp_path / "000003.part", PART)
    assert read_part(tmp_path / "000003.part") == PART
    assert part_numbers(tmp_path) == [3]


def test_equal_parts_are_equal_bytes(tmp_path):
    for name in "ab":
        write_part(tmp_path / name, PART)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_part_that_is_damaged_anywhere_is_no_part_or_the_same(tmp_path):
    path = tmp_path / "000000.part"
    write_part(path, PART)
    whole = path.read_bytes()
    found = []
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        found.append(read_part(path))
        path.write_bytes(whole[:place])
        assert read_part(path) is None
    # What no check sums cover (dates, flags) changes nothing that is read.
    assert all(part is None or part.members.get("jds.parquet", b"PAR1...") == b"PAR1..." for part in found)
    assert sum(part is None for part in found) > len(whole) / 4


def test_everything_that_a_row_says_is_in_the_digest():
    jd = JobDescription(id="1", text="Bakes.", title="Baker", date="2024-01-01", label="baker")
    others = [
        JobDescription(id="2", text="Bakes.", title="Baker", date="2024-01-01", label="baker"),
        JobDescription(id="1", text="Lays.", title="Baker", date="2024-01-01", label="baker"),
        JobDescription(id="1", text="Bakes.", title=None, date="2024-01-01", label="baker"),
        JobDescription(id="1", text="Bakes.", title="Baker", date=None, label="baker"),
        JobDescription(id="1", text="Bakes.", title="Baker", date="2024-01-01", label=None),
        RejectedRow(id="1", reason="Bakes.", where="Baker", label="baker"),
    ]
    digests = {inputs_digest([one]) for one in (jd, *others)}
    assert len(digests) == 7
    assert inputs_digest([jd, others[0]]) != inputs_digest([others[0], jd])


def test_a_row_that_was_refused_is_the_same_row_in_another_folder():
    one, two = (RejectedRow(id="1", reason="No text.", where=f"{at}/ads.csv:7") for at in ("here", "there"))
    assert inputs_digest([one]) == inputs_digest([two])


def test_another_input_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(RunError, match=r"rows of part 4 differ.*leave out --resume"):
        must_fit(PART, "xyz", number=3, where=tmp_path)


def test_records_come_only_where_they_are_wanted(tiny_pipeline, tmp_path):
    chunk = tuple(ads()[:3])
    silent, telling = (
        work_out(Job(0, chunk, with_records=wanted), tiny_pipeline) for wanted in (False, True)
    )
    assert silent.records == () and [made.jd.id for made in telling.records] == [jd.id for jd in chunk]
    assert silent.part.members == telling.part.members
    assert silent.part.column("decisions.parquet", "id") == [jd.id for jd in chunk]
    write_part(RunFolder(tmp_path).path / "000000.part", silent.part)
    assert read_part(tmp_path / "000000.part") == silent.part
