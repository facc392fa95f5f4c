"""Unknown phrases: proposed where they look like skills, and only there."""

import pytest

from jdwork.skills import ProposedSkill, SkillMatcher
from jdwork.skills.proposals import LEAST_SCORE, MAX_PROPOSALS
from jdwork.text.job_description import SectionKind
from tests.skills.small_catalog import document, small_catalog

MATCHER = SkillMatcher(small_catalog())


def _proposed(*parts: str | tuple[SectionKind, str]) -> dict[str, ProposedSkill]:
    return {skill.name: skill for skill in MATCHER.match(document(*parts)).proposed}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Knowledge of Kurento, WebRTC and Python", {"Kurento", "WebRTC"}),
        ("Skills: Zuora, Coupa | Ariba", {"Zuora", "Coupa", "Ariba"}),
        ("Proficient in strong Figlet", {"Figlet"}),
        ("ISTQB preferred", {"ISTQB"}),
        ("Work with GraphQL and Next.js on EC2", {"GraphQL", "Next.js", "EC2"}),
        ("Experience with Python", set()),
        ("Understanding of people", set()),
        ("Knowledge of testing, design and real estate law", {"testing", "design", "real estate law"}),
        ("LocationRemote, ExperienceMid", set()),
        ("MUST HAVE: ALL OF THIS", set()),
        ("5+ years, MBA or MSc from a US university", set()),
        ("Mail jobs@acmeSoft.com or https://acmeSoft.com/JobBoard", set()),
        ("<ORGANIZATION> in <LOCATION>", set()),
    ],
)
def test_unknown_names_are_proposed_from_requirements(text: str, names: set[str]) -> None:
    assert set(_proposed(text)) == names


def test_company_story_and_perks_propose_nothing() -> None:
    assert _proposed(("company", "EpiSoft is built on GraphQL"), ("perks", "MacBook")) == {}


def test_names_of_the_company_are_not_proposed() -> None:
    assert set(_proposed(("company", "EpiSoft is great"), "Knowledge of EpiSoft, DataFoo")) == {"DataFoo"}


def test_a_known_name_that_was_in_doubt_is_not_proposed() -> None:
    assert _proposed("Knowledge of Janus") == {}


def test_mentions_gather_under_one_name_with_spans_and_a_reason() -> None:
    made = document("Knowledge of WebRTC, Kurento", ("duties", "Build WebRTC servers"))
    (first, *_) = MATCHER.match(made).proposed
    assert first.name == "WebRTC"
    assert [made.jd.text[span.start : span.end] for span in first.spans] == ["WebRTC", "WebRTC"]
    assert [span.section for span in first.spans] == ["requirements", "duties"]
    assert "technical shape" in first.reason
    assert _proposed("Skills: Zuora")["Zuora"].reason == "named after 'skills'"


def test_no_more_than_the_limit_and_no_words_cut_in_two() -> None:
    names = [f"Tool{chr(65 + n)}x" for n in range(26)]
    assert len(_proposed("Knowledge of " + ", ".join(names))) == MAX_PROPOSALS
    long = "Knowledge of " + ", ".join(
        ["management of very many things"] * 6 + ["Abcdefghijklmnopqrstuvwxyz"] * 2
    )
    assert all(name in long.replace(",", " ").split() or " " in name for name in _proposed(long))


def test_proposals_are_ranked_by_a_score_between_nought_and_one() -> None:
    made = MATCHER.match(
        document("Experience with Python, Zuora, SQL and Coupa", ("duties", "Sort blue tiles"))
    ).proposed
    scores = [skill.score for skill in made]
    assert scores == sorted(scores, reverse=True)
    assert all(LEAST_SCORE <= score <= 1.0 for score in scores)
    assert {made[0].name, made[1].name} == {"Zuora", "Coupa"}
    assert made[0].reason == "stands in a list with known skills"


def test_an_abbreviation_is_a_mention_of_what_it_stands_for() -> None:
    made = _proposed("Knowledge of Foo Bar Modelling (FBM)", "Experience with FBM, Python")
    assert [span.surface for span in made["Foo Bar Modelling"].spans] == ["Foo Bar Modelling", "FBM", "FBM"]
    assert "FBM" not in made


def test_duties_may_name_unknown_skills_but_their_verbs_are_none() -> None:
    made = _proposed(("duties", "Maintain Zuora, Python and Coupa"))
    assert set(made) == {"Zuora", "Coupa"}
