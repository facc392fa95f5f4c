"""The recorded JDs nearest to one: the same as by plain arithmetic, on each server."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.errors import DatabaseError, InputError
from jdwork.record import find_similar, nearest_vectors, record, similar_to_recorded
from jdwork.record.nearest_vectors import cosines
from tests.record.factory import ENCODER, SETTINGS, make_record, unit
from tests.record.similar_jds import clustered, nearest_plainly, store_another, store_vectors

ODD = 'it\'s 50 %s of "x": \\ {} ü'
"""An encoder id with everything that a statement might trip over."""


def pairs(found):
    return [(int(jd.name.removeprefix("jd-")), jd.similarity) for jd in found.jds]


@pytest.mark.parametrize("block_bytes", [1, 4 * 8 * 7, 2**20])
def test_the_nearest_are_those_of_plain_arithmetic_whatever_the_block(engine, monkeypatch, block_bytes):
    monkeypatch.setattr(nearest_vectors, "BLOCK_BYTES", block_bytes)
    vectors = clustered(120, 8)
    vectors[50] = vectors[7]  # a tie, which goes to the JD that was recorded first
    store_vectors(engine, vectors, encoder_id=ODD)
    store_vectors(engine, clustered(20, 8, seed=5), encoder_id="another", first=200)
    for limit in (1, 10, 200):
        found = find_similar(engine, vectors[7], ODD, limit=limit)
        assert pairs(found) == nearest_plainly(engine, vectors[7], encoder_id=ODD, limit=limit)
        assert (found.compared, found.exact) == (120, True)
    assert pairs(find_similar(engine, vectors[7], ODD, limit=2)) == [(8, 1.0), (51, 1.0)]


def test_a_jd_with_several_vectors_is_found_once_by_its_nearest(engine):
    vectors = clustered(9, 4)
    store_vectors(engine, vectors, encoder_id="e")
    query = unit(3)
    store_another(engine, 90, 5, query, encoder_id="e")
    store_another(engine, 91, 5, -query, encoder_id="e")
    found = find_similar(engine, query, "e", limit=20)
    assert pairs(found)[0] == (5, 1.0)
    assert pairs(found) == nearest_plainly(engine, query, encoder_id="e", limit=20)
    assert len({name for name, _ in pairs(found)}) == 9


def test_vectors_without_direction_are_near_to_nothing(engine):
    vectors = clustered(5, 4)
    vectors[1], vectors[2, 0], vectors[3, 1] = 0, np.nan, np.inf
    store_vectors(engine, vectors, encoder_id="e")
    assert {name for name, _ in pairs(find_similar(engine, vectors[0], "e"))} == {1, 5}


def test_what_a_jd_got_is_told_from_its_latest_run(engine):
    record(make_record(1, role="nurse", title="Old\x00 title"), engine, settings=SETTINGS)
    latest = make_record(1, config="config-2", role=None, case="E", queued=True, confidence=0.25,
                         title="Old\x00 title")  # fmt: skip
    record(latest, engine, settings=SETTINGS)
    (jd,) = find_similar(engine, unit(1), ENCODER).jds
    assert (jd.name, jd.title, jd.role, jd.case, jd.queued, jd.confidence, jd.run_id) == (
        "jd-1", "Old\x00 title", None, "E", True, 0.25, latest.run_id,
    )  # fmt: skip
    assert (jd.content_hash, jd.similarity) == (latest.jd.content_hash, 1.0)
    assert latest.jd.text.startswith(jd.beginning)


def test_a_recorded_jd_is_named_by_id_run_or_hash_and_not_found_itself(engine):
    records = [make_record(number) for number in range(4)]
    for one in records:
        record(one, engine, settings=SETTINGS)
    wanted = nearest_plainly(engine, unit(2), encoder_id=ENCODER, limit=9)[1:]
    for name in ("jd-2", records[2].run_id, records[2].jd.content_hash, records[2].jd.content_hash[:6]):
        found = similar_to_recorded(engine, name, ENCODER)
        assert [similarity for _, similarity in pairs(found)] == [similarity for _, similarity in wanted]
        assert {jd.name for jd in found.jds} == {"jd-0", "jd-1", "jd-3"}


def test_nothing_recorded_is_said(engine):
    with pytest.raises(DatabaseError, match=r"No JD is recorded yet\. Record some with 'jdwork batch"):
        find_similar(engine, unit(0), ENCODER)
    with pytest.raises(InputError, match=r"No recorded JD goes by 'jd-0'\. Name it as its run did"):
        similar_to_recorded(engine, "jd-0", ENCODER)


@pytest.mark.parametrize("name", ["", "\x00", "\ud800", "%", "'; --", "abcdef", "0" * 64])
def test_whatever_is_no_name_of_a_jd_is_refused(engine, name):
    record(make_record(0), engine, settings=SETTINGS)
    with pytest.raises(InputError, match="No recorded JD goes by"):
        similar_to_recorded(engine, name, ENCODER)


def test_an_encoder_that_nothing_was_recorded_under_is_said(engine):
    record(make_record(0), engine, settings=SETTINGS)
    with pytest.raises(DatabaseError, match=rf"encoder 'other', only under '{ENCODER}'\..*back in \[embed\]"):
        find_similar(engine, unit(0), "other")
    with pytest.raises(DatabaseError, match="have length 4, not 5"):
        find_similar(engine, np.ones(5), ENCODER)
    with pytest.raises(
        DatabaseError, match=rf"'jd-0' has no vector of the encoder 'other', only of '{ENCODER}'"
    ):
        similar_to_recorded(engine, "jd-0", "other")


def test_a_jd_without_a_vector_is_said(engine):
    record(make_record(0), engine, settings=SETTINGS)
    record(make_record(1, role=None, case="REJECT", vector=np.zeros(4)), engine, settings=SETTINGS)
    with pytest.raises(DatabaseError, match="no sentence of it could be compared"):
        similar_to_recorded(engine, "jd-1", ENCODER)
    for vector in (np.zeros(4), np.array([1, 0, 0, np.nan])):
        with pytest.raises(InputError, match="Nothing in this JD can be compared"):
            find_similar(engine, vector, ENCODER)
    assert [jd.name for jd in find_similar(engine, unit(0), ENCODER).jds] == ["jd-0"]


def test_a_name_of_several_jds_is_refused_with_their_hashes(engine):
    first, second = make_record(7), make_record(7, text="Another job under the same id.")
    for one in (first, second):
        record(one, engine, settings=SETTINGS)
    with pytest.raises(InputError, match="2 recorded JDs go by 'jd-7'") as error:
        similar_to_recorded(engine, "jd-7", ENCODER)
    for one in (first, second):
        assert one.jd.content_hash[:12] in str(error.value)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_so_many_cannot_be_asked_for(engine, limit):
    record(make_record(0), engine, settings=SETTINGS)
    with pytest.raises(InputError, match="Ask for 1 to 1,000"):
        find_similar(engine, unit(0), ENCODER, limit=limit)


def test_memory_does_not_grow_with_what_is_recorded(engine, monkeypatch):
    monkeypatch.setattr(nearest_vectors, "BLOCK_BYTES", 2**16)
    store_vectors(engine, clustered(6000, 128), encoder_id="e")  # 3 MB of vectors
    query = unit(0).repeat(32)
    find_similar(engine, query, "e")
    tracemalloc.start()
    find_similar(engine, query, "e")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@given(
    st.integers(1, 40),
    st.lists(st.integers(0, 5), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_the_best_are_the_same_in_whatever_parts_they_come(limit, found, random):
    ids = [random.randrange(20) for _ in found]
    values = np.array(found) / 5
    together = nearest_vectors._Best(limit, without=3)
    together.add(ids, values)
    apart = nearest_vectors._Best(limit, without=3)
    start = 0
    while start < len(ids):
        end = start + random.randint(1, 7)
        apart.add(ids[start:end], values[start:end])
        start = end
    assert together.found() == apart.found()
    best: dict[int, float] = {}
    for jd, value in zip(ids, values, strict=True):
        if jd != 3:
            best[jd] = max(value, best.get(jd, 0))
    assert list(together.found()) == sorted(best.items(), key=lambda one: (-one[1], one[0]))[:limit]


def test_cosines_do_not_depend_on_the_lengths_of_vectors():
    query = unit(1).astype(np.float64) / np.linalg.norm(unit(1).astype(np.float64))
    stored = [(scale * unit(2)).astype("<f4").tobytes() for scale in (1e-3, 1.0, 1e6)]
    assert len(set(cosines(stored, query).tolist())) == 1
