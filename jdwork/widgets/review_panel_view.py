"""The review panel in the browser: queue on the left, the item and its effect on the right, keys for all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget

from jdwork.output.palette import role_color
from jdwork.output.shown import html_text as _text
from jdwork.view.figures import RIGHT, WRONG
from jdwork.widgets.review_panel import ReviewPanel
from jdwork.widgets.showing import watch, when_closed, with_class
from jdwork.widgets.table_view import table_view

if TYPE_CHECKING:
    from ipywidgets import VBox

STATIC = Path(__file__).parent / "static"
_QUIET = "color:var(--jp-ui-font-color2,#52606d)"
_HEAD = f"font-size:12px;font-weight:600;{_QUIET};margin:10px 0 2px"
EMPTY = "The queue is empty. Runs fill it: jdwork batch ads.csv --out runs/first --record"
HELP = {
    "name": "display name", "role": "role slug", "weight": "0 to 1", "as_alias_of": "slug of the entry",
    "aliases": "parted by ;", "kras": "parted by ;", "skills": "slugs, parted by ;",
    "dimensions": "slugs, parted by ;",
}  # fmt: skip


class KeyPad(anywidget.AnyWidget):
    """Listens to the keys of the panel that it stands in, and shows what they do."""

    _esm = (STATIC / "review_panel.js").read_text(encoding="utf-8")
    _css = (STATIC / "review_panel.css").read_text(encoding="utf-8")


def review_panel_view(panel: ReviewPanel) -> VBox:
    """Draw a review panel.

    Parameters
    ----------
    panel
        What is shown; it may be changed from anywhere.

    Returns
    -------
    VBox
        ``jd-review``, with the handles ``jd-review-queue`` (the table), ``jd-review-status``,
        ``jd-review-item``, ``jd-review-edit``, ``jd-review-note``, ``jd-review-effect``,
        ``jd-review-changes`` and, for buttons, ``jd-review-accept``, ``-reject``, ``-undo``, ``-preview``
        and ``-refresh``.
    """
    import ipywidgets as widgets

    keys = KeyPad()
    status = with_class(widgets.HTML(), "jd-review-status")
    item = with_class(widgets.HTML(), "jd-review-item")
    effect = with_class(widgets.HTML(), "jd-review-effect")
    note = with_class(
        widgets.Text(placeholder="why (kept with the decision)", layout={"width": "99%"}), "jd-review-note"
    )
    columns = {"grid_template_columns": "1fr 1fr", "grid_gap": "0 12px", "width": "99%"}
    form = with_class(widgets.GridBox(layout=columns), "jd-review-edit")
    queue = table_view(panel.table, css_class="jd-review-queue", label="Review queue", empty=EMPTY)
    changes = table_view(
        panel.effects, css_class="jd-review-changes", label="JDs that change", empty="No JD changes."
    )
    changes.layout.display = "none"
    buttons = _buttons(panel)
    typed = with_class(widgets.VBox([form, note]), "jd-review-form")
    right = widgets.VBox(
        [item, typed, widgets.HBox(buttons), effect, changes],
        layout={"flex": "1 1 0%", "min_width": "0", "padding": "0 0 0 16px"},
    )
    left = widgets.VBox([queue], layout={"width": "46%"})
    box = with_class(widgets.VBox([keys, status, widgets.HBox([left, right])]), "jd-review")
    drawing = {"now": False}

    def on_key(_: Any, content: dict[str, Any], __: Any) -> None:
        _obey(panel, content)

    def draw_status(_: Any = None) -> None:
        status.value = status_html(panel)

    def draw_item(_: Any = None) -> None:
        item.value = item_html(panel)

    def draw_form(_: Any = None) -> None:
        _draw_form(panel, form)

    def draw_effect(_: Any = None) -> None:
        effect.value = effect_html(panel)
        changes.layout.display = "" if len(panel.effects) else "none"

    def take_note(change: Any) -> None:
        if not drawing["now"]:
            panel.note = change["new"]

    def draw_note(_: Any = None) -> None:
        drawing["now"] = True
        note.value = panel.note
        drawing["now"] = False

    def on_facts(change: Any) -> None:
        draw_item()
        old, new = change["old"] or {}, change["new"]
        if (old.get("id"), old.get("takes")) != (new.get("id"), new.get("takes")):
            draw_form()

    keys.on_msg(on_key)
    note.observe(take_note, "value")
    watch(box, panel, draw_status, ["status", "working"])
    watch(box, panel, on_facts, "facts")
    watch(box, panel, draw_item, "plan")
    watch(box, panel, draw_effect, "effect")
    watch(box, panel, draw_note, "note")
    when_closed(panel.close)
    for draw in (draw_status, draw_item, draw_form, draw_effect):
        draw()
    return box


def _buttons(panel: ReviewPanel) -> list[Any]:
    import ipywidgets as widgets

    made = []
    for name, text in (
        ("accept", "Accept (a)"),
        ("reject", "Reject (r)"),
        ("undo", "Undo (u)"),
        ("preview", "Effect on the run (p)"),
        ("refresh", "Read again (g)"),
    ):
        button = with_class(widgets.Button(description=text, layout={"width": "auto"}), f"jd-review-{name}")
        button.on_click(lambda _, name=name: panel.act(name))
        made.append(button)
    if panel.run is None:
        made[3].tooltip = "There is no run to try it on."
    return made


def _draw_form(panel: ReviewPanel, form: Any) -> None:
    """Offer a field for each value that the item's kind takes."""
    import ipywidgets as widgets

    def type_in(name: str, text: str) -> None:
        panel.values = {**panel.values, name: text}

    for old in form.children:
        old.close()
    fields = []
    for name in panel.facts.get("takes", ()):
        field = widgets.Text(
            description=name.replace("_", " "), placeholder=HELP.get(name, ""), layout={"width": "auto"}
        )
        field.observe(lambda change, name=name: type_in(name, change["new"]), "value")
        fields.append(field)
    form.children = fields


