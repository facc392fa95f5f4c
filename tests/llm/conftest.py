"""A chat server that answers by script, and models that ask it."""

import json
import threading

import pytest
from pydantic import BaseModel, Field
from pytest_httpserver import HTTPServer
from werkzeug import Response

from jdwork.config.settings import LlmSettings
from jdwork.llm import LanguageModels, Price, PriceTable, Prompts, Question

PRICES = PriceTable({"tester": Price(input=3.0, output=10.0)})
KEY = "sk-never-to-be-seen-anywhere"
PROMPT = """version: 3
answer: Pick

## system
Choose a fruit.

## user
Offered: {offered}

{{jd}}
"""


class Pick(BaseModel):
    reason: str = Field(description="why")
    fruit: str


def question(
    jd="I like round things.", *, fruits=("apple", "pear"), check=None, subject="jd-1", stage="adjudicate"
):
    return Question(
        stage=stage,
        subject=subject,
        prompt="fruit",
        values={"jd": jd, "offered": ", ".join(fruits)},
        answer=Pick,
        choices={"fruit": fruits},
        check=check,
    )


def said(content, *, usage=(100, 10), finish="stop", **message):
    """A chat completion as a server writes it."""
    body = {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "tester",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
    }
    if usage is not None:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return Response(json.dumps(body), content_type="application/json")


def picked(fruit="apple", **more):
    return said(json.dumps({"reason": "round", "fruit": fruit}), **more)


def refused(status, message="no", *, code=None, headers=None):
    body = json.dumps({"error": {"message": message, "type": "error", "code": code}})
    return Response(body, status=status, content_type="application/json", headers=headers)


class Chat:
    """Requests that came, and the script that answers them: one reply each, the last one for all further."""

    def __init__(self, url):
        self.url = url
        self.script = [picked()]
        self.bodies = []
        self.headers = []
        self._lock = threading.Lock()

    def handle(self, request):
        with self._lock:
            self.bodies.append(json.loads(request.get_data()))
            self.headers.append(dict(request.headers))
            number = len(self.bodies) - 1
            reply = self.script[min(number, len(self.script) - 1)]
        return reply(self.bodies[number]) if callable(reply) and not isinstance(reply, Response) else reply

    @property
    def formats(self):
        return [body.get("response_format", {}).get("type", "text") for body in self.bodies]


@pytest.fixture(scope="session")
def server():
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def chat(server):
    chat = Chat(server.url_for("/v1"))
    server.expect_request("/v1/chat/completions").respond_with_handler(chat.handle)
    yield chat
    server.clear()


@pytest.fixture
def prompts(tmp_path):
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "fruit.md").write_text(PROMPT)
    (folder / "berry.md").write_text(PROMPT)
    return Prompts(folder)


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def models(chat, prompts, pauses):
    def make(*, answers=None, prices=PRICES, **settings):
        given = {"model": "tester", "base_url": chat.url, "concurrency": 1, **settings}
        return LanguageModels(
            LlmSettings(**given),
            prices=prices,
            answers=answers,
            prompts=prompts,
            api_key=KEY,
            sleep=pauses.append,
        )

    return make
