"""What a server may do, and what becomes of it: always an answer or a note, and the right account."""

import json
import logging
import pickle
import socket
import threading
import time
import traceback
from dataclasses import replace

import pytest

from jdwork.config.settings import LlmSettings
from jdwork.errors import ModelError
from jdwork.llm import AnswerCache, LanguageModels, PriceTable, Question, ledger_rows
from jdwork.llm.bounds import LONGEST_PAUSE
from jdwork.llm.server import MAX_RETRY_AFTER
from tests.llm.conftest import KEY, Pick, picked, question, refused, said

pytestmark = pytest.mark.http

COST = (100 * 3.0 + 10 * 10.0) / 1_000_000


def outcomes(answer):
    return [attempt.outcome for attempt in answer.call.attempts]


def ask(models, *questions):
    return models.ask_many(questions or [question()])


def test_an_answer_is_checked_and_accounted_for(chat, models):
    (answer,) = ask(models())
    assert answer.value == Pick(reason="round", fruit="apple")
    call = answer.call
    assert (call.outcome, call.prompt, call.prompt_version, call.model) == ("ok", "fruit", "3", "tester")
    assert call.answer == {"reason": "round", "fruit": "apple"}
    assert (call.prompt_tokens, call.completion_tokens, call.retries) == (100, 10, 0)
    assert call.cost_usd == pytest.approx(COST, abs=0)
    (body,) = chat.bodies
    assert body["temperature"] == 0
    assert body["max_tokens"] == 2000
    assert isinstance(body["seed"], int)
    assert chat.headers[0]["Authorization"] == f"Bearer {KEY}"
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["properties"]["fruit"]["enum"] == ["apple", "pear"]


def test_answers_stand_in_the_order_of_the_questions(chat, models):
    def echo(body):
        time.sleep(0.001 * (hash(body["messages"][1]["content"]) % 7))
        name = body["response_format"]["json_schema"]["schema"]["properties"]["fruit"]["enum"][0]
        return picked(name)

    chat.script = [echo]
    names = [f"fruit-{number}" for number in range(40)]
    answers = ask(models(concurrency=8), *[question(fruits=(name,)) for name in names])
    assert [answer.value.fruit for answer in answers] == names


def test_a_refused_schema_is_negotiated_once_and_remembered(chat, models):
    def server(body):
        kind = body["response_format"]
        if kind["type"] == "json_schema":
            return refused(500, "unsupported response_format type: json_schema")
        assert "schema" in kind
        return picked()

    chat.script = [server]
    asker = models(concurrency=4)
    first = ask(asker, *[question(f"text {number}") for number in range(6)])
    assert [answer.call.outcome for answer in first] == ["ok"] * 6
    assert sorted(len(answer.call.attempts) for answer in first) == [1, 1, 1, 1, 1, 2]
    two = next(answer for answer in first if len(answer.call.attempts) == 2)
    assert outcomes(two) == ["format_refused", "ok"]
    assert [attempt.response_format for attempt in two.call.attempts] == ["json_schema", "json_object_schema"]
    assert two.call.cost_usd == COST
    assert outcomes(ask(asker.for_run(), question("new"))[0]) == ["ok"]


def test_negotiation_goes_down_to_plain_text_with_the_schema_in_words(chat, models):
    def server(body):
        if "response_format" in body:
            return refused(400, "Unrecognized request argument supplied: response_format")
        assert '"enum": ["apple", "pear"]' in body["messages"][0]["content"]
        return said('Sure! Here it is:\n```json\n{"reason": "round", "fruit": "pear"}\n```\nAnything else?')

    chat.script = [server]
    asker = models()
    (answer,) = ask(asker)
    assert outcomes(answer) == ["format_refused", "format_refused", "format_refused", "ok"]
    assert answer.value.fruit == "pear"
    assert outcomes(ask(asker, question("other"))[0]) == ["ok"]


def test_parameters_that_a_model_refuses_are_left_out(chat, models):
    def server(body):
        if "max_tokens" in body:
            return refused(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                                "'max_completion_tokens' instead.")  # fmt: skip
        if "temperature" in body:
            return refused(400, "Unsupported value: 'temperature' does not support 0 with this model. Only "
                                "the default (1) value is supported.")  # fmt: skip
        assert body["max_completion_tokens"] == 2000
        return picked()

    chat.script = [server]
    asker = models(max_retries=0)
    (answer,) = ask(asker)
    assert outcomes(answer) == ["format_refused", "format_refused", "ok"]
    assert chat.formats == ["json_schema"] * 3
    assert outcomes(ask(asker, question("other"))[0]) == ["ok"]


