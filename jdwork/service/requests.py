"""What the endpoints take: bodies read within bounds, and checked key by key."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.requests import Request

from jdwork.service.failures import ServiceError
from jdwork.text import JobDescription
from jdwork.text.sound import sound_text
from jdwork.text.storable import sound

TEXT_KEYS = ("jd_text", "text", "jd")
"""Keys under which a JD's text may come: the legacy service's, and two that clients often write."""

MOST_TITLE = 1_000
MOST_ID = 200
MOST_SKILLS = 500
MOST_SKILL = 200
_LARGEST_ID = 2**63 - 1
_DRAINED = 16_000_000
_NOT_BLANK = r"\S"
_RUN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DetailsRequest:
    """A run to work out in detail; ``final_skills`` takes the place of the skills that API 1 found."""

    run_id: str
    final_skills: tuple[str, ...] | None = None


def run_schema() -> dict[str, Any]:
    """JSON schema of a body that names a run."""
    return {
        "type": "object",
        "required": ["run_id"],
        "properties": {"run_id": _run_id_schema()},
        "example": {"run_id": "0b9e5c6a-7d0f-5d3e-8a35-6f2c1f0e9b11"},
    }


def details_schema() -> dict[str, Any]:
    """JSON schema of the body of ``/skills/extract-details``."""
    name = {"type": "string", "maxLength": MOST_SKILL, "pattern": _NOT_BLANK}
    skill = {
        "anyOf": [
            name,
            {"type": "object", "required": ["skill_name"], "properties": {"skill_name": name}},
        ]
    }
    return {
        "type": "object",
        "required": ["run_id"],
        "properties": {
            "run_id": _run_id_schema(),
            "final_skills": {
                "description": "Skills to work out instead of those that were found, as names or as API 1 "
                "lists them.",
                "anyOf": [{"type": "array", "maxItems": MOST_SKILLS, "items": skill}, {"type": "null"}],
            },
        },
        "example": {"run_id": "0b9e5c6a-7d0f-5d3e-8a35-6f2c1f0e9b11", "final_skills": ["Git", "REST APIs"]},
    }


def jd_schema() -> dict[str, Any]:
    """JSON schema of the body of ``/skills/extract-from-jd``."""
    text = {"type": "string", "pattern": _NOT_BLANK}
    return {
        "type": "object",
        "oneOf": [{"required": [key]} for key in TEXT_KEYS],
        "properties": {
            TEXT_KEYS[0]: {**text, "description": "The job description. Exactly one of the three is given."},
            TEXT_KEYS[1]: {**text, "description": "Another name of jd_text."},
            TEXT_KEYS[2]: {**text, "description": "Another name of jd_text."},
            "title": {
                "description": "Its title, where it has one outside the text.",
                "anyOf": [{"type": "string", "maxLength": MOST_TITLE}, {"type": "null"}],
            },
            "id": {
                "description": "The caller's own name for the JD, kept with the run.",
                "anyOf": [
                    {"type": "string", "maxLength": MOST_ID},
                    {"type": "integer", "minimum": -_LARGEST_ID, "maximum": _LARGEST_ID},
                    {"type": "null"},
                ],
            },
        },
        "example": {
            "jd_text": "We are hiring a backend developer. You will design REST services in Python …",
            "title": "Backend Developer",
        },
    }


def _run_id_schema() -> dict[str, Any]:
    return {"type": "string", "format": "uuid", "description": "The run_id of an answer of API 1."}


def read_jd(values: Mapping[str, Any]) -> JobDescription:
    """Take a JD out of a body.

    Parameters
    ----------
    values
        The body; see `jd_schema`. Other keys are ignored.

    Returns
    -------
    JobDescription
        Half characters (lone surrogates) became U+FFFD and NULs spaces, as everywhere in jdwork. Without an
        id, its id is the beginning of its content hash.

    Raises
    ------
    ServiceError
        422, with the key.
    """
    given = [key for key in TEXT_KEYS if key in values]
    if not given:
        _refuse("The body has no text.", TEXT_KEYS[0], "Put the job description under 'jd_text'.")
    if len(given) > 1:
        _refuse(
            f"The text is given twice, as {' and '.join(repr(key) for key in given)}.",
            given[1],
            "Give one of them.",
        )
    text = _text(values[given[0]], given[0])
    title = values.get("title")
    if title is not None:
        title = _string(title, "title", most=MOST_TITLE)
    name = values.get("id")
    if isinstance(name, float) and name.is_integer():  # 7.0 is the whole number 7 in JSON
        name = int(name)
    if isinstance(name, int) and not isinstance(name, bool):
        if abs(name) > _LARGEST_ID:
            _refuse("The number is too large.", "id", "Write long ids as text.")
        name = str(name)
    elif name is not None:
        name = _string(name, "id", most=MOST_ID)
    jd = sound(JobDescription(id=name or "", text=text, title=title or None))
    return jd if jd.id else JobDescription(id=jd.content_hash[:12], text=jd.text, title=jd.title)


def read_run(values: Mapping[str, Any]) -> str:
    """Take a run's id out of a body (see `run_schema`); ServiceError 422 or 404 where it holds none."""
    if "run_id" not in values:
        _refuse("The body names no run.", "run_id", "Give the run_id that /skills/extract-from-jd answered.")
    given = values["run_id"]
    if not isinstance(given, str):
        _refuse(f"A run's id is text, not {_kind(given)}.", "run_id", "Give it as it was answered.")
    return checked_run_id(given)


