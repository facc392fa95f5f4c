"""One run page beside the tiny pipeline's own run."""

from __future__ import annotations

from typing import Any

from jdwork.legacy import Comparison, compare_page, parse_run_pages
from tests.legacy.pages import JD, blocks, page


def compared(
    pipeline: Any, bend: Any = None, *, label: str | None = None, jd: str = JD, **parts: Any
) -> Comparison:
    """Compare a page, whose blocks ``bend`` may change, with what the pipeline does on its text."""
    made = blocks()
    if bend is not None:
        bend(made)
        made["api1"]["nano_parsed"] = made["nano"]
    (run,) = parse_run_pages(page(made, jd=jd, **parts), where="page.txt")
    record = pipeline.classify(run.jd)
    return compare_page(run, record, pipeline.snapshot, label=label)


def found(comparison: Comparison, code: str) -> list[Any]:
    return [one for one in comparison.findings if one.code == code]


def row(comparison: Comparison, stage: str, what: str) -> Any:
    (one,) = [one for one in comparison.rows if (one.stage, one.what) == (stage, what)]
    return one
