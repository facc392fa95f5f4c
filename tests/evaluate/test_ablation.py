"""Ablation: a group that is off has no say, one that says nothing is not missed, labels all count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.decide import CASE_NUMBER, WEIGHTED_SIGNALS, decide
from jdwork.errors import JdworkError
from jdwork.evaluate import GROUPS, LabelledSignals, ablate, score
from jdwork.evaluate.ablation import _difference, switch_off
from jdwork.signals import SIGNALS, SignalTable
from tests.runs.making import ads


def table(n=200, k=6, **columns):
    """Candidates 0 to k-1 for each of n JDs; signals that are not given are zero."""
    zero = np.zeros((n, k), np.float32)
    assert set(columns) <= set(SIGNALS)
    return SignalTable(
        ids=tuple(str(number) for number in range(n)),
        passed=np.ones(n, bool),
        roles=np.tile(np.arange(k, dtype=np.int32), (n, 1)),
        domains=np.tile(np.arange(k, dtype=np.int32) % 2, (n, 1)),
        **{name: columns.get(name, zero).astype(np.float32) for name in SIGNALS},
    )


def pointing(gold, k=6):
    """A signal of 1 at the label, 0 elsewhere."""
    return np.eye(k, dtype=np.float32)[gold]


@pytest.fixture
def gold():
    return np.random.default_rng(7).integers(0, 6, 200).astype(np.int32)


@pytest.fixture(scope="module")
def tiny(tiny_pipeline):
    """Labelled signals of the tiny ads, as one table."""
    records = tiny_pipeline.classify_batch(ads())
    parts = [made.signals for made in records]
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("passed", "roles", "domains", *SIGNALS)
    }
    stacked = SignalTable(ids=tuple(made.jd.id for made in records), **columns)
    index = tiny_pipeline.snapshot.role_index
    labels = [index.get(made.jd.label, -1) for made in records]
    return records, LabelledSignals(stacked, np.array(labels, np.int32), "tiny")


def by_name(rows):
    return {row.name: row for row in rows}


def test_every_signal_with_a_weight_is_in_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(WEIGHTED_SIGNALS)


def test_rows_are_all_signals_then_without_each_group_then_each_alone(tiny, tiny_pipeline):
    rows = ablate(tiny[1], tiny_pipeline.settings)
    assert [row.name for row in rows] == [
        "all signals",
        *(f"without {group}" for group in GROUPS),
        *(f"{group} alone" for group in GROUPS),
    ]
    assert {row.n for row in rows} == {sum(1 for jd in ads() if jd.label)}


def test_the_first_row_scores_what_the_classifier_decided(tiny, tiny_pipeline):
    decided = [made for made in tiny[0] if made.jd.label]
    scores = score(
        [made.jd.label for made in decided],
        [made.decision.role for made in decided],
        [made.decision.confidence for made in decided],
        [[one.slug for one in made.decision.candidates] for made in decided],
    )
    first = ablate(tiny[1], tiny_pipeline.settings)[0]
    assert (first.accuracy, first.top5, first.macro_f1) == (scores.accuracy, scores.top5, scores.macro_f1)
    assert first.no_role == sum(made.decision.role is None for made in decided) / len(decided)
    assert 0 < first.accuracy <= first.top5


def test_a_group_that_says_nothing_changes_nothing_and_is_called_silent(tiny, tiny_pipeline):
    rows = by_name(ablate(tiny[1], tiny_pipeline.settings))
    full, without = rows["all signals"], rows["without centroid"]
    silent = {
        row
        for group in ("centroid", "role model", "language model")
        for row in (f"without {group}", f"{group} alone")
    }
    assert {name for name, row in rows.items() if row.silent} == silent
    assert replace(without, kind="all", group=None, silent=False) == full
    assert rows["without skill"] != replace(full, kind="without", group="skill")


def test_a_group_alone_is_all_signals_where_the_others_are_silent(gold):
    signals = LabelledSignals(table(lexical=pointing(gold)), gold, "run")
    rows = by_name(ablate(signals, Settings()))
    alone = rows["wording alone"]
    assert replace(alone, kind="all", group=None) == rows["all signals"]
    assert alone.accuracy == 1


def test_switching_off_the_only_informative_group_hurts(gold):
    noise = np.random.default_rng(1).uniform(0, 0.2, (200, 6))
    signals = LabelledSignals(table(lexical=pointing(gold), skill=noise), gold, "run")
    rows = by_name(ablate(signals, Settings()))
    assert rows["all signals"].accuracy == 1
    lost = rows["without wording"]
    assert lost.accuracy_difference.high < -0.6
    assert lost.leads == pytest.approx(1 / 6, abs=0.1), "what is left is noise"
    assert rows["without skill"].accuracy == 1


def test_without_alias_no_title_decides(tiny, tiny_pipeline):
    by_title = [CASE_NUMBER[case] for case in ("A", "B", "D")]
    signals, settings = tiny[1].table, tiny_pipeline.settings
    assert set(by_title) <= set(decide(signals, settings).case.tolist())
    assert not set(by_title) & set(decide(*switch_off(signals, settings, ["alias"])).case.tolist())


@pytest.mark.parametrize("group", ["KRA", "skill"])
def test_without_kras_or_skills_they_cannot_agree(tiny, tiny_pipeline, group):
    case_c = CASE_NUMBER["C"]
    # With floors of 0 even a signal that is zero everywhere would name a top role: the first.
    open_floors = {
        name: getattr(tiny_pipeline.settings, name).model_copy(update={"floor": 0.0})
        for name in ("kra", "skill")
    }
    for settings in (tiny_pipeline.settings, tiny_pipeline.settings.model_copy(update=open_floors)):
        assert case_c in decide(tiny[1].table, settings).case
        assert case_c not in decide(*switch_off(tiny[1].table, settings, [group])).case


def test_a_group_that_says_nothing_decides_nothing_alone(gold):
    """KRAs and skills that agree must not speak in the row of another group."""
    signals = table(kra=pointing(gold), kra_corrected=pointing(gold), skill=pointing(gold))
    rows = by_name(ablate(LabelledSignals(signals, gold, "run"), Settings()))
    assert rows["all signals"].accuracy == 1
    assert (rows["centroid alone"].accuracy, rows["centroid alone"].no_role) == (0, 1)


def test_everything_off_leaves_no_evidence(tiny, tiny_pipeline):
    decided = decide(*switch_off(tiny[1].table, tiny_pipeline.settings, list(GROUPS)))
    assert not decided.evidence[tiny[1].table.roles >= 0].any()
    assert set(decided.case.tolist()) == {CASE_NUMBER["E"], CASE_NUMBER["REJECT"]}


def test_switching_off_leaves_what_was_given_as_it_was(tiny, tiny_pipeline):
    before = tiny[1].table.skill.copy()
    switch_off(tiny[1].table, tiny_pipeline.settings, ["skill"])
    assert (tiny[1].table.skill == before).all()
    assert tiny_pipeline.settings.skill.floor == 0.1


def test_labels_of_absent_jds_count_as_wrong_in_every_row(gold):
    signals = LabelledSignals(table(lexical=pointing(gold)), gold, "run")
    rows = by_name(ablate(signals, Settings(), absent=[0] * 50))
    full = rows["all signals"]
    assert (full.n, full.accuracy, full.top5, full.leads, full.no_role) == (250, 0.8, 0.8, 0.8, 0.2)
    assert full.macro_f1 < 1
    assert rows["without centroid"].accuracy_difference.value == 0


def test_a_rejected_jd_lists_no_candidate(gold):
    signals = table(lexical=pointing(gold))
    signals.passed[:100] = False
    full = ablate(LabelledSignals(signals, gold, "run"), Settings())[0]
    assert (full.accuracy, full.top5, full.leads, full.no_role) == (0.5, 0.5, 0.5, 0.5)


def test_jds_without_a_candidate_are_wrong_not_an_error(gold):
    signals = table(lexical=pointing(gold))
    signals.roles[:100] = -1
    signals.domains[:100] = -1
    with np.errstate(all="raise"):
        full = ablate(LabelledSignals(signals, gold, "run"), Settings())[0]
    assert full.accuracy == full.top5 == 0.5
    nothing = LabelledSignals(table(k=0), gold, "run")
    assert {row.accuracy for row in ablate(nothing, Settings())} == {0.0}


def test_jds_without_a_label_are_left_out(gold):
    signals = table(lexical=pointing(gold))
    some = np.where(np.arange(200) < 50, gold, -1).astype(np.int32)
    assert ablate(LabelledSignals(signals, some, "run"), Settings())[0].n == 50


def test_no_label_is_told():
    with pytest.raises(JdworkError, match=r"ads: No JD has a label: .*--label-field"):
        ablate(LabelledSignals(table(3), np.full(3, -1, np.int32), "ads"), Settings())


def test_the_label_may_lead_though_a_new_role_is_proposed(gold):
    signals = LabelledSignals(table(lexical=0.0001 * pointing(gold)), gold, "run")
    full = ablate(signals, Settings())[0]
    assert (full.accuracy, full.leads, full.no_role) == (0, 1, 1)


def test_intervals_are_those_of_resampled_jds():
    rng = np.random.default_rng(3)
    one, other = rng.random(300) < 0.6, rng.random(300) < 0.7
    found = _difference(one, other, seed=0)
    picks = rng.integers(0, 300, (10_000, 300))
    low, high = np.percentile((one.astype(int) - other)[picks].mean(axis=1), [2.5, 97.5])
    assert found.value == pytest.approx(one.mean() - other.mean())
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.008)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60), st.integers(0, 5))
def test_intervals_hold_the_difference_turn_with_it_and_repeat(pairs, seed):
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    found, turned = _difference(one, other, seed=seed), _difference(other, one, seed=seed)
    assert found == _difference(one, other, seed=seed)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert turned.value == -found.value
    if (one == other).all():
        assert (found.low, found.high) == (0, 0)


def test_a_row_as_plain_values_is_rounded(tiny, tiny_pipeline):
    body = ablate(tiny[1], tiny_pipeline.settings)[1].to_dict()
    assert (body["name"], body["kind"], body["group"]) == ("without alias", "without", "alias")
    assert set(body["accuracy_difference"]) == {"value", "low", "high"}
    assert body["accuracy"] == round(body["accuracy"], 4)
