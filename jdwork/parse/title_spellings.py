"""One spelling for the words of titles that are written in several ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"[\s-]", "", match.group())


SPELLINGS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b(sr|jr|snr|jnr|asst|assoc|asso|senior|junior)\.\s*(?=[^\W\d_])(?!net\b)", r"\1 "),
        (r"\b(sr|jr|snr|jnr|senior|junior)\.\s*net\b", r"\1 .net"),
        (r"\bback[\s-]?end\b", "backend"),
        (r"\bfront[\s-]?end\b", "frontend"),
        (r"\bfull[\s-]?stack\b", "fullstack"),
        (r"\bdev[\s-]ops\b", "devops"),
        (r"(?<![\w.])(?:dot\s?|\.\s?)net\b", ".net"),
        (r"\basp\s\.net\b", "asp.net"),
        (r"\bnode[\s.-]?js\b", "nodejs"),
        (r"\breact[\s.-]?js\b", "react"),
        (r"\bangular[\s.-]?js\b", "angular"),
        (r"\bvue[\s.-]?js\b", "vue"),
        (r"\bjava[\s-]script\b", "javascript"),
        (r"\bword[\s-]press\b", "wordpress"),
        (r"\be[\s-]commerce\b", "ecommerce"),
        (r"\bc[\s-]sharp\b", "c#"),
        (r"\bbusiness dev\b", "business development"),
        (r"\bhuman resources?\b", "hr"),
        (r"\bquality assurance\b", "qa"),
        (r"\buser experience\b", "ux"),
        (r"\buser interface\b", "ui"),
        (r"\bui\s*(?:/|&|and|-|,)?\s*ux\b|\bux\s*(?:/|&|and|-|,)?\s*ui\b", "ui/ux"),
        (r"\bbusiness intelligence\b", "bi"),
        (r"\bartificial intelligence\b", "ai"),
        (r"\bsearch engine optimi[sz]ation\b", "seo"),
        (r"\bweb[\s-]?site\b", "web"),
        (r"\b(mobile|android|ios|web|hybrid) (?:applications?|apps)\b", r"\1 app"),
        (r"\badmin (?=assistant|executive|officer|manager)", "administrative "),
        (r"\b(?:engg|engr|eng)\.? (?=manager|lead|director|intern)", "engineering "),
        (r"\btech (?=support|writer|recruiter|consultant|architect|manager)", "technical "),
        (r"\bco ordinator\b", "coordinator"),
        (r"\bin[\s-]charge\b", "incharge"),
        (r"\bmid[\s-]market\b", "midmarket"),
        (r"\bpre[\s-](?=sales\b|school\b)", "pre"),
        (
            r"\b(data[\s-]base|cyber[\s-]security|book[\s-]keeper|house[\s-]keeper|house[\s-]keeping|care[\s-]giver"
            r"|tele[\s-]caller|fork[\s-]lift|ware[\s-]house|day[\s-]care|child[\s-]care|para[\s-]legal|sales[\s-]person"
            r"|sales[\s-]man|air[\s-]craft|micro[\s-]biologist|pipe[\s-]fitter|bar[\s-]tender|baby[\s-]sitter"
            r"|copy[\s-]writer|video[\s-]grapher|store[\s-]keeper|fire[\s-]fighter|hair[\s-]dresser)\b",
            _joined,
        ),
        (r"\bfront[\s-]desk\b", "front desk"),
        (r"\bhelp[\s-]desk\b", "helpdesk"),
        (r"\bs/w\b", "software"),
        (r"\bh/w\b", "hardware"),
        (r"(?<=[^\W_])-(?=[^\W_])", " "),
        (r"\s*/\s*", "/"),
        # R&D and V&V are words of their own.
        (r"\s+&\s*|\s*&\s+|(?<=\w\w)&|&(?=\w\w)", " and "),
    )
)
"""Patterns of one word or phrase written in several ways, with the one way that is kept; in order."""

ABBREVIATIONS: Final[dict[str, str]] = {
    "sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "dev": "developer", "devs": "developer",
    "engg": "engineer", "engr": "engineer", "eng": "engineer", "mgr": "manager", "exec": "executive",
    "asst": "assistant", "assoc": "associate", "admin": "administrator", "ops": "operations",
    "sw": "software",
    "rep": "representative", "reps": "representative", "coord": "coordinator", "dir": "director",
    "mktg": "marketing", "mgmt": "management", "vp": "vice president", "dba": "database administrator",
    "sre": "site reliability engineer", "ror": "ruby on rails", "ml": "machine learning",
    "ba": "business analyst", "pm": "project manager", "svc": "service", "cust": "customer",
    "asso": "associate", "spec": "specialist", "supv": "supervisor", "tchr": "teacher",
}  # fmt: skip
"""Short forms of the words of titles."""
