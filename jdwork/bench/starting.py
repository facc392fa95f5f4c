"""How long a command takes from a cold start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from jdwork.bench.figures import Figure, seconds

_IMPORTS = "import torch, sentence_transformers, pandas, sqlalchemy"


def time_starts(
    workspace: Path, jd: Path, *, rounds: int = 3, told: Callable[[str], object] = lambda _: None
) -> list[Figure]:
    """Time commands in processes of their own.

    Parameters
    ----------
    workspace
        Where they run.
    jd
        A file with one JD.
    rounds
        Of each; the best counts.
    told
        Called with what is being timed.

    Returns
    -------
    list of Figure
        ``jdwork --help`` beside an interpreter that starts and ends, and ``jdwork classify`` beside one
        that imports torch and the like: neither can be faster than that.
    """

    def best(*arguments: str) -> float:
        told(f"starting {' '.join(arguments[:3])}")
        return 1 / min(seconds(lambda: _run(arguments, workspace)) for _ in range(rounds))

    return [
        Figure("jdwork --help", best("-m", "jdwork", "--help"), "starts",
               limit=best("-c", "pass"), limit_is="a bare interpreter"),
        Figure("jdwork classify, one JD", best("-m", "jdwork", "classify", str(jd), "--no-record"), "starts",
               limit=best("-c", _IMPORTS), limit_is="importing torch, pandas and SQLAlchemy"),
    ]  # fmt: skip


def _run(arguments: Sequence[str], workspace: Path) -> None:
    subprocess.run(
        [sys.executable, *arguments], cwd=workspace, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
