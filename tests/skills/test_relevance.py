"""The linear models, and what they are told of a place."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.skills.context import SentenceFacts
from jdwork.skills.relevance import (
    Weights,
    kinship,
    mention_features,
    place_features,
    read_relevance,
    shipped_relevance,
)
from jdwork.skills.requirement import NO_CUES

FACTS = SentenceFacts(
    asks=3,
    demands=True,
    optional=False,
    speaks_of_us=True,
    speaks_to_you=False,
    is_bullet=True,
    words=4,
    cues=NO_CUES,
)


def test_the_score_is_the_logistic_of_the_sum() -> None:
    model = Weights(bias=-1.0, threshold=0.5, weights={"a": 2.0, "b": 0.5})
    assert model.score({"a": 1.0, "b": 2.0, "unknown": 9.0}) == pytest.approx(1 / (1 + math.exp(-2.0)))


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_scores_are_probabilities_however_large_the_weights(bias: float, weight: float) -> None:
    assert 0.0 <= Weights(bias, 0.5, {"a": weight}).score({"a": 1.0}) <= 1.0


def test_a_place_tells_its_section_sentence_and_neighbours() -> None:
    features = place_features(section="duties", facts=FACTS, start=10, before="our", after="team")
    assert set(features) == {
        "section duties",
        "sentence asks",
        "asked before",
        "sentence demands",
        "speaks of us",
        "bullet",
        "short sentence",
        "people behind",
        "article before",
    }
    assert "asked before" not in place_features(section="duties", facts=FACTS, start=1, before="", after="")


def test_a_mention_adds_its_nature_list_and_kin() -> None:
    place = place_features(section="other", facts=FACTS, start=10, before="", after="")
    features = mention_features(
        place,
        nature="DATABASE",
        section="other",
        words=1,
        links=2,
        mentions=3,
        kin=0.25,
        titled=True,
        capital=True,
    )
    assert (
        features["is technology"] == features["technology in the story"] == features["within a list"] == 1.0
    )
    assert features["kin"] == 0.5
    assert features["mentions"] == pytest.approx(math.log(3))
    assert "capital" not in features and features["in the title"] == 1.0
    assert "is technology" not in place


def test_kinship_is_the_share_of_the_others() -> None:
    assert kinship(["a", "a", "a", "b", "c"]) == {"a": 0.5, "b": 0.0, "c": 0.0}
    assert kinship(["a"]) == {"a": 0.0}


def test_the_shipped_models_read_as_the_words_suggest() -> None:
    relevance = shipped_relevance()
    mention = relevance.mention.weights
    assert mention["section requirements"] > mention["section company"]
    assert mention["section skills"] > mention["section perks"]
    assert mention["kin"] > 0
    assert relevance.phrase.weights["asked before"] > 0
    for model in (relevance.mention, relevance.phrase):
        assert 0.0 < model.threshold < 1.0


def test_a_weights_file_is_read_table_by_table() -> None:
    table = {"bias": 1, "threshold": 0.5, "weights": {"a": 2}}
    made = read_relevance({"mention": table, "phrase": table | {"bias": -1}})
    assert (made.mention.bias, made.phrase.bias, made.phrase.weights["a"]) == (1.0, -1.0, 2.0)
