import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.parse.role_title import normalize_title
from jdwork.parse.title_variants import QUALIFIED, SECOND, display_title, title_readings, title_variants


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Software Engineer / Developer", {"software engineer", "software developer"}),
        ("iOS/Android Developer", {"ios developer", "android developer"}),
        ("Receptionist cum Office Assistant", {"receptionist", "office assistant"}),
        ("Web Designer & Developer", {"web designer", "web developer"}),
        ("PHP and WordPress Developer", {"php developer", "wordpress developer"}),
        ("back-end developer", {"backend developer", "backend engineer"}),
    ],
)
def test_a_title_of_two_jobs_names_both(title, parts):
    assert parts <= set(title_variants(title))


@pytest.mark.parametrize("title", ["UI/UX Designer", "Electrical Engineer", "R&D Manager"])
def test_one_job_stays_one(title):
    assert title_variants(title) == (normalize_title(title),)


@given(st.text(max_size=40))
def test_variants_are_normal_forms_without_repetition(title):
    found = title_variants(title)
    assert len(set(found)) == len(found)
    assert all(found)


def test_capitals_come_back():
    assert display_title(".net developer") == ".NET Developer"
    assert display_title("ui/ux designer") == "UI/UX Designer"


@pytest.mark.parametrize(
    ("title", "readings"),
    [
        ("Software Engineer II, Android", {"software engineer": 1, "android software engineer": QUALIFIED}),
        ("Chef, Sous - Hourly (Full-time)", {"chef": 1, "sous chef": QUALIFIED}),
        ("Civil Engineer (Structural)", {"civil engineer": 1, "structural civil engineer": QUALIFIED}),
        ("Web Designer | Front End Developer", {"web designer": 1, "frontend developer": SECOND}),
        ("Manager - Sales", {"sales manager": 1}),
        ("Welder - Pune", {"welder": 1}),
        ("Nurse", {"nurse": 1}),
        ("", {}),
    ],
)
def test_parts_beside_the_job_are_its_field_or_another_job(title, readings):
    assert title_readings(title) == readings


@given(st.text(max_size=60))
def test_readings_begin_with_the_normal_form_and_are_few(title):
    readings = title_readings(title)
    assert len(readings) <= 6
    assert next(iter(readings), "") == normalize_title(title)
    assert all(0 < share <= 1 for share in readings.values())
