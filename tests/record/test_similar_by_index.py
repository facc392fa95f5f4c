"""The index of vectors in PostgreSQL: kept by recording, asked for what is near, done without if it lacks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sqlalchemy import text

from jdwork.database import vector_index
from jdwork.database.engine import open_database
from jdwork.database.migrate import downgrade, schema_version, upgrade
from jdwork.database.transactions import read_transaction
from jdwork.database.vector_index import drop_vector_index, has_vector_index, make_vector_index
from jdwork.record import find_similar, record, similar_to_recorded, unrecord
from tests.record.factory import (
    DIMENSION,
    ENCODER,
    SETTINGS,
    contents,
    make_record,
    seed_catalog,
    unit,
    with_little_catalog,
)
from tests.record.similar_jds import clustered, nearest_plainly, store_another, store_vectors
from tests.record.test_similar import ODD, pairs

pytestmark = pytest.mark.postgres


@pytest.fixture
def engine(postgres_server):
    """A fresh PostgreSQL database that holds the little catalog."""
    opened = open_database(postgres_server.filled(with_little_catalog), create=False)
    yield opened
    opened.dispose()
    postgres_server.drop_copies()


def is_there(engine, encoder_id=ENCODER, dimension=DIMENSION):
    with read_transaction(engine) as connection:
        return has_vector_index(connection, encoder_id, dimension=dimension)


def decoded(engine, packed):
    with engine.connect() as connection:
        found = connection.scalar(
            text("SELECT CAST(jdwork_vector(:packed) AS real[])"), {"packed": packed.tobytes()}
        )
    return None if found is None else np.array(found, dtype="<f4")


def test_the_function_reads_every_kind_of_number_to_the_bit(engine):
    assert make_vector_index(engine, ENCODER, dimension=DIMENSION) is None
    bits = np.random.default_rng(0).integers(0, 2**32, size=4000, dtype=np.uint32)
    edges = np.array([0, 1, 0x7FFFFF, 0x800000, 0x7F7FFFFF, 0x3F800000], dtype=np.uint32)
    values = np.concatenate([bits, edges, edges | 0x80000000]).astype("<u4").view("<f4")
    values = values[np.isfinite(values)]
    assert len(values) > 3900
    assert np.array_equal(decoded(engine, values), values)
    for strange in (np.nan, np.inf, -np.inf):
        assert decoded(engine, np.array([1, strange], dtype="<f4")) is None


def test_the_index_finds_what_comparing_all_finds(engine):
    vectors = clustered(1500, 16)
    store_vectors(engine, vectors[:1000], encoder_id=ODD)
    assert make_vector_index(engine, ODD, dimension=16) is None
    store_vectors(engine, vectors[1000:], encoder_id=ODD, first=1001)  # kept up from then on
    queries = [*vectors[::100], *clustered(15, 16, seed=9)]
    missed = 0
    for query in queries:
        found = find_similar(engine, query, ODD)
        assert not found.exact
        assert found.compared < 200
        everything = nearest_plainly(engine, query, encoder_id=ODD, limit=1500)
        wanted = everything[:10]
        exact = find_similar(engine, query, ODD, exact=True)
        assert (pairs(exact), exact.exact) == (wanted, True)
        # Those found have the cosines of the exact search, in its order.
        assert all(pair in everything for pair in pairs(found))
        assert pairs(found) == sorted(pairs(found), key=lambda pair: (-pair[1], pair[0]))
        missed += len(set(wanted) - set(pairs(found)))
    assert missed <= len(queries) * 10 * 0.01
    jd = similar_to_recorded(engine, "jd-7", ODD)
    assert not jd.exact
    assert 7 not in dict(pairs(jd))


def test_a_jd_with_several_vectors_is_found_once_by_the_index(engine):
    vectors = clustered(200, 4)
    store_vectors(engine, vectors, encoder_id="e")
    query = unit(3)
    for number in range(16):
        near = query + np.float32(1e-3) * unit(100 + number)
        store_another(engine, 1000 + number, 1 + number // 8, near, encoder_id="e")
    assert make_vector_index(engine, "e", dimension=4) is None
    found = find_similar(engine, query, "e", limit=5)
    assert not found.exact
    assert pairs(found) == nearest_plainly(engine, query, encoder_id="e", limit=5)
    # With so many vectors of few JDs the index does not name ten: then all are compared.
    for number in range(16, 60):
        store_another(engine, 1000 + number, 1, query + np.float32(1e-3) * unit(100 + number), encoder_id="e")
    found = find_similar(engine, query, "e")
    assert found.exact
    assert pairs(found) == nearest_plainly(engine, query, encoder_id="e", limit=10)


def test_recording_and_undoing_are_the_same_with_an_index(engine, postgres_server):
    plain = open_database(postgres_server.filled(with_little_catalog), create=False)
    assert make_vector_index(engine, ENCODER, dimension=DIMENSION) is None
    records = [make_record(number, role=("nurse", "data-analyst")[number % 2]) for number in range(50)]
    # A vector that is not finite is recorded (it moves no centroid), and is not in the index.
    strange = make_record(50, queued=True, vector=np.array([1, np.inf, 0, 0], dtype=np.float32))
    for one in [*records, *records[:5], strange]:
        assert record(one, engine, settings=SETTINGS) == record(one, plain, settings=SETTINGS)
    for one in records[45:]:
        assert unrecord(one.run_id, engine) == unrecord(one.run_id, plain)
    assert contents(engine) == contents(plain)
    for number in range(0, 50, 3):
        found = find_similar(engine, unit(number), ENCODER, limit=5)
        assert not found.exact
        assert found.jds == find_similar(engine, unit(number), ENCODER, limit=5, exact=True).jds
        assert [jd.similarity for jd in found.jds] == [
            jd.similarity for jd in find_similar(plain, unit(number), ENCODER, limit=5).jds
        ]
    plain.dispose()


def _record_share(url, numbers):
    engine = open_database(url, create=False)
    for number in numbers:
        record(make_record(number), engine, settings=SETTINGS)
    engine.dispose()


def test_eight_that_record_at_once_while_the_index_is_made_lose_nothing(engine, postgres_server):
    url = engine.url.render_as_string(hide_password=False)
    orders = [np.random.default_rng(seed).permutation(60).tolist() for seed in range(8)]
    # Threads will do: what they contend for lies in the server.
    with ThreadPoolExecutor(9) as pool:
        shares = [pool.submit(_record_share, url, order) for order in orders]
        made = pool.submit(make_vector_index, engine, ENCODER, dimension=DIMENSION)
        for share in shares:
            share.result()
        assert made.result() is None
    assert is_there(engine)
    alone = open_database(postgres_server.filled(with_little_catalog), create=False)
    for number in range(60):
        record(make_record(number), alone, settings=SETTINGS)
    assert contents(engine) == contents(alone)
    for number in range(60):
        found = find_similar(engine, unit(number), ENCODER, limit=4)
        assert not found.exact
        assert pairs(found) == nearest_plainly_named(engine, unit(number))
    alone.dispose()


def nearest_plainly_named(engine, query):
    with engine.connect() as connection:
        names = dict(connection.execute(text("SELECT jd_id, jd_name FROM run")).all())
    near = nearest_plainly(engine, query, encoder_id=ENCODER, limit=4)
    return [(int(names[jd].removeprefix("jd-")), similarity) for jd, similarity in near]


def test_few_jds_are_all_compared_even_with_an_index(engine):
    store_vectors(engine, clustered(20, 4), encoder_id="e")
    assert make_vector_index(engine, "e", dimension=4) is None
    assert find_similar(engine, unit(0), "e").exact


def test_the_index_is_made_once_and_dropped(engine):
    assert not is_there(engine)
    assert not drop_vector_index(engine, ENCODER, dimension=DIMENSION)
    for _ in range(2):
        assert make_vector_index(engine, ENCODER, dimension=DIMENSION) is None
    assert is_there(engine)
    assert not is_there(engine, "other")
    assert drop_vector_index(engine, ENCODER, dimension=DIMENSION)
    assert not is_there(engine)


def test_an_index_whose_making_was_interrupted_is_not_asked_and_is_made_again(engine):
    store_vectors(engine, clustered(200, DIMENSION), encoder_id=ENCODER)
    assert make_vector_index(engine, ENCODER, dimension=DIMENSION) is None
    name = vector_index.index_name(ENCODER, DIMENSION)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(:name)"),
            {"name": name},
        )
    assert find_similar(engine, unit(0), ENCODER).exact
    assert make_vector_index(engine, ENCODER, dimension=DIMENSION) is None
    assert not find_similar(engine, unit(0), ENCODER).exact


def test_two_that_make_it_at_once_do_not_wait_for_each_other(engine):
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({vector_index._LOCK})"))
        why = make_vector_index(engine, ENCODER, dimension=DIMENSION)
        connection.execute(text(f"SELECT pg_advisory_unlock({vector_index._LOCK})"))
    assert why == "another process is making it at this moment"
    assert make_vector_index(engine, ENCODER, dimension=DIMENSION) is None


def test_where_the_user_may_not_there_is_a_reason_and_an_exact_search(engine, postgres_server):
    store_vectors(engine, clustered(200, 4), encoder_id="e")
    with engine.begin() as connection:
        for statement in (
            "DROP ROLE IF EXISTS reader",
            "CREATE ROLE reader LOGIN",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
        ):
            connection.execute(text(statement))
    reader = open_database(
        engine.url.set(username="reader").render_as_string(hide_password=False), create=False
    )
    assert make_vector_index(reader, "e", dimension=4) == vector_index._NOT_POSSIBLE["42501"]
    found = find_similar(reader, unit(0), "e")
    assert found.exact
    assert pairs(found) == nearest_plainly(engine, unit(0), encoder_id="e", limit=10)
    # One that somebody else made serves those who only read.
    assert make_vector_index(engine, "e", dimension=4) is None
    assert not find_similar(reader, unit(0), "e").exact
    reader.dispose()
    with engine.begin() as connection:
        connection.execute(text("DROP OWNED BY reader"))
        connection.execute(text("DROP ROLE reader"))


def test_where_the_extension_goes_all_are_compared_again(engine):
    store_vectors(engine, clustered(200, 4), encoder_id="e")
    assert make_vector_index(engine, "e", dimension=4) is None
    by_index = find_similar(engine, unit(0), "e")
    with engine.begin() as connection:
        connection.execute(text("DROP EXTENSION vector CASCADE"))
    by_all = find_similar(engine, unit(0), "e")
    assert (by_index.exact, by_all.exact) == (False, True)
    assert pairs(by_all) == pairs(by_index)


@pytest.mark.parametrize("dimension", [2001, 3072])
def test_vectors_too_long_for_an_index_are_told(engine, dimension):
    why = make_vector_index(engine, "e", dimension=dimension)
    assert why == f"pgvector indexes vectors of up to 2,000 numbers, these have {dimension:,}"


def test_sqlite_has_none(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert make_vector_index(engine, "e", dimension=4) == "only PostgreSQL can have one"
    assert not drop_vector_index(engine, "e", dimension=4)
    engine.dispose()


def test_the_index_survives_older_schemas_and_goes_with_the_last(engine):
    store_vectors(engine, clustered(200, 4), encoder_id="e")
    assert make_vector_index(engine, "e", dimension=4) is None
    before = pairs(find_similar(engine, unit(0), "e"))
    for version in ("0003", "0002", "0001"):
        downgrade(engine, to=version)
        assert is_there(engine, "e", 4)
    upgrade(engine)
    found = find_similar(engine, unit(0), "e")
    assert (pairs(found), found.exact) == (before, False)
    downgrade(engine)
    with engine.connect() as connection:
        assert schema_version(connection) is None
        left = connection.execute(text("SELECT proname FROM pg_proc WHERE proname LIKE 'jdwork%'")).all()
    assert left == []
    upgrade(engine)
    seed_catalog(engine)
    assert make_vector_index(engine, "e", dimension=4) is None
