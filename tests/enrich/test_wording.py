import pytest

from jdwork.enrich.wording import nature_of_wording


@pytest.mark.parametrize(
    ("name", "nature"),
    [
        ("AWS Certified Developer", "CERTIFICATION"),
        ("Forklift Licence", "CERTIFICATION"),
        ("Preact.js", "FRAMEWORK"),
        ("MongoDB", "DATABASE"),
        ("ISO 27001", "STANDARD"),
        ("Routing Protocol", "PROTOCOL"),
        ("Payroll Software", "TOOL"),
        ("Capacity Planning", "PRACTICE"),
        ("Retail Sector", "DOMAIN_KNOWLEDGE"),
    ],
)
def test_the_words_of_a_name_tell_its_nature(name, nature):
    assert nature_of_wording(name).nature == nature


@pytest.mark.parametrize("name", ["Kurento", "R&D", "", "Planningly", "toolless"])
def test_other_names_tell_nothing(name):
    assert nature_of_wording(name) is None
