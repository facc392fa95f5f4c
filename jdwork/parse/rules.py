"""The rules parser on one page: every field, read without a model or a network."""

from __future__ import annotations

from jdwork.parse.certifications import find_certifications
from jdwork.parse.company import find_about_company, find_company_name
from jdwork.parse.compensation import find_compensation
from jdwork.parse.education import find_education
from jdwork.parse.experience import find_experience
from jdwork.parse.industry import find_domain
from jdwork.parse.jd_type import fail_reason
from jdwork.parse.location import find_locations
from jdwork.parse.model import DomainGuess, Experience, Grounding, ParsedJD, ParseResult
from jdwork.parse.reading import Quoted, Reading
from jdwork.parse.responsibilities import find_responsibilities
from jdwork.parse.role import find_role, role_aliases, role_archetype
from jdwork.parse.urls import find_urls
from jdwork.text import Document

NOTHING_ASKED = Experience(max=None, min=None, raw=None)


def parse_rules(document: Document) -> ParseResult:
    """Read every field of the contract out of a document.

    Parameters
    ----------
    document
        A JD with its structure, from `jdwork.text.read_structure`.

    Returns
    -------
    ParseResult
        ``fail_reason`` is set where ``JD_type`` is ``fail``; then no other field is read. ``grounding`` has
        an entry for every value that stands in the text; what was read off the title has none, and is noted.
    """
    reading = Reading(document)
    reason = fail_reason(reading)
    if reason is not None:
        nothing = ParsedJD(
            JD_type="fail", domain=DomainGuess(primary=None, secondary=None), experience=NOTHING_ASKED
        )
        return ParseResult(parsed=nothing, fail_reason=reason)

    locations = find_locations(reading)
    country = next((quoted.value.country for quoted in locations if quoted.value.country), None)
    pay = find_compensation(reading, country=country)
    experience = find_experience(reading)
    education = find_education(reading)
    certifications = find_certifications(reading)
    company = find_company_name(reading)
    about = find_about_company(reading)
    role = find_role(reading)
    duties = find_responsibilities(reading)
    urls = find_urls(reading)

    parsed = ParsedJD(
        JD_type="pass",
        about_company=about.value if about else None,
        certifications=[quoted.value for quoted in certifications],
        company_name=company.value if company else None,
        ctc=pay.value if pay else None,
        domain=find_domain(reading),
        education=[quoted.value for quoted in education],
        experience=experience.value if experience else NOTHING_ASKED,
        job_locations=[quoted.value for quoted in locations],
        role=role.value if role else None,
        role_aliases=role_aliases(role.value) if role else [],
        role_archetype=role_archetype(role.value) if role else None,
        roles_and_responsibilities=[quoted.value for quoted in duties],
        urls=[quoted.value for quoted in urls],
    )
    single: list[tuple[str, Quoted[object] | None]] = [
        ("about_company", about),
        ("company_name", company),
        ("ctc", pay),
        ("experience", experience),
        ("role", role),
    ]
    grounding = [_grounding(field, quoted) for field, quoted in single if quoted is not None]
    for field, several in (
        ("certifications", certifications),
        ("education", education),
        ("job_locations", locations),
        ("roles_and_responsibilities", duties),
        ("urls", urls),
    ):
        grounding += [_grounding(f"{field}.{index}", quoted) for index, quoted in enumerate(several)]
    from_title = [g.field for g in grounding if g.start == g.end]
    return ParseResult(
        parsed=parsed,
        grounding=tuple(g for g in grounding if g.start < g.end),
        notes=tuple(f"{field} was read off the title" for field in from_title),
    )


def _grounding(field: str, quoted: Quoted[object]) -> Grounding:
    return Grounding(field=field, start=quoted.start, end=quoted.end)
