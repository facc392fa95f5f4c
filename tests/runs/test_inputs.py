"""Inputs come in chunks of bounded size, and lose their names when asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog import Redirect
from jdwork.errors import InputError
from jdwork.runs import inputs
from jdwork.runs.inputs import chunks, without_names
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.sound import sound_text


@given(st.lists(st.integers(0, 40), max_size=30))
def test_chunks_keep_order_and_bounds(lengths):
    jds = [JobDescription(id=str(number), text="x" * length) for number, length in enumerate(lengths)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "CHUNK", 5)
        patch.setattr(inputs, "CHUNK_CHARACTERS", 50)
        made = list(chunks(jds))
    assert [one for chunk in made for one in chunk] == jds
    for chunk in made:
        assert 0 < len(chunk) <= 5
        assert len(chunk) == 1 or sum(len(one.text) for one in chunk) <= 50


@pytest.mark.parametrize("label", ["baker", "bread-smith", "Baker"])
def test_title_and_names_of_the_labelled_role_are_hidden(tiny_pipeline, label):
    old = Redirect("role", "bread-smith", "baker")
    snapshot = replace(tiny_pipeline.snapshot, redirections=(old,))
    text = "Night Crumb Artist (m/f). Our bakers, an Oven-Hand or dough maker, meet the pastry chef."
    jd = JobDescription(id="1", text=text, title="Night crumb artist", date="2026-01-05", label=label)
    (made,) = without_names([jd], snapshot)
    assert made.title is None
    assert " ".join(made.text.split()) == "(m/f). Our , an or , meet the pastry chef."
    assert replace(made, title=jd.title, text=text) == jd, "id, date and label stay"


@pytest.mark.parametrize("label", [None, "astronaut"])
def test_without_a_known_label_the_title_alone_is_hidden(tiny_pipeline, label):
    jd = JobDescription(id="1", text="Cook wanted. A baker helps the cooks.", title="Cook", label=label)
    (made,) = without_names([jd], tiny_pipeline.snapshot)
    assert " ".join(made.text.split()) == "wanted. A baker helps the ."


def test_rows_that_could_not_be_read_pass_with_their_place_in_order(tiny_pipeline):
    rejected = RejectedRow(id="bad", reason="Broken.", where="x.csv:3", label="baker")
    jds = [JobDescription(id="1", text="A baker bakes."), JobDescription(id="2", text="", title="Baker")]
    made = list(without_names([jds[0], rejected, jds[1]], tiny_pipeline.snapshot))
    assert made == [jds[0], rejected, JobDescription(id="2", text="")]
