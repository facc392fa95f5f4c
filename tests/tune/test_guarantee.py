"""Promises about what is accepted: when they are made, how sure they are, and what is said otherwise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from jdwork.config import Settings
from jdwork.errors import JdworkError
from jdwork.tune.dials import with_values
from jdwork.tune.guarantee import GRID, STARTS, _Exam, _fewest, _sizes, _thinned, guarantee
from tests.tune.builders import answered, outcome
from tests.tune.planted import planted

SHARE = 0.05 / STARTS


def sorted_out(right, *, confidence=None, groups=None, queued=False):
    """An outcome of one role that is right where ``right`` says; the surer ones first."""
    n = len(right)
    sure = np.linspace(0.99, 0.2, n) if confidence is None else confidence
    data = answered(np.where(right, 0, 1), groups=groups, roles=2)
    return outcome(np.zeros(n, int), confidence=sure, queued=queued), data


def made(right, *, confidence=None, groups=None, queued=False, **options):
    return guarantee(*sorted_out(right, confidence=confidence, groups=groups, queued=queued), **options)


@given(st.integers(1, 300), st.floats(0.01, 0.9), st.sampled_from([None, 0.3, 1.0, 4.0]))
@settings(max_examples=60, deadline=None)
def test_more_wrong_ones_are_never_better_proof(n, most_wrong, times):
    exam = _Exam(most_wrong, SHARE, None if times is None else round(100 * times), 100)
    chances = exam.p_values(n, np.arange(n + 1))
    assert (np.diff(chances) >= -1e-12).all()
    assert (chances >= 0).all()
    assert (chances <= 1 + 1e-12).all()


@given(st.integers(1, 200), st.integers(0, 20), st.floats(0.01, 0.8), st.floats(0, 0.15), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_laxer_promise_never_needs_better_proof(n, wrong, most_wrong, more, about_all):
    wrong, ahead = min(wrong, n), None if about_all else 100
    strict = _Exam(most_wrong, SHARE, ahead, 100).p_values(n, wrong)
    assert _Exam(most_wrong + more, SHARE, ahead, 100).p_values(n, wrong) <= strict + 1e-12


@given(st.floats(0.005, 0.95), st.sampled_from([None, 0, 1, 30, 100, 5000]))
@settings(max_examples=60, deadline=None)
def test_the_quick_way_where_none_is_wrong_comes_to_the_same(most_wrong, ahead):
    exam = _Exam(most_wrong, SHARE, ahead, 100)
    n = np.arange(1, 100)
    assert exam.least_p_values(n) == pytest.approx(exam.p_values(n, 0), rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("about_all", [True, False])
def test_more_of_the_same_right_ones_prove_more_in_the_long_run(about_all):
    exam = _Exam(0.05, SHARE, None if about_all else 100, 100)
    sizes = 20 * np.arange(1, 20)  # by as many as allow one more wrong one
    assert (np.diff(exam.p_values(sizes, 0)) < 0).all()


def test_the_chance_is_that_of_drawing_so_few_wrong_ones_although_the_promise_breaks():
    assert _Exam(0.1, SHARE, None, 50).p_values(40, 1) == pytest.approx(0.9**40 + 40 * 0.1 * 0.9**39)
    # 30 of 60 accepted; of as many to come 3 may be wrong: 1 of 30 came first, of 5 among 60.
    draws = np.random.default_rng(0).permuted(np.tile(np.arange(60) < 5, (40_000, 1)), axis=1)
    found = (draws[:, :30].sum(axis=1) <= 1).mean()
    assert _Exam(0.1, SHARE, 60, 60).p_values(30, 1) == pytest.approx(found, abs=0.01)
    assert _Exam(0.1, SHARE, 60, 60).p_values(30, 1) == pytest.approx(hypergeom.cdf(1, 60, 5, 30))


def test_decimals_that_are_not_exact_do_not_take_a_wrong_one_off():
    # 0.29 x 100 is 28.999... in floating point: 29 may be wrong, 30 break the promise.
    assert _Exam(0.29, SHARE, 100, 100).p_values(100, 0) == pytest.approx(hypergeom.cdf(0, 200, 30, 100))


@pytest.mark.parametrize("most_wrong", [0.02, 0.05, 0.1, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_the_number_needed_is_the_fewest(most_wrong, level):
    share = (1 - level) / STARTS
    n = np.arange(1, 1200)

    def first(passes):
        return int(n[passes][0])

    as_many = np.array([hypergeom.cdf(0, 2 * one, int(most_wrong * one + 1e-9) + 1, one) for one in n])
    assert _fewest(_Exam(most_wrong, share, 7, 7), 5, as_many=True) == first(as_many <= share)
    about_all = _Exam(most_wrong, share, None, 40)
    assert _fewest(about_all, 30, as_many=False) == first(binom.cdf(0, n, most_wrong) <= share)
    # 200 to come, of which half will be accepted, as half of the 40 labelled ones are.
    batch = hypergeom.cdf(0, n + 100, int(most_wrong * 100 + 1e-9) + 1, n)
    assert _fewest(_Exam(most_wrong, share, 200, 40), 20, as_many=False) == first(batch <= share)


@pytest.mark.parametrize("ahead", [0, None])
def test_with_as_many_as_needed_there_is_a_promise_and_with_one_fewer_there_is_none(ahead):
    few = made(np.ones(10, bool), ahead=ahead)
    assert few.threshold is None
    assert few.needed == {0: 120, None: 86}[ahead]
    enough = made(np.ones(few.needed, bool), ahead=ahead)
    assert (enough.n, enough.wrong, enough.coverage, enough.needed) == (few.needed, 0, 1.0, 0)
    assert made(np.ones(few.needed - 1, bool), ahead=ahead).threshold is None


def test_a_promise_about_a_given_batch_needs_as_many_as_it_says():
    few = made(np.ones(10, bool), ahead=50, most_wrong=0.1)
    enough = made(np.ones(few.needed, bool), ahead=50, most_wrong=0.1)
    assert few.threshold is None
    assert enough.n == few.needed


def test_the_laxest_threshold_that_passes_is_taken_and_accepts_what_it_says():
    right = np.r_[np.ones(300, bool), np.tile([True, False], 50)]
    found, data = sorted_out(right)
    one = guarantee(found, data)
    accepted = found.confidence >= np.float32(one.threshold)
    assert (accepted.sum(), (accepted & ~right).sum()) == (one.n, one.wrong)
    assert one.coverage == one.n / 400
    assert one.n >= 290
    assert one.wrong / one.n < one.bound <= 0.05
    assert guarantee(found, data, most_wrong=0.2).n > one.n
    assert guarantee(found, data, level=0.8).n >= one.n


def test_the_threshold_can_be_written_as_it_is_and_settings_then_accept_just_those():
    data = planted(400, seed=3)
    base = with_values(Settings(), {"accept.min_confidence": 0.0, "new_role.max": 0.0})
    one = guarantee(data.replay.decide(base), data, most_wrong=0.6, level=0.8)
    assert one.threshold == round(one.threshold, 4)
    accepted = data.replay.decide(with_values(base, {"accept.min_confidence": one.threshold})).accepted
    assert accepted.sum() == one.n
    assert (~data.right(data.replay.decide(base)) & accepted).sum() == one.wrong


def test_those_of_one_confidence_are_accepted_together_or_not_at_all():
    right = np.r_[np.ones(200, bool), np.zeros(100, bool)]
    tied = np.r_[np.full(150, 0.9), np.full(150, 0.8)]
    one = made(right, confidence=tied)
    assert (one.n, one.wrong) == (150, 0)
    assert one.threshold == pytest.approx(0.9, abs=1e-4)


def test_what_is_queued_for_another_reason_stays_queued_and_counts_as_not_covered():
    queued = np.arange(400) % 2 == 0
    one = made(np.ones(400, bool), queued=queued)
    assert (one.n, one.coverage) == (200, 0.5)


def test_copies_count_once():
    right = np.ones(200, bool)
    copied = np.arange(200) // 4  # fifty different ads, too few
    assert made(right).threshold is not None
    few = made(right, groups=copied)
    assert few.threshold is None
    assert few.needed == 120
    twice = made(np.ones(800, bool), groups=np.arange(800) // 4)
    assert (twice.n, twice.ahead) == (200, 200)


def test_the_draw_among_copies_follows_the_seed():
    right = np.arange(600) % 10 != 0
    groups = np.arange(600) // 2
    same = [made(right, groups=groups, most_wrong=0.2, seed=5) for _ in range(2)]
    assert same[0] == same[1]
    assert len({made(right, groups=groups, most_wrong=0.2, seed=seed).wrong for seed in range(20)}) > 1


def test_where_nothing_can_be_promised_the_nearest_that_can_is_named_and_holds_when_asked_for():
    right = np.random.default_rng(1).random(400) < 0.8
    none = made(right, most_wrong=0.05)
    assert (none.threshold, none.needed, none.n) == (None, 0, 0)
    assert 0.2 < none.nearest < 0.35
    assert made(right, most_wrong=none.nearest).threshold is not None
    assert made(right, most_wrong=none.nearest - 0.001).threshold is None
    assert f"{none.nearest:.1%}" in none.in_words()


def test_where_all_is_wrong_nothing_could_be_promised():
    none = made(np.zeros(300, bool))
    assert (none.nearest, none.threshold) == (1.0, None)
    assert none.in_words().endswith("Nothing could be.")


def test_nothing_accepted_is_too_few_labels():
    none = made(np.ones(50, bool), queued=True)
    assert (none.n, none.threshold) == (0, None)
    assert none.needed == 120


def violated(rng, *, wrong_at, n, most_wrong, level, ahead):
    """Whether a promise was made on n JDs and broken: on as many fresh ones, or in truth."""

    def drawn():
        sure = rng.random(n).astype(np.float32)
        return sure, rng.random(n) >= wrong_at(sure)

    sure, right = drawn()
    one = made(right, confidence=sure, most_wrong=most_wrong, level=level, ahead=ahead)
    if one.threshold is None:
        return False
    if ahead is None:
        grid = np.linspace(one.threshold, 1, 2000)
        return wrong_at(grid).mean() > most_wrong
    sure, right = drawn()
    accepted = sure >= one.threshold
    return bool(accepted.any() and (~right[accepted]).mean() > most_wrong)


@pytest.mark.parametrize("ahead", [0, None], ids=["as many", "all to come"])
@pytest.mark.parametrize(
    "wrong_at",
    [
        lambda sure: np.full(len(sure), 0.1001),
        lambda sure: 0.4 * (1 - sure),
        lambda sure: np.where(sure > 0.5, 0.06, 0.25),
        lambda sure: 0.2 * sure,
    ],
    ids=["on the edge", "falling", "a step", "confidence misleads"],
)
def test_promises_are_broken_no_more_often_than_said(wrong_at, ahead):
    rng = np.random.default_rng(11)
    runs, level = 100, 0.9
    broken = sum(
        violated(rng, wrong_at=wrong_at, n=300, most_wrong=0.1, level=level, ahead=ahead) for _ in range(runs)
    )
    # More would come of a promise kept as said in less than one of a thousand series of runs.
    assert broken <= binom.ppf(0.999, runs, 1 - level)


def test_promises_are_made_where_they_can_be_kept():
    rng = np.random.default_rng(2)
    found = []
    for _ in range(20):
        sure = rng.random(600)
        one = made(rng.random(600) >= 0.3 * (1 - sure) ** 2, confidence=sure, most_wrong=0.05)
        found.append(one.coverage)
    # Down to a confidence of 0.29 or so, no more than 0.05 are wrong in truth.
    assert 0.25 < np.mean(found) < 0.71


def test_thresholds_go_from_strict_to_lax_and_are_thinned_with_both_ends_kept():
    assert _sizes(np.array([9, 9, 7, 3, 3, 3])).tolist() == [2, 3, 6]
    assert _sizes(np.array([], dtype=int)).tolist() == []
    sizes = np.arange(17, 5000)
    kept = _thinned(sizes)
    assert len(kept) <= GRID
    assert (kept[0], kept[-1]) == (17, 4999)
    assert (np.diff(kept) > 0).all()
    assert (_thinned(sizes[:GRID]) == sizes[:GRID]).all()


def test_testing_ends_at_the_first_threshold_that_fails_though_laxer_ones_would_pass():
    exam = _Exam(0.1, SHARE, None, 500)
    sizes = np.arange(100, 500, 10)  # forty; testing starts at the first, eleventh, ...
    wrong = np.zeros(500, int)
    assert exam.largest(sizes, wrong) == 490
    wrong[sizes[30:36]] = 400
    assert exam.largest(sizes, wrong) == sizes[29]
    wrong[sizes[30]] = 0
    assert exam.largest(sizes, wrong) == sizes[30]
    wrong[sizes[:30]] = 400
    assert exam.largest(sizes, wrong) == sizes[30]  # from the last start
    wrong[sizes[30]] = 400
    assert exam.largest(sizes, wrong) == 0


def test_words_say_what_is_promised_and_about_what():
    one = made(np.ones(400, bool))
    assert one.in_words() == (
        f"From confidence {one.threshold:.4f} on: at most 5.0% wrong among those accepted of the next 400 "
        "JDs, with 95% confidence. It accepts 100.0% of the JDs; of 400 labelled ones, 0 are wrong."
    )
    assert "of the next 1,000 JDs" in made(np.ones(400, bool), ahead=1000).in_words()
    assert "of all JDs to come" in made(np.ones(400, bool), ahead=None).in_words()


def test_words_say_how_many_labels_are_missing():
    few = made(np.ones(30, bool))
    assert few.in_words().endswith(
        "the labels are too few. 120 different accepted JDs without an error would be the fewest, for a "
        "promise about as many."
    )
    assert made(np.ones(30, bool), ahead=None).in_words().endswith("86 different accepted JDs without an "
                                                                   "error would be the fewest.")  # fmt: skip


def test_all_of_it_can_be_kept_as_json():
    import json

    one = made(np.ones(400, bool))
    body = json.loads(json.dumps(one.to_dict()))
    assert body.pop("said") == one.in_words()
    assert replace(one, **body) == one


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"most_wrong": 0}, "'0' is no share of wrong decisions"),
        ({"most_wrong": 1.0}, "'1' is no share of wrong decisions"),
        ({"most_wrong": float("nan")}, "'nan' is no share of wrong decisions"),
        ({"level": 0.5}, "'0.5' is no level of confidence"),
        ({"level": 95}, "'95' is no level of confidence"),
        ({"ahead": -5}, "cannot be about the next -5 JDs"),
    ],
)
def test_figures_out_of_range_are_refused(options, said):
    with pytest.raises(JdworkError, match=said):
        made(np.ones(5, bool), **options)
