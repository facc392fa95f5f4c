import pytest

from jdwork.parse.role import find_role, role_aliases, role_archetype
from jdwork.parse.role_words import ARCHETYPE_BY_HEAD
from tests.parse.documents import bare


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "We are seeking a motivated Backend Development Intern to join our team.",
            "Backend Development Intern",
        ),
        ("Users have been growing, so we need a great back-end developer. Join.", "back-end developer"),
        ("We look forward to backend developers who create.", "backend developer"),
        ("Position: Business Analyst\nDuration : 1 Yr", "Business Analyst"),
        ("Job Title - Senior Java Developer\nLocation - Pune", "Senior Java Developer"),
        (
            "Acme is currently hiring experienced and highly motivated Structural Engineers in Ohio.",
            "Structural Engineer",
        ),
        ("Web Designer required in Indore. Apply soon.", "Web Designer"),
        ("Data Engineer\nWe build pipelines for everybody here.", "Data Engineer"),
        ("As a Product Manager, you will own the roadmap.", "Product Manager"),
        ("The Mechanical Engineer works with suppliers.", "Mechanical Engineer"),
    ],
)
def test_the_role_is_found_in_the_text(text, role):
    found = find_role(bare(text))
    assert found is not None
    assert found.value == role
    assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "We are looking for a   who has experience. The   will work with us.",
        "Role- full time permanent",
        "Job title:  \nJob Summary: work with the team",
        "We are looking for a highly motivated professional to join our team.",
        "Seeking passionate candidates who love people.",
        "contact the hiring manager for details",
        "We have a Fortune 100 company and industry leader as client.",
        "",
    ],
)
def test_nothing_is_found_where_no_role_is_named(text):
    assert find_role(bare(text)) is None


def test_a_title_wins_and_stands_outside_the_text():
    found = find_role(bare("We are hiring a chef.", title="Sr. Web Designers (Remote)"))
    assert found is not None
    assert (found.value, found.start, found.end) == ("Sr. Web Designer", 0, 0)


def test_aliases_leave_the_role_itself_out():
    assert role_aliases("back-end developer") == ["Backend Developer", "Backend Engineer"]
    assert role_aliases("Chef") == []


@pytest.mark.parametrize(
    ("role", "archetype"),
    [
        ("Backend Development Intern", "Engineering"),
        ("Network Administrator", "Engineering"),
        ("Data Scientist", "Analysis"),
        ("UI/UX Designer", "Design"),
        ("Project Manager", "Management"),
        ("Business Development Manager", "Sales"),
        ("Digital Marketing Specialist", "Sales"),
        ("HR Generalist", "Administration"),
        ("Registered Nurse", "Care"),
        ("Sous Chef", "Service"),
        ("Electrician", "Trades"),
        ("Legal Counsel", "Legal"),
        ("Teacher", "Education"),
        ("Truck Driver", "Operations"),
        ("Chemist", "Research"),
        ("Xylophone", None),
    ],
)
def test_the_head_noun_tells_the_archetype(role, archetype):
    assert role_archetype(role) == archetype


def test_there_are_thirteen_archetypes():
    assert len(set(ARCHETYPE_BY_HEAD.values())) == 13
