"""Runs of the tiny catalog, for several test files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription, RejectedRow
from tests.tiny_workspace import ADS


def ads(copies: int = 1) -> list[JobDescription]:
    """The ads of the tiny workspace as JDs, as often as wanted under ids of their own."""
    return [
        JobDescription(
            id=f"{ad['id']}-{copy}" if copies > 1 else str(ad["id"]),
            text=ad["text"] or "",
            title=ad["title"],
            label=ad["label"],
        )
        for copy in range(copies)
        for ad in ADS
    ]


def make_run(
    path: Path,
    pipeline: Pipeline,
    inputs: Iterable[JobDescription | RejectedRow] | None = None,
    **options: Any,
) -> RunFolder:
    """Execute a run into a folder."""
    folder = RunFolder(path)
    execute_run(ads() if inputs is None else inputs, pipeline, folder, **options)
    return folder


def other_settings(pipeline: Pipeline, **changes: dict[str, Any]) -> Pipeline:
    """The same pipeline under other settings: ``accept={"min_confidence": 0.9}``."""
    settings = pipeline.settings
    sections = {name: getattr(settings, name).model_copy(update=values) for name, values in changes.items()}
    return Pipeline(pipeline.snapshot, settings.model_copy(update=sections), pipeline.encoder)