def _obey(panel: ReviewPanel, content: dict[str, Any]) -> None:
    """Do what a key stands for, with what stands in the fields as it was pressed."""
    names, typed = panel.facts.get("takes", ()), content.get("typed") or ()
    if content.get("do") != "move" and len(names) == len(typed):
        panel.note = str(content.get("note") or "")
        panel.values = {name: str(text) for name, text in zip(names, typed, strict=True) if text}
    panel.act(str(content.get("do")), content.get("value"))


def status_html(panel: ReviewPanel) -> str:
    """What is being done, and what the last action did."""
    said = panel.status
    text = str(said.get("text", "")) or (
        "Click the queue, then decide by keys; what is decided stays in sight until it is read again."
        if panel.items
        else EMPTY
    )
    color = WRONG if said.get("problem") else RIGHT if said else "inherit"
    doing = f' <span style="{_QUIET}">{_text(panel.working)}</span>' if panel.working else ""
    return f'<div style="min-height:1.6em"><span style="color:{color}">{_text(text)}</span>{doing}</div>'


def item_html(panel: ReviewPanel) -> str:
    """The item under the eye: what it is, what approving it does, where it was seen, what is like it."""
    facts = panel.facts
    if not facts:
        return f'<div style="{_QUIET};padding:2em 0">{"Choose an item." if panel.items else ""}</div>'
    about = " · ".join(
        f'<span style="color:{role_color(one) if n == 0 else "inherit"};font-weight:600">{_text(one)}</span>'
        for n, one in enumerate(facts["about"])
    )
    parts = [
        f'<div style="font-size:1.2em;font-weight:600;overflow-wrap:anywhere">{_text(facts["name"])}</div>',
        f'<div style="{_QUIET}">{_text(facts["kind"])} {facts["id"]} · seen in {facts["seen"]} '
        f"JD{'s' if facts['seen'] != 1 else ''}{' · ' + about if about else ''}</div>",
    ]
    parts += _plan(panel.plan, facts["status"])
    if facts["decisions"]:
        parts.append(f'<div style="{_HEAD}">Decided</div>')
        parts.append(_list(
            _text(f"{one['at']}: {one['verdict']} by {one['by']}{' – ' + one['note'] if one['note'] else ''}")
            for one in facts["decisions"][-3:]
        ))  # fmt: skip
    if facts["sightings"]:
        parts.append(f'<div style="{_HEAD}">Where it was seen</div>')
        parts.append(_list(_sighting(one) for one in facts["sightings"]))
    if facts["similar"]:
        parts.append(f'<div style="{_HEAD}">Like it in the catalog</div>')
        parts.append(_list(
            f"{_text(text)} <span style='{_QUIET}'>{_text(kind)} {_text(slug)}, {score:.0f} %</span>"
            for kind, slug, text, score in facts["similar"][:4]
        ))  # fmt: skip
    return f'<div style="line-height:1.45;max-height:430px;overflow-y:auto">{"".join(parts)}</div>'


def effect_html(panel: ReviewPanel) -> str:
    """What approving the item changes in the run."""
    made = panel.effect
    if not made:
        return ""
    figures = "".join(
        f'<span style="display:inline-block;margin-right:18px"><b style="font-size:1.35em;color:{color}">'
        f"{made[name]:,}</b> {label}</span>"
        for name, label, color in (
            ("fixed", "fixed", RIGHT),
            ("broken", "broken", WRONG),
            ("moved", "other role", "inherit"),
            ("kept", "other case or queueing", "inherit"),
            ("unchanged", "unchanged", "inherit"),
        )
    )
    notes = "".join(f"<div>{_text(one)}</div>" for one in made["notes"])
    return (
        f'<div style="line-height:1.45"><div style="{_HEAD}">If it were approved</div>{figures}'
        f'<div style="{_QUIET};font-size:12px">{_text(made["reach"])} ({made["seconds"]:.1f} s){notes}</div>'
        "</div>"
    )


def _plan(plan: dict[str, Any], status: str) -> list[str]:
    if status != "pending":
        return [f'<div style="{_HEAD}">It is {_text(status)}.</div>']
    head = f'<div style="{_HEAD}">Approving it gives</div>'
    if not plan:
        return [head, f'<div style="{_QUIET}">…</div>']
    if plan["problem"]:
        return [head, f'<div style="color:{WRONG};white-space:pre-line">{_text(plan["problem"])}</div>']
    said = [_text(one) for one in plan["edits"]] or ["no edit of the catalog"]
    notes = "".join(f'<div style="{_QUIET};font-size:12px">{_text(one)}</div>' for one in plan["notes"][:4])
    return [head, _list(said), notes]


def _sighting(one: dict[str, Any]) -> str:
    snippet = _text(one["snippet"])
    name = _text(one["name"])
    if name and name in snippet:
        snippet = snippet.replace(name, f"<mark>{name}</mark>", 1)
    role = (
        f' → <span style="color:{role_color(one["role"])}">{_text(one["role"])}</span>' if one["role"] else ""
    )
    return f'<span style="{_QUIET}">{_text(one["jd"])}{role}</span><br>{snippet}'


def _list(lines: Iterable[str]) -> str:
    made = "".join(f'<li style="margin:1px 0;overflow-wrap:anywhere">{one}</li>' for one in lines)
    return f'<ul style="margin:0;padding-left:18px">{made}</ul>'
