from dataclasses import replace

from bs4 import BeautifulSoup

from jdwork.details.model import Details, SkillFacts
from jdwork.enrich.model import NewSkill
from jdwork.output import run_page
from jdwork.output.skill_blocks import link_rows, skill_blocks
from tests.output.records import full_record
from tests.output.rich import rich_record, rich_snapshot


def test_a_block_merges_what_all_steps_say_of_a_skill():
    blocks = skill_blocks(rich_record("Rust"), rich_snapshot("Rust"))
    assert [(one["name"], one["tag"]) for one in blocks] == [("Rust", "in_db"), ("term", "new")]
    known, new = blocks
    assert known["entry"]["aliases"] == [("Rust", "SYNONYM", "CASE_INSENSITIVE")]
    assert ("Maturity", "Rust") in known["entry"]["enrichment"]
    assert ("Volatility", "VOLATILE") in known["entry"]["profile"]
    assert [one["name"] for one in known["dimensions"]] == ["Rust"]
    assert [(one["skill_link"], one["role_link"]) for one in known["links"]] == [("✓ new", "✓")]
    (worked,) = new["new"]
    assert worked["locked"] == ["Rust"]
    assert worked["dimensions"] == [("Rust", 0.4, "Rust")]
    assert ("Volatility", "EVOLVING") in worked["facts"]
    assert worked["log"] == [("keep", "Rust", "Rust", "Rust", "rules")]


def test_without_a_catalog_and_details_the_jd_alone_speaks():
    blocks = skill_blocks(full_record(), None)
    assert [(one["name"], one["entry"], one["dimensions"], one["new"]) for one in blocks] == [
        ("words", None, [], [])
    ]


def test_a_term_that_was_merged_counts_as_known():
    merged = SkillFacts("term", False, None, None, new=(NewSkill("term", "Rust", "rust", merged_into="s"),))
    record = rich_record()
    record = replace(record, details=replace(record.details, skills=(*record.details.skills[:1], merged)))
    assert [one["tag"] for one in skill_blocks(record, None)] == ["in_db", "in_db"]


def test_a_term_of_the_details_alone_has_a_block_too():
    record = rich_record()
    extra = SkillFacts("elsewhere", False, "other", None)
    record = replace(record, details=replace(record.details, skills=(*record.details.skills, extra)))
    assert [one["name"] for one in skill_blocks(record, None)] == ["words", "term", "elsewhere"]


def test_links_that_were_not_stored_say_so():
    record = replace(rich_record(), linked=None)
    assert [(one["line"], one["skill_link"]) for one in link_rows(record, None)] == [
        ("Proposed link, not stored", "–")
    ]
    assert link_rows(full_record(), None) == []
    assert "This run was not recorded" in BeautifulSoup(run_page(record), "html.parser").get_text()


def test_details_without_links_say_so():
    record = replace(full_record(), details=Details(None, "in_db"))
    assert "No skill has a dimension to link" in run_page(record)
