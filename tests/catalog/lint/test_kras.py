"""KRAs that draw everything, say nothing, or stand twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.catalog import Redirect
from jdwork.catalog.lint import lint, make_background
from jdwork.embed import HashingEncoder
from jdwork.text import JobDescription
from tests.catalog.lint.workshop import ads, with_role, workshop

ENCODER = HashingEncoder(384)


def findings(snapshot, code, **more):
    more = {"encoder": None, **more}
    return [one for one in lint(snapshot, checks=[code], **more).findings if one.code == code]


def test_sentences_of_its_own_role_do_not_make_a_hub():
    text = "Duties:\n- You prune roses and hedges in the garden.\n- You prune fruit trees in the garden."
    own = make_background(JobDescription(f"ad{n}", text, label="gardener") for n in range(12))
    report = lint(workshop(), encoder=ENCODER, background=own, checks=["CAT020"])
    assert report.findings == ()
    assert report.pulls == ()


def test_labels_of_merged_roles_follow_their_redirect():
    text = "Duties:\n- You prune roses and hedges in the garden.\n- You prune fruit trees in the garden."
    old = make_background(JobDescription(f"ad{n}", text, label="rose-grower") for n in range(6))
    moved = replace(workshop(), redirections=(Redirect("role", "rose-grower", "gardener"),))
    assert lint(workshop(), encoder=ENCODER, background=old, checks=["CAT020"]).pulls
    assert lint(moved, encoder=ENCODER, background=old, checks=["CAT020"]).pulls == ()


def test_unlabelled_ads_count_each_for_itself():
    jds = [JobDescription(f"ad{n}", f"{document.jd.text}") for n, document in enumerate(ads().documents)]
    report = lint(workshop(), encoder=ENCODER, background=make_background(jds), checks=["CAT020"])
    assert [one.subject.slugs[0] for one in report.findings] == ["locksmith"]
    assert report.pulls[0].roles == 6


@pytest.mark.parametrize(
    ("lengths", "severity"), [((8, 9, 20), None), ((5, 20), "info"), ((4, 20), "warning"), ((6,), None)]
)
def test_lengths_within_a_role(lengths, severity):
    kras = tuple(" ".join(f"word{number}" for number in range(length)) for length in lengths)
    found = findings(with_role(workshop(), "welder", kras=kras), "CAT021")
    assert [one.severity for one in found] == ([severity] if severity else [])
    if found:
        assert found[0].figure == pytest.approx(max(lengths) / min(lengths), abs=0.01)


@pytest.mark.parametrize(
    ("kra", "severity"),
    [
        ("Works with the team on various tasks to meet goals.", "warning"),
        ("Supports the team.", "warning"),
        ("Welds steel pipes.", "info"),
        ("Welds steel plates and pipes with an arc torch.", None),
    ],
)
def test_what_says_too_little(kra, severity):
    snapshot = with_role(workshop(), "welder", kras=(kra,))
    found = [one for one in findings(snapshot, "CAT022") if one.subject.slugs[0] == "welder"]
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all(one.subject.slugs == ("welder", kra) for one in found)


def test_a_kra_of_two_roles_is_named_once_for_the_pair():
    shared = (
        "Sweeps the floor of the workshop and oils the machines.",
        "Grinds chisels and drills on the wheel.",
    )
    snapshot = with_role(
        with_role(workshop(), "welder", kras=shared), "locksmith", kras=(*shared, "Cuts keys.")
    )
    (finding,) = (
        one for one in findings(snapshot, "CAT023", encoder=ENCODER) if "welder" in one.subject.slugs
    )
    assert finding.subject.slugs == ("locksmith", "welder")
    assert finding.severity == "warning"
    assert "2 KRAs in common (2 word for word, the nearest 1.00 alike)" in finding.message
