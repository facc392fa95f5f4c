"""The workbench: one by one equals together, explanations add up, recording, helpful errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import jdwork
from jdwork.embed import CachedEncoder, HashingEncoder
from jdwork.errors import DatabaseError, InputError, JdworkError, ReviewError, RunError, WorkspaceError
from jdwork.review import Choices
from jdwork.text import JobDescription, RejectedRow, read_jds
from tests.record.factory import SETTINGS
from tests.review.making import baker
from tests.runs.making import ads, make_run
from tests.tiny_workspace import ADS, write_ads

FRAME = pd.DataFrame(ADS)


@pytest.fixture
def workbench(tiny_workspace):
    opened = jdwork.open()
    yield opened
    opened.refresh()


def outcome(frame):
    columns = ["role", "case", "confidence", "queued", "candidates", "reason"]
    plain = frame[columns].astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


def test_a_text_gets_a_role(workbench):
    made = workbench.classify(ADS[0]["text"], title="Bread Baker")
    assert (made.decision.role, made.decision.case) == ("baker", "A")
    assert made.updates is None
    assert "Bread Baker" in made.to_html()
    assert repr(workbench).startswith("Workbench(")


def test_a_title_given_goes_before_the_jds_own(workbench):
    jd = JobDescription(id="x", text="", title="Mason")
    assert workbench.classify(jd).decision.role == "bricklayer"
    assert workbench.classify(jd, title="Waitress").decision.role == "waiter"


def test_together_equals_one_by_one(workbench):
    together = workbench.classify_many(FRAME)
    alone = [
        workbench.classify(JobDescription(id=str(ad["id"]), text=ad["text"] or "", title=ad["title"]))
        for ad in ADS
    ]
    assert together["role"].notna().sum() == 6
    for row, made in zip(outcome(together), alone, strict=True):
        decision = made.decision
        assert (row["role"], row["case"], row["confidence"], row["queued"], row["reason"]) == (
            decision.role, decision.case, decision.confidence, decision.queued, decision.reason,
        )  # fmt: skip
        assert row["candidates"] == [candidate.slug for candidate in decision.candidates]


def test_every_kind_of_many_gives_the_same(workbench, tmp_path):
    frame = workbench.classify_many(FRAME, label_field="label")
    jds = [JobDescription(id=str(ad["id"]), text=ad["text"] or "", title=ad["title"]) for ad in ADS]
    assert outcome(workbench.classify_many(jds)) == outcome(frame)
    assert outcome(workbench.classify_many(iter(jds))) == outcome(frame)
    assert outcome(workbench.classify_many(read_jds(write_ads(tmp_path / "ads.jsonl")))) == outcome(frame)
    assert frame["label"].tolist()[:2] == ["baker", "plumber"]
    texts = [ad["text"] for ad in ADS if ad["title"] is None]
    assert workbench.classify_many(texts)["role"].tolist()[0] == "plumber"
    assert workbench.classify_many(texts)["id"].tolist() == ["1", "2"]


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, pd.NaT, ""])
def test_cells_that_say_nothing_are_no_text(workbench, nothing):
    frame = pd.DataFrame(
        {
            "id": pd.Series([1.0, 2.0, np.nan]),
            "title": pd.Series(["Mason", nothing, nothing], dtype=object),
            "text": pd.Series([nothing, ADS[2]["text"], nothing], dtype=object),
        }
    )
    made = workbench.classify_many(frame)
    assert made["role"].tolist()[:2] == ["bricklayer", "plumber"]
    assert made["case"].tolist()[2] == "REJECT"
    assert made["id"].tolist() == ["1", "2", "3"]


def test_columns_of_other_names_can_be_named(workbench):
    frame = FRAME.rename(columns={"text": "Body", "title": "Position", "id": "Req", "label": "gold"})
    made = workbench.classify_many(
        frame, text_field="Body", title_field="Position", id_field="Req", label_field="gold"
    )
    assert outcome(made) == outcome(workbench.classify_many(FRAME))
    assert made["id"].tolist() == [ad["id"] for ad in ADS]


def test_titles_alone_are_enough(workbench):
    assert workbench.classify_many(FRAME[["title"]])["role"].tolist()[1] == "plumber"


def test_rejected_rows_and_nothing_at_all(workbench):
    rows = [RejectedRow(id="r", reason="Broken.", where="a.csv:1")]
    assert workbench.classify_many(rows)["case"].tolist() == ["REJECT"]
    empty = workbench.classify_many(FRAME.iloc[:0])
    assert len(empty) == 0
    assert {"id", "role", "confidence", "case", "queued", "candidates", "reason"} <= set(empty.columns)


def test_progress_counts(workbench, monkeypatch):
    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 3)
    told = []
    workbench.classify_many(FRAME, progress=told.append)
    assert told == [3, 6, 8]


def test_half_characters_do_not_stop_it(workbench):
    made = workbench.classify(
        "We are hiring a mason \ud800 who mixes mortar and lays bricks to a line.", record=True
    )
    assert made.decision.role == "bricklayer"
    made.to_html().encode()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda wb: wb.classify(5), "one JD as text, not a int"),
        (lambda wb: wb.classify_many("one text"), "takes many JDs; this is one.*Use classify"),
        (lambda wb: wb.classify_many(5), "a table or a list of JDs, not a int"),
        (lambda wb: wb.classify_many([None]), "Item 1 is a NoneType, not a JobDescription"),
        (lambda wb: wb.classify_many(FRAME, text_field="txt"), "no column 'txt'.*Did you mean 'text'"),
        (lambda wb: wb.classify_many(FRAME, title_field="name"), "no column 'name'.*title_field"),
        (lambda wb: wb.classify_many(FRAME, label_field="gold"), "no column 'gold'.*label_field"),
        (lambda wb: wb.classify_many(FRAME[["id"]]), "no column 'text'; it has: id.*text_field="),
        (lambda wb: wb.classify_many(["a"], text_field="text"), "text_field names a column"),
    ],
)
def test_wrong_input_is_told(workbench, call, said):
    with pytest.raises(InputError, match=said):
        call(workbench)


def test_an_explanation_adds_up(workbench):
    for jd in ads():
        made = workbench.classify(jd)
        told = workbench.explain(made)
        evidence = {candidate.slug: candidate.evidence for candidate in made.decision.candidates}
        for number, role in enumerate(told.roles):
            total = sum(added[number] for added in told.contributions.values())
            assert total == pytest.approx(evidence[role], abs=1e-3)


def test_a_text_is_explained_against_a_rival(workbench):
    told = workbench.explain(ADS[0]["text"], title="Bread Baker", against="waiter")
    assert told.roles == ("baker", "waiter")


def test_recording_once_and_again_is_the_same(workbench):
    made = workbench.classify(ads()[6], record=True)
    assert made.updates.queue_entry_id is not None
    assert workbench.record(made).updates == made.updates
    assert workbench.classify(ads()[6], record=True).updates == made.updates


def test_recording_many_equals_recording_each(workbench):
    records = workbench.pipeline.classify_batch(ads())
    together = workbench.record_many(records)
    assert [made.updates for made in together] == [workbench.record(made).updates for made in records]
    assert together[0].updates.centroid_updated
    assert together[3].updates.collision_log_id is not None


@pytest.mark.filterwarnings("ignore:JDWORK_NEW_ROLE__MAX")
def test_new_roles_of_recorded_jds_are_one_item_per_trade(workbench, monkeypatch):
    from tests.discover.making import TRADES, jd_of

    monkeypatch.setenv("JDWORK_NEW_ROLE__MAX", "0.9")
    workbench.refresh()
    jds = [jd_of(trade, number) for trade in list(TRADES)[:2] for number in range(3)]
    records = workbench.record_many(workbench.pipeline.classify_batch(jds))
    items = {item.id: item for item in workbench.review("new_role")}
    assert sorted((item.name, item.seen) for item in items.values()) == [
        ("Kiln Glazer", 3),
        ("Reef Gardener", 3),
    ]
    assert {made.updates.queue_entry_id for made in records} == set(items)
    frame = workbench.classify_many([jd_of("kiln glazer", 3), jd_of("reef gardener", 3)], record=True)
    assert set(frame["case"]) == {"E"}
    assert {item.id: item.seen for item in workbench.review("new_role")} == dict.fromkeys(items, 4)


def test_new_roles_of_a_run_are_proposed_without_storing_anything(workbench, tmp_path):
    from tests.discover.making import jd_of
    from tests.runs.making import make_run

    folder = make_run(tmp_path / "run", workbench.pipeline, [jd_of("kiln glazer", n) for n in range(3)])
    (one,) = workbench.new_roles(folder)
    assert (one.name, one.n) == ("Kiln Glazer", 3)
    assert workbench.review("new_role") == []


def test_centroids_are_seen_after_a_refresh(workbench):
    before = workbench.pipeline.provenance.centroid_hash
    workbench.classify_many(FRAME, record=True)
    assert workbench.pipeline.provenance.centroid_hash == before
    workbench.refresh()
    assert workbench.pipeline.provenance.centroid_hash != before
    assert workbench.pipeline.centroids.counts.sum() >= 3


def test_edited_files_are_seen_after_a_refresh(workbench):
    assert workbench.classify("", title="Stone Layer").decision.role != "bricklayer"
    path = workbench.workspace.catalog / "roles" / "building" / "bricklayer.yaml"
    path.write_text(path.read_text().replace("[mason]", "[mason, stone layer]"))
    workbench.refresh()
    assert workbench.classify("", title="Stone Layer").decision.case == "A"


def test_another_catalog_is_read_from_its_files_and_never_recorded(workbench, tiny_catalog, tmp_path):
    import shutil

    other = shutil.copytree(tiny_catalog, tmp_path / "other")
    path = other / "roles" / "building" / "bricklayer.yaml"
    path.write_text(path.read_text().replace("[mason]", "[mason, stone layer]"))
    opened = jdwork.open(catalog=other)
    assert opened.classify("", title="Stone Layer").decision.role == "bricklayer"
    assert not (workbench.workspace.state / "jdwork.sqlite").exists()
    with pytest.raises(JdworkError, match="another catalog are not recorded"):
        opened.classify("", title="Mason", record=True)


def test_another_settings_file_counts(workbench, tmp_path):
    (tmp_path / "strict.toml").write_text("[accept]\nmin_confidence = 1.0\n[embed]\ndimension = 64\n")
    strict = jdwork.open(config=tmp_path / "strict.toml")
    contradicted = ads()[4]
    assert strict.classify(contradicted).decision.queued
    assert not workbench.classify(contradicted).decision.queued


def test_an_encoder_handed_in_is_used_even_when_its_cache_is_empty(workbench, tmp_path):
    encoder = CachedEncoder(HashingEncoder(16), tmp_path / "vectors")
    assert len(encoder) == 0
    assert jdwork.open(encoder=encoder).encoder is encoder


def test_vectors_are_cached_in_the_workspace(workbench):
    workbench.classify_many(FRAME)
    assert list((workbench.workspace.state / "vectors").glob("vectors-hashing-64-*.sqlite"))


def test_runs_are_listed_and_found(workbench):
    assert workbench.runs().empty
    make_run(workbench.workspace.runs / "first", workbench.pipeline)
    assert workbench.runs()["run"].tolist() == ["first"]
    assert workbench.run().path == workbench.workspace.runs / "first"
    assert workbench.run("fir").path == workbench.run("latest").path
    with pytest.raises(RunError, match="no run 'second'"):
        workbench.run("second")


@pytest.fixture
def queue(workbench):
    """Numbers of a new skill and a title of two roles, by kind; the tiny catalog's wine service is a link."""
    from jdwork.record import record_many

    made = [
        baker(1, skills=("wine-service",), proposed=("Lame",)),
        baker(2, case="D", alias_roles=("baker", "pastry-chef"), title="Oven Hand"),
    ]
    record_many(made, workbench.engine, settings=SETTINGS)
    return {item.kind: item.id for item in workbench.review()}


