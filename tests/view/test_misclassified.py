"""The errors of a run: those that nobody would have looked at first, the surest first."""

from __future__ import annotations

import pandas as pd

from jdwork.view import misclassified, misclassified_table

EVIL = "<b>x</b>"


def frame():
    rows = [
        ("right", "t", "baker", "baker", 0.9, ["baker"]),
        ("sure", EVIL, "waiter", "baker", 0.95, ["waiter", "baker"]),
        ("none", None, None, "baker", 0.98, ["plumber"]),
        ("unsure", "t", "plumber", "mason", 0.4, ["plumber"]),
        ("open", "t", "plumber", None, 0.99, ["plumber"]),
    ]
    made = pd.DataFrame(rows, columns=["id", "title", "role", "label", "confidence", "candidates"])
    return made.assign(case="A", queued=[False, False, True, False, False])


def test_errors_come_the_surest_first_those_for_review_last_and_nothing_else():
    found = misclassified(frame())
    assert found["id"].tolist() == ["sure", "unsure", "none"]
    assert found["label_rank"].isna().tolist() == [False, True, True]
    assert found["label_rank"].tolist()[0] == 2


def test_a_run_without_labels_has_no_errors():
    made = frame()
    assert len(misclassified(made.assign(label=None))) == 0
    assert "</table>" in misclassified_table(made.assign(label=None)).to_html()


def test_the_table_is_escaped_and_says_where_the_label_stood():
    page = misclassified_table(frame(), rows=2).to_html()
    assert EVIL not in page
    assert "&lt;b&gt;x" in page
    assert "candidate 2" in page
    assert "no candidate" in page
    assert "none" not in page
    assert "95%" in page


def test_rows_show_what_was_said_since():
    from jdwork.view.misclassified import error_rows

    decisions = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "title": ["Baker", None, "Waiter"],
            "label": ["waiter", "baker", "waiter"],
            "role": ["baker", None, "waiter"],
            "candidates": [["baker", "waiter"], ["waiter"], ["waiter"]],
            "case": ["A", "E", "A"],
            "confidence": [0.9, 0.2, 0.8],
            "queued": [False, True, False],
        }
    )
    rows = error_rows(decisions).set_index("id")
    assert list(rows.index) == ["a", "b"]
    assert rows["state"].tolist() == ["wrong", "wrong"]
    assert rows["place"].tolist() == ["candidate 2", "no candidate"]
    assert rows.loc["b", "title"] == "(no title)"
    after = error_rows(decisions, labels={"a": "baker", "b": None}, marks={"a": "relabelled"}).set_index("id")
    assert after["state"].tolist() == ["right", "open"]
    assert after["said"].tolist() == ["relabelled", ""]
    bare = error_rows(decisions.assign(label=None))
    assert bare["id"].tolist() == ["b", "c", "a"]
