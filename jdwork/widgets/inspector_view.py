"""The inspector in the browser, and the desk of list, map and inspector that follow one selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from jdwork.widgets.inspector import Inspector
from jdwork.widgets.map_view import map_view
from jdwork.widgets.point_map import PointMap
from jdwork.widgets.showing import link, watch, when_closed
from jdwork.widgets.table import Table
from jdwork.widgets.table_view import table_view

if TYPE_CHECKING:
    from ipywidgets import VBox

STATIC = Path(__file__).parent / "static"
FOLLOWED = ("facts", "evidence", "changes", "history", "status", "working")
EMPTY = "Select a row of the list or a point of the map."
MAP_HEIGHT = 470


class InspectorView(anywidget.AnyWidget):
    """The browser's side of an `Inspector`. Made by `inspector_view`."""

    _esm = (STATIC / "inspector.js").read_text(encoding="utf-8")
    _css = (STATIC / "inspector.css").read_text(encoding="utf-8")
    facts = traitlets.Dict().tag(sync=True)
    evidence = traitlets.Dict().tag(sync=True)
    changes = traitlets.Dict().tag(sync=True)
    history: traitlets.List[Any] = traitlets.List().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    working = traitlets.Unicode().tag(sync=True)
    roles: traitlets.List[Any] = traitlets.List().tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)

    def __init__(self, inspector: Inspector, *, step: Callable[[int], None] | None, empty: str) -> None:
        self.inspector = inspector
        self._step = step
        super().__init__(
            roles=[list(one) for one in inspector.roles],
            empty=empty,
            **{name: getattr(inspector, name) for name in FOLLOWED},
        )
        watch(self, inspector, self._push, FOLLOWED)
        self.on_msg(self._on_message)

    def _push(self, change: Any) -> None:
        setattr(self, change["name"], change["new"])

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        """Do what the browser asks; anything else is passed over."""
        if not isinstance(content, dict):
            return
        say = {name: value for name, value in content.items() if isinstance(value, str)}
        number = content.get("number")
        number = number if isinstance(number, int) else None
        lens = self.inspector
        match content.get("do"):
            case "go":
                lens.selected = say.get("id") or None
            case "step" if self._step is not None and isinstance(content.get("by"), int):
                self._step(content["by"])
            case "relabel":
                lens.relabel(say.get("role", ""), say.get("note", ""))
            case "withdraw":
                lens.withdraw(say.get("verdict", ""), say.get("note", ""))
            case "comment":
                lens.comment(say.get("text", ""))
            case "review":
                lens.send_to_review(say.get("note", ""))
            case "draft":
                drafts = {"alias": lens.draft_alias, "kra": lens.draft_kra, "skill": lens.draft_skill}
                if (draft := drafts.get(say.get("kind", ""))) is not None:
                    draft(say.get("role", ""), say.get("text", ""))
            case "take" if number is not None:
                lens.draft_change(number)
            case "undo":
                lens.undo(number)
            case "changes":
                lens.look_for_changes()


def inspector_view(
    inspector: Inspector,
    *,
    step: Callable[[int], None] | None = None,
    css_class: str = "jd-inspector",
    empty: str = EMPTY,
) -> InspectorView:
    """Draw an inspector in the browser.

    j and k go to the next and the previous JD, r to the field for the right role (Enter applies it), c to the
    comment, u undoes, Escape leaves a field. The keys count in everything below the class ``jd-desk`` that
    the view stands in.

    Parameters
    ----------
    inspector
        What is shown.
    step
        Goes so many places further in a list.
    css_class
        A handle for style sheets and tests.
    empty
        What to do while no JD is selected.
    """
    view = InspectorView(inspector, step=step, empty=empty)
    view.add_class(css_class)
    return view


def inspector_desk(
    inspector: Inspector,
    lists: Mapping[str, Table],
    point_map: PointMap | None = None,
    *,
    renew: Callable[[], None] | None = None,
    opened: Callable[[str], None] | None = None,
    label: str = "Decisions",
    empty: str = "There are no rows.",
) -> VBox:
    """Put lists, map and inspector together: whatever is selected in one is selected in all.

    Points that are chosen on the map by box or lasso restrict the lists.

    Parameters
    ----------
    inspector
        What is shown of the selected JD.
    lists
        By title; several stand behind tabs.
    point_map
        The map; None where there is none.
    renew
        Called after something was said, to update the lists' rows.
    opened
        Called with the title of a list whose tab is opened.
    label, empty
        As for `table_view`.
    """
    from ipywidgets import HBox, Tab, VBox

    listed = []
    for number, table in enumerate(lists.values()):
        link(inspector, "selected", table, "selected", to_source=lambda key: key or inspector.selected)
        css_class = "jd-errors" if number == 0 else f"jd-list-{number}"
        listed.append(table_view(table, css_class=css_class, label=label, empty=empty))
        if point_map is not None:
            link(point_map, "chosen", table, "only", to_target=lambda keys: keys or None, one_way=True)
    left: Any = listed[0] if len(listed) == 1 else Tab(listed, titles=tuple(lists))
    left.add_class("jd-lists")
    if opened is not None and len(listed) > 1:

        def on_tab(change: Any) -> None:
            if change["new"] is not None:
                opened(list(lists)[change["new"]])

        watch(left, left, on_tab, "selected_index")

    def step(by: int) -> None:
        tables = list(lists.values())
        tables[getattr(left, "selected_index", 0) or 0].move(by)

    view = inspector_view(inspector, step=step)
    upper: list[Any] = [left]
    if point_map is not None:
        link(inspector, "selected", point_map, "selected", to_source=lambda key: key or inspector.selected)
        drawn = map_view(point_map, css_class="jd-map", height=MAP_HEIGHT)
        responsive(drawn.children[0])
        left.layout.width, drawn.layout.width = "62%", "38%"
        upper = [HBox([left, drawn])]
    if renew is not None:
        watch(view, inspector, lambda _: renew(), "said")
    when_closed(inspector.close)
    desk = VBox([*upper, view])
    desk.add_class("jd-desk")
    return desk


def responsive(figure: Any) -> None:
    """Have a live figure follow the width that it has; it would keep 700 pixels, being drawn out of sight."""
    figure._config = {**figure._config, "responsive": True}
