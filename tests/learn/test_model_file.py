"""Role models as files."""

import pytest

from jdwork.errors import LearningError
from jdwork.learn import learn, read_role_model, write_role_model
from tests.learn.ads import trade_ads


def test_a_model_is_read_back_as_it_was_written(tiny_pipeline, tmp_path):
    model = learn(tiny_pipeline, trade_ads(10)[0]).model
    write_role_model(tmp_path / "m.safetensors", model)
    again = read_role_model(tmp_path / "m.safetensors")
    assert again.content_hash == model.content_hash
    ads, _ = trade_ads(2, seed=5)
    one, other = (tiny_pipeline.with_role_model(each).classify_batch(ads) for each in (model, again))
    assert [record.decision for record in one] == [record.decision for record in other]


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(LearningError, match=r"no role model here.*jdwork learn"):
        read_role_model(tmp_path / "none.safetensors")


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\0\0\0\0\0\0\0{}      "])
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "m.safetensors"
    path.write_bytes(content)
    with pytest.raises(LearningError, match=r"cannot be read.*Learn it again"):
        read_role_model(path)


def test_a_truncated_file_is_named(tiny_pipeline, tmp_path):
    path = tmp_path / "m.safetensors"
    write_role_model(path, learn(tiny_pipeline, trade_ads(10)[0]).model)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(LearningError, match="cannot be read"):
        read_role_model(path)
