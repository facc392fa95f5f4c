"""Degrees and diplomas asked for: level, field, and whether required or preferred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from jdwork.parse.model import Education
from jdwork.parse.reading import Quoted, Reading, matches_from, starts_of
from jdwork.parse.role_words import word_set

_LEVELS: Final[tuple[tuple[str, str], ...]] = (
    # level, and what it is looked for by
    ("Doctorate", r"ph\.?\s?d\b|doctorate|doctoral degree"),
    ("Master's",
    r"master['’]?s?\s+(?:degree|in\b|of\s+(?:science|arts|business|engineering|commerce|computer"
    r"|education|social)|or\b|level)"
     r"|\bmasters\b(?!\s(?:the|an?|all|our|your|this|these|those|every|each|his|her|their|its|any|both"
     r"|new)\b)|master['’]s|post[\s-]?graduat(?:e|ion)\s*(?:degree|diploma|in\b|:|qualification)"
     r"|graduate degree|advanced degree"),
    ("Bachelor's",
     r"bachelor(?:['’]s|s['’]?)\b(?!\s(?:of the|part(?:y|ies)))"
     r"|bachelor\b(?![- \t]+(?!in\b|of\b|or\b|and\b|with\b|degree|level|program|required|preferred|is\b"
     r"|from\b|graduat|holder|honou?rs|qualif|diploma|master|minimum|stud|educat|engineer|science|arts"
     r"|comput|tech)[a-z])|baccalaureate|under[\s-]?graduate degree|(?:4|four)[\s-]year degree"
     r"|(?:university|college|honou?rs) degree|\bany (?:graduate|degree)|graduation\s*(?:in\b|:|degree"
     r"|from)|degree\s+(?:in|or|from|required|preferred|with|qualified)\b"
     r"|(?:pursuing|relevant|related|technical|engineering|science|business|accounting|finance"
     r"|completed)\s+(?:an?\s+)?degree|\bgraduate\s*(?:[:/]|in\b|with a degree)"
     r"|degree[- ]level|hold a degree|have a degree"),
    ("Associate",
     r"associate(?:['’]?s|s['’])?\s+(?:degree|of (?:arts|science|applied))"
     r"|(?:2|two)[\s-]year degree"),
    ("High School",
    r"high[\s-]school|secondary school|\bged\b|grade 12|12th\b|\bhsc\b|10\s?\+\s?2|higher secondary"
    r"|secondary\(|intermediate pass"),
    ("Diploma", r"\bdiploma\b"),
    ("Certificate",
    r"(?:trade|vocational|post-?secondary|teaching|iti)\s+certificate|certificate (?:in|iii|iv)\b"
    r"|\biti\b(?=\s*(?:/|,|or|pass|diploma|certif))"),
)  # fmt: skip
_ANY_CASE = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(f"(?P<L{index}>{pattern})" for index, (_, pattern) in enumerate(_LEVELS))
    + ")"
)
_RUN = re.compile("[a-z0-9]+")
_STEMS: Final[frozenset[str]] = word_set(
    "ac ad an as ba bu ce co de di do en fi fo ge gr ha hi ho hs in it ma ph po pu re sc se te tr tw un vo"
)
"""The first two letters of all that a level is looked for by, where those are letters."""

_NAMED: Final[dict[str, tuple[str, str]]] = {
    name.upper(): (level, group)
    for level, group, names in (
        ("Bachelor's", "BTECH/BE", "BTECH BE"), ("Bachelor's", "BSC", "BSC BS"), ("Bachelor's", "BA", "BA"),
        ("Bachelor's", "BCA", "BCA"), ("Bachelor's", "BCOM", "BCOM"), ("Bachelor's", "BBA", "BBA BBM BMS"),
        ("Bachelor's", "BED", "BED"), ("Bachelor's", "LLB", "LLB"), ("Bachelor's", "BSN", "BSN"),
        ("Bachelor's", "MBBS", "MBBS"), ("Bachelor's", "BPHARM", "BPHARM"),
        ("Bachelor's", "BDES", "BDES BFA"),
        ("Master's", "MTECH/ME", "MTECH ME"), ("Master's", "MSC", "MSC MS"), ("Master's", "MA", "MA"),
        ("Master's", "MCA", "MCA"), ("Master's", "MBA", "MBA PGDM PGDBM"), ("Master's", "MCOM", "MCOM"),
        ("Master's", "MED", "MED"), ("Master's", "MPH", "MPH"), ("Master's", "MSW", "MSW"),
        ("Master's", "MLS", "MLS MLIS"),
        ("Doctorate", "JD", "JD"), ("Doctorate", "PHARMD", "PHARMD"),
    )
    for name in names.split()
}  # fmt: skip
_ABBREVIATED = re.compile(
    r"(?<![\w.])(?:B\.?\s?[Tt][Ee][Cc][Hh]|M\.?\s?[Tt][Ee][Cc][Hh]|[BM]\.?\s?Sc|[BM]\.?SC"
    r"|[BM]\.?\s?[Cc]om|BCOM|MCOM"
    r"|B\.?\s?[Pp]harm|B\.?\s?[Dd]es|B\.?\s?Ed|M\.?\s?Ed|[BM]\.?\s?C\.?\s?A|M\.?B\.?A|B\.?B\.?A|BBM|BMS"
    r"|PGDB?M|LL\.?B|BSN|BFA"
    r"|MBBS|MPH|MSW|MLI?S|B\.?E|M\.?E|B\.?S|M\.?S|B\.?A|M\.?A|J\.?D|Pharm\.?\s?D)\b\.?(?![\w'’])"
)
_ABBREVIATED_START = re.compile("[BMPLJ]")
_SHORT: Final[frozenset[str]] = word_set("BE ME BS MS BA MA JD MCA BCA MED BED MLS")
_DEGREE_NEAR = re.compile(
    r"\bdegree|\bgraduat|bachelor|master['’]?s|qualification|education|\bin\s+[A-Z]|/\s?[BM]"
    r"|,\s?[BM]\.?[A-Z]|preferred|equivalent|diploma|B\.?\s?Tech"
)
_NOT_DEGREES = re.compile(
    r"(?:high|great|some|certain|large|a) degree of|360[\s-]degree|degrees? (?:celsius|fahrenheit)"
    r"|scrum master|master data|tuition"
    r"|students? (?:in|at|from)|school (?:students|district|sports|teacher)|teach(?:ing"
    r"|es)? (?:at )?(?:the )?high school|certificate of completion|(?:gift|birth|medical"
    r"|fitness) certificate"
)
_PREFERRED = re.compile(
    r"prefer|(?:\ba|\bis|considered an?|strong|big|added|definite)\s+(?:plus|asset|bonus|advantage)\b"
    r"|desir(?:ed|able)|advantage"
    r"|nice to have|ideal(?:ly)?|would be (?:great|good|an)|an asset"
)
_REQUIRED = re.compile(r"requir|must|mandatory|minimum|essential|need")
_FIELD = re.compile(
    r"^[\s,)]*(?:\(?[A-Za-z.' ]{0,12}\)?\s*)?(?:['’]s\s+)?(?:degrees?\s+)?(?:level\s+)?(?:education\s+"
    r"|or\s+(?:diploma|higher|master['’]?s|equivalent)\s+(?:degree\s+)?)?"
    r"(?:required\s+|preferred\s+)?(?:in|of)\s+(?:an?\s+"
    r"|the\s+)?(?:field\s+of\s+)?(?P<field>[A-Za-z][A-Za-z&/ .+#-]{1,60})",
    re.I,
)
_FIELD_END = re.compile(
    r"\s*(?:,|\bor\b|/|\band\b(?=\s+(?:a|at|with|\d))|\bfrom\b|\bwith\b|\bis\b|\brequired\b"
    r"|\bpreferred\b|\bplus\b|\bwould\b|\bbut\b|\.|\band/or\b|\(|-\s|\bdegree\b|\bas\b|\bat\b|\band\b"
    r"|\brelated\b|\bstrongly\b|\bhighly\b|\bpreferabl[ey]\b|\bdesired\b|\bplus\b).*$",
    re.I,
)
_RELATED = re.compile(
    r"\b(?:or|and)\s+(?:an?\s+|any\s+|other\s+)?(?:\w+\s+)?(?:related|relevant|similar|equivalent|allied"
    r"|comparable)"
)
_TECHNICAL = re.compile(
    r"comput|software|engineer|information tech|electronic|\bIT\b|data|programming|technology", re.I
)
_MICROSOFT = re.compile(
    r"[ -]?(?:Office|SQL|Excel|Word|Access|Windows|Dynamics|Project|Teams|Visio|PowerPoint|Outlook"
    r"|Exchange|Server|Azure|Power|CRM|D365)"
)
_OF = re.compile(
    r"\s+(?:degree\s+)?of\s+(?:(?P<BSC>science)|(?P<BA>arts)|(?P<BE>engineering|technology)"
    r"|(?P<BCOM>commerce)"
    r"|(?P<BBA>business admin\w*)|(?P<BCA>computer appl\w*)|(?P<BED>education)|(?P<LLB>laws?)"
    r"|(?P<BSN>(?:science in )?nursing)"
    r"|(?P<BFA>fine arts))\b",
    re.I,
)
_MASTER_OF: Final[dict[str, str]] = {
    "BSC": "MSC",
    "BA": "MA",
    "BE": "MTECH/ME",
    "BCOM": "MCOM",
    "BBA": "MBA",
    "BCA": "MCA",
    "BED": "MED",
}


def find_education(reading: Reading) -> list[Quoted[Education]]:
    """The degrees that a JD asks for, in the order of the text.

    ``raw`` is the sentence or bullet that names the degree. ``qualification`` is the degree by its short
    name (``BTECH/BE/BSC`` where a technical degree is left open), its first field of study, and
    ``(or related)`` where neighbouring fields will do. A degree is ``preferred`` where its own clause says
    so.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    list[Quoted[Education]]
        One entry per level and sentence, at most eight.
    """
    found: dict[tuple[str, str | None], Quoted[Education]] = {}
    for level, group, start, end in _mentions(reading)[:100]:
        if reading.kind_at(start) in {"perks", "equal_opportunity", "company"}:
            continue
        if level == "Diploma" and reading.lower[max(0, start - 10) : start].rstrip().endswith("school"):
            continue
        low, high = _sentence(reading, start, end)
        if _NOT_DEGREES.search(reading.lower, max(low, start - 24), min(high, end + 16)):
            continue
        entry = Education(
            level=level,
            qualification=_qualification(reading, level, group, end, high),
            raw=reading.quote(low, high),
            requirement=_requirement(reading, start, end, low, high),
        )
        key = (level, entry.qualification if group else None)
        same = next((q for q in found.values() if q.start == low and q.value.level == level), None)
        if same is None and key not in found and len(found) < 8:
            found[key] = Quoted(entry, low, high)
    return list(found.values())


def _mentions(reading: Reading) -> list[tuple[str, str | None, int, int]]:
    """Every degree named: level, short name or None, offsets."""
    mentions: list[tuple[str, str | None, int, int]] = []
    for match in matches_from(_level_starts(reading.lower), _ANY_CASE, reading.lower):
        level, _ = _LEVELS[int((match.lastgroup or "L0")[1:])]
        mentions.append((level, None, match.start(), match.end()))
    for match in matches_from(starts_of(_ABBREVIATED_START, reading.text), _ABBREVIATED, reading.text):
        name = re.sub(r"[.\s]", "", match.group()).upper()
        if name not in _NAMED:
            continue
        if name in _SHORT:
            around = reading.text[max(0, match.start() - 40) : match.end() + 40]
            product = name == "MS" and _MICROSOFT.match(reading.text, match.end())
            if (
                product
                or not _DEGREE_NEAR.search(around)
                or re.search(r",\s?$", reading.text[: match.start()][-3:])
            ):
                continue
        mentions.append((*_NAMED[name], match.start(), match.end()))
    return sorted(mentions, key=lambda mention: mention[2])


def _level_starts(lower: str) -> Iterator[int]:
    for start in starts_of(_RUN, lower):
        if lower[start : start + 2] in _STEMS or lower[start] in "124":
            yield start


def _sentence(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The sentence that names the degree, or the words around it where the sentence runs on."""
    sentence = reading.sentence_at(start)
    if (
        sentence is not None
        and sentence.start <= start
        and end <= sentence.end
        and sentence.end - sentence.start <= 300
    ):
        return sentence.start, sentence.end
    return reading.clause(start, end, reach=120)


