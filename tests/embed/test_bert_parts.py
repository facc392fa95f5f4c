"""The bundled model read from its files is the one that its own library loads."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer

from jdwork.embed.bert_parts import BertParts, read_bundled
from jdwork.embed.bundled import find_model

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def library() -> BertParts:
    return BertParts.of(SentenceTransformer(str(find_model("bundled").folder), device="cpu").eval())


@pytest.fixture(scope="module")
def ours() -> BertParts:
    read = read_bundled(find_model("bundled"))
    assert read is not None
    return read


def test_weights_are_those_that_the_library_loads(library: BertParts, ours: BertParts) -> None:
    assert (ours.layers, ours.heads, ours.epsilon) == (library.layers, library.heads, library.epsilon)
    assert ours.cutting.longest == library.cutting.longest
    named = [name for name in library.weights if not name.startswith("pooler.")]
    assert len(named) > 90
    for name in named:
        if name.endswith(("weight", "bias")):
            assert torch.equal(ours.weights[name], library.weights[name]), name


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=80), min_size=1, max_size=5)
)
def test_texts_are_cut_as_the_library_cuts_them(
    library: BertParts, ours: BertParts, texts: list[str]
) -> None:
    assert ours.cutting.pieces(texts) == library.cutting.pieces(texts)


def test_long_and_odd_texts_are_cut_as_the_library_cuts_them(library: BertParts, ours: BertParts) -> None:
    texts = [
        "word " * 900, "[CLS] [SEP] [MASK] [PAD]", "Ärzte naïve İstanbul", "汉字 かな", "a\x00b\u200dc",
        "", " \n\t", "👩‍🚀 C++ .NET", "x" * 300,
    ]  # fmt: skip
    assert ours.cutting.pieces(texts) == library.cutting.pieces(texts)
    assert len(ours.cutting.pieces(texts)[0]) == 256


def test_what_is_not_known_to_the_byte_is_left_to_the_library(tmp_path: Path) -> None:
    known = find_model("bundled")
    assert read_bundled(replace(known, weight_hash="0" * 64)) is None
    shutil.copytree(known.folder, tmp_path / "model")
    moved = replace(known, folder=tmp_path / "model")
    assert read_bundled(moved) is not None
    words = (tmp_path / "model" / "tokenizer.json").read_text(encoding="utf-8")
    (tmp_path / "model" / "tokenizer.json").write_text(
        words.replace('"lowercase":true', '"lowercase":false') + " "
    )
    assert read_bundled(moved) is None
    (tmp_path / "model" / "tokenizer.json").unlink()
    assert read_bundled(moved) is None


def test_the_libraries_that_take_long_to_load_are_not_loaded() -> None:
    code = (
        "import sys\nfrom jdwork.embed import SentenceTransformerEncoder\n"
        "assert SentenceTransformerEncoder().encode(['Bakes bread.']).shape == (1, 384)\n"
        "assert not {'sentence_transformers', 'transformers'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)
