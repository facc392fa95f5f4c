import pytest

from jdwork.parse.experience import find_experience
from tests.parse.documents import bare

ASKED = [
    (
        "Experience- 3+ years(excluding internship) Role- full time",
        (3, None, "3+ years(excluding internship)"),
    ),
    ("Exp: 3 to 5 years", (3, 5, "3 to 5 years")),
    ("2-4 yrs of experience in sales", (2, 4, "2-4 yrs of experience")),
    ("at least five years of experience", (5, None, "at least five years of experience")),
    ("at least five (5) years of experience", (5, None, "at least five (5) years of experience")),
    ("0-1 year experience", (0, 1, "0-1 year experience")),
    ("6 months experience", (0.5, None, "6 months experience")),
    ("Years of Experience : 0.6 – 2 years", (0.6, 2, "0.6 – 2 years")),
    ("upto 5 years experience", (None, 5, "upto 5 years experience")),
    ("Our ideal candidate has 4 years of experience", (4, None, "4 years of experience")),
    ("Join our team YOUR PROFILE You have 6 years of experience", (6, None, "6 years of experience")),
    ("Freshers can apply", (0, None, "Freshers")),
    ("No experience required", (0, None, "No experience required")),
    ("7 to 10 years’ related experience", (7, 10, "7 to 10 years’ related experience")),
]


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_years_asked_for_are_read(text, expected):
    found = find_experience(bare(text))
    assert found is not None
    assert (found.value.min, found.value.max, found.value.raw) == expected
    assert text[found.start : found.end] == found.value.raw


@pytest.mark.parametrize(
    "text",
    [
        "25 years in business",
        "Our small firm has 12 years of experience with boilers.",
        "The agency brings 30 years of experience in travel.",
        "With 15 years of experience in print, we serve the region.",
        "Must be 18 years old",
        "We have over 20 years of experience in banking",
        "growth of 1700% in the last 10 months",
        "two startups over the past six years",
        "Duration: 3 months",
        "a two-year contract",
        "Not suitable for freshers: no freshers please",
        "",
    ],
)
def test_other_years_are_not_experience(text):
    assert find_experience(bare(text)) is None


def test_the_header_wins_over_a_sentence():
    found = find_experience(bare("2 years of experience with Git is a plus.\nExperience: 5 to 8 years"))
    assert found is not None
    assert (found.value.min, found.value.max) == (5, 8)
