"""How the service listens and what it takes: limits, and the token from the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jdwork.errors import ConfigError

TOKEN_VARIABLE = "JDWORK_SERVICE_TOKEN"  # noqa: S105 - the name, not the token
"""Environment variable with the token. There is no option for it: options show in lists of processes."""

LEAST_TOKEN = 16
"""Characters that a token needs."""

_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where the service listens, who may ask, and how much.

    Parameters
    ----------
    host, port
        Address to listen on; port 0 takes any free one.
    token
        Callers must send it as ``Authorization: Bearer …``; None lets every local process ask.
    max_body
        Bytes of a request's body.
    body_seconds
        Time that a body may take to arrive.
    max_requests
        Requests under way at once, waiting ones counted; more are told to come back.
    queue
        JDs that may wait for the classifier; more are told to come back.
    batch
        JDs that are classified together at most.
    batch_wait
        Seconds that a first JD waits for others to join it.

    Raises
    ------
    ConfigError
        If a figure is out of range, the token is too weak, or others than this machine could ask without one.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = field(default=None, repr=False)
    max_body: int = 1_000_000
    body_seconds: float = 30.0
    max_requests: int = 1_000
    queue: int = 256
    batch: int = 32
    batch_wait: float = 0.010

    def __post_init__(self) -> None:
        for name, least, most in (
            ("port", 0, 65_535),
            ("max_body", 1_000, 1_000_000_000),
            ("body_seconds", 0.01, 3_600),
            ("max_requests", 1, 100_000),
            ("queue", 1, 100_000),
            ("batch", 1, 1_024),
            ("batch_wait", 0, 10),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigError(
                    f"{name} is {value}; it must lie between {least:g} and {most:g}.",
                    hint="Give another value.",
                )
        if self.token is not None:
            _check_token(self.token)
        elif not self.is_local:
            raise ConfigError(
                f"Without a token the service listens on this machine alone, not on '{self.host}'.",
                hint=f"Set {TOKEN_VARIABLE} to a secret of {LEAST_TOKEN} characters or more (such as "
                "`openssl rand -hex 32` prints), or leave --host out.",
            )

    @property
    def is_local(self) -> bool:
        """Whether only processes of this machine can reach the address."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Tell whether an address or name is this machine's own, reached from nowhere else."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def token_of_environment(environment: Mapping[str, str] | None = None) -> str | None:
    """Read the token from the environment; None where it is not set.

    Parameters
    ----------
    environment
        By default that of this process.

    Raises
    ------
    ConfigError
        If it is set, but empty, short, or not to be sent in a header.
    """
    found = (os.environ if environment is None else environment).get(TOKEN_VARIABLE)
    if found is not None:
        _check_token(found)
    return found


def _check_token(token: str) -> None:
    # The token itself is in no message.
    if len(token) < LEAST_TOKEN:
        raise ConfigError(
            f"The token has {len(token)} characters; it needs {LEAST_TOKEN}.",
            where=TOKEN_VARIABLE,
            hint="Take a longer one, such as `openssl rand -hex 32` prints, or unset the variable.",
        )
    if not _TOKEN.fullmatch(token):
        raise ConfigError(
            "The token holds spaces, or characters outside ASCII, which a header cannot carry.",
            where=TOKEN_VARIABLE,
            hint="Take letters and digits, such as `openssl rand -hex 32` prints.",
        )
