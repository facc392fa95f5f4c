"""Labels in force for many JDs, and as a file that an evaluation reads."""

from __future__ import annotations

import csv
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from jdwork.annotate import current_labels, export_labels, label_words, relabel, undo
from jdwork.catalog.edits import Rename
from jdwork.catalog.journal import edit_files
from jdwork.database.tables import JdRow, LabelRow
from jdwork.database.transactions import write_transaction
from jdwork.errors import AnnotationError, JdworkWarning
from jdwork.text import JobDescription
from jdwork.text.labels import read_labels
from tests.review.making import baker

ADS = [JobDescription(f"ad-{n}", f'Text {n}, with "quotes"\nand lines', f"=Title {n}") for n in range(5)]


@pytest.fixture
def labelled(bench):
    for ad, role in zip(ADS, ("baker", "waiter", "plumber"), strict=False):
        relabel(bench.engine, ad, role, snapshot=bench.snapshot, by="Ada")
    relabel(bench.engine, ADS[3], None, verdict="not_a_jd", snapshot=bench.snapshot, by="Ada")
    relabel(bench.engine, ADS[4], None, verdict="new_role", snapshot=bench.snapshot, by="Ada", note="-1")
    return bench


def test_labels_are_found_by_jd_or_hash(labelled):
    everything = current_labels(labelled.engine)
    assert len(everything) == 5
    assert current_labels(labelled.engine, ADS) == everything
    assert current_labels(labelled.engine, [ad.content_hash for ad in ADS]) == everything
    assert list(current_labels(labelled.engine, [ADS[1], "nothing"])) == [ADS[1].content_hash]
    assert current_labels(labelled.engine, []) == {}
    # Title and text are the identity, the id is not.
    twin = JobDescription("other", ADS[0].text, ADS[0].title)
    assert current_labels(labelled.engine, [twin])[twin.content_hash].label == "baker"


def test_asking_for_many_says_the_same_as_asking_for_few(labelled):
    many = [*(f"{n:064d}" for n in range(1000)), ADS[0].content_hash]
    assert current_labels(labelled.engine, many) == current_labels(labelled.engine, [ADS[0]])


def test_labels_follow_renamed_roles(labelled):
    edit_files(
        labelled.catalog, [Rename("role", "baker", to="bread-baker")], journal=labelled.journal, what="r"
    )
    labelled.build()
    held = current_labels(labelled.engine, ADS, snapshot=labelled.snapshot)
    assert held[ADS[0].content_hash].label == "bread-baker"
    assert current_labels(labelled.engine, ADS)[ADS[0].content_hash].label == "baker"


def test_labels_as_an_evaluation_reads_them(labelled):
    held = current_labels(labelled.engine)
    assert [label_words(held[ad.content_hash]) for ad in ADS] == [
        "baker",
        "waiter",
        "plumber",
        None,
        "new_role",
    ]


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_the_file_is_what_evaluate_reads(labelled, tmp_path, ending):
    undo(labelled.engine, 3)
    path = tmp_path / f"labels{ending}"
    assert export_labels(labelled.engine, path, snapshot=labelled.snapshot, texts=True) == 4
    assert read_labels(path, label_field="label") == {"ad-0": "baker", "ad-1": "waiter", "ad-4": "new_role"}
    text = path.read_text(encoding="utf-8")
    rows = list(
        csv.DictReader(path.open(newline="")) if ending == ".csv" else map(json.loads, text.splitlines())
    )
    assert [row["verdict"] for row in rows] == ["role", "role", "not_a_jd", "new_role"]
    assert rows[0]["text"] == ADS[0].text
    assert {row["source"] for row in rows} == {"annotation"}
    assert (rows[0]["by"], rows[0]["jd_hash"]) == ("Ada", ADS[0].content_hash)
    # A spreadsheet must not take a title for a formula.
    assert (rows[0]["title"], rows[3]["note"]) == (
        ("'=Title 0", "'-1") if ending == ".csv" else ("=Title 0", "-1")
    )


def test_only_the_jds_that_are_named_are_written_under_their_names(labelled, tmp_path):
    path = tmp_path / "labels.csv"
    names = {"mine": ADS[1].content_hash, "unlabelled": "0" * 64}
    assert export_labels(labelled.engine, path, snapshot=labelled.snapshot, names=names) == 1
    assert read_labels(path, label_field="label") == {"mine": "waiter"}
    assert "text" not in path.read_text().splitlines()[0].split(",")


def test_an_id_of_two_jds_means_the_one_labelled_last(labelled, tmp_path):
    twin = JobDescription("ad-0", "something else")
    relabel(labelled.engine, twin, "plumber", snapshot=labelled.snapshot)
    path = tmp_path / "labels.jsonl"
    with pytest.warns(JdworkWarning, match="came under the id 'ad-0'"):
        export_labels(labelled.engine, path, snapshot=labelled.snapshot)
    assert read_labels(path, label_field="label")["ad-0"] == "plumber"


def test_jds_of_recorded_runs_go_by_their_recorded_ids_others_by_their_hash(labelled, tmp_path):
    from jdwork.review import Choices, approve

    record = baker(1, queued=True)
    labelled.see(record)
    approve(
        labelled.engine,
        labelled.snapshot,
        labelled.item("decision"),
        choices=Choices(role="waiter"),
        by="Bob",
    )
    path = tmp_path / "labels.jsonl"
    export_labels(labelled.engine, path, snapshot=labelled.snapshot)
    rows = {row["id"]: row for row in map(json.loads, path.read_text().splitlines())}
    assert (rows[record.jd.id]["label"], rows[record.jd.id]["source"]) == ("waiter", "review")
    from jdwork.record import unrecord

    unrecord(record.run_id, labelled.engine)
    export_labels(labelled.engine, path, snapshot=labelled.snapshot)
    assert read_labels(path, label_field="label")[record.jd.content_hash] == "waiter"


def test_other_endings_and_folders_that_are_not_there_are_told(labelled, tmp_path):
    with pytest.raises(AnnotationError, match=r"not written as '\.xlsx'.*\.jsonl or \.csv"):
        export_labels(labelled.engine, tmp_path / "labels.xlsx", snapshot=labelled.snapshot)
    with pytest.raises(AnnotationError, match="cannot be written"):
        export_labels(labelled.engine, tmp_path / "no" / "labels.csv", snapshot=labelled.snapshot)


def test_fifty_thousand_labels_are_found_in_about_a_second(bench):
    # Measured well below; the bound only catches work that grows with the square.
    n, start = 50_000, datetime(2024, 1, 1, tzinfo=UTC)
    with write_transaction(bench.engine) as connection:
        connection.execute(
            insert(JdRow), [{"id": i, "content_hash": f"{i:064d}", "text": ""} for i in range(1, n + 1)]
        )
        rows = [
            {"jd_id": i, "verdict": "role", "role_slug": "baker", "labelled_by": "Ada",
             "labelled_at": start + timedelta(seconds=i)}
            for i in range(1, n + 1)
        ]  # fmt: skip
        connection.execute(insert(LabelRow), rows)
    hashes = [f"{i:064d}" for i in range(n)]
    begun = time.perf_counter()
    found = current_labels(bench.engine, hashes)
    assert time.perf_counter() - begun < 5
    assert len(found) == n - 1
