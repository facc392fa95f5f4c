from jdwork.parse.responsibilities import find_responsibilities
from tests.parse.documents import built


def test_a_block_has_one_duty_per_line_behind_the_jds_own_bullet():
    doc = built(
        ("duties", "Responsibilities", ["Write code every day", "Review the code of third- party vendors"]),
        bullet="●",
    )
    (found,) = find_responsibilities(doc)
    block = found.value
    assert block.text == "● Write code every day\n● Review the code of third-party vendors"
    assert (block.bullet_count, block.heading, block.heading_was_present) == (2, "Responsibilities", True)
    assert block.word_count == len(block.text.split())
    assert block.source_marker.first_5_words == "● Write code every day"
    assert doc.text[found.start : found.end].startswith("Write code")


def test_duties_without_a_heading_make_one_block():
    doc = built(
        ("duties", None, ["You will cook."]),
        ("company", "About", ["We eat."]),
        ("duties", None, ["You will bake."]),
    )
    (found,) = find_responsibilities(doc)
    assert found.value.heading is None
    assert not found.value.heading_was_present
    assert found.value.text == "You will cook.\nYou will bake."


def test_every_heading_has_its_own_block():
    doc = built(
        ("duties", "Kitchen", ["Cook."]), ("perks", "Perks", ["Food."]), ("duties", "Hall", ["Serve."])
    )
    assert [q.value.heading for q in find_responsibilities(doc)] == ["Kitchen", "Hall"]


def test_no_duties_no_block():
    assert find_responsibilities(built(("perks", "Perks", ["Free food."]))) == []
