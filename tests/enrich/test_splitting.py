import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.enrich.names import KnownNames
from jdwork.enrich.splitting import MAX_PARTS, split_term
from tests.enrich.small_catalog import small_catalog

KNOWN = KnownNames.of(small_catalog())


@pytest.mark.parametrize(
    ("term", "parts"),
    [
        ("Node.js/Java", ("Node.js", "Java")),
        ("Janus+Nodejs", ("Janus", "Nodejs")),
        ("Kurento+Nodejs", ("Kurento", "Nodejs")),
        ("HTML, CSS & JS", ("HTML", "CSS", "JS")),
        ("React and Redux", ("React", "Redux")),
        ("C/C++", ("C", "C++")),
        ("Accounts Payable/Receivable", ("Accounts Payable", "Accounts Receivable")),
        ("Spring Boot and Security", ("Spring Boot", "Spring Security")),
        ("HTML, CSS and Alpine.js", ("HTML", "CSS", "Alpine.js")),
    ],
)
def test_a_term_that_names_several_skills_is_taken_apart(term, parts):
    assert split_term(term, KNOWN).parts == parts


@pytest.mark.parametrize(
    "term",
    ["CI/CD", "TCP/IP", "A/B testing", "PL/SQL", "R&D", "client/server", "C++", "React Native",
     "design & development", "Backup and Recovery", "oral and written communication",
     "health and safety", "Java-based", "and", "/", "AT&T",
     "AWS Certified Architect - Professional", "planning, organising"],
)  # fmt: skip
def test_a_term_that_is_one_thing_stays_whole(term):
    assert split_term(term, KNOWN) is None


def test_parts_that_are_one_skill_are_left_to_merging():
    assert split_term("ReactJS/React", KNOWN) is None


def test_a_split_of_known_skills_is_surer_than_one_with_a_guess():
    assert split_term("React/Redux", KNOWN).confidence > split_term("React/Zustand", KNOWN).confidence


@given(st.text(alphabet="CJava/+& ,andHTML.js", max_size=60))
def test_parts_are_made_of_the_term_and_are_never_one(term):
    split = split_term(term, KNOWN)
    if split is not None:
        assert 2 <= len(split.parts) <= MAX_PARTS
        assert len(set(split.parts)) == len(split.parts)
