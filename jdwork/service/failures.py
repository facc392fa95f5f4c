"""What goes wrong, as answers: a status, and a body that says what, where and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from jdwork.errors import DatabaseError, InputError, JdworkError


class FailureBody(BaseModel):
    """The body of every answer that is no success."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    error: str = Field(description="What was wrong.")
    where: str | None = Field(description="The place: a key of the body, a header, a run.")
    hint: str | None = Field(description="What to do next.")


class ServiceError(JdworkError):
    """A request that is not served, with the status to answer.

    Parameters
    ----------
    status
        HTTP status.
    headers
        Headers that the status asks for.
    problem, where, hint
        As for every `JdworkError`; all three are shown to the caller.
    """

    def __init__(
        self,
        problem: str,
        *,
        status: int,
        where: str | None = None,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problem, where=where, hint=hint)
        self.status = status
        self.headers = dict(headers or {})

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.problem, self.status, self.where, self.hint, self.headers))


def _rebuild(
    problem: str, status: int, where: str | None, hint: str | None, headers: Mapping[str, str]
) -> ServiceError:
    return ServiceError(problem, status=status, where=where, hint=hint, headers=headers)


def as_service_error(error: Exception) -> ServiceError:
    """Say to a caller what an error means for the request, and nothing of this machine.

    Addresses of databases, paths and the like stay in the log: callers can do nothing with them, and
    some may not see them.

    Parameters
    ----------
    error
        What was raised.

    Returns
    -------
    ServiceError
        422 for input that cannot be read; 503 where the database or another part of jdwork cannot be
        used just now; 500 for what nobody foresaw.
    """
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, InputError):
        return ServiceError(error.problem, status=422, hint=error.hint)
    if isinstance(error, DatabaseError):
        return ServiceError(
            "The database cannot be used just now; nothing was stored.",
            status=503,
            hint="Ask again; asking twice stores nothing twice. The service's log says more.",
            headers={"Retry-After": "5"},
        )
    if isinstance(error, JdworkError):
        return ServiceError(
            "The service cannot answer just now.",
            status=503,
            hint="Ask again later; the service's log says why.",
            headers={"Retry-After": "30"},
        )
    return ServiceError(
        "The service failed on this request.",
        status=500,
        hint="Look for the request's X-Request-ID in the service's log.",
    )


def failure_body(error: ServiceError) -> FailureBody:
    """Lay an error out as the body of an answer."""
    return FailureBody(error=error.problem, where=error.where, hint=error.hint)