def read_details(values: Mapping[str, Any]) -> DetailsRequest:
    """Take a run's id, and the skills to work out if there are any, out of a body (see `details_schema`)."""
    run_id = read_run(values)
    given = values.get("final_skills")
    if given is None:
        return DetailsRequest(run_id)
    if not isinstance(given, list):
        _refuse(f"The skills are a list, not {_kind(given)}.", "final_skills", 'Write ["Git", "SQL"].')
    if len(given) > MOST_SKILLS:
        _refuse(f"There are {len(given):,} skills.", "final_skills", f"Give at most {MOST_SKILLS}.")
    names = []
    for number, one in enumerate(given):
        where = f"final_skills[{number}]"
        if isinstance(one, dict):
            if "skill_name" not in one:
                _refuse("The skill has no name.", where, "Put it under 'skill_name', or give the name alone.")
            one, where = one["skill_name"], f"{where}.skill_name"  # noqa: PLW2901
        names.append(" ".join(sound_text(_text(one, where, most=MOST_SKILL)).split()))
    return DetailsRequest(run_id, tuple(dict.fromkeys(names)))


def checked_run_id(given: str) -> str:
    """Return a run's id in its usual spelling.

    Raises
    ------
    ServiceError
        404 for what cannot be the id of any run.
    """
    if not _RUN_ID.fullmatch(given):
        raise unknown_run()
    return given.lower()


def unknown_run() -> ServiceError:
    """Build the answer where there is no such run."""
    return ServiceError(
        "There is no such run.",
        status=404,
        where="run_id",
        hint="Classify the JD with /skills/extract-from-jd; its answer holds the run_id.",
    )


def body_reader(*, max_body: int, seconds: float) -> Callable[[Request], Awaitable[dict[str, Any]]]:
    """Make what reads a request's JSON object, within bounds.

    Parameters
    ----------
    max_body
        Bytes that a body may have.
    seconds
        Time that it may take to arrive.

    Returns
    -------
    callable
        It raises `ServiceError`: 415 for another type than JSON, 413 for too much, 408 for too slow, 422 for
        what is no JSON object (nested too deep, numbers of thousands of digits and NaN are not taken either).
    """

    async def read(request: Request) -> dict[str, Any]:
        _check_type(request)
        try:
            async with asyncio.timeout(seconds):
                raw = await _receive(request, max_body)
        except TimeoutError:
            raise ServiceError(
                "The body took too long to arrive.",
                status=408,
                hint=f"Send it within {seconds:g} seconds.",
                headers={"Connection": "close"},
            ) from None
        return _object(raw)

    return read


def _check_type(request: Request) -> None:
    kind, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charsets = [part[8:].strip("\"' ") for part in parameters if part.startswith("charset=")]
    if kind != "application/json" or any(name not in {"utf-8", "utf8"} for name in charsets):
        raise ServiceError(
            "The body must be JSON in UTF-8.",
            status=415,
            where="Content-Type",
            hint="Send it with Content-Type: application/json.",
        )
    if request.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise ServiceError(
            "Compressed bodies are not read.", status=415, where="Content-Encoding", hint="Send it as it is."
        )


async def _receive(request: Request, max_body: int) -> bytes:
    too_large = ServiceError(
        f"The body is larger than {max_body:,} bytes.",
        status=413,
        hint="Send one job description as text, without the page around it.",
        headers={"Connection": "close"},
    )
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and len(said) < 20 and int(said) > max_body + _DRAINED:
        raise too_large
    held, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        # A little too much is read to its end and dropped, so that the caller hears the answer.
        if size > max_body + _DRAINED:
            break
        if size <= max_body:
            held.append(chunk)
    if size > max_body:
        raise too_large
    return b"".join(held)


def _object(raw: bytes) -> dict[str, Any]:
    def no_number(name: str) -> NoReturn:
        raise ValueError(f"{name} is no JSON number")

    try:
        values = json.loads(raw.decode("utf-8"), parse_constant=no_number)
    except RecursionError:
        raise _no_json("it is nested too deep") from None
    except UnicodeDecodeError:
        raise _no_json("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _no_json(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise _no_json("it holds a number that cannot be read") from None
    if not isinstance(values, dict):
        _refuse(f"The body is {_kind(values)}.", None, 'Send an object, such as {"jd_text": "…"}.')
    return values


def _no_json(why: str) -> ServiceError:
    return ServiceError(
        f"The body is no JSON: {why}.", status=422, hint='Send an object, such as {"jd_text": "…"}.'
    )


def _text(given: Any, where: str, *, most: int | None = None) -> str:
    text = _string(given, where, most=most)
    if not re.search(_NOT_BLANK, text):
        _refuse("The text is empty.", where, "Send the words themselves.")
    return text


def _string(given: Any, where: str, *, most: int | None) -> str:
    if not isinstance(given, str):
        _refuse(f"This is {_kind(given)}, not text.", where, "Put it in quotes.")
    if most is not None and len(given) > most:
        _refuse(f"The text has {len(given):,} characters.", where, f"Give at most {most:,}.")
    return given


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "an object")


def _refuse(problem: str, where: str | None, hint: str) -> NoReturn:
    raise ServiceError(problem, status=422, where=where, hint=hint)
