import re

import pytest

from jdwork.parse.other_people import fills_vacancies, is_blank_title, names_somebody_else
from jdwork.parse.role import find_role
from tests.parse.documents import bare


@pytest.mark.parametrize("title", ["N/A", "n.a.", "-", "Untitled", "To be defined", "not specified"])
def test_a_title_that_says_that_there_is_none_is_blank(title):
    assert is_blank_title(title)
    found = find_role(bare("We are hiring a glazier.", title=title))
    assert found is not None
    assert found.value == "glazier"


@pytest.mark.parametrize("title", ["Nanny", "Title Clerk", "Test Engineer", "NA Sales Manager"])
def test_a_title_that_names_a_job_is_not_blank(title):
    assert not is_blank_title(title)


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("You fill vacancies for pilots.", True),
        ("Post adverts and manage openings for pilots.", True),
        ("We have vacancies for pilots.", False),
        ("We are looking to fill the position of pilot.", False),
    ],
)
def test_the_vacancies_that_the_reader_fills_are_not_the_ads(text, work):
    document = bare(text)
    trigger = re.search(r"(?:vacancies|openings|position) (?:for|of)\s", document.lower)
    assert trigger is not None
    assert fills_vacancies(document, trigger) is work
    assert (find_role(document) is None) is work


@pytest.mark.parametrize(
    ("line", "else_"),
    [
        ("Ines Sommer, Sales Director, Rookfield", True),
        ("Reports to: Head of Purchasing", True),
        ("Marketing Manager, Leeds", False),
        ("Senior Backend, Java Developer", False),
        ("Pastry Cook", False),
    ],
)
def test_a_signature_or_a_superior_is_somebody_else(line, else_):
    document = bare(f"{line}\nThe kitchen opens at six.")
    assert names_somebody_else(document, line) is else_
    assert (find_role(document) is None) is else_
