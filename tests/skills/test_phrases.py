"""Cutting sentences into phrases that may name skills."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.skills.phrases import Vocabulary, cut_phrases, name_features, phrase_features, shape_of


def _phrases(text: str, *taken: str) -> list[str]:
    spans = sorted((text.index(words), text.index(words) + len(words)) for words in taken)
    return [text[each.start : each.end] for each in cut_phrases(text, 0, len(text), spans)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Knowledge of Zuora, Coupa and Ariba", ["Zuora", "Coupa", "Ariba"]),
        ("Strong numerical analysis skills", ["numerical analysis"]),
        ("Build real-time rendering", ["real-time rendering"]),
        ("You will maintain test rigs", ["test rigs"]),
        ("Build WebRTC servers", ["WebRTC"]),
        ("A bachelor's degree in something", ["something"]),
        ("one two three four five six words", []),
        ("Customer's cash flow", ["Customer's cash flow"]),
        ("and or the of", []),
        ("", []),
    ],
)
def test_function_words_verbs_and_signs_cut(text: str, phrases: list[str]) -> None:
    assert _phrases(text) == phrases


def test_what_is_taken_is_no_part_of_a_phrase() -> None:
    assert _phrases("Kubernetes cluster tuning", "Kubernetes") == ["cluster tuning"]
    assert _phrases("cluster Kubernetes tuning", "Kubernetes") == ["cluster", "tuning"]


@pytest.mark.parametrize(
    ("name", "first", "shape"),
    [
        ("GraphQL", False, "technical"),
        ("log4j", False, "technical"),
        ("Next.js", False, "technical"),
        ("ISTQB", False, "acronym"),
        ("Google Ads", False, "capital"),
        ("Ads", True, "plain"),
        ("Google ads", False, "mixed"),
        ("real estate law", False, "plain"),
    ],
)
def test_shapes(name: str, first: bool, shape: str) -> None:
    assert shape_of(name, first_in_sentence=first) == shape


def test_odds_grow_with_names_and_fall_with_prose() -> None:
    vocabulary = Vocabulary(
        Counter({"tuning": 9, "people": 1}), Counter({"tuning": 4}), Counter({"people": 30})
    )
    assert vocabulary.odds("tuning") > vocabulary.odds("unseen") > vocabulary.odds("people")
    assert vocabulary.head_odds("tuning") > vocabulary.head_odds("unseen")


def test_features_say_what_stands_beside_a_phrase() -> None:
    vocabulary = Vocabulary(Counter({"cloud": 3}), Counter({"cloud": 1}), Counter())
    features = phrase_features(
        name_features("cloud gizmo", ["cloud", "gizmo"], vocabulary=vocabulary, shape="plain"),
        {"section skills": 1.0, "asked before": 1.0},
        section="skills",
        mentions=1,
        links=2,
        items=True,
    )
    assert {"between skills", "item", "plain in section skills", "plain asked before"} <= set(features)
    assert features["unknown words plain"] == 0.5
    assert features["unknown plain head"] == 1.0


@given(st.text(alphabet="Aab1 .,-'’/\n", max_size=80))
def test_phrases_are_in_order_and_within_the_sentence(text: str) -> None:
    end = 0
    for phrase in cut_phrases(text, 0, len(text), []):
        assert end <= phrase.start < phrase.end <= len(text)
        end = phrase.end
