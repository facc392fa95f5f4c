"""Pictures of KRA similarity: what they count, what they say, and that a JD's text stays text."""

import numpy as np
import pytest

from jdwork.explain.kra_draws import measure_draws
from jdwork.explain.kra_similarity import measure_kras
from jdwork.text import JobDescription
from jdwork.view.kra_map import OTHERS, SENTENCES, kra_map, outline
from jdwork.view.kra_similarity import MOST_SENTENCES, hub_figure, kra_finding, kra_heatmap, rank_figure
from tests.explain.test_kra_similarity import BREAD, JDS

EVIL = JobDescription(
    id="evil",
    text="Duties: say 5 & 6 < 7 $x$ while kneading dough and shaping loaves before dawn in the bakery.",
    title="<b>Baker</b>",
)


@pytest.fixture(scope="module")
def bread(tiny_pipeline):
    return measure_kras(BREAD, tiny_pipeline)


def test_a_heatmap_has_a_row_a_sentence_and_a_column_a_kra(bread):
    figure = kra_heatmap(bread, ["baker", "waiter"])
    heat, full, hollow = figure.data
    assert np.array(heat.z, dtype=float).shape == (len(bread), 5)  # two KRAs, a gap, two KRAs
    assert [row[2] for row in heat.z] == [None] * len(bread)  # NaN is no JSON
    assert len(full.x) + len(hollow.x) == len(bread)
    assert f"Best KRAs of {len(bread)} sentences" in figure.layout.title.text
    drawn = [bread.drawn(slug, corrected=True) for slug in ("baker", "waiter")]
    assert len(full.x) == sum(drawn)
    assert f"roles not shown {len(bread) - sum(drawn)}" in figure.layout.title.text
    assert "Raw cosine" in kra_heatmap(bread, ["baker"], corrected=False).layout.title.subtitle.text


def test_text_of_a_jd_is_escaped_and_no_formula(tiny_pipeline):
    found = measure_kras(EVIL, tiny_pipeline)
    figure = kra_heatmap(found, ["baker"])
    said = str(figure.to_plotly_json())
    assert "5 &amp; 6 &lt; 7 &#36;x&#36;" in said
    assert "< 7" not in said and "$x$" not in said


def test_of_very_many_sentences_the_nearest_are_shown_in_text_order(tiny_pipeline):
    text = "Duties:\n" + "\n".join(f"- Kneads dough of kind {n} and shapes loaves at {n}." for n in range(60))
    found = measure_kras(JobDescription(id="long", text=text), tiny_pipeline)
    assert len(found) == 60
    figure = kra_heatmap(found, ["baker"])
    assert len(figure.layout.yaxis.ticktext) == MOST_SENTENCES
    assert f"The {MOST_SENTENCES} of 60 sentences" in figure.layout.title.subtitle.text


def test_the_finding_counts_before_and_after(bread):
    said = kra_finding(bread, "baker")
    assert f"Of {len(bread)} sentences, {bread.drawn('baker', corrected=True)} (" in said
    assert "KRA of Baker more than any other of the catalog's 12" in said
    assert kra_finding(bread, None).startswith("No role was decided.")


def test_empty_states_say_what_to_do(tiny_pipeline, bread):
    nothing = measure_kras(JobDescription(id="x", text=""), tiny_pipeline)
    assert "choose another" in kra_heatmap(nothing, ["baker"]).layout.title.text
    assert "choose another" in kra_finding(nothing, "baker")
    assert "name some" in kra_heatmap(bread, []).layout.title.text
    assert "No ranking" in rank_figure([]).layout.title.text
    assert "with more JDs" in hub_figure(measure_draws([], tiny_pipeline)).layout.title.text


def test_a_ranking_draws_a_line_a_role(bread):
    rows = bread.ranking(most=3)
    figure = rank_figure(rows, ["baker"])
    assert len(figure.data) == len(rows)
    assert "first" in figure.layout.title.text


def test_hubs_are_counted_over_all_kras(tiny_pipeline):
    draws = measure_draws([(jd, None) for jd in JDS], tiny_pipeline)
    figure = hub_figure(draws, most=2)
    assert len(figure.data[1].x) == 2
    assert f"of {len(draws):,} in {draws.n_jds} JDs" in figure.layout.title.subtitle.text


def test_a_map_holds_kras_sentences_and_outlines(tiny_pipeline, bread):
    places = np.random.default_rng(0).normal(size=(12, 2))
    sentences = np.zeros((len(bread), 2))
    drawn = kra_map(places, tiny_pipeline.snapshot, bread, sentences, ["baker", "nobody"])
    assert len(drawn.keys) == len(set(drawn.keys)) == 12 + len(bread)
    assert drawn.groups.count("baker") == 2 and drawn.groups.count(OTHERS) == 10
    assert drawn.groups.count(SENTENCES) == len(bread)
    assert drawn.shapes == ()  # two KRAs have no outline
    assert (kra_map(places, tiny_pipeline.snapshot, None, sentences, []).places == places).all()


def test_an_outline_leaves_strays_out():
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [50.0, 50]])
    assert outline(square).max() == 1
    assert outline(square[:2]) is None
    assert outline(np.array([[0, 0], [1, 1], [2, 2.0]])) is None
