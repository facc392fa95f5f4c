import pytest

from jdwork.parse.other_kinds import is_of_another_kind
from tests.parse.documents import reading

KITCHEN = "Boil pasta, fry onions and garlic, melt butter and keep salt at hand."
NEWS = "Police said on Monday morning that two were injured, according to officials."
BILLS = "The invoice number, the amount due and the payment terms stand on each sheet."


def _judge(text: str, *, signs: int = 0, told: int = 0, as_job: bool = False) -> bool:
    document = reading(text)
    return is_of_another_kind(document, document.lower, signs, told=told, as_job=as_job)


def test_a_recipe_measures():
    measured = f"{KITCHEN} Add 200 g of flour."
    assert _judge(measured, signs=1)
    assert not _judge(KITCHEN, signs=1)


@pytest.mark.parametrize("text", [NEWS, BILLS])
def test_duties_told_to_the_reader_outweigh_the_marks(text):
    assert _judge(text)
    assert not _judge(text, told=3)
    assert not _judge(text, told=1, as_job=True)


@pytest.mark.parametrize(
    "text",
    [
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
        "Date of birth: 1 May. Nationality: Irish. Hobbies: chess. References available.",
    ],
)
def test_duties_do_not_outweigh_a_placeholder_or_a_cv(text):
    assert _judge(text, told=3, as_job=True)


def test_brackets_and_smileys_of_prose_are_no_code():
    assert not _judge("Come (by bus or on foot) and say hello :) (we are here; the door is open) =) ;)")
    assert _judge("if (x) { y = f(x); } else { y = g(x); z = {}; }")
