"""Who may ask, and within which bounds."""

from __future__ import annotations

import pytest

from jdwork.errors import ConfigError
from jdwork.service import ServiceSettings, token_of_environment
from jdwork.service.settings import LEAST_TOKEN, TOKEN_VARIABLE, is_loopback

TOKEN = "correct-horse-battery-staple"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LocalHost."])
def test_loopback_needs_no_token(host):
    assert ServiceSettings(host=host).is_local


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.4", "example.org", "localhost.example.org", "127.0.0.1.nip.io"]
)
def test_other_addresses_need_a_token(host):
    with pytest.raises(ConfigError, match="Without a token") as caught:
        ServiceSettings(host=host)
    assert TOKEN_VARIABLE in str(caught.value.hint)
    assert not ServiceSettings(host=host, token=TOKEN).is_local


def test_the_token_comes_from_the_environment_alone():
    assert token_of_environment({TOKEN_VARIABLE: TOKEN}) == TOKEN
    assert token_of_environment({}) is None


@pytest.mark.parametrize(
    "token", ["", "short", "x" * (LEAST_TOKEN - 1), "with a space in its middle", "ключ" * 8]
)
def test_a_weak_token_is_refused_and_not_repeated(token):
    with pytest.raises(ConfigError) as caught:
        token_of_environment({TOKEN_VARIABLE: token})
    assert caught.value.where == TOKEN_VARIABLE
    assert not token or token not in str(caught.value)
    with pytest.raises(ConfigError):
        ServiceSettings(token=token)


def test_the_token_shows_nowhere():
    assert TOKEN not in repr(ServiceSettings(token=TOKEN))


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", -1), ("port", 65_536), ("max_body", 10), ("queue", 0), ("batch", 0), ("batch_wait", -0.1)],
)
def test_a_figure_out_of_range_is_named(name, value):
    with pytest.raises(ConfigError, match=f"{name} is {value}"):
        ServiceSettings(**{name: value})


@pytest.mark.parametrize("name", ["", "example", "2130706433", "0x7f.1", "999.1.1.1"])
def test_odd_names_are_not_taken_for_loopback(name):
    assert not is_loopback(name)
