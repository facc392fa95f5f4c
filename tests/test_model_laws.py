"""Laws of classifying with language models: what they may change, and what they never do."""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
import pytest

from jdwork.decide import decide, to_decision
from jdwork.embed import HashingEncoder
from jdwork.pipeline import Pipeline
from jdwork.text import JobDescription
from tests.llm.scripted import ScriptedModels
from tests.tiny_workspace import ADS

JDS = [JobDescription(str(ad["id"]), ad["text"] or "", title=ad["title"]) for ad in ADS]
ALL = {"parser": "openai", "skills": "openai", "adjudicator": "openai", "domain": "openai"}
DECIDED = (
    "role",
    "case",
    "confidence",
    "queued",
    "domain",
    "candidates",
    "candidate_set",
    "support",
    "picked",
)
ASKED = {"shared-alias": "adjudicate", "contradicted": "adjudicate", "vague": "domain"}
"""The ads whose evidence leaves a choice, and what is asked of them."""


def with_models(offline, models, **llm):
    """The same classifier, asking these models in every stage."""
    settings = offline.settings
    own = settings.llm.model_validate(settings.llm.model_dump() | ALL | llm)
    return Pipeline(
        offline.snapshot, settings.model_copy(update={"llm": own}), HashingEncoder(64), models=models
    )


def decided(record):
    return {name: getattr(record.decision, name) for name in DECIDED}


def check(record, snapshot):
    """What holds of every record, whatever a model or a JD says."""
    decision = record.decision
    assert decision.role is None or decision.role in snapshot.role_index
    assert decision.role is None or decision.role in [one.slug for one in decision.candidates]
    assert 0 <= decision.confidence <= 1
    assert decision.reason.isprintable()
    for one in record.parse.grounding:
        assert 0 <= one.start < one.end <= len(record.jd.text)
    for skill in (*record.skills.found, *record.skills.proposed):
        for span in skill.spans:
            assert record.jd.text[span.start : span.end] == span.surface
    for call in record.calls:
        assert call.subject == record.jd.content_hash
        assert call.outcome in ("ok", "cached") or call.note


def varied(question):
    """An answer that follows from the question alone: some fail, some are wrong, some are good."""
    number = int(hashlib.sha256(repr(sorted(question.values.items())).encode()).hexdigest(), 16)
    if number % 4 == 0:
        return RuntimeError("The server did not answer.")
    roles = question.choices.get("role", ("",))
    role = [*roles, "chief-executive"][number % (len(roles) + 1)]
    domains = question.choices.get("domain", ("",))
    jd = question.values["jd"]
    return {
        "role": role if question.stage in ("adjudicate", "domain") else jd[:12],
        "domain": domains[number % len(domains)],
        "reasoning": f"Number {number}",
        "experience": {"quote": jd[5:25]},
        "skills": [{"name": word, "quote": word} for word in jd.split()[:6]],
    }


@pytest.fixture(scope="module")
def offline_records(tiny_pipeline):
    return tiny_pipeline.classify_batch(JDS)


def test_the_ads_that_leave_a_choice_are_the_ones_that_are_asked(tiny_pipeline):
    models = ScriptedModels(varied)
    records = with_models(tiny_pipeline, models, parser="rules", skills="rules").classify_batch(JDS)
    asked = {record.jd.id: record.calls[0].stage for record in records if record.calls}
    assert asked == ASKED
    assert [len(record.calls) for record in records if record.calls] == [1, 1, 1]


def test_with_every_model_failing_all_is_decided_as_offline_and_noted(tiny_pipeline, offline_records):
    models = ScriptedModels(lambda question: RuntimeError("The server did not answer."))
    records = with_models(tiny_pipeline, models).classify_batch(JDS)
    for record, offline in zip(records, offline_records, strict=True):
        check(record, tiny_pipeline.snapshot)
        assert decided(record) == decided(offline)
        assert record.parse.parsed == offline.parse.parsed
        assert record.skills == offline.skills
        np.testing.assert_array_equal(record.vector, offline.vector)
        if offline.decision.case == "REJECT":
            assert record.calls == ()  # nobody is asked about what is no JD
            continue
        assert [call.outcome for call in record.calls] == ["failed"] * len(record.calls)
        assert [call.stage for call in record.calls] == [
            "parse", "skills", *([ASKED[record.jd.id]] if record.jd.id in ASKED else []),
        ]  # fmt: skip
        assert len([note for note in record.notes if "The server did not answer." in note]) == 2
        told = "because the model did not: The server did not answer." in record.decision.reason
        assert told == (record.jd.id in ASKED)


