"""Listening: a socket of one's own, so that an address in use is told in plain words, and a server on it."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jdwork.errors import JdworkError
from jdwork.service.settings import ServiceSettings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

GRACE_SECONDS = 30
"""Time that requests under way get to end when the service is stopped."""


class ListenError(JdworkError):
    """The address cannot be listened on."""


def listen(settings: ServiceSettings) -> socket.socket:
    """Take hold of the address.

    Parameters
    ----------
    settings
        ``host`` and ``port``.

    Returns
    -------
    socket
        Bound; `address_of` says where.

    Raises
    ------
    ListenError
        If the port is in use or not ours to take, or the host is none of this machine's.
    """
    host, port = settings.host.strip("[]"), settings.port
    where = f"{settings.host}:{port}"
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ListenError(
            "There is no such host.", where=where, hint="Give an address of this machine with --host."
        ) from None
    family, kind, protocol, _, address = found[0]
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        # Two may bind one address as long as none listens.
        bound.listen(2048)
    except OSError as error:
        bound.close()
        problems = {
            errno.EADDRINUSE: ("The port is in use.", "End what listens there, or take another with --port."),
            errno.EACCES: ("The port may not be taken.", "Take one above 1023 with --port."),
            errno.EADDRNOTAVAIL: ("This machine has no such address.", "Give one of its own with --host."),
        }
        problem, hint = problems.get(
            error.errno or 0, (f"The address cannot be listened on ({error.strerror}).", "Give another one.")
        )
        raise ListenError(problem, where=where, hint=hint) from None
    return bound


def address_of(bound: socket.socket) -> str:
    """Say where a socket listens, as a web address."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def stopping_gracefully(server: uvicorn.Server) -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the server, and the program go on after it.

    While the server runs it listens to both itself; once it has stopped it raises them again for whoever
    listened before. That is us, so that the process ends in its own way.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def make_server(app: FastAPI) -> uvicorn.Server:
    """Make the server; ``server.run(sockets=[listen(settings)])`` runs it until it is told to stop.

    Parameters
    ----------
    app
        From `create_app`, which writes the access log itself: uvicorn's would hold query strings.

    Returns
    -------
    uvicorn.Server
        On SIGINT or SIGTERM it takes nothing more on, and lets requests under way end.
    """
    import uvicorn

    config = uvicorn.Config(
        app,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def log_to_stderr() -> None:
    """Let the service's log, one line per request, go to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in ("jdwork.service", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO if name == "jdwork.service" else logging.WARNING)
        logger.propagate = False
