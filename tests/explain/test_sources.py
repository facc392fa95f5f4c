"""Sources: they lie in the text, they belong to a compared role, and what can be divided adds up."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.explain import explain
from jdwork.explain.reading import RememberingEncoder, read_again
from jdwork.explain.sources import FINDERS, better_half
from jdwork.pipeline import Pipeline
from jdwork.signals import Centroids
from jdwork.text import JobDescription
from tests.runs.making import ads


def test_every_weighted_signal_has_a_finder():
    assert set(WEIGHTED_SIGNALS) == set(FINDERS)


def test_what_spoke_has_sources_and_what_was_silent_has_none(explained):
    for told in explained.values():
        for signal, added in told.contributions.items():
            for role, share in zip(told.roles, added, strict=True):
                assert bool(told.sources_of(signal, role)) == (share > 0), (told.record.jd.id, signal, role)


def test_spans_are_places_in_the_text(explained):
    seen = 0
    for told in explained.values():
        text = told.record.jd.text
        for source in told.sources:
            for start, end in source.spans:
                assert 0 <= start < end <= len(text)
                seen += 1
            if source.signal in ("kra", "kra_corrected", "profile"):
                assert all(source.said in text[start:end] for start, end in source.spans)
            if source.signal == "lexical":
                words = source.said.split()
                for start, end in source.spans:
                    place = text[start:end].lower()
                    assert place.startswith(words[0]) and place.endswith(words[-1])
            if source.signal == "skill":
                assert {text[start:end] for start, end in source.spans} <= set(source.said.split(", "))
    assert seen > 40


@pytest.mark.parametrize("signal", ["alias", "title", "title_semantic", "kra", "kra_corrected", "skill"])
def test_parts_of_a_signal_sum_to_its_contribution(explained, signal):
    for told in explained.values():
        for number, role in enumerate(told.roles):
            found = told.sources_of(signal, role)
            if found:
                total = sum(source.adds for source in found)
                assert total == pytest.approx(told.contributions[signal][number], abs=2e-3)


def test_words_of_the_lexical_signal_are_its_strongest(explained):
    found = explained["bread"].sources_of("lexical", "baker")
    shares = [source.value for source in found]
    assert shares == sorted(shares, reverse=True)
    assert 0.5 < sum(shares) <= 1.001
    assert {"oven", "baker", "dough"} <= {source.said for source in found}


def test_a_kra_source_names_the_sentence_and_the_kra(explained):
    best = explained["shared-alias"].sources_of("kra", "pastry-chef")[0]
    assert best.said == "decorate cakes with sugar flowers and chocolate."
    assert best.meets == "Decorates cakes with sugar flowers and chocolate."
    assert best.value > 0.9


def test_shared_skills_come_with_their_share(explained):
    found = explained["bread"].sources_of("skill", "baker")
    assert [source.meets for source in found] == ["Sourdough", "Oven Care"]
    assert sum(source.value for source in found) == pytest.approx(1, abs=1e-3)
    rival = explained["bread"].sources_of("skill", "pastry-chef")
    assert [source.meets for source in rival] == ["Oven Care"]


def test_a_title_read_in_the_text_is_shown_where_it_stands(tiny_pipeline):
    jd = JobDescription(
        id="1", text="Job title: Pipe Fitter\n\nYou will join copper pipes and test them for leaks."
    )
    made = tiny_pipeline.classify(jd)
    told = explain(made, tiny_pipeline.settings, pipeline=tiny_pipeline, changes="none")
    (source,) = told.sources_of("alias", "plumber")
    (place,) = source.spans
    assert jd.text[slice(*place)].lower() == source.said.lower() == "pipe fitter"
    assert source.value == 0.5  # trusted less than a title that was given


def test_the_sentence_nearest_to_a_centroid_is_named(tiny_pipeline):
    snapshot, encoder = tiny_pipeline.snapshot, tiny_pipeline.encoder
    vectors = encoder.encode([role.description for role in snapshot.roles])
    centroids = Centroids(vectors, np.full(len(vectors), 9))
    evidence = tiny_pipeline.settings.evidence.model_copy(update={"centroid": 4.0})
    settings = tiny_pipeline.settings.model_copy(update={"evidence": evidence})
    pipeline = Pipeline(snapshot, settings, encoder, centroids=centroids)
    made = pipeline.classify(ads()[0])
    told = explain(made, settings, pipeline=pipeline, changes="none")
    assert told.contributions["centroid"][0] > 0
    (source,) = told.sources_of("centroid", told.roles[0])
    assert source.said in made.jd.text
    assert source.adds is None


def test_reading_again_gives_the_same_signals_of_the_candidates(records, tiny_pipeline):
    for name in ("bread", "vague", "title-alone"):
        reading = read_again(records[name], tiny_pipeline)
        for candidate in records[name].decision.candidates:
            for signal in WEIGHTED_SIGNALS:
                stored = float(getattr(records[name].signals, signal)[0, candidate.column])
                assert reading.value(signal, candidate.slug) == pytest.approx(stored, abs=1e-6)


def test_half_the_sentences_are_averaged_but_never_fewer_than_a_few():
    assert [better_half(n, 3) for n in (1, 5, 6, 7, 20)] == [3, 3, 3, 4, 10]


def test_no_text_is_encoded_twice():
    class Counting:
        encoder_id, dimension = "counting", 4

        def __init__(self):
            self.seen = []

        def encode(self, texts):
            self.seen += texts
            return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]

    behind = Counting()
    encoder = RememberingEncoder(behind)
    first = encoder.encode(["a", "bb", "a"])
    assert np.array_equal(encoder.encode(["bb", "a"]), first[[1, 0]])
    assert behind.seen == ["a", "bb"]
    assert encoder.encode([]).shape == (0, 4)
    assert encoder.encoder_id == "counting"
