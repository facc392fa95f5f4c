import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.errors import InputError
from jdwork.text.near_duplicates import near_duplicate_groups

WORDS = [f"word{number}" for number in range(400)]


def ad(seed, *, length=120):
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def similarity(one, other):
    """Jaccard similarity of three-word shingles, counted plainly."""

    def shingles(text):
        words = text.split()
        size = min(3, len(words))
        return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}

    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def partition(groups):
    return {frozenset(np.flatnonzero(groups == group).tolist()) for group in set(groups.tolist())}


def test_one_ad_for_two_cities_is_one_group_and_another_ad_is_not():
    text = ad(1)
    pune = f"Nurse in Pune. {text} Apply at the Pune office."
    leeds = f"Nurse in Leeds. {text} Apply at the Leeds office."
    assert near_duplicate_groups([pune, ad(2), leeds]).tolist() == [0, 1, 0]


def test_letter_case_and_punctuation_make_no_difference():
    text = ad(3)
    assert near_duplicate_groups([text, text.upper().replace(" ", ", ") + "!"]).tolist() == [0, 0]


def test_what_is_a_copy_of_a_copy_is_in_the_same_group():
    words = ad(4, length=200).split()
    chain = [" ".join(words[start : start + 120]) for start in (0, 20, 40, 60, 80)]
    assert similarity(chain[0], chain[4]) < 0.5 < similarity(chain[0], chain[1])
    assert set(near_duplicate_groups(chain).tolist()) == {0}


def test_shared_boilerplate_alone_joins_nothing():
    boilerplate = ad(5, length=60)
    ads = [f"{ad(seed, length=120)} {boilerplate}" for seed in range(10, 30)]
    assert len(set(near_duplicate_groups(ads).tolist())) == 20


def test_texts_without_words_are_nobodys_copies():
    assert near_duplicate_groups(["", "nurse", "", " … ", "nurse"]).tolist() == [0, 1, 2, 3, 1]


def test_nothing_gives_nothing():
    assert near_duplicate_groups([]).tolist() == []


@pytest.mark.parametrize("threshold", [0, -0.1, 1.2, float("nan")])
def test_a_threshold_out_of_range_is_told(threshold):
    with pytest.raises(InputError, match="above 0 and at most 1"):
        near_duplicate_groups(["a"], threshold=threshold)


copies = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=25
).map(
    # Ads with a stretch of each replaced: their similarities lie all over the scale.
    lambda rows: [
        " ".join(
            [
                *ad(base).split()[:start],
                *ad(100 + length).split()[:length],
                *ad(base).split()[start + length :],
            ]
        )
        for base, start, length in rows
    ]
)


@given(copies, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_of_texts_makes_no_difference(texts, shuffler):
    order = list(range(len(texts)))
    shuffler.shuffle(order)
    groups = near_duplicate_groups(texts)
    shuffled = near_duplicate_groups([texts[place] for place in order])
    assert partition(groups) == {frozenset(order[place] for place in part) for part in partition(shuffled)}


@given(copies, st.floats(0.05, 1), st.floats(0.05, 1))
@settings(deadline=None, max_examples=40)
def test_a_higher_threshold_only_splits_groups(texts, one, other):
    low, high = sorted((one, other))
    coarse, fine = (partition(near_duplicate_groups(texts, threshold=at)) for at in (low, high))
    assert all(any(part <= whole for whole in coarse) for part in fine)


@given(copies)
@settings(deadline=None, max_examples=40)
def test_identical_texts_share_a_group_at_every_threshold(texts):
    doubled = [*texts, *texts]
    groups = near_duplicate_groups(doubled, threshold=1)
    assert (groups[: len(texts)] == groups[len(texts) :]).all()


@given(copies)
@settings(deadline=None, max_examples=40)
def test_no_text_is_in_a_group_without_a_text_that_is_near_enough(texts):
    groups = near_duplicate_groups(texts, threshold=0.6)
    for place, text in enumerate(texts):
        others = [texts[other] for other in np.flatnonzero(groups == groups[place]) if other != place]
        assert not others or max(similarity(text, other) for other in others) >= 0.6 - 1e-9


def test_of_pairs_just_above_the_threshold_hardly_one_is_missed():
    rng = random.Random(0)
    near, missed = 0, 0
    for seed in range(400):
        words = ad(seed).split()
        changed = list(words)
        for place in rng.sample(range(len(words)), 14):
            changed[place] = f"other{place}"
        pair = [" ".join(words), " ".join(changed)]
        if 0.5 <= similarity(*pair) <= 0.55:
            near += 1
            missed += len(set(near_duplicate_groups(pair).tolist())) == 2
    assert near > 200
    assert missed <= 0.01 * near


def test_a_feed_of_one_ad_for_a_thousand_cities_is_one_group():
    text = ad(7)
    texts = [f"{text} city{number} ref {number * 7}" for number in range(1500)] + [ad(8)]
    assert len(set(near_duplicate_groups(texts).tolist())) == 2


def test_another_process_finds_the_same_groups():
    code = (
        "from tests.text.test_near_duplicates import ad\n"
        "from jdwork.text.near_duplicates import near_duplicate_groups\n"
        "texts = [ad(n % 7)[: 400 + 40 * n] + ad(50 + n)[: 20 * n] for n in range(20)]\n"
        "print(near_duplicate_groups(texts, threshold=0.4).tolist())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": salt},
        ).stdout
        for salt in ("1", "2")
    }
    assert len(said) == 1


def test_half_characters_do_no_harm():
    assert near_duplicate_groups(["nurse \ud800 ward", "nurse \ud800 ward"]).tolist() == [0, 0]
