"""Tables for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler


def decision_table(decisions: pd.DataFrame, *, rows: int = 20) -> Styler:
    """Show decisions as a table: title, role, label, case, confidence as a bar, runner-up.

    Everything that comes from a JD is escaped.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``.
    rows
        How many to show.
    """
    frame = decisions.head(rows)
    shown = frame[["id", "title", "role", "case", "confidence", "queued"]].copy()
    shown["runner-up"] = [
        next((slug for slug in candidates if slug != role), "")
        for candidates, role in zip(frame["candidates"], frame["role"], strict=True)
    ]
    if "label" in frame and frame["label"].notna().any():
        shown.insert(3, "label", frame["label"])
    shown["title"] = _filled(shown["title"], "(no title)").str.slice(0, 70)
    shown["queued"] = shown["queued"].map({True: "yes", False: ""})
    for name in ("id", "role", "label"):
        if name in shown:
            shown[name] = _filled(shown[name], "–")
    style = shown.style.hide(axis="index").format({"confidence": "{:.0%}"}, escape="html")
    style = style.bar(subset=["confidence"], color="#bee3f8", vmin=0, vmax=1)
    if "label" in shown:
        wrong = shown["label"].ne("–") & shown["label"].ne(shown["role"])
        style = style.apply(
            lambda column: ["color: #c05621; font-weight: 600" if miss else "" for miss in wrong],
            subset=["role"],
        )
    return style.set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; white-space: nowrap;"},
            {"selector": "td.col0, td.col1", "props": "white-space: normal; min-width: 8em;"},
        ]
    )


def _filled(column: pd.Series, blank: str) -> pd.Series:
    """Text of a column whose gaps may have given it any type."""
    plain = column.astype(object)
    return plain.where(plain.notna(), blank).astype(str)
