"""Figures in words, the same on the terminal and on pages."""

from __future__ import annotations

from jdwork.evaluate.evaluated import Evaluation
from jdwork.evaluate.resampling import Estimate

_WORDS = {"macro_f1": "macro-F1", "top5": "top-5", "ece": "ECE"}


def figure_words(name: str) -> str:
    """A figure's name as people say it.

    Parameters
    ----------
    name
        A key of `Evaluation.figures`.
    """
    if name.startswith("coverage_at_"):
        return f"coverage at {name.removeprefix('coverage_at_')} % precision"
    return _WORDS.get(name, name)


def figure_text(name: str, value: float, *, signed: bool = False) -> str:
    """A figure as people read it: shares of JDs in percent, their differences in points, scores as such."""
    sign = "+" if signed else ""
    if name in ("macro_f1", "ece"):
        return f"{value:{sign}.3f}"
    return f"{100 * value:{sign}.1f}" + (" points" if signed else " %")


def figure_range(name: str, figure: Estimate, *, signed: bool = False) -> str:
    """The interval of a figure, its unit said once."""
    low, high = (figure_text(name, bound, signed=signed) for bound in (figure.low, figure.high))
    return f"{low.removesuffix(' points').removesuffix(' %')} to {high}"


def figure_rows(evaluation: Evaluation) -> list[dict[str, str]]:
    """The figures of an evaluation in words.

    Returns
    -------
    list of dict
        ``name``, ``value``, ``range`` and ``remark`` of each figure.
    """
    rows = []
    for name, figure in evaluation.figures.items():
        threshold = evaluation.thresholds.get(name)
        remark = "" if threshold is None else f"confidence {threshold:.3f} and above"
        if name == "ece":
            remark = f"{evaluation.ece_by_chance:.3f} were the confidences exactly right"
        rows.append(
            {
                "name": figure_words(name),
                "value": figure_text(name, figure.value),
                "range": figure_range(name, figure),
                "remark": remark,
            }
        )
    return rows
