"""Learning roles from JDs, with labels and without."""

import numpy as np
import pytest

from jdwork.errors import EncoderError, LearningError
from jdwork.learn import learn, learning, sample_jds
from jdwork.text import JobDescription, RejectedRow
from tests.learn.ads import trade_ads


@pytest.fixture(scope="module")
def labelled(tiny_pipeline):
    ads, roles = trade_ads(12)
    return learn(tiny_pipeline, ads, labels=roles)


@pytest.fixture(scope="module")
def own(tiny_pipeline):
    return learn(tiny_pipeline, trade_ads(12)[0])


def leaders(pipeline, ads):
    """The role that the learned signal puts first for each ad."""
    table, _, _ = pipeline.signals([ad.id for ad in ads], pipeline.read(ads))
    columns = table.learned.argmax(axis=1)
    return [
        pipeline.snapshot.roles[table.roles[row, column]].slug if table.learned[row, column] > 0 else None
        for row, column in enumerate(columns)
    ]


def test_labels_teach_words_that_the_catalog_never_uses(tiny_pipeline, labelled):
    taught = tiny_pipeline.with_role_model(labelled.model)
    ads, roles = trade_ads(5, seed=7)
    found = leaders(taught, ads)
    assert np.mean([one == role for one, role in zip(found, roles, strict=True)]) > 0.9


def test_labels_that_contradict_the_catalog_win(tiny_pipeline):
    ads, roles = trade_ads(12)
    swap = {"baker": "plumber", "plumber": "baker"}
    learned = learn(tiny_pipeline, ads, labels=[swap.get(role, role) for role in roles])
    found = leaders(tiny_pipeline.with_role_model(learned.model), trade_ads(5, seed=3)[0])
    assert found[0::6] == ["plumber"] * 5


def test_without_labels_it_learns_from_what_the_catalog_describes(tiny_pipeline, own):
    ads, roles = trade_ads(5, seed=7)
    plain = [tiny_pipeline.classify(ad).decision.candidates[0].slug for ad in ads]
    taught = tiny_pipeline.with_role_model(own.model)
    better = [taught.classify(ad).decision.candidates[0].slug for ad in ads]

    def right(found):
        return sum(one == role for one, role in zip(found, roles, strict=True))

    assert right(better) >= right(plain)
    assert own.n_labelled == 0
    assert own.model.origin == "own decisions on 72 JDs"


def test_an_ad_that_was_learned_from_is_judged_by_the_part_that_has_not_seen_it(tiny_pipeline):
    """A label that only one ad bears cannot be known from that ad itself."""
    ads, roles = trade_ads(12)
    roles[0] = "bricklayer"  # a baker's ad, labelled wrongly
    learned = learn(tiny_pipeline, ads, labels=roles)
    assert leaders(tiny_pipeline.with_role_model(learned.model), ads[:1]) == ["baker"]


def test_near_copies_share_a_part(tiny_pipeline):
    ads, _ = trade_ads(12)
    copies = [JobDescription(id=f"{ad.id}-copy", text=ad.text + "Apply today.\n") for ad in ads]
    learned = learn(tiny_pipeline, [*ads, *copies])
    assert learned.n_copies == len(ads)
    place = dict(zip(learned.model.digests, learned.model.part_of, strict=True))
    for ad, copy in zip(ads, copies, strict=True):
        assert place[learning.text_digest(ad.text)] == place[learning.text_digest(copy.text)]


def test_learning_twice_gives_the_same_model(tiny_pipeline, own):
    assert learn(tiny_pipeline, trade_ads(12)[0]).model.content_hash == own.model.content_hash


def test_unlabelled_ads_count_with_the_own_decisions(tiny_pipeline):
    ads, roles = trade_ads(12)
    learned = learn(tiny_pipeline, ads, labels=[*roles[:36], *[None] * 36])
    assert (learned.n, learned.n_labelled) == (72, 36)
    assert learned.model.origin == "labels of 36 JDs and own decisions on 36"


def test_batch_equals_one_by_one_with_a_model(tiny_pipeline, own):
    taught = tiny_pipeline.with_role_model(own.model)
    ads, _ = trade_ads(3)
    together = [record.decision for record in taught.classify_batch(ads)]
    assert together == [taught.classify(ad).decision for ad in ads]


def test_the_model_is_part_of_what_a_record_depends_on(tiny_pipeline, own):
    ad = trade_ads(1)[0][0]
    taught = tiny_pipeline.with_role_model(own.model)
    assert taught.provenance.role_model_hash == own.model.content_hash
    assert taught.classify(ad).run_id != tiny_pipeline.classify(ad).run_id
    again = taught.with_role_model(None)
    assert again.classify(ad).decision == tiny_pipeline.classify(ad).decision


def test_a_role_that_was_merged_passes_on_what_was_learned(tiny_pipeline, labelled):
    from jdwork.signals.learned import build_learned_index

    snapshot = tiny_pipeline.snapshot
    renamed = labelled.model.roles.index("baker")
    model = replace_role(labelled.model, renamed, "gone")
    assert (build_learned_index(model, snapshot).role_columns >= 0).sum() == len(model.roles) - 1


def replace_role(model, position, slug):
    import dataclasses

    roles = [*model.roles]
    roles[position] = slug
    return dataclasses.replace(model, roles=tuple(roles))


def test_too_few_ads_are_refused(tiny_pipeline):
    with pytest.raises(LearningError, match="12 JDs to learn from, and 50 are needed"):
        learn(tiny_pipeline, trade_ads(2)[0])


def test_a_model_of_another_encoder_is_refused(tiny_pipeline, own):
    import dataclasses

    from jdwork.pipeline import Pipeline

    other = dataclasses.replace(own.model, encoder_id="another")
    with pytest.raises(EncoderError, match="learned with encoder another"):
        Pipeline(tiny_pipeline.snapshot, tiny_pipeline.settings, tiny_pipeline.encoder, role_model=other)


def test_the_sample_does_not_depend_on_the_order(monkeypatch):
    monkeypatch.setattr(learning, "MAX_JDS", 10)
    ads, _ = trade_ads(6)
    rejected = RejectedRow(id="x", reason="unreadable", where="ads.jsonl")
    assert sample_jds([*ads, rejected]) == sample_jds([rejected, *reversed(ads)])
    assert len(sample_jds(ads)) == 10


def test_progress_counts_every_round(tiny_pipeline):
    seen = []
    learn(tiny_pipeline, trade_ads(10)[0], progress=seen.append)
    assert seen == [60] * learning.ROUNDS
