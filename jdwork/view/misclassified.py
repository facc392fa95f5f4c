"""The errors of a labelled run: first those that nobody would have looked at, the surest first."""

from __future__ import annotations

from collections.abc import Mapping
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


def error_rows(
    decisions: pd.DataFrame,
    *,
    labels: Mapping[str, str | None] | None = None,
    marks: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Lay the errors of a run out as rows of a list that one works through.

    Parameters
    ----------
    decisions
        As in ``decisions.parquet``. Without any label, the decisions themselves are laid out: those that
        wait for a person first, the least sure first.
    labels
        Labels that people gave since, by id: a row shows that one, and stays in the list where it agrees with
        the role now. None: nothing was said; a value of None: no role can be named.
    marks
        What else was said, by id.

    Returns
    -------
    DataFrame
        ``id, title, label, role, place`` (where the label stands among the candidates), ``case, confidence,
        queued, state`` (``right``, ``wrong`` or ``open``), ``said``.
    """
    import pandas as pd

    labels, marks = labels or {}, marks or {}
    rows = misclassified(decisions)
    if not decisions["label"].notna().any():
        rows = decisions.sort_values(["queued", "confidence", "id"], ascending=[False, True, True])
    said = [labels.get(id, label) for id, label in zip(rows["id"], rows["label"], strict=True)]
    # Gaps of a frame are None or NaN, depending on what else stands in the column.
    said = [label if isinstance(label, str) else None for label in said]
    given = [role if isinstance(role, str) else None for role in rows["role"]]
    places = [
        ""
        if label is None
        else f"candidate {list(among).index(label) + 1}"
        if label in among
        else "no candidate"
        for label, among in zip(said, rows["candidates"], strict=True)
    ]
    return pd.DataFrame(
        {
            "id": rows["id"].tolist(),
            "title": [title if isinstance(title, str) and title else "(no title)" for title in rows["title"]],
            "label": pd.Series(said, dtype=object),
            "role": pd.Series(given, dtype=object),
            "place": places,
            "case": rows["case"].tolist(),
            "confidence": rows["confidence"].tolist(),
            "queued": ["waits" if one else "accepted" for one in rows["queued"]],
            "state": [
                "open" if label is None else "right" if label == role else "wrong"
                for label, role in zip(said, given, strict=True)
            ],
            "said": [marks.get(id, "") for id in rows["id"]],
        }
    )


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
