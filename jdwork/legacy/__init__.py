"""Legacy: saved run pages of the old service, read, kept as runs, and compared with ours."""

from jdwork.legacy.diff import LegacyDiff, compare_page, diff_runs
from jdwork.legacy.finding import STAGES, Comparison, DiffRow, Finding, Stage
from jdwork.legacy.importing import ImportedRun, import_runs, read_imported
from jdwork.legacy.labels import read_role_labels
from jdwork.legacy.model import LegacyArtifact, LegacyCall, LegacyRow, LegacyRun, LegacySkill
from jdwork.legacy.reading import PagesRead, parse_run_pages, read_run_page, read_run_pages
from jdwork.legacy.sources import LegacySource, find_legacy_runs, latest_import

__all__ = [
    "STAGES",
    "Comparison",
    "DiffRow",
    "Finding",
    "ImportedRun",
    "LegacyArtifact",
    "LegacyCall",
    "LegacyDiff",
    "LegacyRow",
    "LegacyRun",
    "LegacySkill",
    "LegacySource",
    "PagesRead",
    "Stage",
    "compare_page",
    "diff_runs",
    "find_legacy_runs",
    "import_runs",
    "latest_import",
    "parse_run_pages",
    "read_imported",
    "read_role_labels",
    "read_run_page",
    "read_run_pages",
]