def test_a_schema_that_is_refused_for_one_prompt_does_not_weaken_the_others(chat, models, prompts):
    def server(body):
        schema = body["response_format"].get("json_schema", {}).get("schema")
        if schema and "pear" not in schema["properties"]["fruit"]["enum"]:
            return refused(400, "Invalid schema for response_format")
        return picked()

    chat.script = [server]
    asker = models()
    assert outcomes(ask(asker)[0]) == ["ok"]
    odd = question(fruits=("apple",))
    assert outcomes(ask(asker, odd)[0]) == ["format_refused", "ok"]


def test_a_server_that_ignores_the_schema_is_told_in_words(chat, models):
    def server(body):
        told = "JSON schema" in body["messages"][0]["content"]
        return picked() if told else said("An apple is nice.")

    chat.script = [server]
    asker = models()
    assert outcomes(ask(asker)[0]) == ["broken_json", "ok"]
    assert outcomes(ask(asker, question("other"))[0]) == ["ok"]


def test_a_schema_that_is_ignored_for_one_prompt_binds_the_others(chat, models):
    def server(body):
        told = "JSON schema" in body["messages"][0]["content"]
        return picked() if told else said("An apple is nice.")

    chat.script = [server, server, lambda body: picked() if "json_schema" in str(body) else said("none")]
    asker = models()
    assert outcomes(ask(asker)[0]) == ["broken_json", "ok"]
    (other,) = asker.ask_many([replace(question("other"), prompt="berry")])
    assert outcomes(other) == ["ok"]
    assert other.call.attempts[0].response_format == "json_schema"


def test_a_bare_line_break_in_a_string_is_read(chat, models):
    chat.script = [said('{"fruit": "apple", "reason": "it is\nround"}')]
    (answer,) = ask(models())
    assert outcomes(answer) == ["ok"]
    assert answer.value.reason == "it is\nround"


def test_a_429_waits_as_long_as_the_server_says(chat, models, pauses):
    chat.script = [
        refused(429, "slow down", headers={"Retry-After": "7"}),
        refused(429, "slow down", headers={"Retry-After": "86400"}),
        picked(),
    ]
    (answer,) = ask(models())
    assert outcomes(answer) == ["rate_limited", "rate_limited", "ok"]
    assert pauses == [7.0, MAX_RETRY_AFTER]
    assert answer.call.cost_usd == COST
    assert answer.call.retries == 2


def test_a_timeout_is_tried_again(chat, models, pauses):
    release = threading.Event()

    def slow(_):
        release.wait(5)
        return picked()

    chat.script = [slow, picked()]
    asker = models(timeout=1.0)
    (answer,) = ask(asker)
    release.set()
    assert outcomes(answer) == ["timeout", "ok"]
    assert len(pauses) == 1
    assert answer.call.cost_usd == COST
    assert asker.spent_usd > COST  # the lost request may have been charged: the ceiling counts it


def test_a_server_that_trickles_is_given_up_in_time(chat, models):
    from werkzeug import Response

    def trickle():
        for _ in range(100):
            yield b" "
            time.sleep(0.05)

    chat.script = [lambda _: Response(trickle(), content_type="application/json"), picked()]
    began = time.monotonic()
    (answer,) = ask(models(timeout=0.5))
    assert outcomes(answer) == ["timeout", "ok"]
    assert time.monotonic() - began < 4


