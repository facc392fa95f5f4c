"""Workbench.similar: recorded JDs near a text or near one of them, as a table."""

from __future__ import annotations

import pandas as pd
import pytest

import jdwork
from jdwork.errors import DatabaseError, InputError, JdworkError
from jdwork.text import JobDescription
from tests.tiny_workspace import ADS

TEXT = str(ADS[0]["text"])


@pytest.fixture
def workbench(tiny_workspace):
    opened = jdwork.open()
    yield opened
    opened.refresh()


@pytest.fixture
def recorded(workbench):
    workbench.classify_many(pd.DataFrame(ADS), record=True)
    return workbench


def test_a_text_that_was_recorded_is_found_with_cosine_one(recorded):
    made = recorded.classify("You will lay bricks. You will mix mortar.", title="Odd Job", record=True)
    found = recorded.similar("You will lay bricks. You will mix mortar.", title="Odd Job", limit=3)
    first = found.frame.iloc[0]
    assert (first["jd_hash"], first["similarity"]) == (made.jd.content_hash, 1.0)
    assert (first["role"], first["run_id"]) == (made.decision.role, made.run_id)
    assert list(found.frame["similarity"]) == sorted(found.frame["similarity"], reverse=True)
    assert len(found) == 3
    assert recorded.similar(made.jd, limit=1).rows() == found.rows()[:1]


def test_asking_records_nothing(recorded):
    before = recorded.similar(TEXT).found.compared
    recorded.similar("Something that nobody wrote: bake and paint and count.")
    assert recorded.similar(TEXT).found.compared == before


def test_a_recorded_jd_has_the_others_as_neighbours(recorded):
    by_text, by_id = recorded.similar(jd=str(ADS[0]["id"]), limit=50), recorded.similar(TEXT, limit=50)
    assert ADS[0]["id"] not in set(by_text.frame["id"])
    assert set(by_text.frame["id"]) < set(by_id.frame["id"])


def test_the_result_shows_itself_escaped(recorded):
    recorded.classify(
        JobDescription(id="<i>1</i>", text=TEXT + " Also knead.", title="<script>x</script>"), record=True
    )
    found = recorded.similar(TEXT)
    html = found._repr_html_()
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;x" in html
    assert "Compared with all" in html
    assert repr(found) == f"<{len(found)} similar JDs. {found.note}>"


def test_one_of_text_and_jd_is_asked_for(recorded):
    for given in ({}, {"text": TEXT, "jd": "x"}):
        with pytest.raises(InputError, match="one of both"):
            recorded.similar(**given)
    with pytest.raises(InputError, match="takes one JD as text, not a list"):
        recorded.similar([TEXT])
    with pytest.raises(InputError, match="Nothing in this JD can be compared"):
        recorded.similar("...")


def test_nothing_recorded_is_said(workbench):
    with pytest.raises(DatabaseError, match="No JD is recorded yet"):
        workbench.similar(TEXT)


def test_another_catalog_has_no_recorded_jds(tiny_workspace):
    other = jdwork.open(catalog=tiny_workspace.catalog)
    with pytest.raises(JdworkError, match="Runs over another catalog are not recorded"):
        other.similar(TEXT)
    other.refresh()
