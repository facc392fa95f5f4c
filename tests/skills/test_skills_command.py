"""What the skills command writes for one posting."""

from typing import Any

from jdwork.cli.jd_commands import _skill_row
from jdwork.skills import SkillMatcher
from jdwork.text import JobDescription, RejectedRow
from tests.skills.small_catalog import small_catalog

MATCHER = SkillMatcher(small_catalog())
TEXT = (
    "Requirements:\n- Experience with Python 3.11, Zuora and SQL\n- No Java needed\n"
    "- We are migrating away from Kotlin\n"
)


def _row(*, least_proposed: float = 0.3, with_mentioned: bool = False) -> dict[str, Any]:
    jd = JobDescription("7", TEXT)
    return _skill_row(jd, MATCHER, least_proposed=least_proposed, with_mentioned=with_mentioned)


def test_what_is_asked_for_is_listed_and_then_what_is_proposed() -> None:
    row = _row()
    assert row["id"] == "7"
    assert row["skills"] == ["Python 3.11", "SQL", "Zuora"]
    assert [(each["skill"], each["requirement"]) for each in row["spans"]] == [
        ("python", "required"),
        ("sql", "required"),
    ]
    assert [each["name"] for each in row["proposed"]] == ["Zuora"]
    assert [TEXT[each["start"] : each["end"]] for each in row["refused"]] == ["Java"]


def test_a_least_score_of_one_lists_no_proposals() -> None:
    row = _row(least_proposed=1.0)
    assert row["skills"] == ["Python 3.11", "SQL"]
    assert row["proposed"] == []


def test_what_is_merely_mentioned_is_listed_on_demand() -> None:
    row = _row(least_proposed=1.0, with_mentioned=True)
    assert row["skills"] == ["Python 3.11", "SQL", "Kotlin"]
    assert row["spans"][-1]["requirement"] == "mentioned"


def test_an_unreadable_row_is_told() -> None:
    rejected = RejectedRow("9", "no text", "x.csv:9")
    row = _skill_row(rejected, MATCHER, least_proposed=0.5, with_mentioned=False)
    assert row == {"id": "9", "skills": [], "spans": [], "proposed": [], "refused": [], "reason": "no text"}
