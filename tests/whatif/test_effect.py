"""The effect of edits: equal to classifying every JD under either catalog from the ground up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdwork.catalog import Role, Skill, SkillAlias
from jdwork.catalog.applying import apply_edits
from jdwork.catalog.edits import (
    AddKra,
    AddRole,
    AddRoleAlias,
    AddSkill,
    AddSkillAlias,
    DropRoleAlias,
    LinkSkillDimension,
    Merge,
    SetRoleSkill,
)
from jdwork.errors import CatalogError, ReviewError, RunError
from jdwork.pipeline import Pipeline
from jdwork.runs import read_frame
from jdwork.text import JobDescription
from jdwork.whatif import TrialRun, effect_of_catalog, effect_of_edits, effect_of_items
from jdwork.whatif.edited import moved_centroids
from tests.review.making import baker, make_bench
from tests.runs.making import ads, make_run

ROLE = Role(
    0, "glazier", "Glazier", "building", "Trades", "Sets panes of glass into frames.",
    ("glazier", "glass fitter"), ("Cuts panes of glass and sets them into frames with putty.",), (), (),
)  # fmt: skip
SKILL = Skill(
    0,
    "putty-work",
    "Putty Work",
    "Crafts",
    "Handiwork",
    (SkillAlias("Putty Work", "CANONICAL"), SkillAlias("copper pipes")),
)
EDITS = [
    AddRoleAlias("plumber", "chimney builder"),
    AddRoleAlias("waiter", "dough maker"),
    DropRoleAlias("baker", "oven hand"),
    AddKra("waiter", "Kneads dough and shapes loaves before dawn."),
    AddKra("bricklayer", "Lays cables and connects switchboards to the mains."),
    SetRoleSkill("plumber", "mortar-mixing", 1.0),
    AddSkillAlias("wine-service", "bread"),
    AddSkill(SKILL),
    AddRole(ROLE),
    Merge("role", "pastry-chef", "baker"),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tiny_pipeline, tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("run") / "r", tiny_pipeline, ads(3))


@pytest.fixture(scope="module")
def trial(run, tiny_pipeline):
    return TrialRun(run, tiny_pipeline)


def from_the_ground_up(pipeline, snapshot, ids):
    fresh = Pipeline(snapshot, pipeline.settings, pipeline.encoder,
                     centroids=moved_centroids(pipeline.centroids, pipeline.snapshot, snapshot))  # fmt: skip
    made = fresh.classify_batch([ad for ad in ads(3) if ad.id in ids])
    return {
        one.jd.id: (
            one.decision.role,
            one.decision.case,
            one.decision.queued,
            round(one.decision.confidence, 6),
        )
        for one in made
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=3, unique=True),
    most=st.sampled_from([8, 1000]),
)
def test_what_changes_is_what_classifying_anew_changes(trial, tiny_pipeline, edits, most):
    try:
        after = apply_edits(tiny_pipeline.snapshot, edits)
    except CatalogError:
        return
    effect = effect_of_catalog(trial, after, most=most)
    ids = set(effect.reach.reasons)
    old = from_the_ground_up(tiny_pipeline, tiny_pipeline.snapshot, ids)
    new = from_the_ground_up(tiny_pipeline, after, ids)

    def today(role):
        return role and after.role(role).slug

    wanted = {name for name in ids if (today(old[name][0]), *old[name][1:3]) != new[name][:3]}
    assert set(effect.changed["id"]) == wanted
    for row in effect.changed.itertuples():
        assert (row.role_before, row.case_before, row.queued_before) == old[row.id][:3]
        assert (row.role_after, row.case_after, row.queued_after) == new[row.id][:3]
        assert row.confidence_after == pytest.approx(new[row.id][3], abs=1e-5)
    if most == 1000:
        assert effect.reach.is_exact
        labels = {ad.id: ad.label for ad in ads(3)}
        assert effect.fixed == sum(
            labels[name] is not None and today(old[name][0]) != today(labels[name]) == new[name][0]
            for name in wanted
        )
        assert effect.unchanged == len(ids) - len(wanted)


def test_edits_do_change_something_here(trial):
    # Else the property above would hold for an engine that changes nothing.
    effect = effect_of_edits(
        trial, [AddRoleAlias("waiter", "pipe fitter"), DropRoleAlias("plumber", "pipe fitter")]
    )
    assert effect.broken == 3
    assert set(effect.changed["role_after"]) == {"waiter"}
    assert effect.right_after == effect.right_before + effect.fixed - effect.broken
    assert "broken" in effect.in_words()


def test_every_touched_jd_is_among_those_decided_when_the_budget_is_small(trial, run):
    effect = effect_of_edits(trial, [AddKra("waiter", "Polishes glasses until they shine.")], most=8)
    held = read_frame(run.signals)
    touched = set(held["id"][held["role"] == "waiter"])
    assert effect.reach.touched >= len(touched)
    assert len(effect.reach.reasons) <= 8
    assert not effect.reach.is_exact
    assert "were decided again" in effect.reach.in_words()
    assert 0 < effect.reach.bound <= 1 or effect.reach.touched == effect.reach.run


def test_a_link_that_no_decision_reads_is_told_so(trial):
    effect = effect_of_edits(trial, [LinkSkillDimension("food-making", "wine-service")], most=5)
    assert not effect.reach.reasons
    assert effect.in_words().startswith("No decision can change")


def test_a_spelling_is_found_however_it_is_written(tiny_pipeline, tmp_path):
    texts = ["We look for PUTTY\nwork and more.", "putty-work wanted", "nothing of the kind"] * 3
    jds = [JobDescription(str(number), text, title="Waiter") for number, text in enumerate(texts)]
    trial = TrialRun(make_run(tmp_path / "r", tiny_pipeline, jds), tiny_pipeline)
    effect = effect_of_edits(trial, [AddSkill(SKILL)], most=8)
    named = [name for name, why in effect.reach.reasons.items() if why == "skill"]
    assert set(named) <= {"0", "1", "3", "4", "6", "7"}
    assert effect.reach.touched == 6


def test_the_before_side_is_decided_today_not_read_from_the_run(run, tiny_pipeline):
    changed = apply_edits(tiny_pipeline.snapshot, [DropRoleAlias("baker", "bread baker")])
    today = Pipeline(changed, tiny_pipeline.settings, tiny_pipeline.encoder)
    effect = effect_of_catalog(TrialRun(run, today), changed)
    assert not len(effect.changed)


def test_items_are_tried_and_nothing_is_stored(tmp_path, tiny_pipeline):
    bench = make_bench(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite'}")
    bench.see(*(baker(number, skills=("wine-service",)) for number in range(4)))
    (number,) = [bench.item("role_skill")]
    pipeline = Pipeline(bench.snapshot, tiny_pipeline.settings, tiny_pipeline.encoder)
    run = make_run(tmp_path / "r", pipeline)
    effect = effect_of_items(TrialRun(run, pipeline), number, engine=bench.engine)
    assert [(one.role, one.skill) for one in effect.edits] == [("baker", "wine-service")]
    assert effect.reach.is_exact
    assert bench.status(number) == "pending"
    with pytest.raises(ReviewError):
        effect_of_items(TrialRun(run, pipeline), 9999, engine=bench.engine)


def test_a_run_that_never_finished_is_refused(run, tiny_pipeline, tmp_path):
    from jdwork.runs import RunFolder, read_manifest
    from jdwork.runs.manifest import write_manifest

    folder = RunFolder(tmp_path / "half")
    folder.path.mkdir()
    write_manifest(folder.manifest, read_manifest(run.manifest).model_copy(update={"status": "running"}))
    with pytest.raises(RunError, match="never finished"):
        TrialRun(folder, tiny_pipeline)
