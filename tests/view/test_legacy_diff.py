"""The page of a comparison with legacy runs: one file, offline, nothing from outside unescaped."""

from __future__ import annotations

import re

import pytest

from jdwork.legacy import LegacyDiff, compare_page, parse_run_pages
from jdwork.view import legacy_card, legacy_page
from jdwork.view.legacy_diff import legacy_sentence
from tests.legacy.pages import JD, RUN, blocks, page

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def diff(tiny_pipeline):
    made = blocks()
    made["nano"]["company_name"] = f"{EVIL} Ltd"
    made["api1"]["nano_parsed"] = made["nano"]
    made["api1"]["final_skills"].append({"is_primary": True, "skill_name": EVIL})
    made["api1"]["stage4_decision"]["reasoning"] = EVIL + "\x00\ud800"
    del made["api3"]
    (run,) = parse_run_pages(page(made, jd=JD + EVIL), where=f"{EVIL}.txt")
    record = tiny_pipeline.classify(run.jd)
    return LegacyDiff((compare_page(run, record, tiny_pipeline.snapshot, label="baker"),))


def test_the_page_is_whole_and_fetches_nothing(diff):
    shown = legacy_page(diff)
    assert shown.startswith("<!doctype html>")
    assert shown.rstrip().endswith("</html>")
    assert not re.search(r"<(script|link|img|iframe)\b", shown)
    assert "http" not in shown
    shown.encode("utf-8")


@pytest.mark.parametrize("render", [legacy_page, legacy_card])
def test_what_comes_from_outside_is_escaped(diff, render):
    shown = render(diff)
    assert EVIL not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "\x00" not in shown


def test_it_shows_the_decision_the_findings_and_what_was_not_read(diff):
    shown = legacy_page(diff)
    for part in ("Skills that the text names were not extracted", "API 3 block is missing", RUN, "baker"):
        assert part in shown
    assert "A quoted value does not stand in the text" in shown


def test_it_shows_itself_in_a_notebook_with_its_styles_kept_inside(diff):
    card = diff._repr_html_()
    assert card == legacy_card(diff)
    assert card.startswith('<div class="jd">')
    assert "body {" not in card


def test_the_sentence_counts(diff):
    assert legacy_sentence(diff).startswith(
        "1 legacy run: the role is the same in 1. Of 1 labelled, legacy is right in 1"
    )


def test_many_rows_are_cut_with_their_number(diff, monkeypatch):
    monkeypatch.setattr("jdwork.view.legacy_diff.PAGE_ROWS", 2)
    assert re.search(r"and \d+ more", legacy_page(diff))
