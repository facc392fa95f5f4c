"""A run held open: look-ups without a classifier, sums that agree with the explanation."""

from __future__ import annotations

import pytest

from jdwork.errors import RunError
from jdwork.explain import OpenedRun
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run


def never():
    raise AssertionError("No encoder is needed here.")


@pytest.fixture(scope="module")
def folder(tiny_pipeline, tmp_path_factory):
    inputs = [*ads(), RejectedRow(id="torn", reason="It is no JSON.", where="ads.jsonl:9")]
    return make_run(tmp_path_factory.mktemp("runs") / "first", tiny_pipeline, inputs)


def test_jds_and_decisions_are_found_without_an_encoder(folder):
    opened = OpenedRun(folder, never)
    for ad in ads():
        assert opened.jd(ad.id) == ad
    found = opened.decision("contradicted")
    assert (found.role, found.label) == ("electrician", "electrician")
    assert found.rank("electrician") == 1
    assert found.rank(None) is None
    assert not opened.is_ready
    assert dict(opened.content_hashes())["bread"] == ads()[0].content_hash


def test_stored_signals_compare_roles_as_the_explanation_does(folder, tiny_pipeline):
    opened = OpenedRun(folder, tiny_pipeline.encoder)
    stored = opened.decision("bread")
    told = opened.explain("bread", against=stored.runner_up, changes="none")
    compared = stored.compare(*told.roles)
    assert compared.roles == told.roles
    assert compared.gaps == pytest.approx(told.gaps, abs=1e-3)
    assert compared.decisive == told.decisive
    assert stored.compare("baker", "no-such-role") is None
    assert stored.compare("baker", "baker") is None


def test_the_classifier_is_opened_once(folder, tiny_pipeline):
    calls = []

    def encoder():
        calls.append(1)
        return tiny_pipeline.encoder

    opened = OpenedRun(folder, encoder)
    record = opened.record("bread")
    assert opened.explain("vague", changes="none").record.jd.id == "vague"
    assert opened.changed_since("bread", record) is None
    assert calls == [1] and opened.is_ready


def test_a_jd_that_was_not_read_has_a_decision_and_no_text(folder):
    opened = OpenedRun(folder, never)
    assert opened.decision("torn").case == "REJECT"
    assert opened.decision("torn").runner_up is None
    with pytest.raises(RunError, match="could not be read"):
        opened.jd("torn")
