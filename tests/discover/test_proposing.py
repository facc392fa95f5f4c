"""From JDs that no role fits to proposals."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.config.settings import Settings
from jdwork.discover import Fit, describe_new_role, propose_new_roles
from jdwork.discover.proposing import confidence_of
from jdwork.record.unknown import unknown_from_record
from tests.discover.making import TRADES, asking, jd_of
from tests.record.factory import snapshot
from tests.tiny_workspace import ADS

CATALOG = snapshot()
SETTINGS = Settings()
POTS = ("Glazes stoneware pots before each firing.", "Loads stoneware into the kiln.")


@pytest.fixture(scope="module")
def unknown(tiny_pipeline):
    """JDs of three trades that the tiny catalog lacks, found among ads of those that it has."""
    from jdwork.text import JobDescription

    known = [JobDescription(ad["id"], ad["text"] or "", ad["title"]) for ad in ADS]
    jds = [*known, *(jd_of(trade, number) for trade in TRADES for number in range(5))]
    random.Random(5).shuffle(jds)
    made = tiny_pipeline.classify_batch(jds)
    return [unknown_from_record(one) for one in made if one.decision.case == "E"]


def test_three_unknown_trades_among_known_ads_are_three_proposals(unknown, tiny_pipeline):
    found = propose_new_roles(unknown, tiny_pipeline.snapshot, settings=SETTINGS)
    large = [one for one in found if one.n > 1]
    assert {one.name: one.slug for one in large} == {
        "Kiln Glazer": "kiln-glazer",
        "Reef Gardener": "reef-gardener",
        "Lighthouse Keeper": "lighthouse-keeper",
    }
    for one in large:
        trade = one.normal
        assert one.jds == tuple(sorted(one.jds, key=dict(zip(one.jds, one.keys, strict=True)).get))
        assert sorted(one.jds) == sorted(jd.id for jd in unknown if jd.id.startswith(trade))
        assert one.n >= 3
        assert set(one.titles) == {trade}
        assert {duty.text for duty in one.duties} <= {f"{said}" for said in TRADES[trade][1]} | {
            f"Shift number {number}." for number in range(5)
        }
        assert set(" ".join(one.terms[:3]).split()) & {"kiln", "glaze", "coral", "reef", "lighthouse", "lamp"}
        assert 0.3 < one.confidence < 1
        assert one.looks_like is None
    # Whatever else fitted no role stands alone, less sure.
    assert all(one.confidence < min(big.confidence for big in large) for one in found if one.n == 1)


def test_order_does_not_matter(unknown, tiny_pipeline):
    first = propose_new_roles(unknown, tiny_pipeline.snapshot, settings=SETTINGS)
    again = propose_new_roles(unknown[::-1], tiny_pipeline.snapshot, settings=SETTINGS)
    assert [one.to_dict() for one in first] == [one.to_dict() for one in again]


def test_nothing_gives_nothing():
    assert propose_new_roles([], CATALOG, settings=SETTINGS) == ()


def test_skills_are_counted_once_per_jd():
    jds = [
        asking("Kiln Glazer", *POTS, key="a", skills=("sql", "sql", "excel")),
        asking("Kiln Glazer", key="b", skills=("sql",)),
    ]
    (one,) = propose_new_roles(jds, CATALOG, settings=SETTINGS)
    assert one.skills == {"sql": 2, "excel": 1}


def test_the_nearest_roles_say_why_they_do_not_fit():
    near = Fit("nurse", 0.15, kra=0.2, skill=0.0, title=0.1)
    far = Fit("data-analyst", 0.02, kra=0.5, skill=0.4, title=0.9)
    jds = [
        asking("Kiln Glazer", *POTS, key="a", fits=(near, far)),
        asking("Kiln Glazer", key="b", fits=(near,)),
    ]
    (one,) = propose_new_roles(jds, CATALOG, settings=SETTINGS)
    assert [(role.slug, role.support) for role in one.nearest] == [("nurse", 0.15), ("data-analyst", 0.01)]
    assert "another title (agreement 0.10)" in one.nearest[0].why_not
    assert "KRA similarity 0.20, floor 0.3" in one.nearest[0].why_not
    assert "other skills (overlap 0.00, floor 0.1)" in one.nearest[0].why_not
    assert "not enough" in one.nearest[1].why_not
    gone = propose_new_roles([asking("X", fits=(Fit("no-such-role", 0.9),))], CATALOG, settings=SETTINGS)
    assert gone[0].nearest == ()


def test_a_title_that_a_role_carries_is_no_new_role():
    (one,) = propose_new_roles([asking("Senior Data Analyst", *POTS)], CATALOG, settings=SETTINGS)
    assert (one.looks_like, one.normal) == ("data-analyst", "data analyst")


def test_two_clusters_never_share_a_name_or_slug():
    jds = [
        asking("Keeper", "Feeds hungry otters and seals at dawn.", vector=(0, 1), key="a"),
        asking("Keeper", "Paints stoneware pots with ash glaze.", vector=(1, 0), key="b"),
        asking("", key="c"),
        asking("", key="d", vector=(-1, 0)),
    ]
    found = propose_new_roles(
        jds, CATALOG, settings=Settings.model_validate({"new_role": {"cluster_distance": 0.1}})
    )
    assert len(found) == 4
    assert len({one.slug for one in found}) == 4
    assert len({one.normal for one in found}) == 4


def test_a_slug_that_a_role_has_gets_a_number():
    (one,) = propose_new_roles([asking("Backend Engineer!", *POTS)], CATALOG, settings=SETTINGS)
    assert one.looks_like == "backend-engineer"
    (other,) = propose_new_roles(
        [asking("", "Nurse nurse nurse kiln kiln.", key="z")], CATALOG, settings=SETTINGS
    )
    assert other.slug not in CATALOG.role_index


def test_cohesion_is_the_mean_likeness_of_two():
    same = [asking("Kiln Glazer", *POTS, vector=(1, 0), key=key) for key in "abc"]
    (one,) = propose_new_roles(same, CATALOG, settings=SETTINGS)
    assert one.cohesion == pytest.approx(1)
    apart = [asking("Kiln Glazer", vector=(1, 0), key="a"), asking("Kiln Glazer", vector=(0, 1), key="b")]
    (two,) = propose_new_roles(apart, CATALOG, settings=SETTINGS)
    assert two.cohesion == pytest.approx(0.35 / 0.8, abs=1e-3)
    assert two.confidence < one.confidence
    assert describe_new_role(apart[:1], CATALOG, settings=SETTINGS).cohesion == 1.0


@settings(max_examples=50)
@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 1000), st.floats(0, 1))
def test_confidence_is_a_share_that_grows_with_the_jds(novelty, cohesion, n, distance):
    one = confidence_of(novelty=novelty, cohesion=cohesion, n=n, distance=distance)
    more = confidence_of(novelty=novelty, cohesion=cohesion, n=n + 1, distance=distance)
    assert 0 <= one <= more <= 1


def test_a_review_item_s_jds_are_described_against_the_others():
    own = [asking("Kiln Glazer", *POTS, key=key) for key in "ab"]
    other = asking("Otter Nurse", "Feeds otters before each firing.", key="c")
    one = describe_new_role(own, CATALOG, settings=SETTINGS, others=[other])
    assert (one.name, one.n, one.keys) == ("Kiln Glazer", 2, ("a", "b"))
    assert "otters" not in " ".join(one.terms)
