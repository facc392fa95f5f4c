import pytest

from jdwork.parse.certifications import find_certifications
from tests.parse.documents import bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMP or CCNA is a plus", ["PMP", "CCNA"]),
        ("CPA, CISSP and ITIL v4", ["CPA", "CISSP", "ITIL v4"]),
        ("AWS Certified Solutions Architect preferred", ["AWS Certified Solutions Architect"]),
        ("Six Sigma Green Belt", ["Six Sigma Green Belt"]),
        ("a valid driver's license is required", ["driver's license"]),
        ("Must hold a PE license; PMP and pmp, PMP", ["PE license", "PMP"]),
    ],
)
def test_certificates_are_named_once_as_written(text, expected):
    found = find_certifications(bare(text))
    assert [q.value for q in found] == expected
    assert all(text[q.start : q.end] == q.value for q in found)


@pytest.mark.parametrize(
    "text",
    [
        "The Company rewards Completion certificate to all the members",
        "Google Cloud Platform and Microsoft Office",
        "PE fund with offices in town",
        "",
    ],
)
def test_other_words_are_no_certificates(text):
    assert find_certifications(bare(text)) == []
