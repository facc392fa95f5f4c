"""Commands about language models."""

import pytest

from jdwork.llm import AnswerCache
from tests.llm.chat_server import COMPLETION_TOKENS, PROMPT_TOKENS, ChatServer


@pytest.mark.http
def test_check_says_how_the_server_answers_and_what_it_cost(jdwork, monkeypatch):
    with ChatServer() as server:
        monkeypatch.setenv("JDWORK_LLM__BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-not-to-be-seen")
        done = jdwork("llm", "check")
    assert done.code == 0, done.said
    assert "It answers as asked." in done.out
    assert f"{PROMPT_TOKENS} + {COMPLETION_TOKENS}" in done.out
    cost = (PROMPT_TOKENS * 0.40 + COMPLETION_TOKENS * 1.60) / 1e6
    assert f"${cost:.6f}" in done.out
    assert "nothing yet" in done.said
    assert "sk-not" not in done.said


@pytest.mark.http
def test_check_ends_with_2_and_a_reason_where_nobody_answers(jdwork, monkeypatch):
    with ChatServer() as server:
        monkeypatch.setenv("JDWORK_LLM__BASE_URL", server.url)
    monkeypatch.setenv("JDWORK_LLM__MAX_RETRIES", "0")
    monkeypatch.setenv("JDWORK_LLM__PARSER", "openai")
    done = jdwork("llm", "check")
    assert done.code == 2
    assert "Asked for: parser" in done.said
    assert "error:" in done.err


def test_kept_answers_are_counted_and_forgotten(jdwork, tiny_workspace):
    answers = AnswerCache(tiny_workspace.state / "answers")
    answers.put("key", {"answer": "ready"}, model="m", prompt="p")
    assert "1 answers" in jdwork("llm", "cache").out
    assert "1 answers forgotten" in jdwork("llm", "cache", "--clear").out
    assert len(AnswerCache(tiny_workspace.state / "answers")) == 0
