"""Both halves mined in turn: what unseen JDs gain, and how sure that is."""

import pytest

from jdwork.catalog.edits import AddRoleAlias
from jdwork.suggest import (
    Checked,
    CrossReport,
    Gain,
    Suggestion,
    SuggestionReport,
    read_labelled_jds,
    suggest,
    suggest_both,
)
from jdwork.suggest.duties import read_duties
from jdwork.text import RejectedRow
from jdwork.whatif import TrialRun
from tests.runs.making import make_run
from tests.suggest.making import jd, misnamed_ads


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("run") / "r", tiny_pipeline, misnamed_ads())


def half(mined, unseen, gain, *aliases, finished=True):
    picked = tuple(
        Checked(Suggestion("alias", AddRoleAlias("plumber", one), "", (), (), 1.0), gain) for one in aliases
    )
    return SuggestionReport("r", mined, unseen, picked, picked, gain, (), len(picked), finished)


def crossed(first, second, fixed, broken=(), **more):
    gain = Gain(frozenset(one.id for one in fixed), frozenset(one.id for one in broken))
    return CrossReport((half(first, second, gain, "a", "b"), half(second, first, gain, "b", "c", **more)))


def jds(n, **more):
    return tuple(jd("plumber", "waiter", **more) for _ in range(n))


def test_each_jd_counts_where_it_was_unseen():
    first, second = jds(20), jds(20)
    net = crossed(first, second, [*first[:6], *second[:5]], second[5:7]).net()
    assert net.value == 9
    assert net.low < 9 < net.high


def test_a_gain_of_the_mined_half_alone_is_no_gain():
    first, second = jds(10), jds(10)
    seen = Gain(frozenset(one.id for one in first), frozenset())
    none = Gain(frozenset(), frozenset())
    report = CrossReport((half(first, second, seen, "a"), half(second, first, none)))
    assert (report.net().value, report.net().low, report.net().high) == (0, 0, 0)


def test_copies_make_the_net_no_surer():
    first, second = jds(12), jds(12)
    copies = jds(12, group=10**6)
    alone = crossed(first, second, first).net()
    copied = crossed(copies, second, copies).net()
    assert alone.value == copied.value == 12
    assert copied.high - copied.low > alone.high - alone.low


def test_what_both_halves_found_is_marked_and_told_once():
    report = crossed(jds(4), jds(4), [])
    assert [report.is_in_both(one) for one in report.picked] == [False, True, False]
    lines = [report.line(part, one) for part in report.halves for one in part.picked]
    assert sum("[found in both halves]" in line for line in lines) == 2
    assert "1 of 3 suggestions to take were found in both halves" in report.in_words()


def test_a_mining_that_was_stopped_has_no_net():
    report = crossed(jds(4), jds(4), [], finished=False)
    assert report.net() is None
    assert not report.finished
    assert "Net fixed" not in report.in_words()
    assert report.to_dict()["net_on_unseen"] is None


def test_the_first_half_is_what_mining_it_alone_gives(run, tiny_pipeline):
    both = suggest_both(run, tiny_pipeline, kinds=["alias"])
    alone = suggest(run, tiny_pipeline, kinds=["alias"], half_check=True)
    assert both.halves[0] == alone
    assert both.halves[1].mined == alone.unseen
    assert both.halves[1].unseen == alone.mined
    assert "Net fixed on unseen: +" in both.in_words()


def test_kras_are_mined_from_the_own_half_only(run, tiny_pipeline):
    report = suggest_both(run, tiny_pipeline, kinds=["kra"])
    for part in report.halves:
        mined = {one.id for one in part.mined}
        assert all(set(one.suggestion.touched) <= mined for one in part.checked)


def test_a_labelled_row_that_could_not_be_read_is_no_hindrance(tiny_pipeline, tmp_path):
    broken = RejectedRow(id="broken", reason="There is no text.", where="row 9", label="plumber")
    run = make_run(tmp_path / "r", tiny_pipeline, [*misnamed_ads(), broken])
    report = suggest_both(run, tiny_pipeline, kinds=["kra", "alias"])
    assert any(one.id == "broken" for part in report.halves for one in part.mined)
    assert report.finished


def test_stopping_ends_with_the_first_half(run, tiny_pipeline):
    report = suggest_both(run, tiny_pipeline, kinds=["alias"], cancelled=lambda: True)
    assert len(report.halves) == 1
    assert not report.finished


def test_progress_runs_through_both_halves(run, tiny_pipeline):
    seen = []
    suggest_both(run, tiny_pipeline, kinds=["alias"], top=1, progress=lambda *told: seen.append(told))
    done = [one for one, _ in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1]


def test_jds_read_for_their_duties_are_not_read_again(run, tiny_pipeline, monkeypatch):
    trial = TrialRun(run, tiny_pipeline)
    jds = read_labelled_jds(run, tiny_pipeline.snapshot)
    read = []
    genuine = trial.pipeline.read
    monkeypatch.setattr(trial.pipeline, "read", lambda some: read.extend(some) or genuine(some))
    read_duties(trial, jds)
    assert len(read) == len(jds)
    assert [one.id for one, _ in trial.read({one.id for one in jds[2:]})] == [one.id for one in jds[2:]]
    assert len(read) == len(jds)
