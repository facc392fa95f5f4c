"""The real files, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog.importing import read_esco, read_onet

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
ONET, ESCO = DATA / "onet", DATA / "esco" / "occupations_en.csv.gz"

pytestmark = pytest.mark.reference


@pytest.mark.skipif(not ONET.is_dir(), reason="the O*NET files are not here")
def test_onet():
    made = read_onet(ONET)
    counts = dict(made.report.counts)
    assert counts["roles"] == 1016
    assert counts["kras"] > 18_700
    assert counts["aliases"] > 55_000
    assert counts["domains"] == 23
    assert made.snapshot.role("software-developers").source_code == "15-1252.00"
    developer = {link.slug for link in made.snapshot.role("software-developers").skills}
    assert {"python", "git", "oracle-java"} <= developer
    assert "Excel" in {alias.text for alias in made.snapshot.skill("microsoft-excel").aliases}
    assert all(role.kras for role in made.snapshot.roles)
    shares = sum(one.count for one in made.report.left_out) / sum(count for _, count in made.report.rows)
    assert shares < 0.03


@pytest.mark.skipif(not ESCO.is_file(), reason="the ESCO file is not here")
def test_esco():
    made = read_esco(ESCO)
    counts = dict(made.report.counts)
    assert counts["roles"] == 3007
    assert counts["kras"] > 7000
    assert not any(domain.slug == "other-occupations" for domain in made.snapshot.domains)
    assert made.snapshot.role("accountant").archetype == "Analysis"
    assert made.report.left_out[0].reason == "alias that is one general word"
