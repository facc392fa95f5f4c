"""Parsing: from a document's text to the fields of the ParsedJD contract."""

from jdwork.parse.model import Grounding, ParsedJD, ParseResult

__all__ = ["Grounding", "ParseResult", "ParsedJD"]
