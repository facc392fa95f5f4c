from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.text import JobDescription, read_structure

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden"

RUN_ON = (
    "Job Summary: We are seeking a cheerful Baker to join our shop. "
    "Job Type: Part-time Location: Leeds Pay: Unpaid "
    "Perks: ● Free Bread: Take home what is left. ● Flexibility in Working Hours: Come when you like. "
    "● Fulfilment of Shop Requirements: We pay for your apron. "
    "Responsibilities: ● Bake bread and cakes every morning ● Clean the ovens ● Serve customers "
    "Qualifications: ● Currently pursuing a degree in food science ● Knowledge of yeast "
    "Note: This is an unpaid position."
)


def structure(text):
    return read_structure(JobDescription("1", text))


def of_kind(text, kind):
    return [sentence.text for sentence in structure(text).sentences if sentence.section == kind]


def test_headings_inside_one_long_line():
    assert of_kind(RUN_ON, "duties") == [
        "Bake bread and cakes every morning",
        "Clean the ovens",
        "Serve customers",
    ]
    assert of_kind(RUN_ON, "requirements") == [
        "Currently pursuing a degree in food science",
        "Knowledge of yeast",
    ]
    assert len(of_kind(RUN_ON, "perks")) == 3
    assert of_kind(RUN_ON, "logistics") == ["Part-time", "Leeds", "Unpaid"]
    assert of_kind(RUN_ON, "other") == ["This is an unpaid position."]


def test_sections_carry_their_headings():
    headings = {section.heading: section.kind for section in structure(RUN_ON).sections}
    assert headings["Responsibilities"] == "duties"
    assert headings["Qualifications"] == "requirements"
    assert headings["Location"] == "logistics"


@pytest.mark.parametrize(
    "heading",
    [
        "Responsibilities",
        "Responsibilities:",
        "RESPONSIBILITIES",
        "## Responsibilities",
        "**Responsibilities**",
        "**Responsibilities:**",
        "What you’ll do",
        "Key Duties Include:",
        "1. Responsibilities",
        "In this role, you will:",
    ],
)
def test_headings_on_their_own_line(heading):
    text = f"Acme sells bricks.\n\n{heading}\n\n- Stacks of bricks every day\n- Mortar for the masons\n"
    assert of_kind(text, "duties") == ["Stacks of bricks every day", "Mortar for the masons"]
    assert not any("esponsib" in sentence.text for sentence in structure(text).sentences)


def test_glued_headings():
    text = (
        "We sell bricks to builders.ResponsibilitiesStack bricks with care."
        "RequirementsStrong arms and a steady hand."
    )
    assert of_kind(text, "duties") == ["Stack bricks with care."]
    assert of_kind(text, "requirements") == ["Strong arms and a steady hand."]


def test_a_heading_in_brackets_ends_the_section_before():
    text = "Responsibilities:• Stack bricks • Mix mortar[Introduction of the company]• Acme sells bricks."
    assert of_kind(text, "duties") == ["Stack bricks", "Mix mortar"]
    assert of_kind(text, "company") == ["Acme sells bricks."]


def test_labels_with_dashes():
    text = "They build walls. Experience- 3+ years Skills - Bricks+Mortar Budget : 30 LPA"
    document = structure(text)
    assert {section.heading: section.kind for section in document.sections if section.heading} == {
        "Experience": "requirements",
        "Skills": "skills",
        "Budget": "logistics",
    }


def test_a_label_governs_its_line_only():
    text = "Location: Leeds\nYou will stack bricks and mix mortar.\n"
    assert of_kind(text, "duties") == ["You will stack bricks and mix mortar."]


@pytest.mark.parametrize("title", ["Benefits Manager wanted soon", "Experience Designer for Leeds"])
def test_a_title_that_begins_like_a_heading_is_none(title):
    assert title in [sentence.text for sentence in structure(title + "\n\nYou will plan things.").sentences]


