"""Titles: whole aliases inside them, and agreement by words."""

import numpy as np
import pytest

from jdwork.signals.title import build_title_index, match_titles, unique_titles
from tests.signals.trades import trades


@pytest.fixture(scope="module")
def index():
    return build_title_index(trades())


def carried(index, title):
    return [trades().roles[role].slug for role, _ in index.match(title).carried]


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Baker", ["baker"]),
        ("Bread Baker", ["baker"]),
        ("Senior Pastry Chef", ["pastry-chef"]),
        ("Night-shift bread baker wanted", ["baker"]),
        ("Pastry Chef / Locksmith", ["pastry-chef", "locksmith"]),
        ("Safe & Lock Engineer", ["locksmith"]),
        ("Violin Maker", []),
        ("", []),
    ],
)
def test_whole_aliases_are_found_inside_a_title(index, title, roles):
    assert carried(index, title) == roles


def test_an_alias_of_one_word_counts_only_at_the_end(index):
    assert carried(index, "Village Baker") == ["baker"]
    assert carried(index, "Baker Street Surveyor") == []


def test_an_alias_inside_a_longer_one_does_not_count(index):
    match = index.match("Head Baker")
    assert [alias for _, alias in match.carried] == ["head baker"]


def test_agreement_is_one_for_an_alias_and_partial_for_some_of_its_words(index):
    exact, near, far = (index.match(title).agreement for title in ("key cutter", "cutter", "violin maker"))
    assert exact[2] == pytest.approx(1)
    assert 0 < near[2] < 1
    assert near[0] == near[1] == 0
    assert 0 < far[1] < 1  # shares "maker" with an alias of the pastry chef
    assert far[2] == 0


def test_the_first_title_that_carries_an_alias_decides_and_trust_scales_agreement(index):
    match = match_titles([("violin maker", 1.0), ("locksmith", 0.5), ("baker", 0.5)], index)
    assert [role for role, _ in match.carried] == [2]
    assert match.agreement[2] == pytest.approx(0.5)


def test_titles_are_kept_once_under_their_best_trust():
    assert unique_titles([("Baker", 1.0), (None, 0.8), (" ", 0.8), ("Baker", 0.8), ("Cook", 0.8)]) == [
        ("Baker", 1.0),
        ("Cook", 0.8),
    ]


def test_agreement_lies_between_zero_and_one(index):
    for title in ("bread bread bread baker", "cake cake", "key key cutter lock lock", "x" * 500):
        agreement = index.match(title).agreement
        assert ((agreement >= 0) & (agreement <= 1 + 1e-6)).all()
        assert np.isfinite(agreement).all()


@pytest.mark.parametrize(
    ("title", "role"),
    [("Lockmith", "locksmith"), ("Pastry Cheff", "pastry-chef"), ("Sr. Locksimth - Leeds", "locksmith")],
)
def test_a_misspelt_title_is_found_and_trusted_a_little_less(index, title, role):
    match = match_titles([(title, 1.0)], index)
    assert [trades().roles[one].slug for one, _ in match.carried] == [role]
    assert 0.75 < match.trust < 1
    assert 0.75 < match.agreement[trades().role_index[role]] < 1


def test_a_known_head_is_never_taken_for_a_misspelt_one(index):
    assert index.match("Maker").agreement[1] > 0
    assert not index.match("Waker").carried
    assert not index.match("Banker").carried


def test_a_field_beside_the_job_counts_where_aliases_know_its_words(index):
    forms = index.match("Maker - Pastry").forms
    assert forms["pastry maker"] < forms["maker"] == 1
    assert set(index.match("Baker - Contoso").forms) == {"baker"}


def test_the_trust_of_each_form_is_its_share_of_its_title(index):
    forms = match_titles([("Village Baker", 0.5)], index).forms
    assert forms == {"village baker": 0.5}
