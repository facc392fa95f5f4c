"""Taking hold of an address."""

from __future__ import annotations

import logging
import socket

import pytest

from jdwork.service import ServiceSettings, listen, log_to_stderr
from jdwork.service.listening import ListenError, address_of

TOKEN = "correct-horse-battery-staple"


def test_port_0_is_any_free_one():
    with listen(ServiceSettings(port=0)) as one, listen(ServiceSettings(port=0)) as other:
        assert address_of(one).startswith("http://127.0.0.1:")
        assert address_of(one) != address_of(other)


def test_a_port_in_use_is_told():
    with listen(ServiceSettings(port=0)) as held:
        port = held.getsockname()[1]
        with pytest.raises(ListenError, match="in use") as caught:
            listen(ServiceSettings(port=port))
    assert caught.value.where == f"127.0.0.1:{port}"
    assert "--port" in caught.value.hint


def test_a_port_can_be_taken_again_at_once():
    settings = ServiceSettings(port=0)
    with listen(settings) as held:
        port = held.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            held.accept()[0].close()
    listen(ServiceSettings(port=port)).close()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 70])
def test_a_host_that_is_none_is_told(host):
    with pytest.raises(ListenError, match="no such host"):
        listen(ServiceSettings(host=host, port=0, token=TOKEN))


def test_an_address_of_another_machine_is_told():
    with pytest.raises(ListenError) as caught:
        listen(ServiceSettings(host="192.0.2.1", port=0, token=TOKEN))
    assert "192.0.2.1" in str(caught.value)


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_the_other_loopback_is_shown_in_brackets():
    try:
        bound = listen(ServiceSettings(host="::1", port=0))
    except ListenError:
        pytest.skip("no IPv6 address here")
    with bound:
        assert address_of(bound).startswith("http://[::1]:")


def test_the_log_goes_to_stderr(capsys):
    names = ("jdwork.service", "uvicorn.error")
    before = [(logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in names]
    try:
        log_to_stderr()
        logging.getLogger("jdwork.service.access").info("one line")
        logging.getLogger("uvicorn.error").info("not this")
    finally:
        for name, (handlers, propagate) in zip(names, before, strict=True):
            logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.endswith(" INFO one line\n")
    assert "not this" not in heard.err
