"""What is timed of classifying: the same work with ever more of it known."""

from __future__ import annotations

from jdwork.bench.classifying import OneAtATime, TimedEncoder, time_classifying
from jdwork.bench.deciding import time_what_if
from jdwork.bench.starting import time_starts
from tests.runs.making import ads


def test_each_way_is_timed_and_the_encoders_share_is_a_share(tiny_pipeline):
    figures, shares = time_classifying(ads(copies=3), tiny_pipeline, tiny_pipeline.encoder, naive=2)
    assert [one.name for one in figures] == [
        "end to end, fresh vectors, one thread", "end to end, fresh vectors", "end to end, vectors known",
        "end to end, same JDs again",
    ]  # fmt: skip
    assert all(one.rate > 0 for one in figures)
    assert all(one.ratio for one in figures[1:])
    assert len(shares) == 2
    assert all(0 < share < 1 for share in shares.values())


def test_an_encoder_is_the_same_however_it_is_called(tiny_pipeline):
    texts = ["Bakes bread.", "Lays bricks.", ""]
    plain = tiny_pipeline.encoder
    for wrapped in (TimedEncoder(plain), OneAtATime(plain)):
        assert (wrapped.encode(texts) == plain.encode(texts)).all()
        assert (wrapped.encoder_id, wrapped.dimension) == (plain.encoder_id, plain.dimension)
        assert wrapped.encode([]).shape == (0, plain.dimension)


def test_settings_are_timed_over_as_many_jds_as_asked_for(tiny_pipeline):
    jds = ads()
    table = tiny_pipeline.signals([jd.id for jd in jds], tiny_pipeline.read(jds)).table
    figures = time_what_if(table, tiny_pipeline.settings, jds=500, turns=2)
    assert [one.name for one in figures] == [
        "what-if, a threshold turned (500 JDs)", "what-if, a weight turned (500 JDs)",
    ]  # fmt: skip
    assert all(one.ratio and one.ratio > 0 for one in figures)


def test_starts_are_timed_beside_what_cannot_be_avoided(tiny_workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("JDWORK_WORKSPACE", str(tiny_workspace.root))
    jd = tmp_path / "jd.txt"
    jd.write_text("Baker\n\nWe hire a baker who kneads dough and shapes loaves before dawn.")
    help_, classify = time_starts(tiny_workspace.root, jd, rounds=1)
    assert help_.rate > classify.rate > 0
    assert help_.limit and classify.limit
