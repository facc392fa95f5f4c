"""Reading a JD's fields with a language model: what it quotes is checked, what it cannot know is computed."""

from __future__ import annotations

from typing import Any

from jdwork.llm import Answer, Question
from jdwork.parse.answer import FieldsAnswer
from jdwork.parse.grounded import Grounder
from jdwork.parse.industry import industry_named, industry_names
from jdwork.parse.model import DomainGuess, Experience, Grounding, ParsedJD, ParseResult
from jdwork.parse.other_people import is_blank_title
from jdwork.parse.reading import Quoted, Reading
from jdwork.parse.role import role_aliases, role_archetype
from jdwork.parse.role_title import clean_title
from jdwork.text import Document, JobDescription
from jdwork.text.quotes import QuoteFinder, one_line, shown_text

NOT_A_JD = "not_a_jd"
_ROLE_WORDS = 12
_NAME_WORDS = 10
_CERTIFICATE_WORDS = 15


def parse_question(document: Document, *, max_characters: int) -> Question[FieldsAnswer]:
    """Ask a model for the fields of a JD.

    Parameters
    ----------
    document
        The JD with its structure.
    max_characters
        Characters of its text that are sent at most.

    Returns
    -------
    Question
        Of stage ``parse``; the answer holds quotes, no counts.
    """
    return Question(
        stage="parse",
        subject=document.jd.content_hash,
        prompt="parse",
        values={
            "title": one_line(document.jd.title or "", max_characters=300),
            "jd": shown_text(document, max_characters=max_characters),
            "industries": "; ".join(industry_names()),
        },
        answer=FieldsAnswer,
    )


def read_parse(document: Document, rules: ParseResult, answer: Answer[FieldsAnswer]) -> ParseResult:
    """Check what a model read, and complete it by what the rules read.

    Every quote must stand in the JD; the value is then the JD's own stretch, and words, markers, years and
    money are counted and read there. A quote that does not stand there is dropped with a note, and where
    nothing of a field is left, the rules' field stands. A title that was given names the role: the model
    may only cut it another way. Other names and the archetype of a role are always those of the rules.

    Parameters
    ----------
    document
        The JD with its structure.
    rules
        What the rules read of it.
    answer
        The model's answer to `parse_question`, or its failure.

    Returns
    -------
    ParseResult
        The rules' result with a note where the call failed, or where the rules turned the text down: no
        model waves it through. ``fail_reason`` is ``not_a_jd`` where the model says that it is none.
    """
    read = answer.value
    if read is None:
        return _with_notes(
            rules, f"parser: the rules read this JD, for the model did not: {answer.call.note}"
        )
    if rules.parsed.JD_type == "fail":
        return _with_notes(rules, "parser: the rules turned the text down; what the model read is left out")
    if read.is_something_else:
        why = one_line(read.what_it_is, max_characters=200) or "without a reason"
        return ParseResult(
            parsed=ParsedJD(
                JD_type="fail",
                domain=DomainGuess(primary=None, secondary=None),
                experience=Experience(max=None, min=None, raw=None),
            ),
            fail_reason=NOT_A_JD,
            notes=(f"parser: the model says that this is no job description: {why}",),
            parser="openai",
        )
    made = Grounder(Reading(document))
    fields = _fields(made, rules, read)
    updates: dict[str, Any] = {name: _value(each) for name, each in fields.items()}
    replaced = set(updates)
    if fields.get("role") is not None:
        updates["role_aliases"] = role_aliases(updates["role"])
        updates["role_archetype"] = role_archetype(updates["role"]) or rules.parsed.role_archetype
    if (domain := _domain(made, read)) is not None:
        updates["domain"] = domain
    grounding = [one for one in rules.grounding if one.field.split(".")[0] not in replaced]
    for name, each in fields.items():
        grounding += _grounding(name, each)
    from_title = [
        name for name, each in fields.items() if isinstance(each, Quoted) and each.start == each.end
    ]
    return ParseResult(
        parsed=ParsedJD(**{**dict(rules.parsed), **updates}),
        grounding=tuple(grounding),
        notes=(
            *(note for note in rules.notes if note.split(" ")[0].split(".")[0] not in replaced),
            *(f"{name} was read off the title" for name in from_title),
            *made.notes,
        ),
        parser="openai",
    )


Found = Quoted[Any] | list[Quoted[Any]]


def _fields(made: Grounder, rules: ParseResult, read: FieldsAnswer) -> dict[str, Found]:
    """The fields of which something stood the check."""
    mode = next((one.work_mode for one in rules.parsed.job_locations if one.work_mode), None)
    places = made.locations(read.locations, mode=mode)
    country = next(
        (
            place.country
            for place in (*(one.value for one in places), *rules.parsed.job_locations)
            if place.country
        ),
        None,
    )
    found: dict[str, Found | None] = {
        "about_company": made.about(read.about_company) if read.about_company else None,
        "certifications": made.texts("certifications", read.certifications, words=_CERTIFICATE_WORDS),
        "company_name": made.text("company_name", read.company_name or "", words=_NAME_WORDS),
        "ctc": made.pay(read.pay, country=country) if read.pay else None,
        "education": made.education(read.education),
        "experience": made.experience(read.experience) if read.experience else None,
        "job_locations": places,
        "role": _role(made, read.role or ""),
        "roles_and_responsibilities": made.duties(read.duties),
        "urls": made.urls(read.urls),
    }
    return {name: each for name, each in found.items() if each}


def _role(made: Grounder, quote: str) -> Quoted[str] | None:
    """The role's title in the JD's words: out of the title where one was given, else out of the text."""
    title = made.reading.document.jd.title
    if not title or is_blank_title(title):
        return made.text("role", quote, words=_ROLE_WORDS)
    if not quote.strip():
        return None
    jd = JobDescription(id="", text=title)
    finder = QuoteFinder(Document(jd=jd, clean=title, sections=(), sentences=()))
    span = finder.find(quote)
    if span is None:
        made.notes.append(
            f"parser: 'role' {one_line(quote, max_characters=60)!r} is not in the title, dropped"
        )
        return None
    value = " ".join(title[slice(*span)].split())
    return Quoted(clean_title(value) or value, 0, 0)


def _domain(made: Grounder, read: FieldsAnswer) -> DomainGuess | None:
    """The industries by their names in the table; None where the first is in none."""
    known = []
    for name in (read.industry, read.second_industry):
        if name and name.strip() and name.strip().casefold() != "other":
            known.append(industry_named(name))
            if known[-1] is None:
                shown = one_line(name, max_characters=60)
                made.notes.append(f"parser: 'domain' {shown!r} is no industry of the list, dropped")
    primary, secondary = [*known, None, None][:2]
    if primary is None:
        return None
    return DomainGuess(primary=primary, secondary=None if secondary == primary else secondary)


def _value(each: Found) -> Any:
    return [one.value for one in each] if isinstance(each, list) else each.value


def _grounding(name: str, each: Found) -> list[Grounding]:
    if isinstance(each, list):
        return [
            Grounding(field=f"{name}.{index}", start=one.start, end=one.end) for index, one in enumerate(each)
        ]
    return [Grounding(field=name, start=each.start, end=each.end)] if each.start < each.end else []


def _with_notes(result: ParseResult, *notes: str) -> ParseResult:
    return result.model_copy(update={"notes": (*result.notes, *notes)})
