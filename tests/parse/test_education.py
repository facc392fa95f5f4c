import pytest

from jdwork.parse.education import find_education
from tests.parse.documents import bare, built, reading


def asked(text):
    return [
        (q.value.level, q.value.qualification, q.value.requirement) for q in find_education(reading(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Currently pursuing a degree in Computer Science, Software Engineering, or a related field",
            [("Bachelor's", "BTECH/BE/BSC - Computer Science (or related)", "required")],
        ),
        (
            "Bachelor's degree in Accounting is required.",
            [("Bachelor's", "Bachelor's - Accounting", "required")],
        ),
        ("Master's degree in Physics preferred.", [("Master's", "Master's - Physics", "preferred")]),
        ("Qualification: MBA preferred", [("Master's", "MBA", "preferred")]),
        ("Bachelor of Arts in History required.", [("Bachelor's", "BA - History", "required")]),
        ("Diplomas:\nBachelor\n\nLanguages: English", [("Bachelor's", None, "required")]),
        ("Masters in Geology", [("Master's", "Master's - Geology", "required")]),
        ("PhD in Chemistry", [("Doctorate", "Doctorate - Chemistry", "required")]),
        ("High school diploma or GED required", [("High School", "High School", "required")]),
        ("Diploma in nursing", [("Diploma", "Diploma - nursing", "required")]),
        ("Associate's degree in Accounting", [("Associate", "Associate - Accounting", "required")]),
    ],
)
def test_degrees_are_read(text, expected):
    assert asked(text) == expected


def test_two_levels_of_one_sentence_are_two_entries():
    levels = [entry[0] for entry in asked("Education: B.Tech or MCA")]
    assert levels == ["Bachelor's", "Master's"]


def test_raw_is_the_sentence_and_slices_back():
    text = "We build things.\nBachelor's degree in Physics required.\nApply now."
    doc = reading(text)
    (found,) = find_education(doc)
    assert found.value.raw == text[found.start : found.end]
    assert found.value.raw.rstrip(".") == "Bachelor's degree in Physics required"


@pytest.mark.parametrize(
    "text",
    [
        "a high degree of independence",
        "A bachelor flat in the centre is found for you",
        "You plan bachelorette and bachelor evenings",
        "An artist who masters every brush",
        "Scrum master with MS Office skills",
        "We will be the best at what we do; 360 degree feedback",
        "Certificate of completion for all interns",
        "",
    ],
)
def test_other_words_are_no_degrees(text):
    assert find_education(bare(text)) == []


def test_the_companys_own_people_do_not_count():
    story = built(("company", "About us", ["Our founder holds a PhD in Physics."]))
    assert find_education(story) == []
