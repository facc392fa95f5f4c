"""Figures: titles state the finding, bars add up, text from outside is escaped."""

from __future__ import annotations

import pandas as pd
import pytest

from jdwork.decide import CASES
from jdwork.view import case_mix, confidence_picture, confusions
from tests.runs.making import ads

EVIL = "<b onclick=x>"


@pytest.fixture(scope="module")
def decisions(tiny_pipeline):
    from jdwork.runs.columns import decision_row

    return pd.DataFrame([decision_row(made) for made in tiny_pipeline.classify_batch(ads())])


def frame(rows):
    columns = ["title", "role", "label", "case", "confidence", "queued"]
    return pd.DataFrame(rows, columns=columns)


ROWS = frame(
    [
        ("One", "a", "a", "A", 0.9, False),
        ("Two", "a", "b", "A", 0.8, False),
        (EVIL, "a", EVIL, "B", 0.3, True),
        ("Four", "c", None, "C", 0.95, False),
        (None, None, "b", "E", 0.7, True),
    ]
)


def bars(figure):
    return {trace.name: list(trace.x) for trace in figure.data}


def test_case_mix_counts_every_jd_once(decisions):
    figure = case_mix(decisions)
    assert sum(sum(counts) for counts in bars(figure).values()) == len(decisions)
    assert len(figure.data[0].y) == len(CASES)


def test_case_mix_tells_right_from_wrong():
    figure = case_mix(ROWS)
    a, b = CASES.index("A"), CASES.index("B")
    counts = bars(figure)
    assert (counts["right"][a], counts["wrong"][a], counts["wrong"][b]) == (1, 1, 1)
    assert sum(counts["no label"]) == 1
    assert figure.layout.title.text == "Case A decides most: 2 of 5 JDs"


def test_confidence_tells_what_waits_and_how_good_the_rest_is():
    figure = confidence_picture(ROWS, accept=0.5)
    assert (
        figure.layout.title.text == "1 of 4 decisions wait for a person; 50% of the accepted ones are right"
    )
    assert figure.layout.shapes[0].x0 == 0.5


def test_every_confidence_falls_into_one_bar():
    rows = frame(
        [("t", "a", "a", "A", confidence, False) for confidence in (0.0, 0.049, 0.05, 0.5, 0.999, 1.0)]
    )
    (trace,) = confidence_picture(rows, accept=0.5).data
    counts = dict(zip((round(float(x), 3) for x in trace.x), map(int, trace.y), strict=True))
    assert {middle: count for middle, count in counts.items() if count} == {
        0.025: 2,
        0.075: 1,
        0.525: 1,
        0.975: 2,
    }


def test_confidence_without_labels_claims_nothing():
    title = confidence_picture(ROWS.assign(label=None), accept=0.5).layout.title.text
    assert title == "1 of 4 decisions wait for a person"


def test_confusions_count_wrong_pairs_the_most_frequent_first():
    figure = confusions(pd.concat([ROWS, ROWS.iloc[[1]]]))
    assert figure.layout.title.text == "4 of 5 labelled JDs got another role (label → role)"
    assert list(figure.data[0].x) == [2, 1, 1]
    assert figure.data[0].y[0] == "b  →  a"
    assert "b  →  (no role)" in figure.data[0].y


def test_confusions_escape_labels_and_titles():
    text = str(confusions(ROWS).to_dict())
    assert EVIL not in text
    assert "&lt;b onclick=x&gt;" in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS.iloc[:1], "Every labelled JD got its role"),
        (ROWS.iloc[3:4], "No labels: nothing to confuse"),
        (ROWS.iloc[:0], "No labels: nothing to confuse"),
    ],
)
def test_confusions_without_any_say_so(rows, said):
    assert confusions(rows).layout.title.text == said


def test_nothing_is_drawn_of_nothing():
    assert case_mix(ROWS.iloc[:0]).layout.title.text == "No decisions yet"
    assert confidence_picture(ROWS.iloc[:0], accept=0.5).layout.title.text.startswith("No JD got a role")
