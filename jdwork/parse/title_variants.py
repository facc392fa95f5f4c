"""The jobs that one title names, and how their normal forms are shown."""

from __future__ import annotations

from typing import Final

from jdwork.parse.role_title import bracketed, clean_title, has_head, normalize_title, singular, title_parts
from jdwork.parse.role_words import HEADS, word_set

_SOFTWARE: Final[frozenset[str]] = word_set(
    "software web backend frontend fullstack mobile android ios python java javascript php .net "
    "nodejs react angular flutter ruby rails salesforce wordpress cloud data app api golang game "
    "blockchain embedded bi etl sql"
)
_WHOLE_SLASH: Final[frozenset[str]] = word_set("ui/ux pl/sql ai/ml ci/cd a/b i/o os/2 v/v")
_DISPLAY: Final[dict[str, str]] = {
    ".net": ".NET", "asp.net": "ASP.NET", "nodejs": "Node.js", "ios": "iOS", "php": "PHP", "ui/ux": "UI/UX",
    "ui": "UI",
    "ux": "UX", "sql": "SQL", "pl/sql": "PL/SQL", "hr": "HR", "qa": "QA", "it": "IT", "bi": "BI", "ai": "AI",
    "seo": "SEO", "sap": "SAP", "aws": "AWS", "devops": "DevOps", "javascript": "JavaScript", "crm": "CRM",
    "wordpress": "WordPress", "etl": "ETL", "api": "API", "erp": "ERP", "ai/ml": "AI/ML", "gis": "GIS",
    "ceo": "CEO",
    "cto": "CTO", "and": "and", "of": "of", "on": "on", "in": "in", "ecommerce": "E-commerce", "html": "HTML",
}  # fmt: skip


def title_variants(title: str) -> tuple[str, ...]:
    """Normal forms of the jobs that one title names.

    Parameters
    ----------
    title
        Any title; ``A / B``, ``A cum B`` and ``X A & B`` name two jobs.

    Returns
    -------
    tuple[str, ...]
        The normal form first, then its parts, then ``developer`` for ``engineer`` and the reverse
        where the work is software. Without repetition.
    """
    normal = normalize_title(title)
    found = [normal] if normal else []
    found += [part for half in _halves(normal) if (part := normalize_title(half))]
    for name in tuple(found):
        *before, head = name.split()
        plain = "and" not in before and "/" not in name
        if plain and head in {"developer", "engineer", "programmer"} and _SOFTWARE & set(before):
            others = {"developer": "engineer", "engineer": "developer", "programmer": "developer"}
            found.append(" ".join([*before, others[head]]))
    return tuple(dict.fromkeys(found))


QUALIFIED = 0.9
"""Share of a title's trust that the job keeps when a part beside it is read as its field."""

SECOND = 0.6
"""Share of a title's trust that a second job named in it has."""


def title_readings(title: str) -> dict[str, float]:
    """Normal forms of all that a title may be read as, with their share of its trust.

    Parameters
    ----------
    title
        Any title. Of ``Engineer, Mobile - Trainer`` the parts beside the first job say its field
        (``mobile engineer``) or name another job (``trainer``).

    Returns
    -------
    dict of str to float
        The normal form first, with 1; at most six.
    """
    normal = normalize_title(title)
    if not normal:
        return {}
    found = {normal: 1.0}
    parts, chosen = title_parts(title)
    others = [*(part for position, part in enumerate(parts) if position != chosen), *bracketed(title)]
    for part in others if chosen is not None else ():
        words = normalize_title(part).split() if clean_title(part) else []
        fields = [word for word in words if word not in normal.split()]
        if fields and has_head(part):
            found.setdefault(" ".join(words), SECOND)
        elif fields and len(words) <= 3 and not any(one.isdigit() for one in part):
            found.setdefault(" ".join([*fields, normal]), QUALIFIED)
        if len(found) == 6:
            break
    return found


def _halves(normal: str) -> list[str]:
    pieces: list[list[str]] = [[]]
    for word in normal.split():
        if word in {"cum", "and", "or"}:
            pieces.append([])
        elif "/" in word and word not in _WHOLE_SLASH:
            first, *others = [piece for piece in word.split("/") if piece] or [""]
            pieces[-1].append(first)
            pieces.extend([other] for other in others)
        else:
            pieces[-1].append(word)
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or len(pieces) > 4 or singular(pieces[-1][-1]) not in HEADS:
        return []
    head = pieces[-1][-1]
    names = []
    for position, piece in enumerate(pieces):
        name = list(piece)
        if singular(name[-1]) not in HEADS:
            name.append(head)
        elif len(name) == 1 and position and len(pieces[0]) > 1:
            name = [*pieces[0][:-1], *name]
        names.append(" ".join(name))
    return names


def display_title(normal: str) -> str:
    """A normal form with its capitals put back.

    Parameters
    ----------
    normal
        What `normalize_title` returned.

    Returns
    -------
    str
        ``".NET Developer"``, ``"UI/UX Designer"``.
    """
    return " ".join(_DISPLAY.get(word, word[:1].upper() + word[1:]) for word in normal.split())
