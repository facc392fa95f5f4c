import pytest

from jdwork.parse.address import DUTIES, duties_told, share_of_orders, titled_as_job, wants_somebody
from tests.parse.documents import reading


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("You feed the goats, clean the pens and repair the fences.", 3),
        ("Every morning, you open the shop and serve customers.", 2),
        ("You quickly answer the telephone.", 1),
        ("If you open the box, you write down its number.", 0),
        ("You may copy the text. You must keep the notice. You have a week.", 0),
        ("The river rises in the hills and runs to the sea.", 0),
    ],
)
def test_only_what_the_reader_does_is_told(text, told):
    assert duties_told(reading(text)) == told


def test_three_doings_in_several_sentences_are_duties():
    assert duties_told(reading("You drive a van. You carry crates. You write notes.")) >= DUTIES


def test_orders_are_a_share_of_the_sentences():
    assert share_of_orders(reading("- Repair clocks\n- Clean gears\n- Old watches\n- Some tools")) == 0.5
    assert share_of_orders(reading("")) == 0.0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("we need a glazier who cuts mirrors", True),
        ("retired teachers are very welcome", True),
        ("we need a plan for the summer", False),
        ("dogs are welcome", False),
    ],
)
def test_somebody_is_wanted_where_a_trade_is_named(text, wanted):
    assert wants_somebody(text) is wanted


@pytest.mark.parametrize("title", ["Night Cook", "Guide", "Chandler", "Organist", "Bladesmith"])
def test_trades_are_known_by_their_ending(title):
    assert titled_as_job(title)


@pytest.mark.parametrize("title", ["", "Newsletter", "Storm on the coast", "Bread and butter", "December"])
def test_other_titles_name_no_job(title):
    assert not titled_as_job(title)
