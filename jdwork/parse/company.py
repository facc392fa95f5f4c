"""The company: its name, and what the JD says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from jdwork.parse.model import AboutCompany
from jdwork.parse.reading import Quoted, Reading, matches_from, source_marker, starts_of
from jdwork.parse.role_title import has_head
from jdwork.parse.role_words import word_set
from jdwork.text import Sentence

# No word of a name is longer than a name may be: else a long run costs quadratic time.
_NAME = (
    r"(?:[A-Z][\w&.'’+-]{0,60}|[a-z]{1,60}[A-Z]\w{0,60}|\d{1,60}+[A-Z]\w{0,60})"
    r"(?:[ ](?:&[ ]|and[ ](?=[A-Z])|of[ ](?=[A-Z])|for[ ](?=[A-Z]))?"
    r"(?:[A-Z][\w&.'’+-]{0,60}|\d{1,60}[A-Z]?\w{0,60})){0,5}"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[\n.;•|]))[ \t*]*(?:[Cc]lient|CLIENT|[Cc]ompany|COMPANY|[Oo]rgani[sz]ation"
    rf"|[Ee]mployer)(?:[ \t]+[Nn]ame|[ \t]+NAME)?[ \t*]*[:–-]+[ \t*]*(?P<name>{_NAME})"
    rf"|\b(?:Client|Company|Employer)(?:[ ][Nn]ame)?[ ]?[:–-]+[ ]*(?P<name2>{_NAME})"
)
_LABEL_SIGN = re.compile(r"(?:client|company|organi[sz]ation|employer)(?:[ \t]+name)?[ \t*]*[:–-]")
_ABOUT = re.compile(
    rf"(?:^|\n|[.!?][ ])[ \t#*]*(?:About|ABOUT|Why|Join)[ ](?P<name>{_NAME})[ \t*]*[:?!]?[ \t*]*(?=\n"
    rf"|[:.-]|$|[ ](?P=name))"
)
_IS = re.compile(
    rf"(?:^|(?<=[\n.!?:•●\]])\s{{0,4}}|(?<=[.!?][ ]))(?P<name>{_NAME})(?:[ ]?\([^()\n]{{1,40}}\))?,?[ ](?:"
    r"(?:is|are)[ ](?:an?[ ](?!must|plus|asset|bonus|big|huge|strong|role|position|good)"
    r"|the[ ](?:leading|largest|world|premier|first|only|fastest|nation|global|biggest|industry)"
    r"|one[ ]of|currently|seeking|looking|hiring|recruiting|searching|committed|proud|dedicated"
    r"|on[ ]a[ ]mission|among|proudly|building)"
    r"|has[ ](?:an?[ ](?:exciting|immediate|new|current)|been|grown|over|an[ ]opening)|seeks"
    r"|was[ ](?:founded|established)|provides[ ](?:a|the|its|our|services|solutions)|offers[ ](?:a[ ]"
    r"|an[ ]|the[ ])|invites|helps|specializes|delivers)"
)
_AT = re.compile(
    rf"(?:^|(?<=[\n.!?:•●]))[\s]{{0,4}}(?:[Aa]t|Here at|Join|Joining|Working at|Working for|Welcome to"
    rf"|With)[ ](?P<name>{_NAME})(?:,|[ ](?:we|you|our|is|and|as)\b)"
)
_END = re.compile(r"[\n.!?:•●\]]")
"""What one of the patterns above begins with, or behind, unless it begins the text."""

_NOT_NAMES: Final[frozenset[str]] = word_set(
    "we this it our client the a an company role us you your job team position they he she there "
    "that these i in is about what who how why where when candidate candidates applicant applicants "
    "experience knowledge ability description responsibilities requirements summary overview "
    "location salary benefits not disclose disclosed confidential website opportunity work working "
    "remote hybrid join employer organization department unit india usa here today please must "
    "should if as for with by from on at all any each no yes to and or full part time developer "
    "engineer manager analyst currently looking seeking hiring degree bachelor master bachelors "
    "masters strong good excellent duties duration type employment qualifications skills education "
    "perks career program project people life culture office division one every each some such many "
    "most another others responsible reports reporting be being having given their its january "
    "february march april may june july august september october november december plans monday "
    "tuesday wednesday thursday friday saturday sunday sales marketing software data digital "
    "compensation pay title internship student students training note english java python "
    "javascript sql aws azure google cloud linux react angular microsoft agile excel php html css "
    "ai"
)
_LAST_NOT: Final[frozenset[str]] = word_set(
    "team role position job department division client us you opportunity university is are overview summary"
)

_NEVER_NAMED = frozenset(("equal_opportunity", "duties", "requirements", "skills", "perks"))
_RUN_ON = re.compile(r"(?:Us|You|The|This|Our|We|Role|Job)[A-Z]")
_NAME_LABEL = re.compile(r"(?:client|company|employer|organi[sz]ation)(?: name)?", re.I)


def find_company_name(reading: Reading) -> Quoted[str] | None:
    """The name of the hiring company, where the text gives it away.

    Looked for as ``Client- X`` and ``Company: X``, as a heading ``About X``, as the subject of
    ``X is a leading`` or ``X is looking for``, and in ``At X, we``, in this order.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    Quoted[str] or None
        None where nothing names it.
    """
    labelled = _LABEL_SIGN.search(reading.lower) is not None
    text = reading.text
    ends = list(starts_of(_END, text))
    with_ends, behind_ends = [0, *ends], [0, *(at + 1 for at in ends)]
    for matches in (
        _LABELLED.finditer(text) if labelled else (),
        matches_from(with_ends, _ABOUT, text),
        matches_from(behind_ends, _IS, text),
        matches_from(behind_ends, _AT, text),
    ):
        for match in matches:
            group = "name2" if "name2" in match.re.groupindex and match["name2"] else "name"
            start = match.start(group)
            name = re.split(r"[.!?]\s|\s+(?:Website|Location|Role|Position|Experience|Job)\b", match[group])[
                0
            ]
            name = re.sub(r"['’]s$", "", name.rstrip(" .,&-:"))
            if _is_name(name) and reading.kind_at(start) not in _NEVER_NAMED:
                return Quoted(name, start, start + len(name))
    return None


def _is_name(name: str) -> bool:
    words = [word.lower().strip(".'’") for word in name.split()]
    if _RUN_ON.match(name):
        return False
    if not words or words[0] in _NOT_NAMES or words[-1] in _LAST_NOT or len(name) < 2 or len(name) > 60:
        return False
    return not (len(words) <= 4 and has_head(words[-1]) and words[-1] not in {"partners", "head", "host"})


def find_about_company(reading: Reading) -> Quoted[AboutCompany] | None:
    """What the JD tells of the company.

    Sentences of one paragraph or bullet are joined by a space, paragraphs by an empty line. Word count and
    markers are counted on that text.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    Quoted[AboutCompany] or None
        None where fewer than eight words under a heading, or twenty without one, are about the company.
    """
    # "Client: X" is a label with a name behind it, not a story.
    labels = [
        s for s in reading.document.sections if s.heading and _NAME_LABEL.fullmatch(s.heading.strip(" :-"))
    ]
    told = [
        sentence
        for sentence in reading.document.sentences
        if sentence.section == "company" and not any(s.start <= sentence.start < s.end for s in labels)
    ]
    if not told:
        return None
    story = company_story(reading, told)
    headed = any(s.kind == "company" and s.heading and s not in labels for s in reading.document.sections)
    return None if story.value.word_count < (8 if headed else 20) else story


def company_story(reading: Reading, told: Sequence[Sentence]) -> Quoted[AboutCompany]:
    """Put the sentences that tell of the company together, paragraphs apart.

    Parameters
    ----------
    reading
        The prepared document.
    told
        Its sentences, at least one, in text order.

    Returns
    -------
    Quoted[AboutCompany]
        Words and markers are counted on the joined text.
    """
    text = told[0].text
    for before, sentence in pairwise(told):
        text += (" " if _same_paragraph(reading, before, sentence) else "\n\n") + sentence.text
    about = AboutCompany(source_marker=source_marker(text), text=text, word_count=len(text.split()))
    return Quoted(about, told[0].start, told[-1].end)


def _same_paragraph(reading: Reading, before: Sentence, after: Sentence) -> bool:
    between = reading.text[before.end : after.start]
    return len(between) <= 3 and "\n" not in between and not reading.bullet_before(after.start)
