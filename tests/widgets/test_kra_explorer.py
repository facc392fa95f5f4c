"""The state behind notebook 02: another JD, another role, another point."""

import plotly.graph_objects as go
import pytest

import jdwork
from jdwork.errors import InputError
from jdwork.runs import execute_run, explicit_run_folder
from jdwork.text import read_jds
from jdwork.widgets.kra_explorer import jd_at, open_explorer
from jdwork.widgets.kra_explorer_view import details_html, explorer_map, finding_html, kra_explorer_view


@pytest.fixture
def opened(tiny_workspace):
    wb = jdwork.open(tiny_workspace.root)
    folder = explicit_run_folder(wb.workspace.runs / "samples")
    jds = read_jds(tiny_workspace.catalog / "samples" / "samples.jsonl", label_field="label")
    execute_run(jds, wb.pipeline, folder, name="samples")
    return wb, folder


@pytest.fixture
def explorer(opened):
    return open_explorer(opened[1], opened[0], method="pca")


def test_another_jd_changes_everything_but_the_kras(explorer):
    assert explorer.jd == "bread" and explorer.roles[0] == "baker"
    before, places = explorer.finding, explorer.points.places[:12].copy()
    explorer.table.selected = "contradicted"
    explorer.jd = "contradicted"
    assert explorer.role in explorer.roles and "electrician" in explorer.roles
    assert explorer.finding != before
    assert (explorer.points.places[:12] == places).all()
    assert len(explorer.points) == 12 + len(explorer.found)


def test_a_sentence_stays_where_it_was_placed(explorer):
    first = explorer.points.places[12:].copy()
    explorer.jd = "text-alone"
    explorer.jd = "bread"
    assert (explorer.points.places[12:] == first).all()


def test_a_kra_tells_what_it_draws_and_a_sentence_its_kras(explorer):
    column = int(explorer.found.best(corrected=True)[0])
    explorer.points.selected = f"kra:{column}"
    said = explorer.selected_words()
    assert said[0] == ("role", explorer.found.kra(column)[0])
    assert any(kind == "sentence" and "bread" in text for kind, text in said)
    explorer.points.selected = "sentence:0"
    assert ("text", explorer.found.texts[0]) in explorer.selected_words()
    # The next JD may have fewer sentences.
    explorer.points.selected = f"sentence:{len(explorer.found) - 1}"
    explorer.jd = "title-alone"
    assert explorer.selected_words()


def test_roles_are_added_and_given_up(explorer):
    new = next(slug for slug in explorer.opened.snapshot.role_index if slug not in explorer.roles)
    assert explorer.add_role(new) and explorer.roles[-1] == new
    assert not explorer.add_role("nobody")
    explorer.named = ["nobody"]
    assert "no role nobody" in explorer.problem
    assert "no role nobody" in finding_html(explorer)
    explorer.named = []
    assert explorer.problem == "" and explorer.roles[0] == "baker"


def test_it_begins_with_the_jd_that_is_asked_for(opened):
    wb, folder = opened
    assert open_explorer(folder, wb, method="pca", jd="2").jd == "text-alone"
    assert open_explorer(folder, wb, method="pca", jd="vague", roles=["waiter"]).roles == ("waiter",)
    with pytest.raises(InputError, match="no JD 'nowhere'; it has 8"):
        open_explorer(folder, wb, method="pca", jd="nowhere")
    with pytest.raises(InputError, match="no map 'tsne'"):
        open_explorer(folder, wb, method="tsne")
    assert jd_at(wb.classify_many([]), "") is None


def test_a_browser_that_joins_late_gets_the_figures_whole(explorer):
    view = kra_explorer_view(explorer)
    figures = [one for one in _within(view) if isinstance(one, go.FigureWidget)]
    assert len(figures) == 3
    for figure in figures:
        # What goes out with the widget itself; changes sent after it reach none but scripts that already run.
        sent = go.Figure(figure._widget_data, figure._widget_layout)
        assert len(sent.data) == len(figure.data) > 0
        assert sent.layout.title.text == figure.layout.title.text
        assert len(sent.layout.shapes) == len(figure.layout.shapes)
    view.close()


def _within(box):
    for child in getattr(box, "children", ()):
        yield child
        yield from _within(child)


def test_the_view_follows_and_escapes(explorer):
    view = kra_explorer_view(explorer)
    assert "jd-kra-explorer" in view._dom_classes
    explorer.jd = "text-alone"
    explorer.corrected = False
    assert "Click a point" in details_html(explorer)
    figure = explorer_map(explorer)
    assert any(trace.marker.symbol == "diamond" for trace in figure.data)
    view.close()
