"""Judging run folders: what is compared, what got worse and why, what is written."""

from __future__ import annotations

import json

import pytest

from jdwork.config.settings import GateSettings
from jdwork.errors import GateError, RunError
from jdwork.runs import gate_run, verify_run, write_gate
from tests.runs.altered import altered
from tests.runs.making import make_run, other_settings

FEW = GateSettings(min_labelled=3, max_ece=1)
FIRST, SECOND, NOW = (f"20{year}-01-01T00:00:00+00:00" for year in (20, 21, 30))


@pytest.fixture(scope="module")
def made(tiny_pipeline, tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("made") / "made", tiny_pipeline)


@pytest.fixture
def runs(tmp_path):
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def gate(folder, settings=FEW, **options):
    return gate_run(folder, folder.path.parent, settings, resamples=100, **options)


def test_the_first_run_is_judged_on_its_own_and_says_so(made, runs):
    report = gate(altered(made, runs / "now"))
    assert report.first and report.passed
    assert "No earlier run of this data was found: only the rules on the run alone" in report.compared_with()
    assert [point.run for point in report.trend] == ["now"]
    report.check()


def test_last_and_best_are_told_apart(made, runs):
    altered(made, runs / "best", started=FIRST)
    altered(made, runs / "last", roles={"bread": "waiter", "vague": "waiter"}, started=SECOND)
    now = altered(made, runs / "now", roles={"bread": "waiter"}, started=NOW)
    report = gate(now)
    assert [(one.kind, one.run) for one in report.against] == [("last", "last"), ("best", "best")]
    assert [point.run for point in report.trend] == ["best", "last", "now"]
    assert [len(one.regressions) for one in report.against] == [0, 1]
    assert report.compared_with() == "Compared with the last run (last) and the best run (best)."
    assert [one.kind for one in gate(now, against="best").against] == ["best"]
    assert [one.kind for one in gate(now, against="last").against] == ["last"]


def test_where_the_last_is_the_best_it_is_compared_once(made, runs):
    altered(made, runs / "then", started=FIRST)
    report = gate(altered(made, runs / "now", started=NOW))
    assert [one.label for one in report.against] == ["the last run, also the best"]
    assert sum(rule.key == "max_drop" for rule in report.gate.rules) == 1
    assert report.against[0].differs == ()


def test_a_run_can_be_named(made, runs):
    altered(made, runs / "then", started=FIRST)
    altered(made, runs / "other", texts=dict.fromkeys(IDS, "Something else."), started=FIRST)
    now = altered(made, runs / "now", started=NOW)
    assert [(one.kind, one.label) for one in gate(now, against="then").against] == [("named", "then")]
    with pytest.raises(RunError, match="none of the 6 labelled JDs of now"):
        gate(now, against="other")
    with pytest.raises(RunError, match="compared with itself"):
        gate(now, against="now")
    with pytest.raises(RunError, match="no run 'nothing'"):
        gate(now, against="nothing")


IDS = ("bread", "title-alone", "text-alone", "shared-alias", "contradicted", "vague")


def test_regressions_are_exactly_the_jds_that_were_right_and_are_wrong(made, runs):
    sure = {"confidence": {"bread": 0.9, "vague": 0.95}}
    altered(made, runs / "then", roles={"title-alone": "waiter"}, columns=sure, started=FIRST)
    now = altered(
        made,
        runs / "now",
        roles={"bread": "waiter", "vague": None, "title-alone": "plumber", "foreign": "waiter"},
        columns={"case": {"bread": "C"}, "confidence": {"bread": 0.4, "vague": 0.0}},
        started=NOW,
    )
    (against,) = gate(now).against
    found = against.regressions
    assert [(one.id, one.label, one.before, one.after) for one in found] == [
        ("vague", "bricklayer", "bricklayer", None),
        ("bread", "baker", "baker", "waiter"),
    ]
    assert found[1].title == "Bread Baker"
    assert (found[1].confidence_before, found[1].confidence_after) == (0.9, 0.4)
    assert (found[1].case_before, found[1].case_after) == ("A", "C")
    assert [one.id for one in against.comparison.fixed] == ["title-alone"]
    assert (against.lost.lost, against.lost.confident >= 2) == (2, True)


def test_the_reason_names_the_settings_and_the_signal_that_lost_most(tiny_pipeline, runs):
    make_run(runs / "then", tiny_pipeline)
    weak = other_settings(tiny_pipeline, evidence={"lexical": 0.0, "kra_corrected": 0.0, "kra": 0.0})
    now = make_run(runs / "now", weak)
    report = gate(now)
    (against,) = report.against
    assert "evidence.lexical: 8.0 then, 0.0 now" in against.differs
    assert against.regressions
    for one in against.regressions:
        assert one.why.startswith("the settings alone; ")
        assert "log-odds less for" in one.why or "no candidate" in one.why


def test_signals_that_cannot_be_read_leave_the_list_whole(made, runs):
    then = altered(made, runs / "then", started=FIRST)
    now = altered(made, runs / "now", roles={"bread": "waiter"}, started=NOW)
    for one in (then, now):
        one.signals.write_bytes(b"no parquet")
        one.config.write_text("[gone]\nkey = 1\n")
    (against,) = gate(now).against
    assert [one.id for one in against.regressions] == ["bread"]
    assert against.regressions[0].why.startswith("not known: ")
    assert any("settings that cannot be read" in one for one in against.differs)


def test_other_bounds_alone_make_no_other_run(tiny_pipeline, made, runs):
    altered(made, runs / "then", started=FIRST)
    now = make_run(runs / "now", other_settings(tiny_pipeline, gate={"min_accuracy": 1.0}))
    assert gate(now).against[0].differs == ()


def test_a_gate_that_fails_raises_with_the_rules(made, runs):
    now = altered(made, runs / "now", roles=dict.fromkeys(IDS, "waiter"))
    report = gate(now)
    assert not report.passed
    with pytest.raises(GateError, match=r"now: The gate fails: 2 of 4 rules fail: accuracy of at least 60 %"):
        report.check()


def test_what_is_written_is_plain_json_and_the_next_run_knows_the_verdict(made, runs, tiny_pipeline):
    then = altered(made, runs / "then", roles=dict.fromkeys(IDS, "waiter"), started=FIRST)
    body = write_gate(then, gate(then), page="<p>page</p>")
    assert body == json.loads(then.gate.read_text())
    assert (body["verdict"], body["against"], body["settings"]["min_labelled"]) == ("failed", [], 3)
    assert then.gate_page.read_text() == "<p>page</p>"
    assert verify_run(then, tiny_pipeline.encoder).n == 8  # beside the run's own files, not one of them
    report = gate(altered(made, runs / "now", started=NOW))
    assert [point.verdict for point in report.trend] == ["failed", "passed"]
    json.dumps(report.to_dict(), allow_nan=False)


def test_a_run_made_again_in_the_folder_forgets_the_gate(made, tiny_pipeline, runs):
    now = altered(made, runs / "now")
    write_gate(now, gate(now), page="<p>page</p>")
    make_run(now.path, tiny_pipeline)
    assert not now.gate.exists()
    assert not now.gate_page.exists()


def test_a_run_without_labels_cannot_be_judged(made, runs):
    with pytest.raises(RunError, match="no label"):
        gate(altered(made, runs / "now", labels=dict.fromkeys(IDS)))