def test_models_that_have_nothing_to_add_change_nothing(tiny_pipeline, offline_records):
    def agrees(question):
        if question.stage in ("parse", "skills"):
            return {"is_something_else": False}
        return RuntimeError("No opinion.")

    records = with_models(tiny_pipeline, ScriptedModels(agrees)).classify_batch(JDS)
    for record, offline in zip(records, offline_records, strict=True):
        assert decided(record) == decided(offline)
        assert record.parse.parsed == offline.parse.parsed


def test_a_batch_is_classified_as_its_jds_one_by_one(tiny_pipeline):
    pipeline = with_models(tiny_pipeline, ScriptedModels(varied))
    together = pipeline.classify_batch(JDS)
    assert {call.outcome for record in together for call in record.calls} == {"ok", "failed"}
    for jd, record in zip(JDS, together, strict=True):
        check(record, tiny_pipeline.snapshot)
        alone = pipeline.classify(jd)
        assert alone.decision == record.decision
        assert alone.parse == record.parse
        assert alone.skills == record.skills
        assert alone.notes == record.notes
        assert [call.request_hash for call in alone.calls] == [call.request_hash for call in record.calls]
        assert alone.run_id == record.run_id


def test_stored_signals_decide_to_the_same_without_asking_again(tiny_pipeline):
    pipeline = with_models(tiny_pipeline, ScriptedModels(varied))
    records = pipeline.classify_batch(JDS)
    assert any(record.decision.picked for record in records)
    for record in records:
        assert record.signals.picked.any() == record.decision.picked
        decisions = decide(record.signals, pipeline.settings)
        again = to_decision(
            0,
            decisions,
            record.signals,
            snapshot=pipeline.snapshot,
            settings=pipeline.settings,
            title=record.jd.title,
            reject_reason=record.parse.fail_reason,
        )
        assert {name: getattr(again, name) for name in DECIDED} == decided(record)
        assert record.decision.reason.startswith(again.reason)


def test_a_model_that_says_no_jd_is_honoured_and_asked_no_further(tiny_pipeline):
    def script(question):
        return {"is_something_else": True, "what_it_is": "This is a recipe."}

    [record] = with_models(tiny_pipeline, ScriptedModels(script)).classify_batch(JDS[:1])
    check(record, tiny_pipeline.snapshot)
    assert (record.decision.case, record.decision.role) == ("REJECT", None)
    assert [call.stage for call in record.calls] == ["parse"]
    assert any("This is a recipe." in note for note in record.notes)


def test_the_candidates_of_a_pick_are_those_of_the_offline_decision(tiny_pipeline, offline_records):
    seen = {}

    def script(question):
        seen.setdefault(question.subject, question)
        return RuntimeError("No opinion.")

    with_models(tiny_pipeline, ScriptedModels(script), parser="rules", skills="rules").classify_batch(JDS)
    for record in offline_records:
        if record.jd.id not in ASKED:
            assert record.jd.content_hash not in seen
            continue
        question = seen[record.jd.content_hash]
        slugs = {candidate.slug for candidate in record.decision.candidates}
        assert set(question.choices["role"]) <= slugs
        assert record.decision.role in question.choices["role"]


def test_picks_of_a_batch_stay_with_their_jds(tiny_pipeline):
    """Each JD is answered with its own last candidate, in whatever order they come."""
    models = ScriptedModels(
        lambda question: {
            "role": question.choices["role"][-1],
            "domain": tiny_pipeline.snapshot.role(question.choices["role"][-1]).domain,
            "reasoning": question.values["title"],
        }
    )
    pipeline = with_models(tiny_pipeline, models, parser="rules", skills="rules")
    for jds in (JDS, JDS[::-1]):
        for record in pipeline.classify_batch(jds):
            if record.jd.id in ASKED:
                assert record.decision.picked
                assert f"“{record.jd.title}”" in record.decision.reason
                [question] = [one for one in models.questions if one.subject == record.jd.content_hash][-1:]
                assert record.decision.role == question.choices["role"][-1]


def test_settings_that_ask_nobody_need_no_models(tiny_pipeline, offline_records):
    models = ScriptedModels(varied)
    silent = dict.fromkeys(("parser", "skills"), "rules") | dict.fromkeys(
        ("adjudicator", "domain"), "evidence"
    )
    records = with_models(tiny_pipeline, models, **silent).classify_batch(JDS)
    assert models.questions == []
    assert [dataclasses.asdict(r.decision) for r in records] == [
        dataclasses.asdict(r.decision) for r in offline_records
    ]
