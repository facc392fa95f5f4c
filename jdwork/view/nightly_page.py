"""A gated run as one page: the verdict at a glance for whoever decides, the detail for whoever mends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jdwork.evaluate import Estimate, figure_range, figure_text, figure_words
from jdwork.output.palette import role_color
from jdwork.view.evaluation import reliability_diagram, risk_coverage_picture, role_f1_picture
from jdwork.view.gate import STATUS_WORDS, beyond_chance, moved_roles, role_change_picture, trend_picture

if TYPE_CHECKING:
    from jinja2 import Environment

    from jdwork.runs import GateReport
    from jdwork.runs.gate import Against

CARDS = ("accuracy", "macro_f1", "ece", "coverage_at_95")
SHOWN_REGRESSIONS = 200
SHOWN_LEFT_OUT = 8
FIRST = 5
"""JDs and roles that the first screen names."""

_MEANS = {
    "accuracy": "share of JDs that get their right role",
    "macro_f1": "mean F1 over the roles, rare ones counting as much",
    "ece": "mean gap between confidence and truth; less is better",
    "coverage_at_95": "share of JDs that can be accepted unseen, 95 % of them right",
}


@dataclass(frozen=True, slots=True)
class Arrow:
    """How a figure moved since another run: ``kind`` is better, worse or same (within chance)."""

    kind: str
    sign: str
    value: str
    range: str
    against: str


def nightly_page(report: GateReport) -> str:
    """Render a gated run as HTML that needs nothing but itself.

    Of the JDs it holds ids, titles, labels and roles, all escaped; none of their text.

    Parameters
    ----------
    report
        As `jdwork.runs.gate_run` gives it.

    Returns
    -------
    str
        A whole document.
    """
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    from jdwork.view.notebook import jdwork_template

    pictures: dict[str, Any] = {"trend": trend_picture(report)}
    if report.against:
        pictures["roles"] = role_change_picture(report.against[0].comparison)
    pictures["reliability"] = reliability_diagram(report.evaluation)
    pictures["risk"] = risk_coverage_picture(report.evaluation)
    pictures["f1"] = role_f1_picture(report.evaluation)
    drawn = {}
    for name, picture in pictures.items():
        picture.update_layout(template=jdwork_template())
        # A slash, a bracket or an ampersand must not end the script that holds the data.
        text = picture.to_json()
        for sign in "<>&\u2028\u2029":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        drawn[name] = Markup(text)  # noqa: S704
    page: str = (
        _environment()
        .get_template("nightly_page.html.j2")
        .render(
            **_first_screen(report),
            drawn=drawn,
            heights={name: int(picture.layout.height or 420) for name, picture in pictures.items()},
            shown=SHOWN_REGRESSIONS,
            left_out=report.left_out[:SHOWN_LEFT_OUT],
            moved=[] if report.first else moved_roles(report.against[0].comparison),
            figures=_figure_rows(report),
            beyond_chance=beyond_chance,
            plotly=Markup(get_plotlyjs()),  # noqa: S704
        )
    )
    # Half characters, which no file can hold, may stand in ids and titles that did not come from a file.
    return page.encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class GateSummary:
    """The first screen of the page, which shows itself in a notebook."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def gate_summary(report: GateReport) -> GateSummary:
    """Sum a gated run up for a notebook: verdict, four figures with arrows, what got worse.

    Parameters
    ----------
    report
        As `jdwork.runs.gate_run` gives it.

    Returns
    -------
    GateSummary
        Shows itself; everything that comes from a JD is escaped.
    """
    made = _environment().get_template("nightly_summary.html.j2").render(**_first_screen(report))
    said = f"{report.gate.verdict.upper()}: {report.gate.in_words()} {report.compared_with()}"
    return GateSummary(made.encode("utf-8", "replace").decode(), said)


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("jdwork.view", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{share:.0%}"
    environment.filters["role_color"] = role_color
    return environment


def _first_screen(report: GateReport) -> dict[str, Any]:
    """What the top of the page and the summary in a notebook have in common."""
    figures = report.evaluation.figures
    cards = [
        {
            "name": figure_words(name) if name != "ece" else "calibration error",
            "value": figure_text(name, figures[name].value),
            "range": figure_range(name, figures[name]),
            "means": _MEANS[name],
            "arrows": [_arrow(name, one) for one in report.against],
        }
        for name in CARDS
    ]
    worse = report.against[0].regressions if report.against else ()
    return {
        "report": report,
        "started": _date(report.manifest.started),
        "input": str(report.manifest.parameters.get("input", "")),
        "masked": bool(report.manifest.parameters.get("mask_names")),
        "cards": cards,
        "worse": worse,
        "first": FIRST,
        "words": STATUS_WORDS,
    }


def _arrow(name: str, against: Against) -> Arrow:
    gap = against.comparison.differences[name]
    gain = -gap.value if name == "ece" else gap.value
    kind = "same" if not gap.excludes_zero else "better" if gain > 0 else "worse"
    sign = "→" if kind == "same" else "▲" if gap.value > 0 else "▼"
    known = against.run if against.kind == "named" else against.kind
    return Arrow(
        kind,
        sign,
        figure_text(name, _no_minus(gap.value), signed=True),
        figure_range(name, gap, signed=True),
        f"since {known}",
    )


def _figure_rows(report: GateReport) -> list[dict[str, Any]]:
    """Every figure of the run, and its differences from each run that it is compared with."""
    rows = []
    for name, figure in report.evaluation.figures.items():
        gaps = [_gap_cell(name, one.comparison.differences[name]) for one in report.against]
        rows.append(
            {
                "name": figure_words(name),
                "value": figure_text(name, figure.value),
                "range": figure_range(name, figure),
                "gaps": gaps,
            }
        )
    return rows


def _gap_cell(name: str, gap: Estimate) -> dict[str, str]:
    gain = -gap.value if name == "ece" else gap.value
    kind = "" if not gap.excludes_zero else "better" if gain > 0 else "worse"
    text = f"{figure_text(name, _no_minus(gap.value), signed=True)} ({figure_range(name, gap, signed=True)})"
    return {"kind": kind, "text": text}


def _no_minus(value: float) -> float:
    """Zero without the sign that a difference may leave on it."""
    return value + 0.0


def _date(started: str) -> str:
    try:
        return f"{datetime.fromisoformat(started):%A %d %B %Y, %H:%M} UTC"
    except ValueError:
        return started
