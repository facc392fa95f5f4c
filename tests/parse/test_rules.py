import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.parse import parse_rules
from tests.parse.documents import bare, document

GOLDEN = Path(__file__).parents[3] / "shared" / "golden"

AD = """Job Title: Senior Kite Designer
Company: Kite & Co
Location: Pune, Maharashtra (Hybrid)

About us:
Kite & Co is a leading maker of kites for children and for grown people in many towns.

Responsibilities:
• Design kites that fly in light wind
• Test kites with children on the hill

Qualifications:
• Bachelor's degree in Physics preferred
• 2-4 years of experience with paper
• Six Sigma Green Belt is a plus

Salary: ₹30,000 - ₹40,000 per month
Apply at https://kites.example.com/careers
"""


def test_every_field_of_an_ad_is_read_and_grounded():
    result = parse_rules(document(AD))
    parsed = result.parsed
    assert (parsed.JD_type, result.fail_reason) == ("pass", None)
    assert (parsed.role, parsed.role_archetype, parsed.company_name) == (
        "Senior Kite Designer",
        "Design",
        "Kite & Co",
    )
    assert parsed.role_aliases == ["Kite Designer"]
    assert [(p.city, p.work_mode) for p in parsed.job_locations] == [("Pune", "hybrid")]
    assert parsed.ctc is not None
    assert (parsed.ctc.min, parsed.ctc.max, parsed.ctc.period) == (30000, 40000, "monthly")
    assert (parsed.experience.min, parsed.experience.max) == (2, 4)
    assert [(e.level, e.requirement) for e in parsed.education] == [("Bachelor's", "preferred")]
    assert parsed.certifications == ["Six Sigma Green Belt"]
    assert [block.bullet_count for block in parsed.roles_and_responsibilities] == [2]
    assert parsed.about_company is not None
    assert [url.type for url in parsed.urls] == ["careers"]
    quoted = {g.field: AD[g.start : g.end] for g in result.grounding}
    assert quoted["ctc"] == parsed.ctc.raw
    assert quoted["experience"] == parsed.experience.raw
    assert quoted["education.0"] == parsed.education[0].raw
    assert quoted["urls.0"] == parsed.urls[0].url
    assert quoted["company_name"] == parsed.company_name
    assert {
        "role",
        "about_company",
        "certifications.0",
        "job_locations.0",
        "roles_and_responsibilities.0",
    } <= set(quoted)


def test_a_text_that_fails_has_a_reason_and_nothing_else():
    result = parse_rules(document(""))
    assert (result.parsed.JD_type, result.fail_reason, result.grounding) == ("fail", "empty", ())
    assert result.parsed.domain.primary is None


def test_a_title_alone_is_parsed_and_noted_as_ungrounded():
    result = parse_rules(document("", title="Java Developer - Chennai"))
    assert (result.parsed.JD_type, result.parsed.role) == ("pass", "Java Developer")
    assert result.parsed.job_locations[0].city == "Chennai"
    assert result.grounding == ()
    assert "role was read off the title" in result.notes


def test_markup_does_not_get_into_a_quote():
    result = parse_rules(document("<p>Cook wanted.</p><p>Experience: <b>3</b> to 5 years</p>"))
    assert result.parsed.experience.raw is not None
    assert "<" not in result.parsed.experience.raw
    assert (result.parsed.experience.min, result.parsed.experience.max) == (3, 5)


PIECES = st.sampled_from(
    [
        "Salary:",
        "$",
        "₹",
        "30",
        "LPA",
        "3-5",
        "years",
        "experience",
        "degree",
        "in",
        "B.E.",
        "MBA",
        "looking",
        "for",
        "a",
        "Developer,",
        "Location:",
        "Pune",
        "Remote",
        "hybrid",
        "•",
        "\n",
        ".",
        "https://",
        "www.x.io",
        "PMP",
        "About",
        "Acme",
        "is",
        "a",
        "leading",
        "(",
        ")",
        "<b>",
        "&amp;",
        "-",
        "–",
        "/",
        "cum",
        "we",
        "İ",
        "日本",
        "Rs.",
        "10k",
        "to",
        "crore",
        "per",
        "month",
        "Client-",
        "Role-",
    ]
)


@settings(deadline=None)
@given(
    st.lists(PIECES, max_size=40).map(" ".join),
    st.one_of(st.none(), st.lists(PIECES, max_size=5).map(" ".join)),
)
def test_groundings_stay_inside_the_text_and_nothing_raises(text, title):
    doc = document(text, title=title)
    result = parse_rules(doc)
    for ground in result.grounding:
        assert 0 <= ground.start < ground.end <= len(text)
    quoted = {g.field: " ".join(doc.clean[g.start : g.end].split()) for g in result.grounding}
    if result.parsed.ctc is not None:
        assert " ".join(result.parsed.ctc.raw.split()) in quoted["ctc"]
    if result.parsed.experience.raw is not None:
        assert quoted["experience"] == " ".join(result.parsed.experience.raw.split())
    for index, entry in enumerate(result.parsed.education):
        assert quoted[f"education.{index}"] == " ".join(entry.raw.split())


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=30))
def test_no_string_raises(text, title):
    parse_rules(document(text, title=title))
    parse_rules(bare(text, title=title).document)


@pytest.mark.parametrize(
    "unit", ["looking for ", "3 years ", "$1 ", "degree in ", "Ab, ", "in Pune ", "x required ", "- ", "("]
)
def test_hostile_repetition_stays_linear(unit):
    doc = bare(unit * (20_000 // len(unit)), title=unit * 100).document
    begin = time.perf_counter()
    parse_rules(doc)
    # About a hundred times what it takes; a quadratic pattern takes minutes.
    assert time.perf_counter() - begin < 10


@pytest.mark.reference
@pytest.mark.parametrize("name", ["episoden", "internship"])
def test_golden_facts(name):
    if not GOLDEN.exists():
        pytest.skip("no reference runs here")
    text = (GOLDEN / name / "jd.txt").read_text("utf-8")
    golden = json.loads((GOLDEN / name / "nano_parsed.json").read_text("utf-8"))
    ours = parse_rules(document(text)).parsed.model_dump()
    same = (
        "JD_type", "certifications", "company_name", "ctc", "domain", "education", "experience",
        "job_locations",
        "role", "role_archetype", "urls",
    )  # fmt: skip
    assert {key: ours[key] for key in same} == {key: golden[key] for key in same}
    assert "Backend Developer" in ours["role_aliases"]
    if golden["about_company"] is None:
        assert ours["about_company"] is None
    else:
        assert ours["about_company"]["text"] == golden["about_company"]["text"]
        assert ours["about_company"]["word_count"] == 190
    (block,) = ours["roles_and_responsibilities"]
    (legacy,) = golden["roles_and_responsibilities"]
    for key in ("bullet_count", "heading", "heading_was_present"):
        assert block[key] == legacy[key]
    # The legacy text puts one or two line breaks between duties; ours always one.
    assert block["text"].split() == legacy["text"].split()
    assert block["word_count"] == {"episoden": 18, "internship": 100}[name]
