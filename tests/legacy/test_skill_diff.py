"""Skills: named in the text, extracted, missed."""

from __future__ import annotations

from tests.legacy.comparing import compared, found, row


def skills(*names):
    def bend(made):
        made["api1"]["final_skills"] = [{"is_primary": True, "skill_name": name} for name in names]
        made["api2"]["skills_detail"] = []

    return bend


def test_a_skill_that_the_text_names_and_legacy_lacks_is_told_with_its_place(tiny_pipeline):
    said = compared(tiny_pipeline)
    (one,) = found(said, "missed-skills")
    assert one.legacy == "Sourdough"
    assert one.ours == "Oven Care"
    start = said.legacy.jd_text.index("oven care")
    assert f"oven care ({start}–{start + 9})" in one.why
    assert row(said, "skills", "Sourdough").same
    assert row(said, "skills", "Oven Care").legacy is None


def test_nothing_is_missed_where_both_agree(tiny_pipeline):
    said = compared(tiny_pipeline, skills("Sourdough", "oven  CARE"))
    assert [one for one in said.findings if one.stage == "skills"] == []


def test_a_skill_that_the_text_lacks_is_told(tiny_pipeline):
    said = compared(tiny_pipeline, skills("Sourdough", "Oven Care", "Wine Service"))
    (one,) = found(said, "skill-not-in-text")
    assert one.legacy == "Wine Service"


def test_a_plural_in_the_text_is_in_the_text(tiny_pipeline):
    said = compared(tiny_pipeline, skills("Sourdough", "Oven Care", "Loave"))
    assert found(said, "skill-not-in-text") == []
    (unknown,) = found(said, "unknown-skill")
    assert (unknown.legacy, unknown.wrong) == ("Loave", "open")


def test_a_page_without_api_1_accuses_nobody(tiny_pipeline):
    said = compared(tiny_pipeline, lambda made: made["api1"].pop("final_skills"))
    assert [one.code for one in said.findings if one.stage == "skills"] == ["missed-skills"]
