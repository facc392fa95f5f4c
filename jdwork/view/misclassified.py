"""The errors of a labelled run: first those that nobody would have looked at, the surest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler


def misclassified(decisions: pd.DataFrame) -> pd.DataFrame:
    """Keep the decisions whose role is not the label: those not queued first, the most confident first.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``.

    Returns
    -------
    DataFrame
        With ``label_rank``: the label's place among the candidates, from 1; missing where it is none of them.
    """
    import pandas as pd

    labelled = decisions[decisions["label"].notna()]
    wrong = labelled[labelled["role"].astype(object).fillna("") != labelled["label"]]
    wrong = wrong.sort_values(["queued", "confidence", "id"], ascending=[True, False, True]).copy()
    ranks = [
        list(among).index(label) + 1 if label in among else None
        for label, among in zip(wrong["label"], wrong["candidates"], strict=True)
    ]
    wrong["label_rank"] = pd.array(ranks, dtype="Int64")
    return wrong


def misclassified_table(decisions: pd.DataFrame, *, rows: int = 20) -> Styler:
    """Show the errors of a run as a table: what was right, what was decided, how sure, and what was near.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``; everything that comes from a JD is escaped.
    rows
        How many are shown.
    """
    wrong = misclassified(decisions).head(rows)
    shown = wrong[["id", "title", "label", "role", "case", "confidence"]].copy()
    shown["the label is"] = [
        "no candidate" if rank is None else f"candidate {rank}"
        for rank in wrong["label_rank"].astype(object).where(wrong["label_rank"].notna(), None)
    ]
    shown["queued"] = wrong["queued"].map({True: "yes", False: ""})
    for name, blank in (("title", "(no title)"), ("role", "(no role)")):
        shown[name] = shown[name].astype(object).where(shown[name].notna(), blank)
    shown["title"] = shown["title"].str.slice(0, 70)
    style = shown.style.hide(axis="index").format({"confidence": "{:.0%}"}, escape="html")
    return style.bar(subset=["confidence"], color="#fbd38d", vmin=0, vmax=1).set_table_styles(
        [
            {"selector": "th, td", "props": "text-align: left; padding: 3px 8px; white-space: nowrap;"},
            {"selector": "td.col0, td.col1", "props": "white-space: normal; min-width: 8em;"},
        ]
    )
