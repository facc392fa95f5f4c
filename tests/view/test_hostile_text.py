"""What comes from a JD stays text: figures, tables and the exported page, against two hundred payloads."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pandas as pd
import pytest

from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription
from jdwork.view import (
    case_mix,
    confidence_picture,
    confusions,
    decision_table,
    misclassified_table,
)
from jdwork.view.run_export import run_export_page
from tests.hostile import HOSTILE


class Shape(HTMLParser):
    """The elements of a page with their attributes' names, and values of those that fetch or run."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        acting = sorted((name, value) for name, value in attrs if name in ("href", "src", "action", "style"))
        self.found.append((tag, sorted(name for name, _ in attrs), acting if tag != "style" else []))


def frame(texts):
    rows = len(texts)
    return pd.DataFrame(
        {
            "id": texts, "title": texts, "role": texts, "label": [f"{text}!" for text in texts],
            "case": ["A"] * rows, "confidence": [0.5] * rows, "queued": [False] * rows,
            "candidates": [[text] for text in texts],
        }
    )  # fmt: skip


def harmless(texts):
    return [f"plain text {number}" for number, _ in enumerate(texts)]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings(part)


def test_there_are_two_hundred_payloads():
    assert len(set(HOSTILE)) >= 200


@pytest.mark.parametrize("table", [decision_table, misclassified_table])
def test_a_table_has_the_elements_of_a_harmless_one(table):
    texts = [text.encode("utf-8", "replace").decode() for text in HOSTILE]
    drawn = [table(frame(given), rows=500).set_uuid("x").to_html() for given in (texts, harmless(texts))]
    assert Shape(drawn[0]).found == Shape(drawn[1]).found


@pytest.mark.parametrize(
    "draw",
    [case_mix, confusions, lambda rows: confidence_picture(rows, accept=0.5)],
    ids=["case", "pairs", "sure"],
)
def test_a_figure_carries_no_markup_of_a_jd(draw):
    for text in HOSTILE:
        rows = frame([text.encode("utf-8", "replace").decode()])  # what a run folder can hold
        for written in strings(draw(rows).to_plotly_json()):
            left = written.replace("<br>", "").replace("<extra></extra>", "")
            assert "<" not in left, text


@pytest.fixture
def hostile_run(tmp_path, tiny_pipeline):
    def made(texts, name):
        jds = [
            JobDescription(id=f"{number} {text}", title=text, label=text,
                           text=f"We are hiring a mason who lays bricks to a line. {text} Mortar mixing.")
            for number, text in enumerate(texts)
        ]  # fmt: skip
        folder = RunFolder(tmp_path / name)
        execute_run(jds, tiny_pipeline, folder, name=name)
        return folder

    return made


@pytest.mark.parametrize("with_text", [False, True])
def test_the_exported_page_has_the_elements_of_a_harmless_one(hostile_run, with_text):
    pages = [
        run_export_page(hostile_run(texts, "run"), with_text=with_text)
        for texts in (HOSTILE, harmless(HOSTILE))
    ]
    assert Shape(pages[0]).found == Shape(pages[1]).found
    policy = html.unescape(pages[0].partition('Content-Security-Policy" content="')[2].partition('">')[0])
    assert policy.startswith("default-src 'none'")
    assert "script-src 'sha256-" in policy
    assert "unsafe-eval" not in policy and "script-src 'unsafe" not in policy


def test_texts_stay_out_of_the_page_unless_asked_for(hostile_run):
    folder = hostile_run(["Mason"], "run")
    assert "lays bricks to a line" not in run_export_page(folder)
    assert "lays bricks to a line" in run_export_page(folder, with_text=True)
