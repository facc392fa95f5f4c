"""Inputs become storable (unique ids, sound text, bounded chunks), and lose their names when asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog import Redirect
from jdwork.errors import InputError
from jdwork.runs import inputs
from jdwork.runs.inputs import chunks, sound, storable, without_contacts, without_names
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.sound import sound_text

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
any_input = st.one_of(
    st.builds(JobDescription, id=any_text, text=any_text, title=st.none() | any_text),
    st.builds(RejectedRow, id=any_text, reason=any_text, where=st.just("x.csv:3")),
)


@given(st.lists(any_input, max_size=12))
def test_ids_are_unique_and_all_text_is_storable(given_inputs):
    made = list(storable(given_inputs))
    assert len({one.id for one in made}) == len(made) == len(given_inputs)
    for one in made:
        text = one.text + (one.title or "") if isinstance(one, JobDescription) else one.reason
        assert "\x00" not in text + one.id
        (text + one.id).encode()  # raises on a lone surrogate


@given(st.lists(any_input, max_size=12))
def test_making_storable_twice_changes_nothing(given_inputs):
    once = list(storable(given_inputs))
    assert list(storable(once)) == once


def test_repeated_ids_are_numbered_past_those_that_are_taken():
    made = storable(JobDescription(id=name, text="") for name in ("a", "a#2", "a", "a"))
    assert [one.id for one in made] == ["a", "a#2", "a#3", "a#4"]


def test_sound_input_is_the_same_object():
    jd = JobDescription(id="1", text="Bäcker 🥐", title=None)
    assert sound(jd) is jd


def test_half_characters_and_nuls_are_replaced():
    assert sound_text("a\ud800b\x00c") == "a���b c"


def test_something_else_is_refused_with_its_place():
    with pytest.raises(InputError, match=r"Item 2 is a dict, not a JobDescription.*read_jds"):
        list(storable([JobDescription(id="1", text=""), {"text": "x"}]))


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


WITH_CONTACTS = JobDescription(id="1", text="Bake. Call 555-123-4567.", title="Baker (jane@firm.com)")


def test_contacts_are_masked_on_entry_where_asked():
    masked = replace(WITH_CONTACTS, text="Bake. Call [phone].", title="Baker ([e-mail])")
    rejected = RejectedRow(id="2", reason="broken", where="x.csv:2")
    assert sound(WITH_CONTACTS) == WITH_CONTACTS
    assert sound(WITH_CONTACTS, masking=True) == masked
    assert list(storable([WITH_CONTACTS, rejected], masking=True)) == [masked, rejected]
    assert list(without_contacts([WITH_CONTACTS, rejected])) == [masked, rejected]


def test_what_is_too_long_is_refused_alone_and_rejected_among_others():
    long = JobDescription(id="x" * 2000, text="Bake.", label="baker")
    with pytest.raises(InputError, match=r"'id' has 2,000 characters, more than the 1,000 allowed"):
        sound(long)
    (row,) = storable([long])
    assert isinstance(row, RejectedRow)
    assert (row.where, row.label, len(row.id)) == ("item 1", "baker", 1000)