def test_the_queue_is_listed_by_kind_status_and_role(workbench, queue):
    assert set(queue) == {"new_skill", "role_skill", "collision"}
    assert [item.name for item in workbench.review("new_skill")] == ["Lame"]
    assert [item.kind for item in workbench.review(search="lam")] == ["new_skill"]
    assert len(workbench.review(limit=2, order="name")) == 2
    assert workbench.review(role="waiter") == []
    assert workbench.review(status="approved") == []
    with pytest.raises(ReviewError, match="no kind 'skill'"):
        workbench.review("skill")


def test_what_is_approved_counts_at_once_and_goes_into_the_files(workbench, queue):
    text = "We are hiring a baker who scores loaves. You need a lame and patience."
    assert "lame" not in {skill.slug for skill in workbench.classify(text).skills.found}
    done = workbench.approve(queue["new_skill"], note="a blade", by="Ada")
    assert [outcome.status for outcome in done.outcomes] == ["approved"]
    assert "lame" in {skill.slug for skill in workbench.classify(text).skills.found}
    (item,) = workbench.review(status="approved")
    assert (item.decisions[0].by, item.decisions[0].note) == ("Ada", "a blade")
    report = workbench.export_review()
    assert report.items == (queue["new_skill"],)
    assert "slug: lame" in (workbench.workspace.catalog / "skills" / "crafts.yaml").read_text()
    assert workbench.snapshot.content_hash == report.content_hash == workbench.catalog("files").content_hash


