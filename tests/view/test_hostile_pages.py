"""Whole pages and panels of hostile JDs: nothing in them acts that does not act in a harmless one."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import jdwork
from jdwork.explain import explain
from jdwork.text import JobDescription
from jdwork.view import (
    confusion_matrix,
    evaluation_page,
    explanation_waterfall,
    reliability_diagram,
    role_f1_picture,
    whole_run_page,
)
from jdwork.view.nightly_page import gate_summary, nightly_page
from jdwork.widgets import Column, Table
from jdwork.widgets.map_view import map_static
from jdwork.widgets.point_map import PointMap
from jdwork.widgets.review_panel_view import effect_html, item_html, status_html
from jdwork.widgets.table_view import table_html
from tests.hostile import HOSTILE
from tests.view.gated import report

PAYLOADS = [text.encode("utf-8", "replace").decode() for text in HOSTILE]
BATCHES = [PAYLOADS[start : start + 40] for start in range(0, len(PAYLOADS) - 39, 40)] + [PAYLOADS[-40:]]
ACTING = {
    "iframe", "object", "embed", "base", "form", "marquee", "video", "audio", "applet", "frameset", "math",
    "img", "image", "portal", "template",
}  # fmt: skip
FETCHING = ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc")


class Acts(HTMLParser):
    """What in a page could run, fetch or lead somewhere."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        if tag in ACTING or (tag == "meta" and ("http-equiv", "refresh") in attrs):
            self.found.append((tag, ""))
        for name, value in attrs:
            scheme = "".join((value or "").split()).lower()
            leads = name in FETCHING and scheme.startswith(("javascript:", "data:text", "vbscript:", "http"))
            if name.startswith("on") or leads:
                self.found.append((tag, name))


def harmless(texts):
    return [f"Plain text {number}" for number, _ in enumerate(texts)]


def gated(texts):
    labels = [texts[row % 5] for row in range(40)]
    roles = [texts[(row + row // 30) % 5] for row in range(40)]
    ids = [f"{number} {text}" for number, text in enumerate(texts)]
    return report(roles, labels, labels=labels, titles=texts, ids=ids, run=texts[0], left_out=texts[:3])


def facts(texts):
    return {
        "name": texts[0], "kind": texts[1], "id": 1, "seen": 2, "about": texts[2:5], "status": "pending",
        "decisions": [{"at": texts[5], "verdict": texts[6], "by": texts[7], "note": texts[8]}],
        "sightings": [
            {"snippet": text, "name": text, "role": text, "jd": text} for text in texts
        ],
        "similar": [(text, text, text, 0.5) for text in texts[:4]],
    }  # fmt: skip


def panel(texts):
    return SimpleNamespace(
        facts=facts(texts),
        items=[1],
        plan={"edits": texts, "notes": texts[:4], "problem": ""},
        status={"text": texts[9], "problem": True},
        working=texts[10],
        effect={
            "fixed": 1, "broken": 2, "moved": 3, "kept": 4, "unchanged": 5, "notes": texts, "seconds": 1.0,
            "reach": texts[11],
        },
    )  # fmt: skip


def table(texts):
    columns = ("a", "b", "c")
    keys = [str(number) for number in range(len(texts))]
    frame = pd.DataFrame({"key": keys, **dict.fromkeys(columns, texts)})
    kinds = [Column("a"), Column("b", kind="role"), Column("c", kind="tag")]
    return Table(frame, key="key", columns=kinds)


PAGES = {
    "nightly page": lambda texts: nightly_page(gated(texts)),
    "gate summary": lambda texts: gate_summary(gated(texts))._repr_html_(),
    "evaluation page": lambda texts: evaluation_page(gated(texts).evaluation, name=texts[0]),
    "table": lambda texts: table_html(table(texts), rows=40),
    "review item": lambda texts: item_html(panel(texts)),
    "review status": lambda texts: status_html(panel(texts)),
    "review effect": lambda texts: effect_html(panel(texts)),
}
FIGURES = {
    "confusion": lambda texts: confusion_matrix(gated(texts).evaluation),
    "f1": lambda texts: role_f1_picture(gated(texts).evaluation),
    "reliability": lambda texts: reliability_diagram(gated(texts).evaluation),
    "map": lambda texts: map_static(
        PointMap([(n, n % 7) for n in range(40)], keys=[str(n) for n in range(40)], groups=texts, hover=texts,
                 title=texts[0])
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_hostile_texts_acts_as_a_harmless_one(page):
    plain = Acts(PAGES[page](harmless(range(40))))
    for texts in BATCHES:
        hostile = Acts(PAGES[page](texts))
        assert (hostile.found, hostile.scripts) == (plain.found, plain.scripts)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_carries_no_markup_but_its_own(figure):
    own = ("<br>", "<b>", "</b>", "<i>", "</i>", "<extra></extra>")
    for texts in BATCHES:
        for written in strings(FIGURES[figure](texts).to_plotly_json()):
            left = written
            for one in own:
                left = left.replace(one, "")
            assert "<" not in left, written


@pytest.mark.parametrize("batch", range(len(BATCHES)))
def test_the_run_page_and_its_explanation_act_as_harmless_ones(tiny_pipeline, batch):
    pages = []
    for texts in (harmless(range(40)), BATCHES[batch]):
        body = "Responsibilities:\n" + "".join(f"- Bakes bread {text}\n" for text in texts)
        jd = JobDescription(id=texts[0], title=f"Baker {texts[1]}", text=body, label=texts[2])
        record = tiny_pipeline.classify(jd)
        told = explain(record, tiny_pipeline.settings, pipeline=tiny_pipeline, changes="none")
        # Without its pictures: how many there are depends on the text.
        page = whole_run_page(record, tiny_pipeline.snapshot, explanation=told, pictures=False)
        pages.append(Acts(page))
        for written in strings(explanation_waterfall(told).to_plotly_json()):
            assert "<" not in written.replace("<br>", "").replace("<extra></extra>", "")
    assert (pages[1].found, pages[1].scripts) == (pages[0].found, pages[0].scripts)


def test_scripts_of_widgets_never_make_markup_of_text():
    scripts = sorted((Path(jdwork.__file__).parent).rglob("*.js"))
    assert len(scripts) >= 4
    for script in scripts:
        words = script.read_text(encoding="utf-8")
        for way in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert way not in words, f"{script.name} uses {way}"


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings(part)
