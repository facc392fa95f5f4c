"""Words that set JDs apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jdwork.discover.words import count_words, normal_words, salient_terms, telling_words, title_words
from tests.discover.making import asking
from tests.record.factory import snapshot

CATALOG = snapshot()
POTS = asking("", "Mix the ash glaze, then fire the stoneware kiln.", key="a")
TILES = asking("", "Brush ash glaze on tiles and load the stoneware kiln.", key="b")
SEALS = asking("", "Feed the seals fresh fish and scrub the seal pool.", key="c")


def salient(jds, members, catalog=CATALOG):
    return salient_terms(count_words(jds, catalog), jds, members)


def test_shared_words_come_first_and_neighbours_together():
    terms = salient([POTS, TILES, SEALS], [0, 1])
    assert set(terms[:2]) == {"ash glaze", "stoneware kiln"}
    assert not {"ash", "glaze", "fish"} & set(terms)


def test_words_across_a_comma_are_no_pair():
    jds = [asking("", f"Paint the ash, glaze pots {number}.") for number in range(3)]
    assert "ash glaze" not in salient(jds, [0, 1, 2])


def test_words_that_the_catalog_uses_or_any_ad_holds_are_no_news():
    known = replace(
        CATALOG, roles=tuple(replace(role, kras=("Fires the stoneware kiln.",)) for role in CATALOG.roles)
    )
    terms = salient([POTS, TILES, SEALS], [0, 1], known)
    assert terms[0] == "ash glaze"
    jds = [asking("", "Competitive salary, experience required, glaze pots.", key=str(n)) for n in range(2)]
    assert not {"salary", "competitive salary", "experience"} & set(salient(jds, [0, 1]))


def test_what_one_of_several_holds_is_left_out():
    assert "tiles" not in salient([POTS, TILES, SEALS], [0, 1])
    assert "tiles" in salient([POTS, TILES, SEALS], [1])


def test_without_words_there_are_no_terms():
    empty = asking("Kiln Glazer")
    assert salient([empty], [0]) == ()
    assert telling_words(count_words([empty], CATALOG)).shape[0] == 1
    assert salient([POTS], []) == ()


@pytest.mark.parametrize("parts", [telling_words, None])
def test_rows_have_unit_length_or_nothing(parts):
    jds = [POTS, asking("Kiln Glazer", "Fire pots."), asking("", "")]
    rows = telling_words(count_words(jds, CATALOG)) if parts else title_words(jds, CATALOG)
    sizes = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert sizes == pytest.approx([1, 1, 0] if parts else [0, 1, 0])


def test_titles_of_any_length_give_few_words():
    assert normal_words("Senior Kiln Glazers") == ("kiln", "glazer")
    assert len(normal_words("glazer kiln " * 10_000)) <= 12
    assert normal_words("") == ()