def test_choices_go_before_the_draft(workbench, queue):
    workbench.approve(queue["collision"], choices=Choices(role="baker"))
    assert "oven hand" not in workbench.snapshot.role("pastry-chef").aliases
    assert workbench.classify("", title="Oven Hand").decision.case == "A"


def test_rejected_and_taken_back(workbench, queue):
    before = workbench.snapshot.content_hash
    workbench.approve([queue["new_skill"], queue["role_skill"]])
    assert workbench.snapshot.content_hash != before
    workbench.undo_review([queue["new_skill"], queue["role_skill"]])
    assert workbench.snapshot.content_hash == before
    workbench.reject(queue["new_skill"], note="ours alone")
    assert queue["new_skill"] not in {item.id for item in workbench.review()}
    assert workbench.undo_review(queue["new_skill"]).outcomes[0].status == "pending"


def test_the_queue_is_not_decided_over_another_catalog(workbench, tiny_catalog, tmp_path):
    import shutil

    opened = jdwork.open(catalog=shutil.copytree(tiny_catalog, tmp_path / "other"))
    calls = (
        opened.review,
        opened.export_review,
        lambda: opened.approve(1),
        lambda: opened.reject(1),
        lambda: opened.undo_review(1),
    )
    for call in calls:
        with pytest.raises(JdworkError, match=r"workspace's own catalog.*without catalog="):
            call()
    assert not (workbench.workspace.state / "jdwork.sqlite").exists()


