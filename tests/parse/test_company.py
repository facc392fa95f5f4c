import pytest

from jdwork.parse.company import find_about_company, find_company_name
from tests.parse.documents import bare, built


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Client- Episoden Website : https://episoden.com/", "Episoden"),
        ("Company: Blue Ridge Labs\nLocation: Pune", "Blue Ridge Labs"),
        ("About Northwind\nNorthwind makes kites.", "Northwind"),
        ("Kite & Co is a leading maker of kites.", "Kite & Co"),
        ("Farmstead is looking for a cook.", "Farmstead"),
        ("At Quill, we write letters.", "Quill"),
    ],
)
def test_the_name_is_found(text, name):
    found = find_company_name(bare(text))
    assert found is not None
    assert found.value == name
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(
    "text",
    [
        "About the role\nYou will write.",
        "About Us\nWe are a leading maker.",
        "Our Client is a leading bank.",
        "Company: Not Disclosed",
        "This is a great job. It is a plus.",
        "A Data Engineer is a person who works.",
        "",
    ],
)
def test_other_subjects_are_no_company(text):
    assert find_company_name(bare(text)) is None


def test_what_is_told_of_the_company_is_counted_and_marked():
    story = built(
        ("duties", "Duties", ["Write letters."]),
        (
            "company",
            "About us",
            ["We write letters for shy people.", "Nine poets work here since the spring."],
        ),
    )
    found = find_about_company(story)
    assert found is not None
    about = found.value
    assert about.text == "We write letters for shy people.\n\nNine poets work here since the spring."
    assert about.word_count == len(about.text.split()) == 13
    assert about.source_marker.first_5_words == "We write letters for shy"
    assert about.source_marker.last_5_words == "work here since the spring."


def test_a_client_label_is_no_story():
    assert (
        find_about_company(built(("company", "Client", ["Acme Letters of the old town by the river"])))
        is None
    )
