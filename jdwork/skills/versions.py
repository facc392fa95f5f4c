"""Version numbers behind and within skill names."""

from __future__ import annotations

import re

_YEARS = (
    r"(?!\s*(?:[-–+]|to)?\s*(?:\d+\s*\+?)?\s*"
    r"(?:years?|yrs?|months?|hours?|days?|weeks?|percent|people|projects?)\b)"
)
_NUMBER = r"(?:(?:19|20)\d\d(?!\d)(?:\s?[rR]2)?|\d{1,2}(?:\.(?:\d{1,3}|[xX])){0,3}[cgi]?)"
_BEHIND = re.compile(
    rf"(?:[ \t]?(?:>=|≥)[ \t]?|[ \t]version[ \t]|[ \t]?[vV]\.?[ \t]?|[ \t]?){_NUMBER}"
    rf"(?:[ \t]?/[ \t]?[vV]?{_NUMBER})*\+?"
    r"(?![\w%)]|\.\w|[ \t]*\+|\.[ \t\n]|:)" + _YEARS,
)
_WITHIN = re.compile(
    rf"(?:\.(?:\d{{1,3}}|[xX])){{0,3}}(?:[ \t]?/[ \t]?{_NUMBER})*\+?(?![\w%]|\.\w|:)" + _YEARS
)
_EACH = re.compile(rf"(?<![.\d]){_NUMBER}\+?")
_TRAILING = re.compile(rf"(?<![\d.]){_NUMBER}(?:[ \t]?/[ \t]?{_NUMBER})*\+?$")


def version_end(text: str, end: int) -> int:
    """Return the end of the version number that follows a name.

    Parameters
    ----------
    text
        The text.
    end
        End of the name in it.

    Returns
    -------
    int
        End of "3.11" in "Python 3.11", of "8/11/17" in "Java 8/11/17", of "2019" in "SQL Server 2019";
        ``end`` itself where no version follows ("Java 5 years", "Java 20 %").
    """
    if end >= len(text):
        return end
    pattern = _WITHIN if end and text[end - 1].isdigit() else _BEHIND
    match = pattern.match(text, end)
    return match.end() if match else end


def versions_of(surface: str, *, name_end: int) -> tuple[str, ...]:
    """List the versions that a mention names.

    Parameters
    ----------
    surface
        The mention, version included.
    name_end
        Where the name without any version ends in it.

    Returns
    -------
    tuple of str
        ``("8", "11", "17")`` for "Java 8/11/17"; a "+" ("and up") stays with its number.
    """
    tail = _TRAILING.search(surface, max(0, name_end))
    return tuple(dict.fromkeys(_EACH.findall(tail.group()))) if tail else ()
