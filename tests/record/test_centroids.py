from __future__ import annotations

import numpy as np
import pytest

from jdwork.errors import DatabaseError
from jdwork.record import keep_centroids, load_centroids, load_kept_centroids, record, record_many, unrecord
from jdwork.signals.centroids import empty_centroids
from tests.record.factory import (
    DIMENSION,
    ENCODER,
    ROLES,
    SETTINGS,
    contents,
    make_record,
    seeded,
    snapshot,
    unit,
)


def load(engine, catalog=None, encoder=ENCODER):
    return load_centroids(engine, catalog or snapshot(), encoder, dimension=DIMENSION)


def test_before_anything_is_recorded_they_equal_the_empty_ones(engine):
    found, empty = load(engine), empty_centroids(len(ROLES), DIMENSION)
    np.testing.assert_array_equal(found.vectors, empty.vectors)
    assert (found.vectors.dtype, found.counts.dtype) == (np.float32, np.int64)
    assert found.content_hash == empty.content_hash


def test_rows_are_unit_vectors_in_the_order_of_the_snapshot(engine):
    record_many([make_record(n, role="nurse") for n in range(5)], engine, settings=SETTINGS)
    backwards = load(engine, snapshot(ROLES[::-1]))
    np.testing.assert_allclose(np.linalg.norm(backwards.vectors, axis=1), [1, 0, 0, 0], atol=1e-6)
    assert backwards.counts.tolist() == [5, 0, 0, 0]
    mean = np.sum([unit(n) for n in range(5)], axis=0, dtype=np.float64)
    np.testing.assert_allclose(backwards.vectors[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_encoders_do_not_mix(engine):
    record(make_record(1), engine, settings=SETTINGS)
    assert load(engine, encoder="another").counts.sum() == 0


def test_a_merged_role_adds_to_the_one_that_took_its_place(engine):
    record_many(
        [make_record(1), make_record(2, role="data-analyst"), make_record(3, role="nurse")],
        engine,
        settings=SETTINGS,
    )
    merged = load(engine, snapshot(ROLES[:2], {"data-analyst": "backend-engineer"}))
    assert merged.counts.tolist() == [2, 0]
    mean = unit(1).astype(np.float64) + unit(2)
    np.testing.assert_allclose(merged.vectors[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_vectors_of_another_length_are_refused(engine):
    record(make_record(1), engine, settings=SETTINGS)
    with pytest.raises(DatabaseError, match=r"have length 4, not 5\. An encoder id must change"):
        load_centroids(engine, snapshot(), ENCODER, dimension=5)


def test_thousands_of_small_steps_leave_no_rounding_behind(engine):
    records = [make_record(n, skills=()) for n in range(200)]
    record_many(records[:1], engine, settings=SETTINGS)
    alone = contents(engine)["centroid"]
    record_many(records, engine, settings=SETTINGS)
    for each in records[1:]:
        unrecord(each.run_id, engine)
    assert contents(engine)["centroid"] == alone


def test_both_servers_give_the_same_bits(sqlite_url, engine):
    other = seeded(sqlite_url)
    records = [make_record(n, role=ROLES[n % 3]) for n in range(12)]
    record_many(records, engine, settings=SETTINGS)
    record_many(reversed(records), other, settings=SETTINGS)
    assert contents(engine) == contents(other)
    assert load(engine).content_hash == load(other).content_hash
    other.dispose()


def test_kept_copies_stay_as_they_were(engine):
    record(make_record(1), engine, settings=SETTINGS)
    then = load(engine)
    first = keep_centroids(engine, ENCODER, name="monday")
    assert keep_centroids(engine, ENCODER, name="monday") == first
    record(make_record(2, role="nurse"), engine, settings=SETTINGS)
    second = keep_centroids(engine, ENCODER, name="tuesday")
    kept = load_kept_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION)
    assert [(each.id, each.name) for each in kept] == [(first, "monday"), (second, "tuesday")]
    assert kept[0].centroids.content_hash == then.content_hash
    assert kept[1].centroids.content_hash == load(engine).content_hash
    assert kept[0].taken_at <= kept[1].taken_at


def test_a_copy_of_nothing_is_empty(engine):
    keep_centroids(engine, ENCODER)
    (kept,) = load_kept_centroids(engine, snapshot(), ENCODER, dimension=DIMENSION)
    assert kept.centroids.counts.sum() == 0
