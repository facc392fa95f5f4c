"""Texts that are no job ads: recipes, invoices, CVs, news, placeholders and code, told by their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from jdwork.parse.address import DUTIES, share_of_orders
from jdwork.parse.reading import Reading

_NEVER = 99
"""A CV speaks of skills and experience as much as an ad: signs of a job never outweigh it."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Another kind of text: its marks, how many tell it, how many signs of a job outweigh it."""

    marks: re.Pattern[str]
    needed: int
    outweighed: int
    cookery: bool = False
    """Its marks are those of a kitchen's daily work too: a recipe also measures."""
    by_duties: bool = True
    """Whether duties told to the reader outweigh it."""


_OTHER_KINDS: Final[tuple[_Kind, ...]] = (
    # A recipe.
    _Kind(
        re.compile(
            r"\b(?:ingredients|preheat|teaspoons?|tablespoons?|tbsp|tsp|simmer|whisk|oven|\d+ (?:cups?|g"
            r"|grams|ml|oz|cloves?) (?:of )?\w+|stir|bake|serves \d|chopped|until golden|minutes until|drain"
            r"|season with)\b"
        ),
        3,
        3,
        cookery=True,
    ),
    # Cooking without the word for it.
    _Kind(
        re.compile(
            r"\b(?:eggs?|butter|flour|sugar|bowl|(?:sauce)?pan|medium heat|pour|boil|fry|melt|salt"
            r"|pepper|onions?|garlic|slices?)\b"
        ),
        4,
        2,
        cookery=True,
    ),
    # Placeholder Latin.
    _Kind(
        re.compile(
            r"\b(?:lorem|ipsum|dolor|consectetur|adipiscing|sit amet|tempor|incididunt|eiusmod|aliqua|veniam"
            r"|nostrud)\b"
        ),
        3,
        5,
        by_duties=False,
    ),
    # An invoice or a receipt.
    _Kind(
        re.compile(
            r"\b(?:invoice (?:no|number|date|to|#)|invoice\b|bill to|ship to|sub-?total|amount due"
            r"|balance due|due date|payment terms|unit price|qty|total due|vat no|gstin|purchase order no"
            r"|tax \(\d+)"
        ),
        3,
        3,
    ),
    # A curriculum vitae, told by its first person and its headings.
    _Kind(
        re.compile(
            r"\bcurriculum vitae\b|\b(?:references (?:are )?available|career objective|date of birth"
            r"|marital status|father['’]?s name|nationality|hobbies|declaration|personal details"
            r"|i hereby declare|work history|employment history|professional summary|languages known"
            r"|permanent address|academic (?:background|qualifications?))\b|\bi (?:have|am|was|worked|led"
            r"|managed|developed)\b|\bmy (?:career|role|experience|skills|responsibilities)\b"
        ),
        3,
        _NEVER,
        by_duties=False,
    ),
    # A news story.
    _Kind(
        re.compile(
            r"\b(?:said on (?:mon|tues|wednes|thurs|fri|satur|sun)day|told (?:reporters|reuters|the)"
            r"|according to (?:the|a|police|officials)|police|spokes(?:man|woman|person)|reuters"
            r"|prime minister|president \w+ said|government said|in a statement|parliament|the court"
            r"|witnesses|injured|arrested|shares (?:fell|rose)|analysts (?:said|expect)|on (?:mon|tues"
            r"|wednes|thurs|fri|satur|sun)day (?:morning|night|evening|afternoon))\b"
        ),
        3,
        4,
    ),
)
_MEASURED = re.compile(
    r"\b(?:\d+(?:[.,/]\d+)?|an?|one|two|three|four|half|[½¼¾])\s?(?:a |of )?(?:cups?|g|kg|grams?|ml|cl|oz"
    r"|ounces?|pounds?|lbs?|cloves?|pinch|tbsp|tsp|(?:heaped |level )?(?:table|tea)spoons?|sticks?|eggs?"
    r"|(?:more )?min(?:ute)?s)\b|\bserves \d|°|\d\s?degrees|\bingredients\b"
    r"|\b(?:ten|twenty|thirty|forty) minutes"
)
_SMILEY = re.compile(r"(?<!\w)[:;=8][-'’]?[()DPp|/]+(?!\w)")
_REMARK = re.compile(r"(?<!\w)\([^(){};=<>]*\)")
_CODE_LINE = re.compile(
    r"^\s*(?:def \w+\(|class \w+[:({]|import [\w.{ ]+|from [\w.]+ import|#include|return\b.*[;)\w]$"
    r"|public (?:static|class|void)|function\s*\w*\(|(?:const|let|var) \w+\s*=|if\s*\(.*\)\s*\{"
    r"|[})\]]+[;,]?$|for\s*\(|print\(|\w+\s*=\s*[\w.]+\(.*\)|select .* from|@\w+\(|<\?php|//|.*[;{]$"
    r"|for .* in .*:$|if .*:$|else:$|\w+\(.*\);?$)",
    re.I,
)
_CV_TITLE = re.compile(
    r"\bcurriculum vitae\b|^\s*(?:resume|résumé|cv)\b(?! (?:to|at|and|writer|screening|review))", re.I
)
_CV_ASKED = re.compile(
    r"\b(?:send|submit|email|forward|share|attach|upload|your|their|updated"
    r"|mail)\b[^.\n]{0,40}\bcurriculum vitae"
)


