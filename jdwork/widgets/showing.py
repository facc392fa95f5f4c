"""Showing parts of a notebook: alive where someone can click, as a picture where nobody can."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import traitlets

if TYPE_CHECKING:
    from ipywidgets import Widget

INTERACTIVE = "JDWORK_INTERACTIVE"
"""Environment variable that decides for 1 (alive) or 0 (a picture) where a guess would be wrong."""
_KEPT = "_jdwork_showings"
"""Attribute of the IPython shell that holds what is shown, by name."""


class Link:
    """Two traits that follow each other until the link is closed.

    Made inside `show`, a link is closed when its cell is run again.

    Parameters
    ----------
    source, source_trait
        The model whose value counts at the start.
    target, target_trait
        The model that follows it, and that it follows.
    to_target, to_source
        Turn a value of one side into one of the other; None: as it is.
    one_way
        The target follows the source only.
    """

    def __init__(
        self,
        source: traitlets.HasTraits,
        source_trait: str,
        target: traitlets.HasTraits,
        target_trait: str,
        *,
        to_target: Callable[[Any], Any] | None = None,
        to_source: Callable[[Any], Any] | None = None,
        one_way: bool = False,
    ) -> None:
        self._handlers: list[tuple[traitlets.HasTraits, str, Callable[[Any], None]]] = []
        self._busy = False
        forth = self._follower(target, target_trait, to_target)
        forth({"new": getattr(source, source_trait)})
        self._observe(source, source_trait, forth)
        if not one_way:
            self._observe(target, target_trait, self._follower(source, source_trait, to_source))
        _note(self.close)

    def close(self) -> None:
        """Let go of both models; a second call does nothing."""
        while self._handlers:
            model, name, handler = self._handlers.pop()
            model.unobserve(handler, name)

    def _observe(self, model: traitlets.HasTraits, name: str, handler: Callable[[Any], None]) -> None:
        model.observe(handler, name)
        self._handlers.append((model, name, handler))

    def _follower(
        self, model: traitlets.HasTraits, name: str, turn: Callable[[Any], Any] | None
    ) -> Callable[[Any], None]:
        def follow(change: Any) -> None:
            # Without the guard, two turnings that are not each other's inverse would never come to rest.
            if self._busy:
                return
            self._busy = True
            try:
                setattr(model, name, turn(change["new"]) if turn else change["new"])
            finally:
                self._busy = False

        return follow


def link(
    source: traitlets.HasTraits,
    source_trait: str,
    target: traitlets.HasTraits,
    target_trait: str,
    *,
    to_target: Callable[[Any], Any] | None = None,
    to_source: Callable[[Any], Any] | None = None,
    one_way: bool = False,
) -> Link:
    """Let two traits follow each other; see `Link`."""
    return Link(
        source, source_trait, target, target_trait, to_target=to_target, to_source=to_source, one_way=one_way
    )


def watch(
    widget: Widget, model: traitlets.HasTraits, handler: Callable[[Any], None], names: str | Iterable[str]
) -> None:
    """Observe a model for as long as a widget lives.

    Parameters
    ----------
    widget
        When it is closed, the model is let go.
    model
        What is observed.
    handler
        Called with traitlets' change.
    names
        One trait, or several.
    """
    wanted = [names] if isinstance(names, str) else list(names)
    model.observe(handler, wanted)

    def stop(change: Any) -> None:
        # A widget that is closed loses its comm; ipywidgets has no other sign of it.
        if change["new"] is None:
            widget.unobserve(stop, "comm")
            model.unobserve(handler, wanted)

    widget.observe(stop, "comm")


def when_closed(callback: Callable[[], Any]) -> None:
    """Have something done when the cell whose `show` runs now is run again; else nothing happens."""
    _note(callback)


def is_interactive() -> bool:
    """Tell whether a person may click: true in JupyterLab, false under papermill, nbconvert and in scripts.

    JupyterLab names the cell in the metadata of what it asks the kernel to run; nbclient and papermill do
    not. ``JDWORK_INTERACTIVE=0`` or ``1`` decides instead.
    """
    if (said := os.environ.get(INTERACTIVE, "").strip().lower()) != "":
        return said not in {"0", "false", "no", "off"}
    kernel = getattr(_shell(), "kernel", None)
    if kernel is None:
        return False
    parent = kernel.get_parent("shell") or {}
    # A message of a widget comes from a front end that has drawn it.
    if str(parent.get("header", {}).get("msg_type", "")).startswith("comm_"):
        return True
    return bool((parent.get("metadata") or {}).get("cellId"))


def show(name: str, make_live: Callable[[], Widget], make_static: Callable[[], Any]) -> None:
    """Display the live part in a live front end, the static one anywhere else.

    A cell that is run again first closes what this name showed before: links and observers are removed,
    widgets closed.

    Parameters
    ----------
    name
        Name of the part, one for a notebook's cell.
    make_live
        Makes the widget; called only where it can be used.
    make_static
        Makes the table, figure or text that stands in its place; None displays nothing.
    """
    from IPython.display import display

    close(name)
    if is_interactive():
        try:
            live = _make(name, make_live)
        except (ImportError, NotImplementedError) as error:
            print(f"Shown as a picture, since the widget could not be made: {error}")  # noqa: T201
        else:
            display(live)
            return
    if (static := make_static()) is not None:
        display(static)


def close(name: str) -> None:
    """Close what a name shows: links, observers and every widget made for it."""
    kept = _kept()
    if kept is not None and (showing := kept.pop(name, None)) is not None:
        showing.close()


class _Showing:
    """What one call of `show` made."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], Any]] = []
        self.widgets: list[Widget] = []

    def close(self) -> None:
        for callback in reversed(self.callbacks):
            callback()
        made = list(self.widgets)
        for widget in made:
            # Parts that were added after the first display.
            made.extend(part for part in _parts(widget) if all(part is not one for one in made))
        for widget in made:
            widget.close()
        self.callbacks, self.widgets = [], []


def _make(name: str, make_live: Callable[[], Widget]) -> Widget:
    from ipywidgets.widgets.widget import _instances

    before = set(_instances)
    showing = _Showing()
    kept = _kept()
    making = kept.setdefault(_MAKING, []) if kept is not None else []
    making.append(showing)
    try:
        live = make_live()
    except BaseException:
        showing.widgets = [widget for key, widget in list(_instances.items()) if key not in before]
        showing.close()
        raise
    finally:
        making.pop()
    # All that was made, also layouts and styles, which no tree of children leads to.
    showing.widgets = [widget for key, widget in list(_instances.items()) if key not in before]
    if kept is not None:
        kept[name] = showing
    return live


_MAKING = "\0making"


def _note(callback: Callable[[], Any]) -> None:
    kept = _kept()
    if kept is not None and (making := kept.get(_MAKING)):
        making[-1].callbacks.append(callback)


def _parts(widget: Any) -> Iterable[Widget]:
    for name in ("children", "layout", "style"):
        value = getattr(widget, name, None)
        for part in value if isinstance(value, list | tuple) else [value]:
            if hasattr(part, "comm") and callable(getattr(part, "close", None)):
                yield part


def _kept() -> dict[str, Any] | None:
    shell = _shell()
    if shell is None:
        return None
    if not hasattr(shell, _KEPT):
        setattr(shell, _KEPT, {})
    kept: dict[str, Any] = getattr(shell, _KEPT)
    return kept


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def with_class(widget: Any, name: str) -> Any:
    """Give a widget a CSS class, the handle of style sheets and tests; returns it."""
    widget.add_class(name)
    return widget
