"""A settings file, however it is damaged, gives settings or an error that says where and what to do."""

from __future__ import annotations

import warnings
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jdwork.config import Settings, load_settings, parse_settings, settings_to_toml
from jdwork.errors import ConfigError
from tests.fuzz.mutations import NESTED, mutated

SHIPPED = (Path(__file__).parents[2] / "catalog" / "config.toml").read_bytes()
ODD = (
    b"nan",
    b"-inf",
    b"1e400",
    b"9" * 400,
    b"0x7fffffffffffffff",
    b"-9223372036854775809",
    b"true",
    b"[]",
    b"{}",
    b'"text"',
    b"''",
    b'"\\ud800"',
    b'"\\u0000"',
    b"1979-05-27T07:32:00Z",
    b"[[1], ['a']]",
    b"{a = {b = 1}}",
    b"[" * NESTED,
    b"[" * NESTED + b"]" * NESTED,
    b"{a=" * NESTED + b"1" + b"}" * NESTED,
    b"a" + b".a" * NESTED + b" = 1",
    b'"""',
    b"\x00",
    b"\xff\xfe",
    b"\r",
    b"[new_role]",
    b"[[new_role]]",
    b"[a.b.c]",
    b"max = 1",
    b"__class__ = 1",
    b"model_config = {}",
    b"unknown = 'x'",
)


def law(content: bytes) -> None:
    """Settings that can be written and read back, or an error that is one of ours, in few words."""
    try:
        made = parse_settings(content, where="config.toml")
    except ConfigError as error:
        assert (error.where or "").startswith("config.toml")
        assert error.problem
        assert error.hint or "settings are wrong" in error.problem  # where each has a line of its own
        assert len(str(error)) < 20_000
        return
    assert isinstance(made, Settings)
    assert parse_settings(settings_to_toml(made).encode()) == made


@settings(deadline=None, max_examples=300)
@given(st.randoms(use_true_random=False))
def test_the_shipped_file_damaged_is_read_or_refused(random: Random) -> None:
    law(mutated(SHIPPED, random, ODD))


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b"")
@example(b"\xef\xbb\xbf")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    law(content)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:20]))
def test_odd_values_of_known_keys_are_refused_with_the_key(odd: bytes) -> None:
    law(b"[new_role]\nmax = " + odd + b"\n")
    law(odd + b"\n" + SHIPPED)


@settings(deadline=None)
@given(
    key=st.sampled_from(
        ["NEW_ROLE__MAX", "B__MARGIN", "EMBED__MODEL", "LLM__PARSER", "NEW_ROLE", "TUNE__X", "__"]
    ),
    value=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
    | st.sampled_from(["nan", "1e400", "9" * 400, "[" * NESTED, '{"max": 1}', "null"]),
)
def test_values_of_the_environment_are_read_or_refused(key: str, value: str, tmp_path_factory) -> None:
    path = tmp_path_factory.getbasetemp() / "config.toml"
    path.write_bytes(SHIPPED)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what hides what
        patch.setenv(f"JDWORK_{key}", value)
        try:
            assert isinstance(load_settings(path), Settings)
        except ConfigError as error:
            assert "JDWORK_" in str(error)
            assert error.hint or "settings are wrong" in error.problem