def test_a_connection_lost_half_way_is_tried_again(models, pauses):
    half = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up():
            for part in (b"", half):
                connection, _ = listener.accept()
                connection.recv(65536)
                connection.sendall(part)
                connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        (answer,) = ask(models(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}/v1", max_retries=1))
        thread.join()
    assert outcomes(answer) == ["unreachable", "unreachable"]
    assert len(pauses) == 1


def test_a_broken_server_fails_after_bounded_tries(chat, models, pauses):
    chat.script = [refused(500, "oops")]
    (answer,) = ask(models(max_retries=2))
    assert answer.value is None
    assert outcomes(answer) == ["format_refused"] * 3 + ["server_error"] * 3
    assert answer.call.outcome == "failed"
    assert "HTTP 500" in answer.call.note
    assert "oops" in answer.call.note
    assert answer.call.cost_usd == 0
    assert len(pauses) == 2
    assert all(0 <= pause <= LONGEST_PAUSE for pause in pauses)


def test_a_passing_failure_does_not_change_what_was_found_out(chat, models):
    chat.script = [picked(), refused(500, "oops"), refused(503, "oops"), picked()]
    asker = models()
    ask(asker)
    (answer,) = ask(asker, question("other"))
    assert outcomes(answer) == ["server_error", "server_error", "ok"]
    assert chat.formats == ["json_schema"] * 4


def test_broken_json_is_asked_for_once_more_with_the_complaint(chat, models):
    chat.script = [picked(), said('{"reason": "rou'), picked("pear", usage=(150, 12))]
    asker = models()
    ask(asker)
    (answer,) = ask(asker, question("other"))
    assert outcomes(answer) == ["broken_json", "ok"]
    assert answer.value.fruit == "pear"
    assert (answer.call.prompt_tokens, answer.call.completion_tokens) == (250, 22)
    assert answer.call.cost_usd == pytest.approx((250 * 3 + 22 * 10) / 1e6, abs=1e-15)
    assert [message["role"] for message in chat.bodies[-1]["messages"]] == [
        "system", "user", "assistant", "user",
    ]  # fmt: skip
    assert chat.bodies[-1]["messages"][2]["content"] == '{"reason": "rou'


def test_a_choice_that_was_not_offered_fails_the_second_time(chat, models):
    chat.script = [picked("plum")]
    (answer,) = ask(models())
    assert outcomes(answer) == ["wrong_answer", "wrong_answer"]
    assert answer.value is None
    assert answer.call.answer is None
    assert "'plum', which was not offered" in answer.call.note
    assert answer.call.cost_usd == 2 * COST
    assert "'plum'" in chat.bodies[1]["messages"][-1]["content"]


def test_a_questions_own_check_is_heard(chat, models):
    chat.script = [picked("apple"), picked("pear")]
    (answer,) = ask(models(), question(check=lambda pick: "No apples." if pick.fruit == "apple" else None))
    assert answer.value.fruit == "pear"
    assert "No apples." in chat.bodies[1]["messages"][-1]["content"]


def test_an_answer_that_was_cut_off_is_asked_for_once_more(chat, models):
    chat.script = [said('{"reason": "a long', finish="length"), said('{"reason": "x"', finish="length")]
    (answer,) = ask(models())
    assert outcomes(answer) == ["cut_off", "cut_off"]
    assert "llm.max_answer_tokens" in answer.call.note


def test_without_retries_nothing_is_asked_twice(chat, models):
    chat.script = [picked("plum")]
    assert outcomes(ask(models(max_retries=0))[0]) == ["wrong_answer"]
    chat.script = [refused(429)]
    assert outcomes(ask(models(max_retries=0))[0]) == ["rate_limited"]


def test_uncounted_tokens_are_estimated_and_said_to_be(chat, models):
    chat.script = [picked(usage=None)]
    (answer,) = ask(models())
    (attempt,) = answer.call.attempts
    assert attempt.completion_tokens == 10  # 38 characters
    assert attempt.prompt_tokens == pytest.approx(len(json.dumps(chat.bodies[0]["messages"])) / 4, abs=2)
    assert attempt.cost_usd > 0
    assert "estimated" in attempt.problem


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "OPENAI_API_KEY"), (403, "key"), (404, "llm.base_url"), (402, "[llm]")]
)
def test_a_refusal_is_not_tried_again(chat, models, pauses, status, hint):
    chat.script = [refused(status, f"bad key {KEY}, said the server")]
    (answer,) = ask(models())
    assert outcomes(answer) == ["refused"]
    assert hint in answer.call.note
    assert KEY not in answer.call.note
    assert not pauses


def test_a_used_up_quota_is_not_waited_for(chat, models, pauses):
    chat.script = [refused(429, "no money", code="insufficient_quota")]
    assert outcomes(ask(models())[0]) == ["refused"]
    assert not pauses


def test_a_declined_and_an_empty_answer_have_failed(chat, models):
    chat.script = [said(None, refusal="I would rather not.")]
    (answer,) = ask(models())
    assert "I would rather not." in answer.call.note
    chat.script = [said("")]
    assert outcomes(ask(models())[0]) == ["broken_json", "broken_json"]


@pytest.mark.parametrize("body", ["<html>welcome</html>", "[]", '{"choices": 3}', '{"choices": []}', "nul"])
def test_nonsense_with_status_200_is_no_crash(chat, models, body):
    from werkzeug import Response

    kind = "text/html" if "html" in body else "application/json"
    chat.script = [Response(body, content_type=kind)]
    (answer,) = ask(models(max_retries=1))
    assert answer.call.outcome == "failed"
    assert answer.call.note


