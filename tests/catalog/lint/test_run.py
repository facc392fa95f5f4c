"""The whole lint over a small catalog of our own: each known defect is named by its code, nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jdwork.catalog.lint import CHECKS, SEVERITIES, LintSettings, lint
from jdwork.embed import HashingEncoder
from jdwork.errors import CatalogError
from tests.catalog.lint.workshop import HUB, ads, with_role, workshop

ENCODER = HashingEncoder(384)


@pytest.fixture(scope="module")
def report():
    return lint(workshop(), encoder=ENCODER, background=ads())


def subjects(report, code):
    return [finding.subject.slugs for finding in report.findings if finding.code == code]


def test_two_entries_for_one_job(report):
    assert subjects(report, "CAT011") == [("baker", "bread-maker")]
    (finding,) = (one for one in report.findings if one.code == "CAT011")
    assert finding.severity == "error"
    assert finding.subject.ids == (1, 2)
    assert "jdwork catalog merge role bread-maker baker" in finding.suggestion
    for part in ("titles 50% shared", "KRAs 0.", "skills 93% shared"):
        assert part in finding.message, finding.message


def test_a_title_that_both_carry_is_an_error_where_it_is_a_name(report):
    (finding,) = (one for one in report.findings if one.code == "CAT010")
    assert finding.subject.slugs == ("baker", "bread-maker")
    assert (finding.severity, finding.figure) == ("error", 1.0)
    assert "'bread baker' is a role's own name" in finding.message


def test_the_hub_kra(report):
    assert subjects(report, "CAT020") == [("locksmith", HUB)]
    (finding,) = (one for one in report.findings if one.code == "CAT020")
    pull = report.pulls[0]
    assert (pull.role, pull.position, pull.drawn, pull.roles, pull.sentences) == ("locksmith", 2, 18, 6, 22)
    assert finding.figure == pull.lift == pytest.approx(18 / (22 / 15), abs=0.01)
    assert "18 of 22" in finding.message
    assert "6 different roles" in finding.message


def test_the_skill_in_the_wrong_dimension(report):
    assert subjects(report, "CAT030") == [("pruning", "metalwork")]


def test_nothing_else_is_an_error_or_a_warning(report):
    loud = {
        (finding.code, finding.subject.slugs[0]) for finding in report.findings if finding.severity != "info"
    }
    twins = {("CAT010", "baker"), ("CAT011", "baker"), ("CAT023", "baker"), ("CAT050", "baker")}
    assert loud == {
        *twins,
        ("CAT050", "bread-maker"),
        ("CAT020", "locksmith"),
        ("CAT022", "locksmith"),
        ("CAT030", "pruning"),
    }


def test_mended_it_is_quiet():
    mended = with_role(workshop(), "locksmith", kras=workshop().role("locksmith").kras[:2])
    mended = replace(
        mended,
        roles=tuple(role for role in mended.roles if role.slug != "bread-maker"),
        dimensions=(
            mended.dimensions[0],
            replace(mended.dimensions[1], skills=("key-cutting", "lathe-work", "arc-welding")),
        ),
    )
    # To the hashing encoder, sentences with "with" and "and" in them are somewhat alike.
    report = lint(mended, encoder=ENCODER, background=ads(), settings=LintSettings(hub_cosine=0.5))
    assert [str(one) for one in report.findings if one.severity == "error"] == []
    assert subjects(report, "CAT011") == subjects(report, "CAT020") == subjects(report, "CAT030") == []


def test_findings_come_worst_first(report):
    order = [SEVERITIES.index(finding.severity) for finding in report.findings]
    assert order == sorted(order)
    assert all(finding.severity in CHECKS[finding.code].severities for finding in report.findings)
    assert all(finding.suggestion and finding.where and finding.message for finding in report.findings)


def test_equal_input_gives_an_equal_report(report):
    again = lint(workshop(), encoder=ENCODER, background=ads())
    assert again == report
    assert again.to_json() == report.to_json()


def test_without_an_encoder_the_other_checks_run():
    report = lint(workshop(), encoder=None, background=ads())
    assert {code for code, _ in report.skipped} == {c for c, check in CHECKS.items() if check.needs_encoder}
    assert "CAT010" in report.checks
    assert report.encoder is None


def test_without_ads_the_hub_check_is_skipped():
    report = lint(workshop(), encoder=ENCODER)
    assert report.skipped == (("CAT020", "there are no ads to measure against"),)
    assert subjects(report, "CAT011")


def test_checks_are_chosen_by_code_or_beginning():
    assert lint(workshop(), encoder=None, checks=["CAT01"]).checks == ("CAT010", "CAT012", "CAT013")
    assert lint(workshop(), encoder=None, checks=["cat033"]).checks == ("CAT033",)
    with pytest.raises(CatalogError, match=r"no check 'CAT09x'.*Did you mean 'CAT090'"):
        lint(workshop(), encoder=None, checks=["CAT09x"])


def test_an_empty_catalog_is_quiet():
    empty = replace(workshop(), roles=(), skills=(), dimensions=(), domains=())
    assert lint(empty, encoder=ENCODER, background=ads()).findings == ()


def test_the_report_as_json_and_as_a_table(report):
    body = json.loads(report.to_json())
    assert body["format"] == 1
    assert body["counts"] == report.counts
    assert body["findings"][0]["subject"] == {
        "kind": "role",
        "slugs": ["baker", "bread-maker"],
        "ids": [1, 2],
    }
    frame = report.to_frame()
    assert len(frame) == len(report.findings)
    assert frame["figure"].dtype == float
    assert frame.loc[frame["code"] == "CAT020", "subject"].tolist() == [f"locksmith, {HUB}"]


def test_an_empty_table_has_its_columns():
    quiet = lint(workshop(), encoder=None, checks=["CAT041"])
    assert list(quiet.to_frame().columns)[:2] == ["code", "severity"]


def test_it_says_when_it_fails(report):
    assert report.worst()
    warned = lint(workshop(), encoder=ENCODER, background=ads(), checks=["CAT030"])
    assert (warned.worst(), warned.worst(strict=True)) == (False, True)
    assert warned.in_words() == "0 errors, 1 warning, 0 notes"
