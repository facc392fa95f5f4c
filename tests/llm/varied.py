"""Answers that vary with the question and with nothing else, for batches that are compared call by call."""

import hashlib
import json

from tests.llm.chat_server import least_answer

SKILLS = ("Sourdough Lamination", "Site Safety Planning", "Till Reconciliation")


def varied_answer(asked, schema):
    """Answer by the question's digest: some value of each enumeration, skills that the JD names, nonsense."""
    said = json.dumps(asked["messages"][:2], sort_keys=True)
    number = int.from_bytes(hashlib.sha256(said.encode()).digest()[:4], "big")
    found = _chosen(schema, schema.get("$defs", {}), number)
    if set(found) == {"skills"}:
        named = [name for name in SKILLS if name in said]
        for one in found["skills"] or [{} for _ in named]:
            one.update(zip(("name", "same_as"), (named[0] if named else "Craft", ""), strict=True))
        if not found["skills"]:
            found["skills"] = [{"name": name, "quote": name} for name in named]
    # A model that answers beside the question now and then is asked again, and fails now and then.
    return (
        {"nonsense": True} if number % 11 == 0 or (number % 7 == 0 and len(asked["messages"]) == 2) else found
    )


def _chosen(schema, definitions, number):
    if "$ref" in schema:
        return _chosen(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions, number)
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    if schema.get("type") == "object":
        return {name: _chosen(one, definitions, number) for name, one in schema.get("properties", {}).items()}
    if schema.get("type") == "array" and schema.get("minItems"):
        return [_chosen(schema["items"], definitions, number)] * schema["minItems"]
    return least_answer(schema, definitions)
