"""Alive or a picture, and nothing left behind when a cell is run again."""

from types import SimpleNamespace

import pytest
import traitlets
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets import HTML, VBox
from ipywidgets.widgets.widget import _instances

from jdwork.widgets import Link, close, is_interactive, show, showing, watch, when_closed


class Model(traitlets.HasTraits):
    selected = traitlets.Unicode(None, allow_none=True)
    other = traitlets.Int(0)


@pytest.fixture
def shell(monkeypatch):
    """A shell whose kernel was asked by a front end that names the cell."""
    parent = {"header": {"msg_type": "execute_request"}, "metadata": {"cellId": "c1"}}
    made = SimpleNamespace(parent=parent)
    made.kernel = SimpleNamespace(get_parent=lambda channel: made.parent)
    monkeypatch.setattr(showing, "_shell", lambda: made)
    monkeypatch.delenv("JDWORK_INTERACTIVE", raising=False)
    return made


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    return shown


def observers(*models):
    return sum(
        len(handlers)
        for model in models
        for by_kind in model._trait_notifiers.values()
        for handlers in by_kind.values()
    )


def test_a_front_end_that_names_the_cell_is_alive(shell, monkeypatch):
    assert is_interactive()
    shell.parent = {"header": {"msg_type": "execute_request"}, "metadata": {}}
    assert not is_interactive()
    shell.parent = {"header": {"msg_type": "comm_msg"}, "metadata": {}}
    assert is_interactive()
    monkeypatch.setenv("JDWORK_INTERACTIVE", "0")
    assert not is_interactive()


def test_the_variable_decides_where_there_is_no_shell(monkeypatch):
    monkeypatch.setattr(showing, "_shell", lambda: None)
    monkeypatch.delenv("JDWORK_INTERACTIVE", raising=False)
    assert not is_interactive()
    monkeypatch.setenv("JDWORK_INTERACTIVE", "1")
    assert is_interactive()


def test_a_shell_without_a_kernel_is_no_front_end(monkeypatch):
    monkeypatch.setattr(showing, "_shell", lambda: SimpleNamespace(spec=InteractiveShell))
    monkeypatch.delenv("JDWORK_INTERACTIVE", raising=False)
    assert not is_interactive()


def test_without_a_front_end_the_static_part_is_displayed(shell, displayed):
    shell.parent = {}
    show("part", lambda: pytest.fail("nobody can click"), lambda: "picture")
    show("part", lambda: pytest.fail("nobody can click"), lambda: None)
    assert displayed == ["picture"]


def test_a_second_run_leaves_no_widget_no_observer_and_no_callback(shell, displayed):
    model, other = Model(), Model()
    done = []

    def live():
        text = HTML()
        watch(text, model, lambda change: setattr(text, "value", str(change["new"])), ["selected", "other"])
        Link(model, "selected", other, "selected")
        when_closed(lambda: done.append(1))
        return VBox([text])

    before = (len(_instances), observers(model, other))
    show("part", live, lambda: None)
    once = (len(_instances), observers(model, other))
    assert once > before
    show("part", live, lambda: None)
    assert (len(_instances), observers(model, other)) == once
    assert done == [1]
    late = VBox([HTML()])
    displayed[-1].children = (*displayed[-1].children, late)
    close("part")
    assert (len(_instances), observers(model, other)) == before
    assert late.comm is None


def test_names_do_not_close_one_another(shell, displayed):
    show("one", HTML, lambda: None)
    show("two", HTML, lambda: None)
    assert displayed[0].comm is not None
    close("one")
    close("two")
    close("three")
    assert all(one.comm is None for one in displayed)


def test_a_widget_that_cannot_be_made_is_replaced_with_a_sentence(shell, displayed, capsys):
    model = Model()

    def broken():
        watch(HTML(), model, print, "selected")
        raise ImportError("no anywidget here")

    before = (len(_instances), observers(model))
    show("part", broken, lambda: "picture")
    assert displayed == ["picture"]
    assert "Shown as a picture" in capsys.readouterr().out
    assert (len(_instances), observers(model)) == before


def test_a_mistake_in_making_is_not_hidden(shell, displayed):
    with pytest.raises(KeyError):
        show("part", lambda: {}["x"], lambda: "picture")
    assert displayed == []


def test_a_link_goes_both_ways_until_it_is_closed():
    one, two = Model(selected="a"), Model(selected="b")
    link = Link(one, "selected", two, "selected")
    assert two.selected == "a"
    two.selected = "c"
    assert one.selected == "c"
    link.close()
    link.close()
    two.selected = "d"
    assert one.selected == "c"


def test_a_link_turns_values_and_comes_to_rest():
    one, two = Model(other=3), Model()
    Link(one, "other", two, "other", to_target=lambda value: value + 1, to_source=lambda value: value + 1)
    assert (one.other, two.other) == (3, 4)
    two.other = 10
    assert (one.other, two.other) == (11, 10)


def test_a_one_way_link_leaves_its_source_alone():
    one, two = Model(selected="a"), Model()
    Link(one, "selected", two, "selected", one_way=True)
    two.selected = "z"
    assert one.selected == "a"
