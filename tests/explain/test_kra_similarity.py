"""Sentences against KRAs: the same figures as the signals, and the roles worth a look."""

import numpy as np
import pytest

from jdwork.explain.kra_draws import measure_draws
from jdwork.explain.kra_similarity import measure_kras, roles_to_compare
from jdwork.text import JobDescription
from tests.tiny_workspace import ADS

JDS = [JobDescription(**{**ad, "text": ad["text"] or ""}) for ad in ADS]
BREAD = JDS[0]


@pytest.fixture(scope="module")
def bread(tiny_pipeline):
    return measure_kras(BREAD, tiny_pipeline)


@pytest.mark.parametrize("jd", JDS[:-1], ids=lambda jd: jd.id)
def test_scores_are_those_of_the_signals(tiny_pipeline, jd):
    found, made = measure_kras(jd, tiny_pipeline), tiny_pipeline.classify(jd)
    (roles,) = made.signals.roles
    held = roles >= 0
    assert found.raw_scores[roles[held]] == pytest.approx(made.signals.kra[0][held], abs=1e-5)
    assert found.corrected_scores[roles[held]] == pytest.approx(made.signals.kra_corrected[0][held], abs=1e-5)


def test_each_sentence_has_its_best_kra_of_the_whole_catalog(bread):
    assert bread.raw.shape == bread.corrected.shape == (len(bread), 12)
    for corrected in (False, True):
        best = bread.best(corrected=corrected)
        assert (
            bread.matrix(corrected=corrected)[np.arange(len(bread)), best]
            >= bread.matrix(corrected=corrected).max(axis=1)
        ).all()
        assert sum(count for _, count in bread.drawing(corrected=corrected)) == len(bread)
        assert dict(bread.drawing(corrected=corrected))["baker"] == bread.drawn("baker", corrected=corrected)
    assert bread.kra(int(bread.columns("plumber")[1])) == (
        "plumber",
        "Fits boilers, taps and drains in houses.",
    )


def test_a_ranking_holds_the_first_of_either_kind_and_who_is_asked_for(bread):
    rows = bread.ranking(most=1, always=["mason", "bricklayer"])
    assert "bricklayer" in {one.role for one in rows}
    assert min(one.raw_rank for one in rows) == min(one.corrected_rank for one in rows) == 1
    assert [one.corrected_rank for one in rows] == sorted(one.corrected_rank for one in rows)
    everyone = bread.ranking(most=6)
    assert sorted(one.raw_rank for one in everyone) == [1, 2, 3, 4, 5, 6]
    assert sum(one.rises for one in everyone) == 0


def test_roles_to_compare_begin_with_the_decision_and_the_label(bread):
    chosen = roles_to_compare(bread, decided="baker", candidates=["baker", "waiter"], label="plumber")
    assert chosen[:3] == ("baker", "plumber", "waiter")
    assert roles_to_compare(bread, decided="baker", named=["waiter", "nobody"]) == ("waiter",)
    assert len(roles_to_compare(bread, decided=None, candidates=["waiter", "baker", "plumber"])) >= 1


def test_a_jd_without_anything_says_so(tiny_pipeline):
    found = measure_kras(JobDescription(id="x", text=""), tiny_pipeline)
    assert "neither sentences nor a title" in found.empty
    assert found.ranking() == () and found.drawing(corrected=True) == []


def test_a_title_alone_is_read_as_one_sentence(tiny_pipeline):
    found = measure_kras(JobDescription(id="x", text="", title="Pipe Fitter"), tiny_pipeline)
    assert found.texts == ("Pipe Fitter",) and found.sections == ("title",)


def test_every_sentence_is_drawn_once_before_and_after(tiny_pipeline):
    draws = measure_draws([(jd, "baker") for jd in JDS], tiny_pipeline)
    for corrected in (False, True):
        counts = draws.occurrences(corrected=corrected)
        assert counts.sum() == len(draws) > 10
        held = [draws.drawn(column, corrected=corrected) for column in range(12)]
        assert [len(one) for one in held] == counts.tolist()
        assert all(list(one) == sorted(one, key=lambda each: -each.similarity) for one in held)
    # A label goes before what was decided; who has none gets the decision.
    roles = {one.jd: one.role for column in range(12) for one in draws.drawn(column, corrected=True)}
    assert roles["text-alone"] == "plumber" and roles["foreign"] == "baker"


def test_hubs_count_foreign_sentences_by_both_measures(tiny_pipeline):
    draws = measure_draws([(jd, None) for jd in JDS], tiny_pipeline)
    hubs = draws.hubs(most=100)
    assert {(one.role, one.text): one.raw for one in hubs if one.raw} == {
        (pull.role, pull.text): pull.drawn for pull in draws.raw
    }
    assert draws.n_hubs(corrected=False) == sum(one.raw_hub for one in hubs)
    assert sum(one.corrected for one in hubs) == sum(pull.drawn for pull in draws.corrected)


def test_no_jds_draw_nothing(tiny_pipeline):
    draws = measure_draws([], tiny_pipeline)
    assert len(draws) == 0 and draws.hubs() == () and draws.drawn(0, corrected=True) == ()
    assert draws.skewness(corrected=True) == 0
