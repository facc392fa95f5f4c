"""The defects that the reference runs show in the legacy catalog, each named by its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog.lint import lint, read_background
from jdwork.embed import SentenceTransformerEncoder
from tests.catalog.lint.legacy import golden, legacy_snapshot

SAMPLES = Path(__file__).resolve().parents[3] / "catalog" / "samples" / "samples.jsonl"

pytestmark = [pytest.mark.reference, pytest.mark.encoder]


@pytest.fixture(scope="module")
def report():
    snapshot = legacy_snapshot()
    return lint(
        snapshot, encoder=SentenceTransformerEncoder("bundled"), background=read_background([SAMPLES])
    )


def found(report, code):
    return [finding for finding in report.findings if finding.code == code]


@pytest.mark.parametrize("ids", [(1, 446), (15, 435)])
def test_two_entries_with_one_name(report, ids):
    (finding,) = (one for one in found(report, "CAT011") if one.subject.ids == ids)
    assert finding.severity == "error"
    assert all(f"id {number}" in finding.message for number in ids)
    assert [one.severity for one in found(report, "CAT010") if one.subject.ids == ids] == ["error"]


def test_the_kra_that_lifted_flutter_above_backend(report):
    signals = golden("internship", "api1_extract_from_jd")["stage3_signals"]["kra_match_roles"]
    winner, backend = signals[0], next(one for one in signals if one["role_id"] == 1)
    assert winner["score"] > backend["score"]
    (culprit,) = {match["kra_text"] for match in winner["kra_matches"]}
    (hub,) = found(report, "CAT020")
    assert hub.subject.slugs == (winner["slug"], culprit)
    assert hub.figure is not None
    assert hub.figure > 3


def test_code_review_does_not_belong_to_react(report):
    (link,) = found(report, "CAT030")
    assert link.subject.ids == (516, 96)
    assert "Code Review" in link.message
    assert "React Frontend Development" in link.message
