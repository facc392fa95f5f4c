"""A run that is interrupted and goes on reports the calls and costs of one that was left alone."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdwork.llm import AnswerCache, ledger_rows
from jdwork.llm.account import account_of
from jdwork.llm.replay import ReplayModels
from tests.llm.conftest import picked, question, refused

COST = (3.0 * 100 + 10.0 * 10) / 1e6
"""US dollars of one answer of the chat server."""


@pytest.fixture
def answers(tmp_path):
    return AnswerCache(tmp_path / "answers")


@pytest.fixture
def begin(models, answers):
    """Models that ask in the name of a run, each time as a fresh process would have them."""

    def make(run="monday", **options):
        made = models(answers=answers, **options)
        account_of(made).begin(run)
        return made

    return make


def ask(asker, *texts, **options):
    return [answer.call for answer in asker.ask_many([question(text, **options) for text in texts])]


def told(calls):
    """Calls without how long they took."""
    still = [
        replace(call, attempts=tuple(replace(one, seconds=0.0) for one in call.attempts)) for call in calls
    ]
    return ledger_rows(still)


def test_what_the_run_paid_for_before_a_stop_is_told_as_paid_once(chat, begin):
    before = ask(begin(), "a", "b")
    asker = begin()
    after = ask(asker, "a", "b", "a")
    assert told(after[:2]) == told(before)
    assert [call.outcome for call in after] == ["ok", "ok", "cached"]
    assert len(chat.bodies) == 2
    assert asker.spent_usd == pytest.approx(2 * COST)


def test_for_another_run_it_was_known_before(begin):
    ask(begin("monday"), "a")
    (call,) = ask(begin("tuesday"), "a")
    assert (call.outcome, call.cost_usd) == ("cached", 0)


def test_a_run_without_a_name_leaves_no_payments(chat, models, answers):
    ask(models(answers=answers), "a")
    assert answers.payments("") == (None, [])
    assert len(answers) == 1


def test_numbers_of_equal_questions_go_on_after_what_is_done(begin):
    whole = begin("left alone")
    first, second = ask(whole, "a"), ask(whole, "a")
    asker = begin()
    account_of(asker).passed([*first, *first])  # two JDs of the same content tell of the same calls
    assert [call.call_id for call in ask(asker, "a")] == [second[0].call_id]
    assert asker.spent_usd == pytest.approx(COST)


def test_what_must_be_worked_out_again_gets_what_it_got(chat, begin):
    chat.script = [picked(), picked("plum"), picked("plum"), picked()]
    calls = ask(begin(), "a", "b", "a")
    assert [call.outcome for call in calls] == ["ok", "failed", "cached"]
    asker = begin("another name, so that only the ledger is left")
    account_of(asker).repeat(calls)
    assert told(ask(asker, "a", "b", "a")) == told(calls)
    assert len(chat.bodies) == 3
    assert asker.spent_usd == pytest.approx(3 * COST)


def test_a_failure_that_cost_something_is_kept_and_one_that_cost_nothing_is_asked_again(chat, begin):
    chat.script = [picked("plum"), picked("plum"), refused(403), picked()]
    paid, free = ask(begin(), "a", "b")
    assert (paid.outcome, free.outcome) == ("failed", "failed")
    again, asked = ask(begin(), "a", "b")
    assert told([again]) == told([paid])
    assert asked.outcome == "ok"


def test_what_is_safely_on_disk_elsewhere_is_forgotten(begin, answers):
    asker = begin()
    ask(asker, "a", "b")
    assert len(answers.payments("monday")[1]) == 2
    account_of(asker).settle()
    found_out, calls = answers.payments("monday")
    assert found_out is not None and calls == []
    account_of(asker).end()
    assert answers.payments("monday") == (None, [])
    assert len(answers) == 2


def test_what_was_found_out_about_the_server_is_not_found_out_again(chat, begin):
    def modern(body):
        if "max_tokens" in body:
            return refused(400, "Unsupported parameter: 'max_tokens' is not supported")
        if body.get("response_format", {}).get("type") == "json_schema":
            return refused(400, "response_format json_schema is unknown")
        return picked()

    chat.script = [modern]
    (first,) = ask(begin(), "a")
    assert [one.outcome for one in first.attempts] == ["format_refused", "format_refused", "ok"]
    (call,) = ask(begin(), "b")
    assert [one.outcome for one in call.attempts] == ["ok"]


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_the_ceiling_counts_what_was_spent_before_the_stop(chat, begin, stop):
    texts = ["a", "b", "c", "d", "e"]
    # What one request may cost at most is more than it does cost: the last ones do not fit.
    most = {"max_cost_usd": 4 * COST, "max_answer_tokens": 40}
    whole = ask(begin("left alone", **most), *texts)
    assert {"ok", "over_budget"} == {call.outcome for call in whole}
    begun = begin(**most, base_url=chat.url.replace("127.0.0.1", "localhost"))  # knows no answers yet
    done = ask(begun, *texts[:stop])
    after = begin(**most, base_url=chat.url.replace("127.0.0.1", "localhost"))
    account_of(after).passed(done[:1])
    assert told([*done[:1], *ask(after, *texts[1:])]) == told(whole)


def test_a_damaged_payment_is_no_payment(chat, begin, answers):
    ask(begin(), "a")
    with sqlite3.connect(answers.path) as connection:
        connection.execute("UPDATE payment SET facts = '{\"call_id\": 1}'")
    (call,) = ask(begin(), "a")
    assert call.outcome == "cached"  # the answer itself is there
    with sqlite3.connect(answers.path) as connection:
        connection.execute("UPDATE payment SET facts = 'no json'")
    assert answers.payments("monday") == (None, [])


def test_of_equal_questions_the_first_is_paid_for(chat, models):
    for _ in range(5):
        same = models(concurrency=8).ask_many([question(subject=f"jd-{number}") for number in range(8)])
        assert [answer.call.outcome for answer in same] == ["ok"] + ["cached"] * 7


def test_whoever_keeps_no_account_has_none():
    assert account_of(ReplayModels([])) is None
    assert account_of(None) is None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.lists(st.sampled_from(["apples", "bananas", "cherries", "dates"]), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
    stop=st.integers(0, 12),
    lost=st.booleans(),
)
def test_stopped_anywhere_the_ledger_is_that_of_a_run_left_alone(
    chat, models, tmp_path_factory, parts, stop, lost
):
    def by_question(body):
        nonsense = "bananas" in json.dumps(body["messages"][:2])
        return picked("plum" if nonsense else "pear")

    chat.script = [by_question]
    folder = tmp_path_factory.mktemp("answers")

    def fresh(name):
        made = models(answers=AnswerCache(folder / name), concurrency=3)
        account_of(made).begin("monday")
        return made

    whole = fresh("whole")
    expected = [ask(whole, *part) for part in parts]

    # Parts before the stop are on disk; of the one that it struck, some answers had come.
    struck = min(stop // 3, len(parts) - 1)
    asker = fresh("stopped")
    done = []
    for part in parts[:struck]:
        done.append(ask(asker, *part))
        account_of(asker).settle()
    ask(asker, *parts[struck][: stop % 3])

    again = fresh("stopped")
    found = []
    for number, part in enumerate(parts):
        if number >= struck:
            found.append(ask(again, *part))
        elif lost and number == struck - 1:  # on disk, but what follows from it was not recorded
            account_of(again).repeat(done[number])
            found.append(ask(again, *part))
        else:
            account_of(again).passed(done[number])
            found.append(done[number])
    assert [told(calls) for calls in found] == [told(calls) for calls in expected]
    assert again.spent_usd == pytest.approx(whole.spent_usd)
