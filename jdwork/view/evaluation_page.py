"""An evaluation as one page that needs nothing but itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jdwork.decide import CASE_MEANING
from jdwork.evaluate import figure_range, figure_rows, figure_text, figure_words
from jdwork.view.confusion import confusion_matrix
from jdwork.view.evaluation import reliability_diagram, risk_coverage_picture, role_f1_picture

if TYPE_CHECKING:
    from jdwork.evaluate import Comparison, Evaluation

SHOWN_CHANGES = 200


def evaluation_page(
    evaluation: Evaluation, *, name: str, against: tuple[str, Comparison] | None = None
) -> str:
    """Render an evaluation as HTML with its pictures; plotly.js is in it once, nothing is fetched.

    Of the JDs it holds ids, titles, labels and roles, all escaped; none of their text.

    Parameters
    ----------
    evaluation
        The figures.
    name
        Of the run.
    against
        Name of another run and the comparison with it.

    Returns
    -------
    str
        A whole document.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    environment = Environment(
        loader=PackageLoader("jdwork.view", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pictures = [
        reliability_diagram(evaluation),
        risk_coverage_picture(evaluation),
        confusion_matrix(evaluation),
        role_f1_picture(evaluation),
    ]
    options = {"full_html": False, "include_plotlyjs": False, "config": {"displaylogo": False}}
    drawn = [
        # An id of its own choosing would differ each time the same page is made.
        Markup(picture.to_html(div_id=f"picture-{number}", **options))  # noqa: S704
        for number, picture in enumerate(pictures)
    ]
    comparison = None if against is None else against[1]
    page: str = environment.get_template("evaluation_page.html.j2").render(
        name=name,
        evaluation=evaluation,
        figures=figure_rows(evaluation),
        against=None if against is None else against[0],
        comparison=comparison,
        differences=[] if comparison is None else _difference_rows(comparison),
        changed=[] if comparison is None else [("Broken", comparison.broken), ("Fixed", comparison.fixed)],
        shown=SHOWN_CHANGES,
        pictures=drawn,
        meaning=CASE_MEANING,
        plotly=Markup(get_plotlyjs()),  # noqa: S704
    )
    # Half characters, which no file can hold, may stand in ids and titles that did not come from a file.
    return page.encode("utf-8", "replace").decode()


def _difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    rows = []
    for name, gap in comparison.differences.items():
        # A lower calibration error is a gain.
        gain = -gap.value if name == "ece" else gap.value
        rows.append(
            {
                "name": figure_words(name),
                "before": figure_text(name, comparison.before[name]),
                "after": figure_text(name, comparison.after[name]),
                "value": figure_text(name, gap.value, signed=True),
                "range": figure_range(name, gap, signed=True),
                "kind": "" if not gap.excludes_zero else "better" if gain > 0 else "worse",
            }
        )
    return rows
