"""The register of checks."""

from __future__ import annotations

from jdwork.catalog.lint import CHECKS
from jdwork.catalog.lint.run import FILE_CHECKS, SIMPLE


def test_every_check_is_explained():
    for code, check in CHECKS.items():
        assert code == check.code
        assert len(check.reason) > 40
        assert check.severities
    assert list(CHECKS) == sorted(CHECKS)


def test_every_check_is_run_somewhere():
    assert set(CHECKS) == {*FILE_CHECKS, *SIMPLE, "CAT011", "CAT020", "CAT050", "CAT090"}
