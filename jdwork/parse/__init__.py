"""Parsing: from a document's text to the fields of the ParsedJD contract."""

from jdwork.parse.model import Grounding, ParsedJD, ParseResult
from jdwork.parse.other_people import is_blank_title
from jdwork.parse.role_title import normalize_title
from jdwork.parse.rules import parse_rules
from jdwork.parse.title_variants import title_readings, title_variants

__all__ = [
    "Grounding",
    "ParseResult",
    "ParsedJD",
    "is_blank_title",
    "normalize_title",
    "parse_rules",
    "title_readings",
    "title_variants",
]
