"""The JSON schema that is sent with a question, and the check of what comes back against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from jdwork.errors import ModelError, did_you_mean
from jdwork.llm.model import Question

T = TypeVar("T", bound=BaseModel)

# Keywords that OpenAI's strict mode refuses or that only repeat what is known; pydantic checks them anyway.
_NOT_SENT = frozenset(
    {"title", "default", "examples", "minLength", "maxLength", "uniqueItems", "discriminator"}
)
_FENCED = re.compile(r"```[a-zA-Z0-9]*\s*\n(.*?)```", re.DOTALL)
_THOUGHTS = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL)
_MOST_TRIES = 200


def answer_schema(question: Question[Any]) -> dict[str, Any]:
    """Return the schema of a question's answer: every field required, none added, choices enumerated.

    Raises
    ------
    ModelError
        If choices are given for a field that the answer lacks, or if there is nothing to choose from.
    """
    schema = _strict(question.answer.model_json_schema())
    for path, allowed in question.choices.items():
        where = f"question '{question.prompt}', choices"
        fields, name = _fields_at(schema, path)
        if name not in fields:
            raise ModelError(
                f"The answer {question.answer.__name__} has no field '{path}'.",
                where=where,
                hint=did_you_mean(name, fields),
            )
        if not allowed:
            raise ModelError(f"There is nothing to choose '{path}' from.", where=where, hint="Do not ask.")
        fields[name] = _enumerated(fields[name], list(dict.fromkeys(allowed)))
    return schema


def _fields_at(schema: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Find the fields of the object that a dotted path leads into, and the last part of the path."""
    *outer, last = path.split(".")
    node = schema
    for part in outer:
        node = node.get("properties", {}).get(part, {})
        while True:
            if "$ref" in node:
                node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
            elif "items" in node:
                node = node["items"]
            elif "anyOf" in node:
                node = next((one for one in node["anyOf"] if one.get("type") != "null"), {})
            else:
                break
    return node.get("properties", {}), last


def _given_at(value: Any, path: str) -> Iterator[Any]:
    """Yield what stands at a dotted path, each item of lists on the way."""
    if value is None:
        return
    if isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _given_at(item, path)
    elif path:
        first, _, rest = path.partition(".")
        yield from _given_at(getattr(value, first), rest)
    else:
        yield value


def is_strict(schema: Any) -> bool:
    """Whether strict mode can take a schema: no object whose keys are left open."""
    if isinstance(schema, dict):
        open_ended = schema.get("type") == "object" and schema.get("additionalProperties") is not False
        return not open_ended and all(is_strict(part) for part in schema.values())
    return not isinstance(schema, list) or all(is_strict(part) for part in schema)


def read_answer(question: Question[T], text: str) -> tuple[T | None, str, str]:
    """Find the answer in what a model wrote, and check it.

    Parameters
    ----------
    question
        What was asked.
    text
        All that the model wrote; JSON in a fence, or with prose around it, is dug out.

    Returns
    -------
    value : BaseModel or None
        The answer, where all is well.
    outcome : {"ok", "broken_json", "wrong_answer"}
        For the ledger.
    problem : str
        What is wrong, in words that the model can be told.
    """
    outcome, problem = "broken_json", "The answer holds no JSON object."
    # Of several objects the last that fits: models that think aloud decide at the end.
    for found in json_objects(text):
        value, wrong = check_answer(question, found)
        if value is not None:
            return value, "ok", ""
        if outcome == "broken_json" or wrong[0] == "wrong_answer":
            outcome, problem = wrong
    return None, outcome, problem


def check_answer(question: Question[T], found: JsonValue) -> tuple[T | None, tuple[str, str]]:
    """Check a JSON value: against the answer's class, the choices, and the question's own check.

    Returns
    -------
    value : BaseModel or None
        The answer, where all is well.
    wrong : (outcome, problem)
        As `read_answer` gives them.
    """
    try:
        value = question.answer.model_validate_json(json.dumps(found))
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc']) or 'answer'}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)[:3]
        ]
        return None, ("broken_json", f"The answer does not fit its schema ({'; '.join(faults)}).")
    except (ValueError, RecursionError):
        return None, ("broken_json", "The answer is no JSON that can be read.")
    for name, allowed in question.choices.items():
        for one in _given_at(value, name):
            if str(getattr(one, "value", one)) not in allowed:
                return None, ("wrong_answer", f"'{name}' is {str(one)[:80]!r}, which was not offered.")
    problem = question.check(value) if question.check is not None else None
    if problem:
        return None, ("wrong_answer", problem)
    return value, ("ok", "")


def json_objects(text: str) -> Iterator[JsonValue]:
    """Yield the JSON objects in a text: the whole of it, else those in fences, else in prose; last first."""
    text = _THOUGHTS.sub(" ", text).strip()
    for candidates in ([text], [match[1] for match in _FENCED.finditer(text)][::-1]):
        found = [value for one in candidates if isinstance(value := _loads(one), dict)]
        if found:
            yield from found
            return
    # Servers that bind answers to a grammar may still let a bare line break into a string.
    decoder = json.JSONDecoder(parse_constant=_refuse, strict=False)
    inside: list[JsonValue] = []
    start = text.find("{")
    for _ in range(_MOST_TRIES):  # A page of braces must not cost a minute.
        if start < 0:
            break
        try:
            value, end = decoder.raw_decode(text, start)
            inside.append(_clean(value))
        except (ValueError, RecursionError):
            end = start + 1
        start = text.find("{", end)
    yield from reversed(inside)


def _loads(text: str) -> JsonValue:
    try:
        return _clean(json.loads(text, parse_constant=_refuse, strict=False))
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _clean(value: Any) -> Any:
    """Lone surrogates and NUL cannot be stored in files or databases."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {}
    for key, part in schema.items():
        if key in {"properties", "$defs"}:
            made[key] = {name: _strict(inner) for name, inner in part.items()}
        elif key in {"enum", "const", "required"}:
            made[key] = part
        elif key not in _NOT_SENT:
            made[key] = _strict(part)
    if "properties" in made:
        made["required"] = list(made["properties"])
        made.setdefault("additionalProperties", False)
    if "$ref" in made:  # Nothing may stand beside a reference.
        made = {"$ref": made["$ref"]}
    return made


def _enumerated(field: dict[str, Any], allowed: Sequence[str]) -> dict[str, Any]:
    about = {"description": field["description"]} if "description" in field else {}
    options = field.get("anyOf", [field])
    kinds = {option.get("type") for option in options}
    one_of: dict[str, Any] = {"type": "string", "enum": list(allowed)}
    if "array" in kinds:
        sizes = {key: field[key] for key in ("minItems", "maxItems") if key in field}
        return {"type": "array", "items": one_of} | sizes | about
    if "null" in kinds:
        return {"anyOf": [one_of, {"type": "null"}], **about}
    return {**one_of, **about}
