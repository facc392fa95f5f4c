"""The endpoints: the legacy service's three, a run's page, health, and their description."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, JsonValue
from starlette.exceptions import HTTPException

from jdwork import __version__
from jdwork.errors import JdworkError
from jdwork.output import Api1Body, Api2Body, Api3Body
from jdwork.service.answering import Answers
from jdwork.service.documentation import PAGE_POLICY, documentation_page
from jdwork.service.failures import FailureBody, ServiceError, as_service_error, failure_body
from jdwork.service.guard import Guard
from jdwork.service.requests import (
    body_reader,
    checked_run_id,
    details_schema,
    jd_schema,
    read_details,
    read_jd,
    read_run,
    run_schema,
)
from jdwork.service.settings import ServiceSettings

if TYPE_CHECKING:
    from jdwork.workbench import Workbench

ABOUT = """\
Classifies job descriptions into the roles of a catalog, and says why.

A job description goes through three steps, each of which takes up the run that the first one made. Asking for
the same again changes nothing: equal text and title are the same run while the service runs, and details are
worked out once. Every answer carries X-Request-ID, under which the service's log knows the request.

Where the service was given a token, all but /healthz needs the header Authorization: Bearer TOKEN. Whoever is
told 503 comes back after the seconds that Retry-After names."""

PAGE_HEADERS = {"Content-Security-Policy": PAGE_POLICY}

_MEANINGS = {
    401: "The token is missing or wrong.",
    404: "There is no such run.",
    408: "The body took too long to arrive.",
    409: "The run's details were worked out for other skills.",
    413: "The body is too large.",
    415: "The body is not announced as JSON.",
    421: "Asked under a name that is not this machine's, without a token.",
    422: "The body is no JSON, or not as it should be; `where` names the key.",
    500: "The service failed; its log says why, under the request's X-Request-ID.",
    503: "Too much waits, or the database cannot be reached; Retry-After says when to come back.",
}

_log = logging.getLogger("jdwork.service")


class Health(BaseModel):
    """How the service is."""

    status: str
    version: str
    catalog_hash: str
    database: str
    classifier: str
    waiting: int


class WholeRun(BaseModel):
    """All bodies of one run."""

    api1: Api1Body
    api2: Api2Body | None
    api3: Api3Body | None
    client: dict[str, JsonValue]


class JsonAnswer(JSONResponse):
    """JSON as UTF-8, floats and text as they are."""

    def render(self, content: Any) -> bytes:
        """Turn a JSON value into bytes."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def create_app(workbench: Workbench, *, settings: ServiceSettings | None = None) -> FastAPI:
    """Make the service as an ASGI application.

    Parameters
    ----------
    workbench
        Classifies and records; opened with the workspace's own catalog.
    settings
        Limits and the token; `ServiceSettings` by default. The address matters to who listens, not here.

    Returns
    -------
    FastAPI
        Opens the workbench when it starts, and does what waits before it stops. Run it with one process: the
        classifier keeps centroids as they stood when it was opened, which are part of every run's id.
    """
    settings = settings or ServiceSettings()
    read_body = body_reader(max_body=settings.max_body, seconds=settings.body_seconds)

    answers: Answers  # of the time between a start and its stop

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        nonlocal answers
        answers = Answers(workbench, settings)
        await answers.start()
        try:
            yield
        finally:
            await answers.stop()

    app = FastAPI(
        title="jdwork",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,  # its page is read from a foreign server; ours is below
        redoc_url=None,
        redirect_slashes=False,
        responses=_failures(401, 421, 500, 503),
    )
    app.add_middleware(Guard, settings=settings)
    app.add_exception_handler(HTTPException, _http_failure)
    app.add_exception_handler(JdworkError, _own_failure)

    @app.post(
        "/skills/extract-from-jd",
        summary="API 1: classify a job description, and record it",
        operation_id="extract_from_jd",
        response_class=JsonAnswer,
        responses={
            200: {"model": Api1Body, "description": "The role, and why."},
            **_failures(408, 413, 415, 422),
        },
        openapi_extra=_takes(jd_schema()),
    )
    async def extract_from_jd(request: Request) -> Response:
        """Read the text, find its skills, and decide which role of the catalog it describes.

        What is no job description is answered with `rejected` and the reason. Other keys of the body are
        ignored.
        """
        return JsonAnswer(await answers.classify(read_jd(await read_body(request))))

    @app.post(
        "/skills/extract-details",
        summary="API 2: work out the skills of a run in detail",
        operation_id="extract_details",
        response_class=JsonAnswer,
        responses={
            200: {"model": Api2Body, "description": "What the catalog knows of each skill."},
            **_failures(404, 408, 409, 413, 415, 422),
        },
        openapi_extra=_takes(details_schema()),
    )
    async def extract_details(request: Request) -> Response:
        """Look each skill up, place the unknown ones, and find the dimensions and roles that they lead to.

        The details are stored once: asked again, they are answered as they were stored.
        """
        return JsonAnswer(await answers.details(read_details(await read_body(request))))

    @app.post(
        "/skills/final-role-output",
        summary="API 3: the role that was settled on, and what was stored",
        operation_id="final_role_output",
        response_class=JsonAnswer,
        responses={
            200: {"model": Api3Body, "description": "The role, and an outcome for each link."},
            **_failures(404, 408, 413, 415, 422),
        },
        openapi_extra=_takes(run_schema()),
    )
    async def final_role_output(request: Request) -> Response:
        """Tell what storing a run's details did; they are worked out first where they were not yet."""
        return JsonAnswer(await answers.final(read_run(await read_body(request))))

    @app.get(
        "/runs/{run_id}.json",
        summary="All bodies of a run",
        operation_id="run_json",
        response_class=JsonAnswer,
        responses={
            200: {"model": WholeRun, "description": "API 2 and 3 are null until they were asked for."},
            **_failures(404, 422),
        },
    )
    async def run_json(run_id: str) -> Response:
        """Answer what is stored of a run; nothing is worked out or changed."""
        return JsonAnswer(await answers.run(checked_run_id(run_id)))

    @app.get(
        "/runs/{run_id}",
        summary="A run as a page",
        operation_id="run_page",
        response_class=HTMLResponse,
        responses={200: {"description": "The run page, self-contained."}, **_failures(404, 422)},
    )
    async def run_page(run_id: str) -> Response:
        """Show what is stored of a run, for people."""
        return HTMLResponse(await answers.page(checked_run_id(run_id)), headers=PAGE_HEADERS)

    @app.get(
        "/healthz",
        summary="How the service is",
        operation_id="healthz",
        response_class=JsonAnswer,
        responses={
            200: {"model": Health, "description": "It can answer."},
            503: {"model": Health, "description": "It cannot answer just now."},
        },
    )
    async def healthz() -> Response:
        """Tell whether the database and the classifier can be reached; needs no token."""
        is_well, told = await answers.health()
        return JsonAnswer(told, status_code=200 if is_well else 503)

    @app.get("/docs", include_in_schema=False)
    async def documentation() -> Response:
        return HTMLResponse(documentation_page(app.openapi()), headers=PAGE_HEADERS)

    return app


def _failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    # Written out: a model would be announced in the type of the route's own answer, which may be HTML.
    content = {"application/json": {"schema": FailureBody.model_json_schema()}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}


def _takes(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _answer(error: ServiceError) -> Response:
    return JsonAnswer(failure_body(error).model_dump(), status_code=error.status, headers=error.headers)


async def _own_failure(request: Request, error: Exception) -> Response:
    told = as_service_error(error)
    if told.status >= 500 and not isinstance(error, ServiceError):
        _log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    return _answer(told)


async def _http_failure(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    hints = {
        404: "GET /docs lists what there is.",
        405: "GET /docs says which method each path takes.",
    }
    problem = {404: "There is nothing here.", 405: "This path does not take that method."}
    return _answer(
        ServiceError(
            problem.get(error.status_code, str(error.detail)),
            status=error.status_code,
            hint=hints.get(error.status_code),
            headers=error.headers,
        )
    )
