"""The waterfall of an explanation: bars add up to the lead, the title states the finding."""

from __future__ import annotations

import pytest

from jdwork.explain import Explanation, Source
from jdwork.view import explanation_waterfall
from tests.output.records import full_record


def told(first=(3.0, 1.0, 0.0), second=(0.0, 2.5, 0.0), names=("Baker", "Waiter")):
    signals = ("alias", "kra_corrected", "title")
    return Explanation(
        record=full_record(),
        roles=("baker", "waiter"),
        contributions=dict(zip(signals, zip(first, second, strict=True), strict=True)),
        values=dict(zip(signals, zip(first, second, strict=True), strict=True)),
        names=names,
        sources=(Source("kra_corrected", "waiter", "Carry <b>plates</b>. " * 20, "Carries plates.", 0.5),),
    )


def test_bars_lead_to_the_lead_the_widest_first():
    (bars,) = explanation_waterfall(told()).data
    assert list(bars.y) == ["alias", "kra corrected", "lead"]
    assert list(bars.x) == [3.0, -1.5, 1.5]
    assert list(bars.measure) == ["relative", "relative", "total"]
    assert sum(bars.x[:-1]) == pytest.approx(bars.x[-1])


def test_the_title_says_who_leads_and_by_what():
    figure = explanation_waterfall(told())
    assert figure.layout.title.text == "Baker leads Waiter by 1.50 log-odds; alias weighs most (+3.00)"
    behind = explanation_waterfall(told(first=(0.0, 0.0, 0.0)))
    assert (
        behind.layout.title.text == "Waiter leads Baker by 2.50 log-odds; kra corrected weighs most (-2.50)"
    )


def test_every_bar_has_room_for_its_figure():
    low, high = explanation_waterfall(told()).layout.xaxis.range
    assert low < 0 and high > 3


def test_sources_are_told_cut_and_escaped():
    (bars,) = explanation_waterfall(told(names=("Baker", "<i>Waiter</i>"))).data
    said = bars.customdata[1]
    assert said.startswith("<br>&lt;i&gt;Waiter&lt;/i&gt;: “Carry &lt;b&gt;plates")
    assert said.endswith(" …")
    assert len(said) < 220
    assert "<i>" not in explanation_waterfall(told(names=("Baker", "<i>Waiter</i>"))).layout.title.text


def test_silent_signals_have_no_bar():
    assert len(explanation_waterfall(told(first=(0.0,) * 3, second=(0.0,) * 3)).data[0].y) == 1
    assert "No signal tells" in explanation_waterfall(told((0.0,) * 3, (0.0,) * 3)).layout.title.text


def test_one_role_alone_has_nothing_to_compare():
    alone = Explanation(full_record(), ("baker",), {"alias": (1.0,)}, {"alias": (1.0,)})
    assert explanation_waterfall(alone).layout.title.text == "No two roles to compare"
    assert len(explanation_waterfall(alone).data) == 0


def test_bars_end_where_the_next_begins_and_the_figure_shows_the_same():
    from jdwork.view.explanation import waterfall_bars, waterfall_finding

    bars = waterfall_bars(told())
    assert [(bar.start, bar.end) for bar in bars] == [(0.0, 3.0), (3.0, 1.5), (0.0, 1.5)]
    assert waterfall_finding(told(names=("<b>", "Waiter"))).startswith("<b> leads")


def test_the_finding_names_what_speaks_for_the_leader():
    figure = explanation_waterfall(told(first=(1.0, 0.0, 1.0), second=(0.0, 1.5, 0.0)))
    assert figure.layout.title.text == "Baker leads Waiter by 0.50 log-odds; alias weighs most (+1.00)"