def test_lint_looks_at_the_files_of_the_catalog_in_use(workbench, tiny_catalog, tmp_path):
    import shutil

    report = workbench.lint(checks=["CAT010"])
    assert [one.code for one in report.findings] == ["CAT010"]
    assert workbench.lint().ads
    other = shutil.copytree(tiny_catalog, tmp_path / "other")
    path = other / "roles" / "kitchen" / "pastry-chef.yaml"
    path.write_text(path.read_text().replace(", oven hand", ""))
    shutil.rmtree(other / "samples")
    opened = jdwork.open(catalog=other)
    assert opened.lint(checks=["CAT010"]).findings == ()
    assert opened.lint().ads == workbench.lint().ads, "the workspace's samples stand in"


def test_no_workspace_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="jdwork init"):
        jdwork.open(tmp_path)


def test_a_database_that_cannot_be_opened_is_told(workbench, monkeypatch):
    monkeypatch.setenv("JDWORK_DATABASE_URL", "oracle://nowhere/x")
    with pytest.raises(DatabaseError):
        workbench.classify("", title="Mason")


def test_contacts_are_masked_before_anything_is_made_of_a_jd(tiny_workspace, monkeypatch):
    text = "We are looking for a baker. You will knead dough. Write to jane@firm.com or call 555-123-4567."
    monkeypatch.setenv("JDWORK_PRIVACY__MASK_CONTACTS", "true")
    opened = jdwork.open()
    made = opened.classify(text, title="Baker", record=True)
    assert made.jd.text.endswith("Write to [e-mail] or call [phone].")
    assert "jane" not in made.to_html()
    stored = opened.restore(made.run_id)
    assert stored.jd.text == made.jd.text
    frame = opened.classify_many([text, "Plumber, call 555-123-4567"])
    assert frame["run_id"][0] == opened.classify(made.jd.text).run_id
    opened.refresh()
