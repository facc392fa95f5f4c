"""From a run to suggestions: the right alias is found, its gain is what classifying anew gives."""

import pytest

from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import AddRoleAlias
from jdwork.errors import JdworkError, RunError
from jdwork.suggest import read_labelled_jds, suggest
from jdwork.suggest.evidence import halves
from jdwork.suggest.mining import confused_pairs
from jdwork.whatif import edited_pipeline
from tests.runs.making import ads, make_run
from tests.suggest.making import jd, misnamed_ads


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("run") / "r", tiny_pipeline, misnamed_ads())


@pytest.fixture(scope="module")
def report(run, tiny_pipeline):
    return suggest(run, tiny_pipeline, kinds=["alias"])


def test_the_alias_that_is_missing_is_suggested_and_fixes_its_jds(report):
    best = report.checked[0]
    assert best.suggestion.edit == AddRoleAlias("electrician", "spark tamer")
    assert best in report.picked
    assert len(best.gain.fixed) >= 4
    assert report.line(best).startswith("add alias 'spark tamer' to electrician: fixes ")


def test_gains_are_what_classifying_anew_gives(report, tiny_pipeline):
    best = report.checked[0]
    after = apply_edits(tiny_pipeline.snapshot, [best.suggestion.edit])
    changed = edited_pipeline(tiny_pipeline, after)
    given = [one for one in misnamed_ads() if one.label]
    right = [
        {one.jd.id for one in made.classify_batch(given) if one.decision.role == one.jd.label}
        for made in (tiny_pipeline, changed)
    ]
    assert best.gain.fixed == right[1] - right[0]
    assert best.gain.broken == right[0] - right[1]


def test_the_unseen_half_is_told_apart_and_shares_no_copies(run, tiny_pipeline):
    report = suggest(run, tiny_pipeline, kinds=["alias"], half_check=True)
    assert {one.group for one in report.mined}.isdisjoint(one.group for one in report.unseen)
    assert len(report.mined) + len(report.unseen) == len(read_labelled_jds(run, tiny_pipeline.snapshot))
    assert "unseen half: fixes " in report.line(report.checked[0])
    assert "unseen" in report.to_dict()["suggestions"][0]


def test_cancelling_reports_what_was_checked_until_then(run, tiny_pipeline):
    report = suggest(run, tiny_pipeline, kinds=["alias"], cancelled=lambda: True)
    assert (report.finished, report.checked, report.together) == (False, (), None)
    assert "stopped with 0 checked" in report.in_words()


def test_progress_counts_the_checks(run, tiny_pipeline):
    seen = []
    suggest(run, tiny_pipeline, kinds=["alias"], top=1, progress=lambda *told: seen.append(told))
    assert seen[-1] == (len(seen), len(seen))
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))


def test_an_unknown_kind_names_those_there_are(run, tiny_pipeline):
    with pytest.raises(JdworkError, match="no kind of suggestion 'aliases'") as caught:
        suggest(run, tiny_pipeline, kinds=["aliases"])
    assert "alias" in str(caught.value)
    with pytest.raises(JdworkError, match="No kind"):
        suggest(run, tiny_pipeline, kinds=[])


def test_a_run_without_labels_says_how_to_give_them(tiny_pipeline, tmp_path):
    from dataclasses import replace

    run = make_run(tmp_path / "r", tiny_pipeline, [replace(one, label=None) for one in ads()])
    with pytest.raises(RunError, match="--label-field"):
        suggest(run, tiny_pipeline)


def test_halves_hold_each_label_alike():
    jds = [jd("plumber", "waiter") for _ in range(10)] + [jd("waiter", "waiter") for _ in range(6)]
    first, second = halves(jds)
    assert sum(one.gold == "plumber" for one in first) == sum(one.gold == "plumber" for one in second) == 5


def test_pairs_are_told_where_they_are_confused_both_ways():
    there = [jd("plumber", "waiter") for _ in range(3)]
    back = [jd("waiter", "plumber") for _ in range(2)]
    (pair,) = confused_pairs([*there, *back, jd("baker", "waiter"), jd("baker", "waiter")])
    assert (pair.first, pair.second, pair.as_second, pair.as_first) == ("plumber", "waiter", 3, 2)
    assert confused_pairs([*there, *back[:1]]) == []
