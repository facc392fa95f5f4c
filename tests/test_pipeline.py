"""The pipeline as a whole, on a tiny catalog and a hashing encoder."""

import dataclasses

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.decide import CASES
from jdwork.embed import HashingEncoder
from jdwork.pipeline import Pipeline, classify
from jdwork.signals import Centroids
from jdwork.text import JobDescription
from tests.signals.trades import trades

BREAD = (
    "We are looking for a reliable person for our shop.\nResponsibilities:\n"
    "• Kneads dough and shapes loaves of bread before dawn\n• Fires the bread oven and watches its heat\n"
    "Requirements:\n• Experience with sourdough and a deck oven\n"
)
LOCKS = (
    "Responsibilities:\n• Cuts keys and opens jammed locks for customers\n"
    "• Installs safes and electronic door locks\n"
    "Requirements:\n• Key cutting, two years of experience\n"
)
JDS = [
    JobDescription("bread", BREAD),
    JobDescription("titled", LOCKS, title="Senior Baker"),
    JobDescription("locks", LOCKS, title="Locksmith (m/f/d)"),
    JobDescription("both", BREAD, title="Baker / Locksmith"),
    JobDescription("title alone", "", title="Pastry Chef"),
    JobDescription("empty", ""),
]


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline(trades(), Settings(), HashingEncoder(256))


@pytest.fixture(scope="module")
def records(pipeline):
    return {record.jd.id: record for record in pipeline.classify_batch(JDS)}


def test_a_text_without_a_title_gets_the_role_whose_work_it_describes(records):
    assert records["bread"].decision.role == "baker"
    assert records["bread"].decision.case in ("C", "DOMAIN")


def test_a_title_that_the_text_bears_out_is_case_a(records):
    assert (records["locks"].decision.case, records["locks"].decision.role) == ("A", "locksmith")


def test_a_title_of_two_roles_is_a_collision_and_the_text_chooses(records):
    decision = records["both"].decision
    assert (decision.case, decision.role) == ("D", "baker")
    assert decision.alias_roles == ("baker", "locksmith")


def test_a_title_alone_is_classified(records):
    decision = records["title alone"].decision
    assert (decision.case, decision.role) == ("A", "pastry-chef")
    assert records["title alone"].evidence.kra  # read as one sentence


def test_nothing_at_all_is_rejected_with_the_reason_and_leaves_no_trace(records):
    record = records["empty"]
    assert record.decision.case == "REJECT"
    assert "empty" in record.decision.reason
    assert record.chosen is None
    assert not record.vector.any()
    assert record.evidence.kra == ()


def test_the_evidence_stands_in_the_text(records):
    record = records["bread"]
    match = record.evidence.kra[0].kra_matches[0]
    assert record.jd.text[match.start : match.end] == match.sentence
    assert match.kra_text in trades().role("baker").kras
    for skill in record.skills.found:
        for span in skill.spans:
            assert record.jd.text[span.start : span.end] == span.surface


def test_the_chosen_role_comes_with_what_bears_it_out(records):
    chosen = records["bread"].chosen
    assert chosen.matched_skills == ("Sourdough", "Deck Oven")
    assert "Fires the bread oven and watches its heat." in chosen.matched_kras


def test_a_batch_is_classified_as_its_jds_one_by_one(pipeline, records):
    for jd in JDS:
        alone, together = pipeline.classify(jd), records[jd.id]
        assert alone.decision == together.decision
        assert alone.run_id == together.run_id
        assert alone.evidence == together.evidence
        np.testing.assert_allclose(alone.vector, together.vector, atol=1e-6)


def test_the_run_id_follows_from_content_and_provenance_alone(pipeline):
    jd = JDS[0]
    assert pipeline.classify(jd).run_id == pipeline.classify(dataclasses.replace(jd, id="other")).run_id
    assert pipeline.classify(jd).run_id != pipeline.classify(dataclasses.replace(jd, title="Baker")).run_id
    other = Settings.model_validate({"accept": {"min_confidence": 0.9}})
    assert classify(jd, trades(), other, HashingEncoder(256)).run_id != pipeline.classify(jd).run_id


def test_classifying_changes_nothing(pipeline):
    before = pipeline.provenance
    one = pipeline.classify(JDS[0])
    pipeline.classify_batch(JDS)
    assert pipeline.classify(JDS[0]).decision == one.decision
    assert pipeline.provenance == before


def test_centroids_are_a_signal_once_they_hold_enough_jds():
    encoder = HashingEncoder(256)
    vectors = np.zeros((3, 256), np.float32)
    vectors[0] = encoder.encode([BREAD])[0]
    vectors[2] = encoder.encode(["We are looking for a locksmith to cut keys and open jammed locks."])[0]
    settings = Settings.model_validate({"centroid": {"min_count": 5}})
    few, enough = (
        Pipeline(trades(), settings, encoder, centroids=Centroids(vectors, np.array([n, 0, n]))).classify(
            JDS[0]
        )
        for n in (4, 5)
    )
    assert not few.signals.centroid.any()
    scores = {enough.signals.roles[0, at]: score for at, score in enumerate(enough.signals.centroid[0])}
    assert scores[0] > 0.5
    assert scores[1] == scores[2] == 0
    assert few.provenance.centroid_hash != enough.provenance.centroid_hash


def test_every_record_has_a_case_a_reason_and_candidates(records):
    for record in records.values():
        assert record.decision.case in CASES
        assert record.decision.reason.strip()
        if record.decision.case != "REJECT":
            assert len(record.decision.candidates) == 3
            total = sum(candidate.probability for candidate in record.decision.candidates)
            assert total == pytest.approx(1, abs=1e-3)


def test_an_empty_batch_is_no_error(pipeline):
    assert pipeline.classify_batch([]) == []


def test_a_cut_text_is_noted():
    settings = Settings.model_validate({"text": {"max_characters": 1000}})
    record = classify(
        JobDescription("long", BREAD * 40, title="Baker"), trades(), settings, HashingEncoder(64)
    )
    assert any("1,000 characters" in note for note in record.notes)
