"""The duties of a JD: which sentences count, with what weight, and what is done in each."""

from __future__ import annotations

from dataclasses import dataclass

from jdwork.output.client.actions import Action, read_actions
from jdwork.output.client.figures import text_span
from jdwork.output.client.lexicon import lexicon
from jdwork.output.client.model import Span
from jdwork.record import RunRecord
from jdwork.text import SectionKind

SECTION_WEIGHT: dict[SectionKind, float] = {"duties": 1.0, "summary": 0.5, "other": 0.5, "requirements": 0.25}
"""What a sentence counts by its section; those of all other sections count for nothing."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of a duty, by what told its nature; ``weight`` is its part of the sentence's."""

    action: str
    nature: str | None
    weight: float
    span: Span


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence that says what is done. Without deeds, its words tell no nature of work."""

    span: Span
    weight: float
    deeds: tuple[Deed, ...]
    names_ai: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """All duties in text order, and what the JD says is not done."""

    duties: tuple[Duty, ...] = ()
    negated: tuple[Span, ...] = ()


def read_duties(record: RunRecord) -> Duties:
    """Read the duties of a JD.

    A sentence weighs 1 in a section of duties, 0.5 in a summary or where no section is known, 0.25 among
    requirements that ask for an ability to do something, and nothing in a list of skills or in boilerplate
    (company, perks, pay, equal opportunity). Outside sections of duties only a sentence in which a verb
    tells a nature of work is a duty. Sentences about what the company does, headings, and actions that are
    said not to be done do not count.
    The weight of a sentence is split evenly among its actions.

    Parameters
    ----------
    record
        A classified JD.

    Returns
    -------
    Duties
    """
    jd, clean, words = record.jd, record.document.clean, lexicon()
    duties: list[Duty] = []
    negated: list[Span] = []
    for sentence in record.document.sentences:
        weight = SECTION_WEIGHT.get(sentence.section, 0.0)
        whole = text_span(jd, sentence.start, sentence.end)
        if not weight or whole is None:
            continue
        # The text cleaned in place: as long as the JD's, so that offsets are good in both.
        text = clean[sentence.start : sentence.end]
        read = read_actions(text)
        places = [
            (action, text_span(jd, sentence.start + action.start, sentence.start + action.end))
            for action in (*read.actions, *read.negated)
        ]
        negated += [span for action, span in places if span is not None and action in read.negated]
        told = [(action, span) for action, span in places if span is not None and action in read.actions]
        known = [(action, span) for action, span in told if action.nature is not None]
        if sentence.section != "duties":
            known = [one for one in known if one[0].verb not in words.neutral]
        if sentence.section == "requirements" and not any(_is_asked(text, action) for action, _ in known):
            continue
        # What asks for a skill, or tells of the place, is a duty only where a verb says what is done.
        listed = sentence.section == "duties"
        if read.of_company or (read.by_noun and not listed):
            continue
        if not known and (not listed or _is_no_duty(text, bool(told))):
            continue
        if read.negated and not read.actions:
            continue
        deeds = tuple(
            Deed(action.told_by, action.nature, weight / len(known), span) for action, span in known
        )
        duties.append(Duty(whole, weight, deeds, words.names_ai(text)))
    return Duties(tuple(duties), tuple(negated))


def _is_asked(text: str, action: Action) -> bool:
    """Whether a requirement asks for an action ("the ability to …") rather than names a thing."""
    return text[: action.start].rstrip().lower().endswith(" to")


def _is_no_duty(text: str, has_verb: bool) -> bool:
    """Whether a sentence without a nature of work is a heading or a scrap rather than a duty."""
    return text.rstrip().endswith(":") or (not has_verb and len(text.split()) < 3)
