"""What a role model knows a role by: words and skills of the JD that raise its share, and a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from jdwork.catalog.applying import apply_edits
from jdwork.explain import explain
from jdwork.explain.learned_sources import role_dual
from jdwork.explain.outcomes import outcome_of
from jdwork.learn import train_role_model
from jdwork.pipeline import Pipeline, jd_facts
from jdwork.signals.learned import text_digest
from jdwork.text import JobDescription
from tests.runs.making import ads


@pytest.fixture(scope="module")
def learned(tiny_pipeline):
    """The tiny classifier with a role model of its own labelled ads."""
    made = [one for one in tiny_pipeline.classify_batch(ads(copies=3)) if one.jd.label and one.jd.text]
    facts = [jd_facts(one.document, one.parse, one.skills) for one in made]
    snapshot = tiny_pipeline.snapshot
    targets = np.zeros((len(made), len(snapshot.roles)), dtype=np.float32)
    targets[np.arange(len(made)), [snapshot.role_index[one.jd.label] for one in made]] = 1
    model = train_role_model(
        tiny_pipeline.signals([one.jd.id for one in made], facts).features,
        targets,
        roles=[role.slug for role in snapshot.roles],
        skills=[skill.slug for skill in snapshot.skills],
        parts=np.arange(len(made)) % (len(made) // 3) % 2,
        whitening=tiny_pipeline.index.kra.whitening,
        encoder_id=tiny_pipeline.encoder.encoder_id,
        origin="labels",
    )
    settings = tiny_pipeline.settings
    weighted = settings.evidence_with_model.model_copy(update={"learned": 5.0})
    pipeline = tiny_pipeline.with_role_model(model)
    pipeline.settings = settings.model_copy(update={"evidence_with_model": weighted})
    return pipeline


def test_words_skills_and_a_sentence_stand_behind_it(learned):
    text = "We are hiring. You will knead dough and shape loaves, and watch the oven. Sourdough is required."
    made = learned.classify(JobDescription(id="new", text=text))
    told = explain(made, learned.settings, pipeline=learned, against="electrician", changes="none")
    assert told.contributions["learned"][0] > 0
    *found, sentence = told.sources_of("learned", "baker")
    assert {"dough", "loaves", "oven"} & {source.said for source in found}
    assert "Sourdough" in {source.meets for source in found}
    values = [source.value for source in found]
    assert values == sorted(values, reverse=True) and min(values) > 0
    assert (sentence.meets, sentence.adds) == ("", None)
    for source in (*found, sentence):
        assert all(
            source.said in text[start:end].lower() or source.meets or source.said in text
            for start, end in source.spans
        )
        assert source.spans


def test_a_jd_that_was_learned_from_is_judged_by_the_part_that_has_not_seen_it(learned):
    index = learned.index.learned
    role = learned.snapshot.role_index["baker"]
    known = next(one for one in ads() if one.id == "bread")
    dual = role_dual(index, role, text_digest(known.text))
    place = int(np.flatnonzero(index.model.digests == np.uint64(text_digest(known.text)))[0])
    assert dual[place] == 0
    assert role_dual(index, role, 1)[place] != 0


def test_edits_are_tried_with_the_role_model(learned):
    made = learned.classify(next(one for one in ads() if one.id == "vague"))
    told = explain(made, learned.settings, pipeline=learned)
    edits = [one for one in (*told.counterfactuals, *told.nearest) if one.kind in ("addition", "removal")]
    assert edits
    for one in edits:
        after = apply_edits(learned.snapshot, [one.change])
        again = Pipeline(after, learned.settings, learned.encoder, role_model=learned.role_model)
        assert outcome_of(again.classify(made.jd).decision) == one.outcome, one.sentence


def test_without_a_model_nothing_stands_behind_it(explained):
    assert not any(source.signal == "learned" for told in explained.values() for source in told.sources)
