from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from jdwork.llm.model import Attempt
from jdwork.output import run_page
from jdwork.output.call_cards import call_cards, call_totals, dollars
from tests.output.records import full_record
from tests.output.rich import PAID, call


def of(*calls):
    return replace(full_record(), calls=calls)


def test_cards_stand_in_pipeline_order_whatever_order_they_came_in():
    record = of(call("enrichment"), call("domain"), call("parse"), call("skills"))
    assert [card["stage"] for card in call_cards(record)] == ["parse", "skills", "domain", "enrichment"]


def test_a_card_tells_tokens_cost_time_and_retries_of_all_attempts():
    refused = Attempt("rate_limited", "json_schema", 0, 0, 0.0, 0.5, problem="too many")
    (card,) = call_cards(of(call(attempts=(refused, PAID))))
    assert (card["tokens"], card["cost"], card["time"], card["retries"]) == (
        "1,000 + 50 tokens",
        "$0.0004",
        "1.75 s",
        1,
    )
    assert [(one["number"], one["outcome"], one["problem"]) for one in card["attempts"]] == [
        (1, "rate limited", "too many"),
        (2, "ok", ""),
    ]


def test_totals_are_by_api_and_in_all():
    record = of(call("parse"), call("domain"), call("new_skill"))
    assert call_totals(record) == [
        ("API 1", 2, 2000, 100, "$0.0008"),
        ("API 2", 1, 1000, 50, "$0.0004"),
        ("API 3", 0, 0, 0, "$0"),
        ("All", 3, 3000, 150, "$0.0012"),
    ]
    assert call_totals(of()) == []


def test_a_price_that_is_not_known_is_not_told_as_nothing():
    record = of(call("parse", attempts=(replace(PAID, cost_usd=None),)), call("new_skill"))
    assert [row[-1] for row in call_totals(record)] == ["price not known", "$0.0004", "$0", "price not known"]


@pytest.mark.parametrize(
    ("cost", "shown"), [(0.0, "$0"), (0.00000123, "$1.2e-06"), (0.0123, "$0.0123"), (None, "price not known")]
)
def test_small_sums_do_not_look_like_none(cost, shown):
    assert dollars(cost) == shown


def test_a_failed_call_says_what_stands_instead():
    record = of(call("domain", outcome="failed", answer=None, note="No such role."))
    card = BeautifulSoup(run_page(record), "html.parser").select_one("#calls details.failed")
    assert card is not None
    assert "No such role." in card.get_text()
    assert "the offline method's result stands" in card.get_text()


def test_a_cached_call_says_that_nothing_was_sent():
    page = BeautifulSoup(run_page(of(call(outcome="cached", attempts=()))), "html.parser")
    assert "nothing was sent" in page.select_one("#calls").get_text()
