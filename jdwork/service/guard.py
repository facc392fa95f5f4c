"""What every request passes through: who asks, how many at once, a name for the log, safe headers."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import time
import uuid
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jdwork.service.failures import ServiceError, as_service_error, failure_body
from jdwork.service.settings import ServiceSettings, is_loopback

OPEN_PATHS = frozenset({"/healthz"})
"""Paths that need no token: whatever watches the service has none."""

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Sent with every answer that does not say otherwise."""

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LONGEST_PATH = 200

_access = logging.getLogger("jdwork.service.access")
_log = logging.getLogger("jdwork.service")


class Guard:
    """Lets requests through, and answers for those that it does not, or that fail.

    Each answer carries ``X-Request-ID`` (the caller's, if it is a plain one). The log gets one line per
    request: no body, no query, no header.

    Parameters
    ----------
    app
        What answers.
    settings
        The token, and how many at once.
    """

    def __init__(self, app: ASGIApp, settings: ServiceSettings) -> None:
        self._app = app
        self._most = settings.max_requests
        self._token = _digest(settings.token) if settings.token is not None else None
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        status = 0

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        self._under_way += 1
        try:
            self._admit(scope)
            await self._app(scope, receive, send_safely)
        except ClientDisconnect:
            status = status or 499
        except Exception as error:
            if not isinstance(error, ServiceError):
                _log.exception("Request %s failed.", request_id)
            if not status:
                await send_failure(as_service_error(error), send_safely)
        finally:
            self._under_way -= 1
            client = scope.get("client")
            _access.info(
                "%s %s %s %d %.1f ms %s",
                client[0] if client else "-",
                quote(scope["method"], safe=""),
                shown_path(scope["path"]),
                status,
                1000 * (time.perf_counter() - started),
                request_id,
            )

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if scope["path"] not in OPEN_PATHS:
            self._check_caller(headers)
        if self._under_way > self._most:
            raise ServiceError(
                "Too many requests are under way.",
                status=503,
                hint="Ask again in 2 s.",
                headers={"Retry-After": "2"},
            )

    def _check_caller(self, headers: Headers) -> None:
        if self._token is None:
            # A page in a browser may call a name of its own 127.0.0.1, and ask in the user's place.
            if not is_loopback(_host_name(headers.get("host", ""))):
                raise ServiceError(
                    "The service answers to the names of this machine alone.",
                    status=421,
                    where="Host",
                    hint="Ask http://127.0.0.1 or http://localhost, or start the service with a token.",
                )
            return
        kind, _, sent = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(_digest(sent.strip()), self._token):
            raise ServiceError(
                "This needs the service's token.",
                status=401,
                where="Authorization",
                hint="Send Authorization: Bearer TOKEN.",
                headers={"WWW-Authenticate": "Bearer"},
            )


async def send_failure(error: ServiceError, send: Send) -> None:
    """Send an error as an answer."""
    body = json.dumps(failure_body(error).model_dump()).encode()
    headers: Mapping[str, str] = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **error.headers,
    }
    start = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": start})
    await send({"type": "http.response.body", "body": body})


def shown_path(path: str) -> str:
    """Return a path fit for a line of a log: ASCII, without line breaks, not too long."""
    shown = quote(path, safe="/-._~:@!$&'()*+,;=", errors="replace")
    return shown if len(shown) <= _LONGEST_PATH else f"{shown[:_LONGEST_PATH]}…"


def _digest(token: str) -> bytes:
    # Digests are of one length, so that comparing them tells nothing of the token's.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
