import pytest

from jdwork.parse.industry import find_domain
from tests.parse.documents import bare


@pytest.mark.parametrize(
    ("text", "industry"),
    [
        (
            "Backend developers write code, review APIs in Git and debug databases for software.",
            "IT Services & Consulting",
        ),
        ("Patients in our hospital need nursing and clinical care.", "Healthcare"),
        ("Mortgage lending for borrowers at a credit union.", "Banking & Financial Services"),
        ("The chef runs the restaurant kitchen.", "Hospitality & Restaurants"),
        ("Nothing much is said.", "Other"),
        ("", "Other"),
    ],
)
def test_cue_words_tell_the_industry(text, industry):
    primary = find_domain(bare(text)).primary
    assert primary is not None
    assert primary.domain == industry


def test_one_word_said_often_is_not_enough():
    primary = find_domain(bare("credit " * 50)).primary
    assert primary is not None
    assert primary.domain == "Other"


def test_a_close_second_is_named():
    guess = find_domain(
        bare("A hospital and clinic for patients. A hotel and restaurant for guests with a kitchen.")
    )
    assert guess.secondary is not None
    assert {guess.primary.domain, guess.secondary.domain} == {"Healthcare", "Hospitality & Restaurants"}


def test_it_services_keeps_its_old_aliases():
    primary = find_domain(bare("software development, backend, frontend, devops")).primary
    assert primary is not None
    assert primary.aliases == ["ITES", "BPO"]
