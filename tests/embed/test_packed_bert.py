"""The packed way through a BERT gives what the network's own modules give, and the same bits always."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules as st_models
from transformers import BertConfig, BertModel, BertTokenizer

from jdwork.embed import SentenceTransformerEncoder
from jdwork.embed.bert_parts import BertParts
from jdwork.embed.linear import Linear, has_fused_kernels
from jdwork.embed.packed_bert import PackedBert, fits
from jdwork.embed.padded import PaddedNetwork

WORDS = ("designs", "builds", "tests", "services", "in", "java", "for", "teams", "of", "accountants")


def _tiny(folder: Path, *, pooling: str = "mean", **config: Any) -> Path:
    """A BERT of two small layers with random weights, saved as a model folder."""
    folder.mkdir(parents=True)
    vocabulary = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *"0123456789")
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    torch.manual_seed(3)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    stated = {"vocab_size": len(vocabulary), "initializer_range": 0.5, **sizes, **config}
    BertModel(BertConfig(**stated)).save_pretrained(folder / "bert")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    layers = st_models.Transformer(str(folder / "bert"), max_seq_length=40)
    network = SentenceTransformer(modules=[layers, st_models.Pooling(32, pooling_mode=pooling)], device="cpu")
    network.save(str(folder / "model"))
    return folder / "model"


def _load(folder: Path) -> Any:
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _tiny(tmp_path_factory.mktemp("bert") / "tiny")


@pytest.fixture
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def _texts(count: int) -> list[str]:
    random = np.random.default_rng(5)
    return [" ".join(random.choice(WORDS, random.integers(1, 60))) + f" {n}" for n in range(count)]


def _all(forward: PackedBert | PaddedNetwork, texts: list[str]) -> np.ndarray:
    rows = np.full((len(texts), 32), np.nan, dtype=np.float32)
    for places, vectors in forward.vectors(texts):
        rows[places] = vectors
    assert not np.isnan(rows).any()
    return rows


def test_vectors_are_those_of_the_network_itself(tiny: Path) -> None:
    texts = _texts(60)
    expected = _load(tiny).encode(texts, show_progress_bar=False)
    assert np.allclose(
        _all(PackedBert(BertParts.of(_load(tiny)), precision="float32"), texts), expected, atol=1e-5
    )
    assert np.allclose(_all(PaddedNetwork(_load(tiny)), texts), expected, atol=1e-5)
    near = _all(PackedBert(BertParts.of(_load(tiny)), precision="bfloat16"), texts)
    cosine = (near * expected).sum(1) / np.linalg.norm(near, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosine.mean() >= 0.999
    assert cosine.min() >= 0.99


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_bits_depend_on_the_text_alone(tiny: Path, precision: Any, threads: None) -> None:
    texts = _texts(80)
    forward = PackedBert(BertParts.of(_load(tiny)), precision=precision)
    torch.set_num_threads(1)
    expected = _all(forward, texts)
    torch.set_num_threads(2)
    assert np.array_equal(_all(forward, texts), expected)
    order = np.random.default_rng(1).permutation(80)
    start = 0
    for size in (1, 1, 2, 3, 30, 43):
        part = order[start : start + size]
        start += size
        assert np.array_equal(_all(forward, [texts[n] for n in part]), expected[part])


@pytest.mark.encoder
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_bits_of_the_bundled_model_do_not_depend_on_the_number_of_threads(
    precision: Any, threads: None
) -> None:
    encoder = SentenceTransformerEncoder(precision=precision)
    texts = _texts(50)
    torch.set_num_threads(1)
    alone = np.concatenate([encoder.encode([text]) for text in texts[::9]])
    torch.set_num_threads(2)
    assert np.array_equal(encoder.encode(texts)[::9], alone)


def test_a_network_that_is_not_a_plain_bert_goes_the_general_way(tiny: Path, tmp_path: Path) -> None:
    assert fits(_load(tiny))
    assert not fits(_load(_tiny(tmp_path / "cls", pooling="cls")))
    assert not fits(_load(_tiny(tmp_path / "relu", hidden_act="relu")))
    assert not fits(_load(_tiny(tmp_path / "narrow heads", num_attention_heads=4)))
    dense = _load(tiny)
    dense.append(st_models.Dense(32, 8))
    assert not fits(dense)
    replaced = _load(tiny)
    query = replaced[0].auto_model.encoder.layer[0].attention.self

    class Adapted(torch.nn.Linear):
        pass

    query.query = Adapted(32, 32)
    assert not fits(replaced)
    hooked = _load(tiny)
    hooked.default_prompt_name, hooked.prompts = "query", {"query": "tests "}
    assert fits(hooked)
    hooked[1].include_prompt = False
    assert not fits(hooked)


def test_another_network_gives_the_vectors_of_the_library(tmp_path: Path) -> None:
    folder = _tiny(tmp_path / "cls", pooling="cls")
    expected = _load(folder).encode(_texts(30), normalize_embeddings=True, show_progress_bar=False)
    encoder = SentenceTransformerEncoder(str(folder), precision="float32")
    assert np.allclose(encoder.encode(_texts(30)), expected, atol=1e-5)
    near = SentenceTransformerEncoder(str(folder), precision="bfloat16").encode(_texts(30))
    assert (near * expected).sum(axis=1).min() > 0.99


def test_a_prompt_goes_before_every_text(tiny: Path) -> None:
    prompted = _load(tiny)
    prompted.default_prompt_name, prompted.prompts = "query", {"query": "tests services "}
    expected = _all(PackedBert(BertParts.of(_load(tiny)), precision="float32"), ["tests services java"])
    assert np.array_equal(_all(PackedBert(BertParts.of(prompted), precision="float32"), ["java"]), expected)


@pytest.mark.parametrize("activation", ["none", "gelu"])
def test_fused_layers_compute_what_plain_ones_do(activation: Any) -> None:
    torch.manual_seed(0)
    weight, bias, x, other = torch.randn(24, 16), torch.randn(24), torch.randn(8, 16), torch.randn(8, 24)
    plain = Linear(weight, bias, rows=8, activation=activation, fused=False)
    fused = Linear(weight, bias, rows=8, activation=activation)
    expected = x @ weight.T + bias
    if activation == "none":
        assert torch.allclose(fused.added(x, other), expected + other, atol=1e-4)
        assert torch.allclose(plain.added(x, other), expected + other, atol=1e-4)
    else:
        expected = expected * 0.5 * (1 + torch.erf(expected / 2**0.5))
    assert torch.allclose(plain(x), expected, atol=1e-4)
    assert torch.allclose(fused(x), expected, atol=1e-4)


def test_without_fused_kernels_the_vectors_are_the_same(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _all(PackedBert(BertParts.of(_load(tiny)), precision="float32"), _texts(20))
    monkeypatch.setattr("jdwork.embed.linear.has_fused_kernels", lambda: False)
    assert np.allclose(
        _all(PackedBert(BertParts.of(_load(tiny)), precision="float32"), _texts(20)), expected, atol=1e-5
    )
    assert isinstance(has_fused_kernels(), bool)
