"""The default encoder, with its real weights."""

import pickle
import socket
from pathlib import Path

import numpy as np
import pytest

from jdwork.embed import Encoder, SentenceTransformerEncoder
from jdwork.embed.bundled import find_model
from jdwork.embed.precision import multiplies_bfloat16, precision_of, resolve
from jdwork.errors import EncoderError

pytestmark = pytest.mark.encoder

TEXTS = [
    "Designs REST and GraphQL interfaces for other teams to build on.",
    "Prepares monthly accounts and reconciles bank statements.",
    "Node.js",
    "Builds server-side services in Java with Spring Boot, writes their tests, and keeps them running " * 8,
    "Serves guests at table and takes payment.",
]


@pytest.fixture(scope="module", params=["float32", "bfloat16"])
def encoder(request: pytest.FixtureRequest) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(precision=request.param)


def test_is_an_encoder_of_384_dimensions(encoder: SentenceTransformerEncoder) -> None:
    assert isinstance(encoder, Encoder)
    assert encoder.dimension == 384


def test_loading_and_encoding_open_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert SentenceTransformerEncoder().encode(["offline"]).shape == (1, 384)


def test_equal_text_gives_the_same_bits_alone_and_in_any_batch(encoder: SentenceTransformerEncoder) -> None:
    words = ["designs", "builds", "tests", "services", "in", "Java", "for", "teams", "of", "accountants"]
    texts = [*TEXTS, *(" ".join(words[n % 7 :] * (1 + n // 9)) + f" {n}" for n in range(40))]
    together = encoder.encode([*texts, *reversed(texts)])
    assert np.array_equal(together[: len(texts)], together[len(texts) :][::-1])
    assert np.array_equal(encoder.encode(texts[::-2]), together[: len(texts)][::-2])
    for text, row in list(zip(texts, together, strict=False))[:12]:
        assert np.array_equal(encoder.encode([text])[0], row)


def test_vectors_are_those_of_the_library_itself() -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(find_model("bundled").folder), device="cpu", local_files_only=True)
    long = " ".join(f"word{n}" for n in range(400))
    expected = plain.encode([*TEXTS, long], normalize_embeddings=True, show_progress_bar=False)
    exact = SentenceTransformerEncoder(precision="float32").encode([*TEXTS, long])
    assert np.allclose(exact, expected, atol=1e-6)
    near = SentenceTransformerEncoder(precision="bfloat16").encode([*TEXTS, long])
    assert (near * expected).sum(axis=1).min() > 0.999


def test_the_id_tells_the_precision_apart() -> None:
    exact, near = (SentenceTransformerEncoder(precision=one).encoder_id for one in ("float32", "bfloat16"))
    assert near == f"{exact}+bf16"
    assert (precision_of(exact), precision_of(near)) == ("float32", "bfloat16")


def test_auto_is_bfloat16_only_where_the_processor_multiplies_it(tmp_path: Path) -> None:
    with_amx, with_avx, without = tmp_path / "with", tmp_path / "with avx", tmp_path / "without"
    with_avx.write_text("flags : fpu avx2 avx512_bf16\n")
    assert multiplies_bfloat16(with_avx)
    with_amx.write_text("model name : x\nflags : fpu avx2 amx_bf16 amx_tile\n")
    without.write_text("flags : fpu avx2\n")
    assert multiplies_bfloat16(with_amx)
    assert not multiplies_bfloat16(without)
    assert not multiplies_bfloat16(tmp_path / "no such file")
    assert resolve("float32") == "float32"
    assert resolve("auto", device="cuda") == "float32"


def test_rows_are_float32_of_unit_length_in_the_order_asked(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)
    assert encoder.encode(["REST and GraphQL API design"])[0] @ rows.T == pytest.approx(
        np.asarray([encoder.encode(["REST and GraphQL API design"])[0] @ row for row in rows]), abs=1e-6
    )
    assert int(np.argmax(rows @ encoder.encode(["bookkeeping and reconciliation"])[0])) == 1
    assert int(np.argmax(rows @ encoder.encode(["waiter in a restaurant"])[0])) == 4


def test_blank_text_is_a_zero_row_and_no_text_is_no_row(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode(["", "word", " \n"])
    assert not rows[0].any()
    assert not rows[2].any()
    assert rows[1].any()
    assert encoder.encode([]).shape == (0, 384)


def test_odd_text_is_encoded(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode(["\ud800 half a pair", "•", "日本語", "x" * 20_000])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)


def test_progress_counts_distinct_texts(encoder: SentenceTransformerEncoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode([*TEXTS, *TEXTS, ""], progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (5, 5)


def test_a_loaded_encoder_can_be_sent_to_another_process(encoder: SentenceTransformerEncoder) -> None:
    before = encoder.encode(["Kotlin"])
    sent = pickle.dumps(encoder)
    assert len(sent) < 10_000
    assert np.allclose(pickle.loads(sent).encode(["Kotlin"]), before, atol=1e-6)


def test_a_bare_folder_gets_mean_pooling(tmp_path: Path) -> None:
    source = find_model("bundled").folder
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        (tmp_path / name).symlink_to(source / name)
    bare, whole = (
        SentenceTransformerEncoder(model, precision="float32").encode(["Node.js services"])
        for model in (str(tmp_path), "bundled")
    )
    assert np.allclose(bare, whole, atol=1e-5)


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"hidden_size": 32}')
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EncoderError, match=r"cannot be loaded.*tokenizer files"):
        SentenceTransformerEncoder(str(tmp_path)).encode(["x"])
