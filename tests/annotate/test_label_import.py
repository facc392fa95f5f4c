"""Bringing labels of others into the log: each once, all or none, conflicts settled by a rule."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from jdwork.annotate import (
    current_labels,
    import_labels,
    label_conflicts,
    labelled_jds,
    list_annotations,
    read_label_file,
    relabel,
    undo,
)
from jdwork.database.tables import AnnotationRow, JdRow, LabelRow
from jdwork.errors import AnnotationError
from jdwork.text import JobDescription

ADS = {f"ad-{n}": JobDescription(f"ad-{n}", f"Text {n}", f"Title {n}") for n in range(4)}
HASHES = {name: ad.content_hash for name, ad in ADS.items()}


class Desk:
    """Imports rows into a bench."""

    def __init__(self, bench, folder):
        self.bench, self.folder = bench, folder

    def bring(self, *rows, name="l.jsonl", jds=ADS, **options):
        path = self.folder / name
        path.write_text("\n".join(map(json.dumps, rows)))
        labels = read_label_file(path, snapshot=self.bench.snapshot)
        options = {"snapshot": self.bench.snapshot, "jds": jds, "run": "first", "by": "Eve", **options}
        report = import_labels(self.bench.engine, labels, **options)
        counts = (report.kept, report.already, report.repeated, report.overruled, report.refused)
        assert sum(counts) + len(report.rejected) == report.read
        assert sum(each["read"] for each in report.by_source.values()) == report.read
        assert sum(each["kept"] for each in report.by_source.values()) == report.kept
        return report

    def said(self):
        held = current_labels(self.bench.engine)
        return {name: held[it].label or held[it].verdict for name, it in HASHES.items() if it in held}

    def rows(self):
        with self.bench.engine.connect() as connection:
            tables = (LabelRow, AnnotationRow, JdRow)
            return [connection.scalar(select(func.count()).select_from(table)) for table in tables]


@pytest.fixture
def desk(bench, tmp_path):
    return Desk(bench, tmp_path)


def row(number, role, by=None, at=None, **more):
    given = {"id": f"ad-{number}", "role": role, "by": by, "at": at, **more}
    return {key: value for key, value in given.items() if value is not None}


def test_labels_are_in_force_and_on_the_record(bench, tmp_path):
    desk = Desk(bench, tmp_path)
    report = desk.bring(
        row(0, "baker", "Ada", "2026-01-02T10:00:00+02:00", note="sure", source="vendor"), row(1, "unsure")
    )
    assert (report.read, report.kept, report.written) == (2, 2, True)
    assert report.by_source == {
        "l.jsonl": {"read": 1, "kept": 1, "rejected": 0},
        "vendor": {"read": 1, "kept": 1, "rejected": 0},
    }
    assert desk.said() == {"ad-0": "baker", "ad-1": "unsure"}
    held = current_labels(bench.engine)[HASHES["ad-0"]]
    assert (held.by, held.note, held.source) == ("Ada", "sure", "annotation")
    assert held.at.isoformat() == "2026-01-02T08:00:00+00:00"
    one = list_annotations(bench.engine, jd=ADS["ad-1"])[0]
    assert (one.kind, one.by, one.run, one.jd_name) == ("relabel", "Eve", "first", "ad-1")
    assert [each.source for each in labelled_jds(bench.engine)] == ["vendor", "l.jsonl"]


def test_the_same_file_again_adds_nothing(bench, tmp_path):
    desk = Desk(bench, tmp_path)
    rows = [row(0, "baker"), row(1, "waiter", "Ada"), row(1, "baker", "Bob", "2026-01-01"), row(2, "unsure")]
    desk.bring(*rows)
    before = desk.rows()
    again = desk.bring(*rows, name="other.jsonl", by="Somebody else")
    assert (again.kept, again.already, desk.rows()) == (0, 4, before)


def test_what_was_undone_is_not_said_again(desk):
    desk.bring(row(0, "baker"))
    undo(desk.bench.engine, 1)
    assert desk.bring(row(0, "baker")).already == 1
    assert desk.said() == {}


def test_what_an_analyst_said_since_stays(desk):
    desk.bring(row(0, "baker"))
    relabel(desk.bench.engine, ADS["ad-0"], "waiter", snapshot=desk.bench.snapshot, by="Ada")
    assert desk.bring(row(0, "baker")).already == 1
    assert desk.said() == {"ad-0": "waiter"}
    # Older than what is in force.
    report = desk.bring(row(0, "plumber", "Bob", "2026-01-01"))
    assert (report.kept, report.overruled) == (0, 1)
    assert desk.said() == {"ad-0": "waiter"}
    assert [one.said for one in report.conflicts[0].voices] == ["plumber", "baker", "waiter"]
    assert report.conflicts[0].winner == "waiter"


CONTRARY = [
    row(0, "baker", "Ada", "2026-01-03"), row(0, "waiter", "Bob", "2026-01-02"),
    row(0, "waiter", "Cid", "2026-01-01"), row(1, "plumber"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "said", "counts"),
    [
        ("latest", {"ad-0": "baker", "ad-1": "plumber"}, (4, 0)),
        ("majority", {"ad-0": "waiter", "ad-1": "plumber"}, (4, 0)),
        ("refuse", {"ad-1": "plumber"}, (1, 3)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_conflicts_are_settled_by_the_rule_whatever_the_order(desk, rule, said, counts, turned):
    report = desk.bring(*(reversed(CONTRARY) if turned else CONTRARY), rule=rule)
    assert desk.said() == said
    assert (report.kept, report.refused) == counts
    (conflict,) = report.conflicts
    assert (conflict.name, conflict.winner) == ("ad-0", said.get("ad-0"))
    assert [(one.by, one.said) for one in conflict.voices] == [
        ("Cid", "waiter"),
        ("Bob", "waiter"),
        ("Ada", "baker"),
    ]


def test_conflicts_are_found_in_the_log(desk):
    desk.bring(*CONTRARY)
    (conflict,) = label_conflicts(desk.bench.engine, snapshot=desk.bench.snapshot)
    assert (conflict.name, conflict.winner, len(conflict.voices)) == ("ad-0", "baker", 3)
    relabel(desk.bench.engine, ADS["ad-0"], None, verdict="withdrawn", snapshot=desk.bench.snapshot, by="Eve")
    assert label_conflicts(desk.bench.engine) == []


def test_voices_of_several_files_make_a_majority(desk):
    desk.bring(row(0, "waiter", "Ada"), rule="majority")
    assert desk.bring(row(0, "baker", "Bob"), rule="majority").refused == 1
    report = desk.bring(row(0, "baker", "Bob"), row(0, "baker", "Cid"), rule="majority")
    assert (report.kept, desk.said()) == (2, {"ad-0": "baker"})


def test_unnamed_rows_are_a_vote_each_and_written_once(desk):
    report = desk.bring(row(0, "waiter"), row(0, "waiter"), row(0, "baker"), rule="majority")
    assert (report.kept, report.repeated) == (2, 1)
    assert desk.said() == {"ad-0": "waiter"}


def test_a_voice_that_corrects_itself_is_no_conflict(desk):
    report = desk.bring(
        row(0, "waiter", "Ada", "2026-01-02"), row(0, "baker", "Ada", "2026-01-01"), rule="refuse"
    )
    assert (report.kept, report.repeated, report.conflicts) == (1, 1, ())
    assert desk.said() == {"ad-0": "waiter"}


def test_a_trial_writes_nothing_and_says_the_same(desk):
    before = desk.rows()
    trial = desk.bring(*CONTRARY, dry_run=True)
    assert (desk.rows(), trial.written) == (before, False)
    real = desk.bring(*CONTRARY)
    assert (trial.kept, trial.by_source, len(trial.conflicts)) == (real.kept, real.by_source, 1)


def test_a_failure_in_between_writes_nothing(desk, monkeypatch):
    import jdwork.annotate.label_import as module

    before, calls = desk.rows(), []

    def failing(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 3:
            raise RuntimeError("out of luck")
        return say(*arguments, **options)

    say = module.say_label
    monkeypatch.setattr(module, "say_label", failing)
    with pytest.raises(RuntimeError):
        desk.bring(*CONTRARY)
    assert desk.rows() == before


def test_jds_that_nobody_knows_are_rejected(desk):
    report = desk.bring(
        {"id": "add-0", "role": "baker"}, {"jd_hash": "0" * 64, "role": "baker"},
        {"id": "ad-1", "jd_hash": "1" * 64, "role": "baker"}, row(2, "baker"),
    )  # fmt: skip
    assert [one.row for one in report.rejected] == [1, 2, 3]
    reasons = [one.reason for one in report.rejected]
    assert "There is no JD 'add-0' in the run. Did you mean 'ad-" in reasons[0]
    assert reasons[1] == "There is no JD in the run with this content hash."
    assert "'ad-1' has another title or text" in reasons[2]
    assert desk.said() == {"ad-2": "baker"}


def test_without_a_run_the_ids_are_those_that_are_on_record(desk):
    assert "Name its run." in desk.bring(row(0, "baker"), jds=None).rejected[0].reason
    desk.bring(row(0, "baker"), row(1, "waiter"))
    assert desk.bring(row(0, "plumber"), {"jd_hash": HASHES["ad-1"], "role": "baker"}, jds=None).kept == 2
    assert desk.said() == {"ad-0": "plumber", "ad-1": "baker"}
    twin = JobDescription("ad-0", "Other text", None)
    relabel(desk.bench.engine, twin, "baker", snapshot=desk.bench.snapshot)
    assert "2 JDs came under the id 'ad-0'" in desk.bring(row(0, "waiter"), jds=None).rejected[0].reason


def test_an_unknown_rule_is_told(desk):
    with pytest.raises(AnnotationError, match="Did you mean 'latest'"):
        desk.bring(row(0, "baker"), rule="lates")