def test_a_server_that_is_gone_is_given_up_in_time(prompts, pauses):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = LlmSettings(model="tester", base_url=f"http://user:secret@127.0.0.1:{port}/v1", max_retries=1,
                           concurrency=2)  # fmt: skip
    models = LanguageModels(settings, prices=PriceTable(), prompts=prompts, sleep=pauses.append)
    answers = ask(models, *[question(f"text {number}") for number in range(50)])
    assert {answer.call.outcome for answer in answers} == {"failed"}
    assert outcomes(answers[0]) == ["unreachable", "unreachable"]
    assert f"127.0.0.1:{port}" in answers[0].call.note
    assert sum(len(answer.call.attempts) for answer in answers) < 20
    assert "no answer to the last" in answers[-1].call.note
    assert not any("secret" in json.dumps(row) for row in ledger_rows(one.call for one in answers))


def test_without_key_and_server_the_question_fails_with_a_hint(prompts, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    models = LanguageModels(LlmSettings(), prices=PriceTable(), prompts=prompts)
    (answer,) = ask(models)
    assert answer.call.outcome == "failed"
    assert not answer.call.attempts
    assert "OPENAI_API_KEY" in answer.call.note


def test_the_ceiling_holds_under_many_threads(chat, models):
    paid, lock = [], threading.Lock()

    def server(body):
        time.sleep(0.002)
        size = len(json.dumps(body)) // 3
        with lock:
            paid.append(size * 3e-6 + 200 * 10e-6)
        return picked(usage=(size, 200))

    chat.script = [server]
    ceiling = 0.02
    asker = models(concurrency=16, max_cost_usd=ceiling, max_answer_tokens=200)
    answers = ask(asker, *[question(f"text {number}") for number in range(60)])
    spent = sum(answer.call.cost_usd for answer in answers)
    assert sum(paid) == pytest.approx(spent)
    assert 0.7 * ceiling < spent <= ceiling
    refused_ones = [answer for answer in answers if answer.call.outcome == "over_budget"]
    assert len(refused_ones) == 60 - len(chat.bodies) > 0
    assert all(not one.call.attempts and "llm.max_cost_usd" in one.call.note for one in refused_ones)
    assert ask(asker.for_run(), question("text 59"))[0].call.outcome == "ok"


def test_money_given_back_lets_waiting_questions_through(chat, models):
    # Each may cost ten times what it does: side by side only one fits, one after another all of them do.
    chat.script = [picked(usage=(10, 1))]
    asker = models(concurrency=8, max_cost_usd=0.03, max_answer_tokens=2000)
    answers = ask(asker, *[question(f"text {number}") for number in range(20)])
    assert {answer.call.outcome for answer in answers} == {"ok"}


def test_a_complaint_that_does_not_fit_any_more_is_not_sent(chat, models):
    chat.script = [picked("plum", usage=(100, 2000))]
    (answer,) = ask(models(max_cost_usd=0.022))
    assert outcomes(answer) == ["wrong_answer"]
    assert answer.call.outcome == "failed"
    assert "ceiling" in answer.call.note


def test_an_unknown_price_is_said_once_and_the_cost_is_unknown(chat, models):
    local = models(prices=PriceTable())
    assert ask(local)[0].call.cost_usd == 0  # a model of one's own on this machine
    far = models(prices=PriceTable(), base_url=chat.url.replace("127.0.0.1", "0.0.0.0"))
    first, second = ask(far, question("a"), question("b"))
    assert first.call.cost_usd is None
    assert second.call.outcome == "ok"
    assert len(far.warnings) == 1
    assert "prices.toml" in far.warnings[0]


def test_known_answers_are_not_sent_again(chat, models, tmp_path):
    cache = AnswerCache(tmp_path / "answers")
    ask(models(answers=cache))
    (answer,) = ask(models(answers=AnswerCache(tmp_path / "answers")))
    assert answer.call.outcome == "cached"
    assert answer.value.fruit == "apple"
    assert (answer.call.cost_usd, answer.call.attempts) == (0, ())
    assert len(chat.bodies) == 1
    ask(models(answers=cache, model="tester-2"))
    ask(models(answers=cache, max_answer_tokens=100))
    assert len(chat.bodies) == 3


def test_only_checked_answers_are_kept_and_a_hit_is_checked_again(chat, models, tmp_path):
    cache = AnswerCache(tmp_path / "answers")
    chat.script = [picked("plum")]
    ask(models(answers=cache))
    assert len(cache) == 0
    chat.script = [picked("apple")]
    ask(models(answers=cache))
    (answer,) = ask(models(answers=cache), question(check=lambda pick: f"No {pick.fruit}."))
    assert answer.call.outcome == "failed"
    assert len(answer.call.attempts) == 2


def test_equal_questions_under_way_are_sent_once(chat, models):
    def slow(_):
        time.sleep(0.2)
        return picked()

    chat.script = [slow]
    same = [question(subject=f"jd-{number}") for number in range(8)]
    answers = ask(models(concurrency=8), *same)
    assert len(chat.bodies) == 1
    assert sorted(answer.call.outcome for answer in answers) == ["cached"] * 7 + ["ok"]
    assert [answer.call.subject for answer in answers] == [one.subject for one in same]
    assert len({answer.call.call_id for answer in answers}) == 8


def test_calls_have_ids_that_follow_from_question_and_place(chat, models):
    one, two = models(), models()
    first = [answer.call.call_id for answer in ask(one, question("a"), question("b"), question("a"))]
    assert first == [answer.call.call_id for answer in ask(two, question("a"), question("b"), question("a"))]
    assert len(set(first)) == 3
    assert ask(one.for_run(), question("a"))[0].call.call_id == first[0]


def test_retries_of_one_request_carry_one_idempotency_key(chat, models):
    chat.script = [refused(429), picked("plum"), picked()]
    ask(models())
    keys = [headers["Idempotency-Key"] for headers in chat.headers]
    assert keys[0] == keys[1] != keys[2]


def test_the_rate_is_kept(chat, prompts):
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    settings = LlmSettings(model="tester", base_url=chat.url, requests_per_minute=3, concurrency=1)
    models = LanguageModels(
        settings, prices=PriceTable(), prompts=prompts, api_key=KEY, sleep=sleep, clock=lambda: now[0]
    )
    ask(models, *[question(f"text {number}") for number in range(7)])
    assert now[0] == 120.0


def test_the_key_is_seen_nowhere(chat, models, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    chat.script = [
        refused(400, f"response_format? and your key {KEY}"),
        refused(429, f"{KEY} asks too much"),
        said(f"your key is {KEY}"),
        picked(),
    ]
    asker = models(answers=AnswerCache(tmp_path / "answers"))
    answers = ask(asker)
    assert answers[0].call.outcome == "ok"
    shown = [
        repr(asker),
        repr(asker._server),
        json.dumps(ledger_rows(one.call for one in answers)),
        caplog.text,
    ]
    shown += [asker.identity, str(asker.warnings), str(pickle.dumps(asker.__getstate__()["_settings"]))]
    shown += [str(asker.__getstate__())]
    assert not [text for text in shown if KEY in text]
    for path in (tmp_path / "answers").iterdir():
        assert KEY.encode() not in path.read_bytes()


def test_models_cross_a_process_border_without_their_key(chat, prompts, monkeypatch):
    settings = LlmSettings(model="tester", base_url=chat.url)
    original = LanguageModels(settings, prices=PriceTable(), prompts=prompts, api_key=KEY)
    sent = pickle.dumps(original)
    assert KEY.encode() not in sent
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-workers-environment")
    arrived = pickle.loads(sent)
    assert arrived.identity == original.identity
    assert ask(arrived)[0].call.outcome == "ok"
    assert chat.headers[0]["Authorization"] == "Bearer sk-from-the-workers-environment"


def test_identity_follows_from_model_server_and_prompts(models):
    assert models().identity == models(timeout=5, concurrency=9).identity
    assert models().identity != models(model="other").identity
    assert models().identity != models(base_url="http://elsewhere/v1").identity


def test_questions_that_do_not_fit_their_prompt_are_errors(models):
    with pytest.raises(ModelError, match="Did you mean 'fruit'"):
        ask(models(), Question("parse", "jd", "friut", {}, Pick))
    with pytest.raises(ModelError, match="wants a value for"):
        ask(models(), Question("parse", "jd", "fruit", {"jd": "x"}, Pick))
    with pytest.raises(ModelError, match="no field 'colour'"):
        ask(
            models(), Question("parse", "jd", "fruit", {"jd": "x", "offered": ""}, Pick, {"colour": ("red",)})
        )
    with pytest.raises(ModelError, match="nothing to choose"):
        ask(models(), Question("parse", "jd", "fruit", {"jd": "x", "offered": ""}, Pick, {"fruit": ()}))


def test_a_bug_in_a_check_is_raised_and_stops_the_rest(chat, models):
    def buggy(_):
        raise KeyError("a bug")

    rest = [question(f"text {number}") for number in range(200)]
    with pytest.raises(KeyError):
        ask(models(concurrency=2), question(check=buggy), *rest)
    assert len(chat.bodies) < 150, traceback.format_exc()
