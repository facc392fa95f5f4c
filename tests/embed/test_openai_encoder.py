"""The OpenAI-compatible encoder, against a real HTTP server."""

import json
import pickle
from collections.abc import Callable

import numpy as np
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from jdwork.embed import Encoder, OpenAIEncoder
from jdwork.errors import EncoderError

pytestmark = pytest.mark.http

KEY = "key-that-must-not-be-seen"


def _vector(text: str) -> list[float]:
    return [3.0 * len(text), 4.0 * len(text), 0.0]


def _answer(texts: list[str], make: Callable[[str], list[float]] = _vector) -> Response:
    # Out of order on purpose: only "index" says which text a vector belongs to.
    data = [{"object": "embedding", "index": i, "embedding": make(text)} for i, text in enumerate(texts)][
        ::-1
    ]
    body = {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return Response(json.dumps(body), mimetype="application/json")


def _serve(server: HTTPServer, handler: Callable[[Request], Response]) -> None:
    server.expect_request("/v1/embeddings", method="POST").respond_with_handler(handler)


def _encoder(server: HTTPServer, **options: object) -> OpenAIEncoder:
    settings: dict[str, object] = {
        "dimension": 3,
        "batch_size": 2,
        "max_retries": 2,
        "timeout": 5.0,
    } | options
    return OpenAIEncoder("m", base_url=server.url_for("/v1"), api_key=KEY, **settings)  # type: ignore[arg-type]


def test_texts_go_in_batches_each_once_and_come_back_in_order_as_unit_rows(httpserver: HTTPServer) -> None:
    asked: list[list[str]] = []
    keys: set[str] = set()

    def handler(request: Request) -> Response:
        asked.append(request.get_json()["input"])
        keys.add(request.headers["Authorization"])
        return _answer(asked[-1], lambda text: [1.0, float(len(text)), 0.0])

    _serve(httpserver, handler)
    seen: list[tuple[int, int]] = []
    encoder = _encoder(httpserver)
    rows = encoder.encode(
        ["a", "bbb", "", "a", "cccccc"], progress=lambda done, total: seen.append((done, total))
    )
    assert isinstance(encoder, Encoder)
    assert asked == [["a", "bbb"], ["cccccc"]]
    assert seen == [(2, 3), (3, 3)]
    assert keys == {f"Bearer {KEY}"}
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 1, 0, 1, 1])
    assert rows[1][1] / rows[1][0] == pytest.approx(3.0)
    assert np.array_equal(rows[0], rows[3])


def test_a_busy_server_is_asked_again(httpserver: HTTPServer) -> None:
    calls = []

    def handler(request: Request) -> Response:
        calls.append(1)
        if len(calls) == 1:
            return Response("{}", status=429, headers={"retry-after-ms": "10"}, mimetype="application/json")
        return _answer(request.get_json()["input"])

    _serve(httpserver, handler)
    assert np.allclose(_encoder(httpserver).encode(["abc"])[0], [0.6, 0.8, 0.0])
    assert len(calls) == 2


def test_a_server_that_stays_busy_is_given_up(httpserver: HTTPServer) -> None:
    _serve(httpserver, lambda _: Response("{}", status=429, headers={"retry-after-ms": "1"}))
    with pytest.raises(EncoderError, match=r"RateLimitError.*quota"):
        _encoder(httpserver).encode(["abc"])


def test_vectors_of_another_length_are_refused(httpserver: HTTPServer) -> None:
    _serve(httpserver, lambda request: _answer(request.get_json()["input"]))
    with pytest.raises(EncoderError, match=r"vectors of 3 numbers, expected 5.*Set embed\.dimension = 3"):
        _encoder(httpserver, dimension=5).encode(["abc"])


@pytest.mark.parametrize("change", [1, -1])
def test_another_number_of_vectors_is_refused(httpserver: HTTPServer, change: int) -> None:
    _serve(httpserver, lambda request: _answer((request.get_json()["input"] * 2)[: 2 + change]))
    with pytest.raises(EncoderError, match=r"(1|3) vectors for 2 texts"):
        _encoder(httpserver).encode(["a", "b"])


@pytest.mark.parametrize("numbers", [[0.0, 0.0, 0.0], [float("nan"), 1.0, 0.0]])
def test_a_vector_without_direction_is_refused(httpserver: HTTPServer, numbers: list[float]) -> None:
    _serve(httpserver, lambda request: _answer(request.get_json()["input"], lambda _: numbers))
    with pytest.raises(EncoderError, match="without a direction"):
        _encoder(httpserver).encode(["a"])


def test_an_answer_that_is_no_list_of_vectors_is_refused(httpserver: HTTPServer) -> None:
    _serve(httpserver, lambda _: Response('{"hello": "there"}', mimetype="application/json"))
    with pytest.raises(EncoderError, match=r"embed\.base_url|did not answer as asked"):
        _encoder(httpserver).encode(["a"])


def test_the_key_is_in_no_message_even_if_the_server_repeats_it(httpserver: HTTPServer) -> None:
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})
    _serve(httpserver, lambda _: Response(body, status=401, mimetype="application/json"))
    encoder = _encoder(httpserver)
    with pytest.raises(EncoderError, match=r"\[key\].*Check OPENAI_API_KEY") as caught:
        encoder.encode(["a"])
    assert KEY not in str(caught.value) + repr(caught.value) + repr(encoder) + encoder.encoder_id
    assert caught.value.__suppress_context__
    assert KEY.encode() not in pickle.dumps(encoder)


def test_a_server_that_is_not_there_is_named() -> None:
    encoder = OpenAIEncoder("m", base_url="http://127.0.0.1:9/v1", api_key=KEY, dimension=3, max_retries=0)
    with pytest.raises(EncoderError, match=r"APIConnectionError.*that the server is running"):
        encoder.encode(["a"])


def test_openai_itself_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(EncoderError, match="OPENAI_API_KEY: There is no key"):
        OpenAIEncoder("text-embedding-3-small").encode(["a"])


def test_an_unknown_model_needs_its_dimension() -> None:
    assert OpenAIEncoder("text-embedding-3-small").dimension == 1536
    with pytest.raises(EncoderError, match=r"embed\.dimension: The vector length.*State it"):
        OpenAIEncoder("my-model")


def test_a_shorter_vector_is_asked_of_models_that_can_give_it(httpserver: HTTPServer) -> None:
    asked: list[dict[str, object]] = []

    def handler(request: Request) -> Response:
        asked.append(request.get_json())
        return _answer(request.get_json()["input"])

    _serve(httpserver, handler)
    base = httpserver.url_for("/v1")
    OpenAIEncoder("text-embedding-3-small", base_url=base, api_key=KEY, dimension=3).encode(["a"])
    OpenAIEncoder("m", base_url=base, api_key=KEY, dimension=3).encode(["a"])
    assert asked[0]["dimensions"] == 3
    assert "dimensions" not in asked[1]


def test_identity_tells_servers_models_and_lengths_apart() -> None:
    made = [
        OpenAIEncoder("text-embedding-3-small"),
        OpenAIEncoder("text-embedding-3-small", dimension=256),
        OpenAIEncoder("text-embedding-3-large"),
        OpenAIEncoder("text-embedding-3-small", base_url="http://one/v1"),
        OpenAIEncoder("text-embedding-3-small", base_url="http://two/v1"),
    ]
    assert len({encoder.encoder_id for encoder in made}) == 5
    assert made[3].encoder_id == OpenAIEncoder("text-embedding-3-small", base_url="http://one/v1/").encoder_id
