"""The lines that divide a run page, in the spellings that saving and pasting leave of them."""

from __future__ import annotations

import re

_DASH = r"\s*(?:[—–‒―-]|--|&mdash;|&ndash;)\s*"
_TOGGLE = r"(?:\s*click to toggle)?\s*$"

START = re.compile(r"^\s*pipeline run\b.*$", re.IGNORECASE)
RUN_ID = re.compile(
    r"(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])", re.IGNORECASE
)
JD = re.compile(r"^\s*job description\s*:?\s*$", re.IGNORECASE)
SKILLS = re.compile(r"^\s*skills from this jd\s*$", re.IGNORECASE)
SKILLS_EXPLAINED = re.compile(r"^\s*each row merges\b", re.IGNORECASE)
PERSISTENCE = re.compile(r"^\s*all api 3 persistence rows\s*$", re.IGNORECASE)
ARTIFACTS = re.compile(r"^\s*library artifacts\b.*$", re.IGNORECASE)
NANO = re.compile(rf"^\s*nano jd parser(?:{_DASH}(?P<model>\S+))?{_TOGGLE}", re.IGNORECASE)
APIS = {
    number: re.compile(rf"^\s*api {number}{_DASH}{name}{_TOGGLE}", re.IGNORECASE)
    for number, name in ((1, "extract-from-jd"), (2, "extract-details"), (3, "final-role-output"))
}
RAW = re.compile(r"^\s*(?:show raw json|click to toggle)\s*$", re.IGNORECASE)
CALLS = re.compile(r"^\s*llm calls\s*$", re.IGNORECASE)
CALLS_EXPLAINED = re.compile(r"^\s*every model call made\b", re.IGNORECASE)

TITLE = re.compile(r"\bcase\s+(?P<case>DOMAIN|REJECT|[A-E])\s*(?=slug:|$|[^A-Za-z])", re.IGNORECASE)
SLUG = re.compile(r"slug:\s*(?P<slug>[^\s·|]+)", re.IGNORECASE)
IDENTITY = re.compile(r"\bid:\s*(?P<id>\d+)", re.IGNORECASE)
SOURCE = re.compile(r"\bsource:\s*(?P<source>\w+)", re.IGNORECASE)
ENDPOINT = re.compile(r"^\s*\d+\s*POST\s+/", re.IGNORECASE)
RESOLUTION = re.compile(r"^\s*resolution:\s*(?P<value>\w*)", re.IGNORECASE)
CONFIDENCE = re.compile(r"\bconfidence\s+(?P<value>[01](?:\.\d+)?)\b", re.IGNORECASE)

CARD = re.compile(
    rf"^\s*(?P<stage>\S(?:.{{0,118}}?\S)?){_DASH}(?P<model>[A-Za-z][\w.:/+-]*(?:\d|mini|nano|latest|large|small)"
    rf"[\w.:/+-]*){_TOGGLE}",
    re.IGNORECASE,
)
"""Title of a model call: the stage, a dash, and something that looks like the name of a model."""