def _qualification(reading: Reading, level: str, group: str | None, end: int, high: int) -> str | None:
    of = _OF.match(reading.text, end, high) if level in {"Bachelor's", "Master's"} else None
    if of is not None and of.lastgroup is not None:
        name = of.lastgroup
        group = _MASTER_OF.get(name) if level == "Master's" else "BTECH/BE" if name == "BE" else name
        end = of.end()
    rest = reading.text[end:high]
    behind_in = reading.text[max(0, end - 9) : end].lower().endswith((" in", "in"))
    match = _FIELD.match(f" in {rest.lstrip()}" if behind_in else rest)
    field = None
    if match is not None:
        field = _FIELD_END.sub("", match["field"]).strip(" .,-")
        if (
            not field
            or len(field.split()) > 5
            or field.lower() in {"a", "an", "any", "the", "related field", "relevant"}
        ):
            field = None
    related = bool(_RELATED.search(reading.lower, end, high))
    if group is None and level == "Bachelor's" and field is not None and _TECHNICAL.search(field):
        group = "BTECH/BE/BSC"
    if group is None and field is None and level in {"High School", "Diploma", "Certificate"}:
        return level
    name = group or level
    if field is None:
        return group
    return f"{name} - {field}{' (or related)' if related else ''}"


def _requirement(
    reading: Reading, start: int, end: int, low: int, high: int
) -> Literal["required", "preferred"]:
    """What the part of the sentence around the degree says, up to the next comma or other degree."""
    after = reading.lower[end:high].split(";")[0]
    stop = re.search(r",|;|\bor\b\s+(?:equivalent|bachelor|master|associate)", after)
    near = after[: stop.start()] if stop and _REQUIRED.search(after[: stop.start()]) else after
    other = re.search(r"master|bachelor|associate['’]s|mba\b|ph\.?d|diploma", near)
    if other is not None and (
        _REQUIRED.search(near[: other.start()]) or _PREFERRED.search(near[: other.start()])
    ):
        near = near[: other.start()]
    preferred, required = _PREFERRED.search(near), _REQUIRED.search(near)
    if preferred is not None and (required is None or preferred.start() < required.start()):
        return "preferred"
    if required is None and _PREFERRED.search(reading.lower[low:start][-30:]):
        return "preferred"
    section = next((s for s in reading.document.sections if s.start <= start < s.end and s.heading), None)
    if section is not None and required is None and _PREFERRED.search((section.heading or "").lower()):
        return "preferred"
    return "required"
