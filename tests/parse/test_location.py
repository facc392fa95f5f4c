import pytest

from jdwork.parse.location import find_locations
from tests.parse.documents import bare, built


def places(text, title=None):
    return [
        (q.value.city, q.value.state, q.value.country, q.value.work_mode)
        for q in find_locations(bare(text, title=title))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Location: Bangalore", [("Bengaluru", "Karnataka", "India", None)]),
        ("The job is in Pune, Maharashtra.", [("Pune", "Maharashtra", "India", None)]),
        ("Based in Auburn, WA 98001", [("Auburn", "Washington", "United States", None)]),
        ("Work Location: Toronto, ON", [("Toronto", "Ontario", "Canada", None)]),
        ("LOCATION:  Yerevan, Armenia", [("Yerevan", None, "Armenia", None)]),
        (
            "Location: Delhi / Noida",
            [("Delhi", "Delhi", "India", None), ("Noida", "Uttar Pradesh", "India", None)],
        ),
        ("Location: Remote (Work from Home)", [(None, None, None, "remote")]),
        ("Location: Hybrid – London", [("London", "England", "United Kingdom", "hybrid")]),
        ("Location: Pune\nWork Remotely: No", [("Pune", "Maharashtra", "India", "onsite")]),
        ("This is an on-site position. It is not eligible for remote work.", [(None, None, None, "onsite")]),
        ("This role is remote-based. Occasional on-site travel.", [(None, None, None, "remote")]),
    ],
)
def test_places_and_modes_are_read(text, expected):
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "used in more than 137 countries around the world",
        "key members from Seoul National University",
        "Hybrid Mobile App Developer with hybrid cloud skills",
        "remote desktop support and remote monitoring",
        "join us and tell us about you",
        "",
    ],
)
def test_other_mentions_are_no_places_of_work(text):
    assert places(text) == []


def test_the_companys_offices_are_not_the_jobs():
    story = built(("company", "About us", ["We have clients in Mumbai."]))
    assert find_locations(story) == []


def test_the_companys_offices_count_only_where_the_job_has_no_place_of_its_own():
    assert places("Offices in Madrid and Tokyo.\nLocation: Pune") == [("Pune", "Maharashtra", "India", None)]
    assert [place[0] for place in places("We have offices in Madrid and Tokyo.")] == ["Madrid", "Tokyo"]


@pytest.mark.parametrize(
    "denied",
    ["Working from home is unfortunately not possible.", "Remote work: no.", "Remote work isn't offered."],
)
def test_a_way_of_working_that_is_denied_is_none(denied):
    assert places(f"Location: Pune. {denied}") == [("Pune", "Maharashtra", "India", None)]


def test_other_names_of_a_city_are_its_aliases():
    (found,) = find_locations(bare("Location: Gurgaon"))
    assert found.value.city == "Gurugram"
    assert found.value.aliases == ["Gurgaon"]


def test_the_title_tells_where_the_text_does_not():
    assert places("We need people.", title="Java Developer - Chennai (Remote)") == [
        ("Chennai", "Tamil Nadu", "India", "remote")
    ]
