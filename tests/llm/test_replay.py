"""A run's ledger answers its questions again, without a server."""

import pytest

from jdwork.llm import ReplayModels, read_ledger, write_ledger
from tests.llm.conftest import picked, question, refused

pytestmark = pytest.mark.http


@pytest.fixture
def ledger(chat, models):
    chat.script = [picked(), refused(401, "no"), picked("pear")]
    asker = models()
    answers = asker.ask_many([question("a"), question("b"), question("c"), question("a")])
    return asker, answers


def test_answers_and_failures_are_replayed(ledger, prompts, tmp_path, chat):
    asker, first = ledger
    write_ledger(tmp_path / "calls.jsonl", [answer.call for answer in first])
    asked = len(chat.bodies)
    again = ReplayModels(read_ledger(tmp_path / "calls.jsonl"), identity=asker.identity, prompts=prompts)
    assert again.identity == asker.identity
    for _ in range(2):
        second = again.ask_many([question("a"), question("b"), question("c"), question("a")])
        assert [answer.value for answer in second] == [answer.value for answer in first]
        assert [answer.call for answer in second] == [answer.call for answer in first]
        again = again.for_run()
    assert "HTTP 401" in second[1].call.note
    assert len(chat.bodies) == asked


def test_one_question_with_two_outcomes_is_replayed_in_order(chat, models, prompts):
    chat.script = [refused(401, "no"), picked()]
    asker = models()
    first = [asker.ask_many([question()])[0], asker.ask_many([question()])[0]]
    again = ReplayModels([answer.call for answer in first], prompts=prompts)
    outcomes = [again.ask_many([question()])[0].call.outcome for _ in range(3)]
    assert outcomes == ["failed", "ok", "ok"]


def test_an_unknown_question_has_failed(ledger, prompts):
    again = ReplayModels([answer.call for answer in ledger[1]], prompts=prompts)
    (answer,) = again.ask_many([question("never asked")])
    assert answer.value is None
    assert "not in the ledger" in answer.call.note


def test_the_same_question_about_another_jd_is_answered(ledger, prompts):
    again = ReplayModels([answer.call for answer in ledger[1]], prompts=prompts)
    (answer,) = again.ask_many([question("a", subject="jd-2")])
    assert answer.value.fruit == "apple"
    assert (answer.call.subject, answer.call.outcome, answer.call.attempts) == ("jd-2", "cached", ())


def test_an_answer_that_no_longer_passes_its_check_has_failed(ledger, prompts):
    again = ReplayModels([answer.call for answer in ledger[1]], prompts=prompts)
    (answer,) = again.ask_many([question("a", check=lambda _: "Not any more.")])
    assert answer.value is None
    assert answer.call.note == "In the ledger: Not any more."
