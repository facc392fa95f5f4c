"""Inputs become storable: unique ids, sound text, bounded length, and no contacts where asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.errors import InputError
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.sound import sound_text
from jdwork.text.storable import sound, storable, without_contacts

WITH_CONTACTS = JobDescription(id="1", text="Bake. Call 555-123-4567.", title="Baker (jane@firm.com)")

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
