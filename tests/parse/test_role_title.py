import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.parse.role_title import clean_title, has_head, normalize_title, singular

NORMAL = [
    ("Sr. .NET Dev", ".net developer"),
    ("back-end developer", "backend developer"),
    ("Front End Engg", "frontend engineer"),
    ("Full Stack Developers, Pune", "fullstack developer"),
    ("Backend Development Intern", "backend developer"),
    ("Intern - Data Science", "data scientist"),
    ("Web Designer & Developer", "web designer and developer"),
    ("Urgent opening for Java Developers (m/f/d) - Remote | Bangalore", "java developer"),
    ("REQ123 QA Engineer", "qa engineer"),
    ("Mgr - Sales", "sales manager"),
    ("HR Exec", "hr executive"),
    ("Human Resources Manager", "hr manager"),
    ("Lead Teacher - Youth Zone", "teacher"),
    ("Team Lead", "team lead"),
    ("Lead Generation Executive", "lead generation executive"),
    ("Staff Nurse", "staff nurse"),
    ("Associate Professor", "associate professor"),
    ("Software Development Engineer in Test", "software development engineer in test"),
    ("ANGULAR DEVELOPER IN KOCHI", "angular developer"),
    ("DevOps, Big Data Infra ($170-200k)", "devops"),
    ("Mechanical Engineer III", "mechanical engineer"),
    ("Data Entry Operator", "data entry operator"),
    ("(React Native) Hybrid Developer", "react native developer"),
    ("UX/UI Designer I", "ui/ux designer"),
    ("Node JS Developer", "nodejs developer"),
    ("Mobile Application Developer", "mobile app developer"),
    ("C++ Developer", "c++ developer"),
    ("Python Developer Requirement", "python developer"),
    ("Senior", "senior"),
    ("Intern", "intern"),
]


@pytest.mark.parametrize(("title", "normal"), NORMAL)
def test_titles_have_one_normal_form(title, normal):
    assert normalize_title(title) == normal


WORDS = st.sampled_from(
    [
        "Senior",
        "Sr.",
        "Jr",
        "Lead",
        "Java",
        ".NET",
        "Back-end",
        "Front",
        "End",
        "Developer",
        "Dev",
        "Engineers",
        "Manager",
        "Mgr",
        "&",
        "/",
        "-",
        "|",
        ",",
        "(",
        ")",
        "(m/f/d)",
        "Remote",
        "Pune",
        "in",
        "at",
        "for",
        "REQ123",
        "$50k",
        "3-5",
        "years",
        "II",
        "intern",
        "cum",
        "and",
        "UI",
        "UX",
        "UI/UX",
        "R&D",
        "C++",
        "C#",
        "Node.js",
        "12345",
        "urgent",
        "opening",
        "Sales",
        ".",
        "#1",
    ]
)


@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_normalising_twice_changes_nothing_for_titles(title):
    once = normalize_title(title)
    assert normalize_title(once) == once


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_for_any_text(title):
    once = normalize_title(title)
    assert normalize_title(once) == once
    if any(c.isalpha() for c in title):
        assert once


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Senior Web Designer (REMOTE)", "Senior Web Designer"),
        ("Executive Chef - Atlanta, GA", "Executive Chef"),
        ("FULL TIME Receptionist", "Receptionist"),
        ("Customer Service Representative - Temporary", "Customer Service Representative"),
        ("full time permanent", ""),
    ],
)
def test_cleaning_keeps_level_and_capitals(title, cleaned):
    assert clean_title(title) == cleaned


def test_heads_are_known_in_the_plural_but_sales_stays():
    assert singular("developers") == "developer"
    assert singular("salesmen") == "salesmen"
    assert singular("sales") == "sales"
    assert has_head("two Java Devs")
    assert not has_head("full time permanent")
