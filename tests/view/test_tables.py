"""The decision table: escaped, honest about misses, readable where fields are empty."""

from __future__ import annotations

import pandas as pd
import pytest

from jdwork.view import decision_table

EVIL = "<img src=x onerror=alert(1)>"


def table(**columns):
    base = {
        "id": ["1", EVIL],
        "title": ["Mason", EVIL],
        "role": ["bricklayer", None],
        "case": ["A", "E"],
        "confidence": [0.912, 0.4],
        "queued": [False, True],
        "candidates": [["bricklayer", "plumber"], ["baker"]],
        "label": ["plumber", None],
    }
    return pd.DataFrame({**base, **columns})


def test_everything_from_outside_is_escaped():
    page = decision_table(table(label=[EVIL, EVIL])).to_html()
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 4


def test_a_row_tells_role_confidence_and_the_runner_up():
    shown = decision_table(table()).data.to_dict("records")
    assert shown[0]["runner-up"] == "plumber"
    assert (shown[1]["role"], shown[1]["queued"], shown[1]["runner-up"]) == ("–", "yes", "baker")
    assert "91%" in decision_table(table()).to_html()


def test_a_miss_stands_out_and_an_unlabelled_row_does_not():
    style = decision_table(table())._compute()
    coloured = {cell for cell, rules in style.ctx.items() if ("color", "#c05621") in rules}
    assert coloured == {(0, list(style.columns).index("role"))}


@pytest.mark.parametrize("missing", [None, pd.NA, float("nan")])
def test_empty_columns_are_shown_as_such(missing):
    shown = decision_table(table(title=[missing, missing], label=[missing, missing])).data
    assert shown["title"].tolist() == ["(no title)", "(no title)"]
    assert "label" not in shown


def test_only_the_first_rows_are_shown_and_none_will_do():
    assert len(decision_table(table(), rows=1).data) == 1
    assert len(decision_table(table().iloc[:0]).data) == 0


def test_a_frame_without_labels_will_do():
    assert "label" not in decision_table(table().drop(columns="label")).data
