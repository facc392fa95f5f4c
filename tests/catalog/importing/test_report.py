"""The report on an import."""

from __future__ import annotations

from jdwork.catalog.canonical import with_hash
from jdwork.catalog.importing.report import EXAMPLES, Ledger
from jdwork.catalog.snapshot import CatalogSnapshot

EMPTY = with_hash(CatalogSnapshot((), (), (), ()))


def test_reasons_are_counted_and_the_most_frequent_comes_first():
    ledger = Ledger("somewhere")
    ledger.leave_out("rare", "row 1")
    for number in range(9):
        ledger.leave_out("frequent", f"row {number}")
    ledger.read("a.csv", 1234)
    ledger.note("Mind the gap.")
    report = ledger.close(EMPTY).report
    assert [(one.reason, one.count, len(one.examples)) for one in report.left_out] == [
        ("frequent", 9, EXAMPLES),
        ("rare", 1, 1),
    ]
    rows = report.table()
    assert ("read", "1,234", "a.csv") in rows
    assert ("left out", "1", "rare: row 1") in rows
    assert rows[-1] == ("note", "", "Mind the gap.")
    assert "1,234  a.csv" in str(report)
    assert report.seconds >= 0
