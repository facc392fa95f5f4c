"""The tuning desk in the browser: dials on the left, what they do on the right, search and file below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from jdwork.output.shown import html_text
from jdwork.tune.dials import Dial, values_of
from jdwork.tune.objectives import NewRoles
from jdwork.tune.presets import NAMES
from jdwork.tune.request import SOUGHT
from jdwork.view.figures import RIGHT, WRONG
from jdwork.view.tuning import (
    QUIET,
    consequences_picture,
    curve_data,
    curve_title,
    history_html,
    pairs_html,
    proposal_html,
    risk_range,
    sensitivity_picture,
    totals_html,
)
from jdwork.widgets.showing import watch, when_closed, with_class
from jdwork.widgets.table_view import table_view
from jdwork.widgets.tuning_desk import PROPOSED, TuningDesk

if TYPE_CHECKING:
    from ipywidgets import VBox

STATIC = Path(__file__).parent / "static"
STEPS = 200
"""Turns by key from one end of a dial to the other."""
PAIRS = 10
_TRIED = slice(3, 6)
"""Traces of the picture that move with the dials."""


class TuningDials(anywidget.AnyWidget):
    """The dials of a desk. Made by `tuning_desk_view`."""

    _esm = (STATIC / "tuning_dials.js").read_text(encoding="utf-8")
    _css = (STATIC / "tuning_desk.css").read_text(encoding="utf-8")
    dials: Any = traitlets.List(help="Key, range, step, digits and meaning of each.").tag(sync=True)
    state = traitlets.Dict(help="Where they stand, and where the settings file has them.").tag(sync=True)

    def __init__(self, desk: TuningDesk) -> None:
        self._desk = desk
        super().__init__(dials=[_dial(one) for one in desk.dials], state=self._state())
        self.on_msg(self._on_message)
        watch(self, desk, self._follow, ["revision", "loaded"])

    def _state(self) -> dict[str, Any]:
        current = values_of(self._desk.settings, self._desk.dials)
        return {"values": dict(self._desk.values), "current": current, "revision": self._desk.revision}

    def _follow(self, _: Any = None) -> None:
        self.state = self._state()

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and content.get("do") == "turn":
            try:
                self._desk.turn(str(content["key"]), float(content["value"]))
            finally:
                self.send({"did": "turn"})


def tuning_desk_view(desk: TuningDesk) -> VBox:
    """Draw a tuning desk.

    Parameters
    ----------
    desk
        What is shown; it may be changed from anywhere.

    Returns
    -------
    VBox
        ``jd-tune``, with the handles ``jd-tune-presets``, ``jd-tune-totals``, ``jd-tune-curves``,
        ``jd-tune-pairs``, ``jd-tune-flips`` (a table), ``jd-tune-status``, ``jd-tune-proposal``,
        ``jd-tune-history`` and, for buttons, ``jd-tune-search``, ``-stop``, ``-write``, ``-force``,
        ``-rollback`` and ``-load``.
    """
    import ipywidgets as widgets

    dials = TuningDials(desk)
    left = widgets.VBox(
        [_presets(desk), dials], layout={"width": "300px", "flex": "0 0 300px", "padding": "0 12px 0 0"}
    )
    totals, pairs = (with_class(widgets.HTML(), f"jd-tune-{name}") for name in ("totals", "pairs"))
    picture = _Picture(desk)
    right = widgets.VBox(
        [totals, picture.box],
        layout={"flex": "1 1 0%", "min_width": "0", "overflow": "hidden"},
    )
    flips = table_view(
        desk.flips, css_class="jd-tune-flips", label="JDs that are decided otherwise", empty="No JD."
    )
    below = widgets.HBox(
        [
            widgets.VBox(
                [
                    widgets.HTML(
                        '<div class="jd-tune-head">Confusions that change: right role → role given</div>'
                    ),
                    pairs,
                ],
                layout={"width": "38%", "padding": "0 16px 0 0"},
            ),
            widgets.VBox([flips], layout={"flex": "1 1 0%", "min_width": "0"}),
        ]
    )
    status = with_class(widgets.HTML(), "jd-tune-status")
    box = with_class(
        widgets.VBox([widgets.HBox([left, right]), below, _searching(desk), status, _filing(desk)]), "jd-tune"
    )

    def draw(_: Any = None) -> None:
        kinds = [one.kind for one in desk.after.flips]
        totals.value = totals_html(
            desk.before.totals, desk.after.totals, fixed=kinds.count("fixed"), broken=kinds.count("broken")
        )
        pairs.value = pairs_html(desk.after.pairs[:PAIRS])

    def draw_status(_: Any = None) -> None:
        status.value = status_html(desk)

    watch(box, desk, draw, "revision")
    watch(box, desk, draw_status, ["status"])
    when_closed(desk.close)
    draw()
    draw_status()
    return box


class _Picture:
    """The curves of a desk, of which only what moves is sent anew."""

    def __init__(self, desk: TuningDesk) -> None:
        import plotly.graph_objects as go
        from ipywidgets import VBox

        self.desk = desk
        whole = consequences_picture(desk.before, desk.after)
        whole.update_layout(autosize=True)
        self.figure = go.FigureWidget(whole)
        self._loaded = desk.loaded
        self.box = with_class(VBox([self.figure]), "jd-tune-curves")
        watch(self.box, desk, self.draw, "revision")

    def draw(self, _: Any = None) -> None:
        before, after = self.desk.before, self.desk.after
        moved = list(zip(self.figure.data[_TRIED], curve_data(after), strict=True))
        if self._loaded != self.desk.loaded:
            self._loaded = self.desk.loaded
            moved += zip(self.figure.data[: _TRIED.start], curve_data(before), strict=True)
        with self.figure.batch_update():
            for trace, data in moved:
                trace.update(data)
            if (title := curve_title(before.totals, after.totals)) != self.figure.layout.title.text:
                self.figure.layout.title.text = title
            top = risk_range(before, after)
            if self.figure.layout.yaxis.range[1] != top:
                self.figure.layout.yaxis.range = [0, top]


def _presets(desk: TuningDesk) -> Any:
    """Buttons for where the dials may stand; that of the proposal is alive once there is one."""
    import ipywidgets as widgets

    buttons = {}
    for name in (*NAMES, PROPOSED):
        made = widgets.Button(description=name, layout={"width": "auto", "height": "26px"})
        made.on_click(lambda _, name=name: desk.act("preset", name))
        buttons[name] = with_class(made, f"jd-tune-preset-{name.replace(' ', '-')}")
    row = with_class(
        widgets.HBox(list(buttons.values()), layout={"flex_flow": "row wrap"}), "jd-tune-presets"
    )

    def draw(_: Any = None) -> None:
        known = {one.name: one.meaning for one in desk.presets}
        if desk.found is not None:
            known[PROPOSED] = "what the search found"
        for name, button in buttons.items():
            button.disabled = name not in known
            button.tooltip = known.get(name, "there is none")

    watch(row, desk, draw, ["loaded", "proposal"])
    draw()
    return row


def _searching(desk: TuningDesk) -> Any:
    """What is sought, its buttons, its progress."""
    import ipywidgets as widgets

    names = [name for name in SOUGHT if name != NewRoles.name]
    if desk.objective not in names:
        names.append(desk.objective)
    choice = widgets.Dropdown(
        options=names, value=desk.objective, description="more of", layout={"width": "210px"},
        style={"description_width": "60px"},
    )  # fmt: skip
    search = _button(
        desk, "search", "Search", "Look for the values under which there is most of it.", "primary"
    )
    stop = _button(desk, "stop", "Stop", "What was found so far is proposed.")
    bar = widgets.FloatProgress(min=0.0, max=1.0, layout={"width": "220px"})
    words = with_class(widgets.HTML(), "jd-tune-working")

    def take(change: Any) -> None:
        desk.objective = change["new"]

    def draw(_: Any = None) -> None:
        busy = bool(desk.working)
        search.disabled, stop.disabled = busy, not busy
        bar.layout.visibility = "visible" if busy else "hidden"
        bar.value = desk.share
        words.value = f'<span style="{QUIET}">{html_text(desk.working)}</span>'

    choice.observe(take, "value")
    row = widgets.HBox(
        [choice, search, stop, bar, words], layout={"align_items": "center", "margin": "10px 0 0"}
    )
    watch(row, desk, draw, ["working", "share"])
    draw()
    return row


def _filing(desk: TuningDesk) -> Any:
    """The proposal, and the settings file with its history."""
    import ipywidgets as widgets

    proposal, history = (with_class(widgets.HTML(), f"jd-tune-{name}") for name in ("proposal", "history"))
    write = _button(
        desk, "write", "Write these values", "Into the settings file, if they stand up.", "primary"
    )
    force = _button(desk, "force", "Write all the same", "The history says what was overridden.", "warning")
    back = _button(desk, "rollback", "Roll back", "Take the last change of the file back, byte by byte.")
    load = _button(desk, "load", "Read again", "Read the settings file, and go where it has the dials.")

    def draw(_: Any = None) -> None:
        proposal.value = "" if desk.proposal is None else proposal_html(desk.proposal)

    def draw_history(_: Any = None) -> None:
        history.value = history_html(desk.history)
        back.disabled = not any(one.kind == "change" for one in desk.history)

    def draw_force(_: Any = None) -> None:
        force.layout.display = "" if desk.status.get("may_force") else "none"

    row = widgets.HBox(
        [
            widgets.VBox([proposal], layout={"flex": "1 1 0%", "min_width": "0", "padding": "0 24px 0 0"}),
            widgets.VBox(
                [widgets.HBox([write, force, back, load], layout={"flex_flow": "row wrap"}), history],
                layout={"width": "46%"},
            ),
        ]
    )
    watch(row, desk, draw, "proposal")
    watch(row, desk, draw_history, "history")
    watch(row, desk, draw_force, "status")
    for one in (draw, draw_history, draw_force):
        one()
    return row


def sensitivity_view(desk: TuningDesk) -> VBox:
    """Draw how much each dial matters to what was searched last."""
    import plotly.graph_objects as go
    from ipywidgets import HTML, VBox

    box = with_class(VBox([]), "jd-tune-sensitivity")

    def draw(_: Any = None) -> None:
        found, old = desk.found, box.children
        if found is None or not found.sweeps:
            box.children = [HTML(f'<span style="{QUIET}">Search above, and it is shown here.</span>')]
        else:
            box.children = [go.FigureWidget(sensitivity_picture(found))]
        for one in old:
            one.close()

    watch(box, desk, draw, "proposal")
    draw()
    return box


def status_html(desk: TuningDesk) -> str:
    """What the last act did, or what can be done."""
    said = desk.status
    text = said.get("text") or (
        f"Turn a dial: {len(desk.shown):,} labelled JDs follow. {len(desk.held):,} more are held back, and "
        "judge what is set by hand before it is written."
    )
    color = WRONG if said.get("problem") else RIGHT if said else "inherit"
    return (
        f'<div style="color:{color};min-height:1.6em;white-space:pre-line;overflow-wrap:anywhere;'
        f'line-height:1.45">{html_text(text)}</div>'
    )


def _button(desk: TuningDesk, name: str, text: str, tooltip: str, style: str = "") -> Any:
    import ipywidgets as widgets

    act, value = ("write", True) if name == "force" else (name, None)
    made = widgets.Button(description=text, tooltip=tooltip, button_style=style, layout={"width": "auto"})
    made.on_click(lambda _: desk.act(act, value))
    return with_class(made, f"jd-tune-{name}")


def _dial(dial: Dial) -> dict[str, Any]:
    step = max(round((dial.high - dial.low) / STEPS, dial.digits), 10**-dial.digits)
    return {
        "key": dial.key, "low": dial.low, "high": dial.high, "digits": dial.digits, "step": step,
        "meaning": dial.meaning,
    }  # fmt: skip
