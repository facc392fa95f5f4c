import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.enrich.duties import LONGEST, as_kra


@pytest.mark.parametrize(
    ("sentence", "kra"),
    [
        ("• You will design and build APIs for partners;", "Designs and builds APIs for partners."),
        ("Responsible for managing a team", "Manages a team."),
        ("To plan, design, and run events", "Plans, designs, and runs events."),
        ("1. Maintains the fleet.", "Maintains the fleet."),
        ("The successful candidate will be responsible for leading the team", "Leads the team."),
        ("Ability to write clean code", "Writes clean code."),
        ("Design experience in print", "Design experience in print."),
        ("Carry plates to tables", "Carries plates to tables."),
        ("Sales targets are met", "Sales targets are met."),
        ("- ", ""),
    ],
)
def test_a_duty_becomes_a_kra(sentence, kra):
    assert as_kra(sentence) == kra


@given(st.text(max_size=80))
def test_whatever_comes_becomes_one_short_line(text):
    kra = as_kra(text)
    assert "\n" not in kra
    assert len(kra) <= LONGEST + 8
    assert not kra or kra.endswith((".", "!", "?"))


@given(st.sampled_from(["Build ships", "You will sail and row", "Planning trips"]))
def test_a_kra_stays_as_it_is(sentence):
    assert as_kra(as_kra(sentence)) == as_kra(sentence)