def test_a_lead_in_tells_what_its_list_is():
    text = "The successful candidate must have:\n- Two good hands\n- A van\n"
    assert of_kind(text, "requirements") == ["Two good hands", "A van"]


def test_without_headings_the_sentences_tell():
    text = (
        "Founded in 1950, Acme is a leading seller of bricks.\nWe are looking for a mason.\n"
        "Build walls from bricks and mortar.\n5 years of experience in masonry.\n"
        "We are an equal opportunity employer.\nPlease send your resume to the office.\n"
    )
    assert [sentence.section for sentence in structure(text).sentences] == [
        "company",
        "summary",
        "duties",
        "requirements",
        "equal_opportunity",
        "logistics",
    ]


def test_boilerplate_strays_out_of_the_section_before_it():
    text = (
        "Requirements\n- Strong arms\n- A steady hand\n\n"
        "We are an equal opportunity employer and act without regard to race or national origin.\n"
        "Bricks have been at the heart of this town for many long years.\n"
    )
    assert [sentence.section for sentence in structure(text).sentences] == [
        "requirements",
        "requirements",
        "equal_opportunity",
        "other",
    ]


def test_html_is_read_through():
    text = "<h2>Responsibilities</h2><ul><li>Stack&nbsp;bricks</li><li>Mix <b>mortar</b></li></ul>"
    document = structure(text)
    assert of_kind(text, "duties") == ["Stack bricks", "Mix mortar"]
    assert text[document.sentences[0].start : document.sentences[0].end] == "Stack&nbsp;bricks"


def test_a_title_alone_gives_no_sentences():
    document = read_structure(JobDescription("1", "", title="Mason"))
    assert document.sentences == document.sections == ()
    assert document.clean == ""
    assert document.language is None


def test_limits_are_kept():
    jd = JobDescription("1", "Stack bricks with care.\n" * 50)
    assert len(read_structure(jd, max_sentences=7).sentences) == 7
    short = read_structure(jd, max_characters=60)
    assert short.clean == jd.text[:60]
    assert short.sentences[-1].end <= 60


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "Responsibilities",
            "Skills: ",
            "Perks:",
            "● ",
            "- ",
            "\n",
            "\n\n",
            "**",
            "## ",
            "Bake bread",
            ". ",
            " ",
            "[",
            "]",
            "About us",
            "Location - ",
            "?",
            "You will bake.",
            "<li>",
            "&amp;",
            "5+ years",
            "Note:",
            "WORD UP",
            "\r\n",
        ]
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(max_size=400), FRAGMENTS))
@settings(max_examples=300, deadline=None)
def test_offsets_slice_back_in_order(text):
    document = structure(text)
    assert len(document.clean) == len(text)
    position = 0
    for sentence in document.sentences:
        assert sentence.start >= position
        assert " ".join(document.clean[sentence.start : sentence.end].split()) == sentence.text != ""
        position = sentence.end
    position = 0
    for section in document.sections:
        assert position <= section.start < section.end
        position = section.end
    for sentence in document.sentences:
        assert any(
            section.start <= sentence.start
            and sentence.end <= section.end
            and section.kind == sentence.section
            for section in document.sections
        )


@pytest.mark.reference
@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the reference runs are not here")
@pytest.mark.parametrize(
    ("name", "first", "last", "count"),
    [
        ("internship", "Collaborate with the development", "Stay updated with", 8),
        ("episoden", "Configuring", "Manage", 2),
    ],
)
def test_reference_duties(name, first, last, count):
    text = (GOLDEN / name / "jd.txt").read_text("utf-8")
    duties = [
        sentence.text
        for section in structure(text).sections
        if section.heading == "Responsibilities"
        for sentence in structure(text).sentences
        if section.start <= sentence.start < section.end
    ]
    assert len(duties) == count
    assert duties[0].startswith(first)
    assert duties[-1].startswith(last)