def is_of_another_kind(reading: Reading, lower: str, signs: int, *, told: int, as_job: bool) -> bool:
    """Whether the marks of another kind of text outweigh the signs of a job.

    Parameters
    ----------
    reading
        The prepared document.
    lower
        Its beginning in lower case.
    signs
        How many signs of a job were found in it.
    told
        How many doings the text tells its reader of.
    as_job
        Whether its title names a job.

    Returns
    -------
    bool
        True for a recipe, an invoice, a CV, a news story, a placeholder or code.
    """
    # A CV names itself where it begins; an ad only asks for one.
    opening = lower[:200]
    if _CV_TITLE.search(opening) and not _CV_ASKED.search(opening):
        own = len(
            re.findall(
                r"\b(?:i|my)\b|date of birth|objective|references|nationality|education\b|\b(?:19"
                r"|20)\d\d ?[-–] ?(?:(?:19|20)\d\d|present|now)",
                lower,
            )
        )
        if own >= 2:
            return True
    for kind in _OTHER_KINDS:
        if signs >= kind.outweighed or (kind.outweighed == _NEVER and _asks(lower)):
            continue
        if signs and kind.cookery and _MEASURED.search(lower) is None:
            continue
        if len({m.group() for m in kind.marks.finditer(lower)}) < kind.needed:
            continue
        # Who bills, reports or cooks for a living does what the text speaks of, and is told so.
        done = told >= DUTIES or (
            as_job and (told > 0 or (not kind.cookery and share_of_orders(reading) >= 0.5))
        )
        if not (kind.by_duties and done):
            return True
    return signs < 4 and _is_code(reading.text[:20_000])


def _asks(lower: str) -> bool:
    """Whether the text speaks to candidates, which a CV never does."""
    return bool(
        re.search(
            r"\byou(?:['’]ll| will|r)?\b|\bcandidates?\b|\bwe are\b|\bapplicants?\b|\bwe['’]re\b"
            r"|\bthis (?:role|position)\b|\bjoin (?:us|our)\b|\bmust have\b|\b(?:looking for|hiring)\b"
            r"|\bapply\b",
            lower,
        )
    )


def _is_code(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) >= 3:
        return sum(1 for line in lines if _CODE_LINE.match(line)) / len(lines) > 0.5
    text = _REMARK.sub(" ", _SMILEY.sub(" ", text))
    marks = sum(text.count(mark) for mark in "{}();=<>")
    return len(text) > 30 and marks / len(text) > 0.06
