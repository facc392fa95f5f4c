"""Catalog lint: finding what is wrong with a role catalog before ads are classified with it."""

from jdwork.catalog.lint.background import Background, make_background, read_background, sample_files
from jdwork.catalog.lint.checks import CHECKS
from jdwork.catalog.lint.finding import SEVERITIES, Check, Finding, Severity, Subject
from jdwork.catalog.lint.kras import KraPull
from jdwork.catalog.lint.reach import Reach
from jdwork.catalog.lint.report import LintReport
from jdwork.catalog.lint.roles import RolePair
from jdwork.catalog.lint.run import lint, lint_folder
from jdwork.catalog.lint.settings import LintSettings

__all__ = [
    "CHECKS",
    "SEVERITIES",
    "Background",
    "Check",
    "Finding",
    "KraPull",
    "LintReport",
    "LintSettings",
    "Reach",
    "RolePair",
    "Severity",
    "Subject",
    "lint",
    "lint_folder",
    "make_background",
    "read_background",
    "sample_files",
]
