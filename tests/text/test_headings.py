import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.text.headings import classify_heading


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("Responsibilities", "duties"),
        ("Roles & Responsibilities", "duties"),
        ("KEY DUTIES", "duties"),
        ("What you’ll do", "duties"),
        ("What You Will Be Doing", "duties"),
        ("Essential Job Functions", "duties"),
        ("Your impact", "duties"),
        ("Duties include but are not limited to", "duties"),
        ("A day in the life", "duties"),
        ("Requirements", "requirements"),
        ("Required experience, skills and qualifications", "requirements"),
        ("Desired Candidate Profile", "requirements"),
        ("Who you are", "requirements"),
        ("Must have", "requirements"),
        ("Nice-to-haves", "requirements"),
        ("What we're looking for", "requirements"),
        ("What you'll need", "requirements"),
        ("Key Skills", "skills"),
        ("Our tech stack", "skills"),
        ("About us", "company"),
        ("About Northwind", "company"),
        ("Who we are", "company"),
        ("Introduction of the company", "company"),
        ("Benefits", "perks"),
        ("Why join us?", "perks"),
        ("Compensation and benefits", "perks"),
        ("Salary", "logistics"),
        ("How to apply", "logistics"),
        ("Physical requirements", "logistics"),
        ("We are an equal opportunity employer", "equal_opportunity"),
        ("Job description", "summary"),
        ("About the role", "summary"),
        ("Job title", "other"),
        ("Hands-on experience", None),
        ("Customer requirements", None),
        ("Backend Developer", None),
        ("", None),
    ],
)
def test_headings_are_told_by_their_words(phrase, kind):
    assert classify_heading(phrase) == kind


@given(st.text(max_size=80))
def test_any_phrase_gets_an_answer(phrase):
    classify_heading(phrase)
