"""Semantic title search, with an encoder whose vectors are made by hand."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.embed import HashingEncoder
from jdwork.signals import alias_search
from jdwork.signals.alias_search import BEST, FLOOR, build_alias_search, semantic_scores
from jdwork.signals.prepared import PreparedArrays
from jdwork.signals.title import build_title_index, match_titles
from tests.signals.trades import trades

ENCODER = HashingEncoder(256)
INDEX = build_title_index(trades())
SEARCH = build_alias_search(INDEX, ENCODER)


@pytest.fixture(scope="module")
def index():
    return INDEX


@pytest.fixture(scope="module")
def search():
    return SEARCH


def scores(index, search, *titles):
    forms = [match_titles([(title, trust)], index).forms for title, trust in titles]
    return semantic_scores(forms, [ENCODER.encode(list(one)) for one in forms], search)


def test_the_role_whose_aliases_are_near_scores_and_the_others_do_not(index, search):
    baker, chef = scores(index, search, ("Bread Baker", 1.0), ("Cake and Pastry Maker", 1.0))
    assert baker.argmax() == 0
    assert chef.argmax() == 1
    assert baker[1] == baker[2] == chef[2] == 0


def test_an_unrelated_title_and_no_title_score_nothing(index, search):
    far = scores(index, search, ("Quantum Physicist", 1.0))
    assert far.max() < 0.1
    assert not semantic_scores([{}], [ENCODER.encode([])], search).any()
    assert semantic_scores([], [], search).shape == (0, 3)


def test_trust_scales_and_the_best_title_counts(index, search):
    sure, unsure = scores(index, search, ("Bread Baker", 1.0), ("Bread Baker", 0.5))
    assert unsure == pytest.approx(sure / 2)
    both = match_titles([("Quantum Physicist", 1.0), ("Bread Baker", 0.5)], index).forms
    assert semantic_scores([both], [ENCODER.encode(list(both))], search)[0] == pytest.approx(unsure, abs=0.1)


def naive(search, cosines, role):
    mine = [
        cosines[alias] for alias, owner in zip(search.members, search.owners, strict=True) if owner == role
    ]
    best = sorted((np.clip((one - FLOOR) / (1 - FLOOR), 0, 1) for one in mine), reverse=True)[:BEST]
    return sum(best) / min(max(len(mine), 1), BEST)


@settings(deadline=None)
@given(st.lists(st.text("abcde bread baker lock", max_size=20), min_size=1, max_size=4))
def test_likeness_is_the_mean_of_the_best_stretched_cosines(titles):
    vectors = ENCODER.encode(titles)
    found = SEARCH.likeness(vectors)
    cosines = SEARCH.place(vectors) @ SEARCH.vectors.T
    expected = [[naive(SEARCH, row, role) for role in range(3)] for row in cosines]
    assert found == pytest.approx(np.array(expected), abs=1e-5)
    assert ((found >= 0) & (found <= 1)).all()


def test_titles_in_blocks_score_as_titles_alone(search, monkeypatch):
    vectors = ENCODER.encode(["baker", "pastry chef", "key cutter", "", "lock engineer"])
    whole = search.likeness(vectors)
    monkeypatch.setattr(alias_search, "BLOCK", 1)
    assert search.likeness(vectors) == pytest.approx(whole, abs=1e-6)
    assert not whole[3].any()


def test_the_nearest_aliases_are_those_that_scored(index, search):
    vector = ENCODER.encode(["key cutter"])[0]
    found = search.nearest(vector, 2)
    assert " ".join(index.aliases[found[0][0]]) == "key cutter"
    assert found[0][1] == pytest.approx(1, abs=1e-5)
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)


def test_of_many_aliases_only_the_leading_directions_are_kept(index, monkeypatch):
    whole = build_alias_search(index, ENCODER)
    monkeypatch.setattr(alias_search, "LARGE", 4)
    short = build_alias_search(index, ENCODER)
    assert short.vectors.shape[1] < whole.vectors.shape[1]
    assert np.linalg.norm(short.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    vectors = ENCODER.encode(["key cutter", "bread baker"])
    assert short.likeness(vectors).argmax(axis=1).tolist() == [2, 0]


class Counting(HashingEncoder):
    texts = 0

    def encode(self, texts, *, progress=None):
        self.texts += len(texts)
        return super().encode(texts, progress=progress)


def test_prepared_vectors_are_read_back_and_made_anew_for_other_aliases(index, tmp_path):
    encoder, prepared = Counting(64), PreparedArrays(tmp_path, worth=0)
    first = build_alias_search(index, encoder, prepared=prepared)
    seen = encoder.texts
    assert seen == len(index.aliases)
    again = build_alias_search(index, encoder, prepared=prepared)
    assert encoder.texts == seen
    assert (again.vectors == first.vectors).all()
    snapshot = trades()
    baker = dataclasses.replace(snapshot.roles[0], aliases=("Baker", "oven master"))
    other = build_title_index(dataclasses.replace(snapshot, roles=(baker, *snapshot.roles[1:])))
    assert build_alias_search(other, encoder, prepared=prepared).vectors.shape != first.vectors.shape
    assert encoder.texts > seen


def test_a_catalog_without_roles_has_no_scores():
    empty = build_title_index(dataclasses.replace(trades(), roles=()))
    search = build_alias_search(empty, ENCODER)
    assert search.likeness(ENCODER.encode(["baker"])).shape == (1, 0)
