"""A small literal JD with a small catalog, laid out so that every figure can be worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Domain, Role, RoleSkill, Skill
from jdwork.details.model import Details, RoleFacts, SkillFacts
from jdwork.enrich.model import Derived, NewSkill, ProposedDimension
from jdwork.record import ChosenRoleFacts, KraMatch, RoleSignal, RunRecord
from jdwork.skills import FoundSkill, ProposedSkill, SkillFindings, SkillSpan
from jdwork.text import Document, JobDescription, SectionKind, Sentence
from tests.record.factory import make_record

TITLE = "Learning Engineer"
LINES: tuple[tuple[SectionKind, str], ...] = (
    ("company", "We build rockets with Fortran."),
    ("duties", "Design and build REST services in Python 3.11."),
    ("duties", "Train machine learning models with PyTorch."),
    ("duties", "Report results to clients."),
    ("duties", "Do not repair printers."),
    ("duties", "Juggle seven Wibbles daily."),
    ("perks", "Free Python lessons."),
)
KRAS = ("Builds services that others rely on.", "Trains models on clean data.", "Keeps bees.")
SKILLS = (
    Skill(1, "python", "Python", "Languages", "General", (), "LANGUAGE", "EVOLVING", "LONG", "MAJOR_VERSIONS",
          "Settled long ago."),
    Skill(2, "pytorch", "PyTorch", "Machine Learning and AI", "Frameworks", (), "LIBRARY", "EVOLVING", "LONG",
          "SEMANTIC"),
    Skill(3, "machine-learning", "Machine Learning", "Machine Learning and AI", "Methods", (),
          "DOMAIN_KNOWLEDGE", "EVOLVING", "EVERGREEN", "NOT_APPLICABLE"),
    Skill(4, "fortran", "Fortran", "Languages", "General", (), "LANGUAGE", "STABLE", "MEDIUM"),
)  # fmt: skip
SNAPSHOT = CatalogSnapshot(
    domains=(Domain("work", "Work"), Domain("other", "Other")),
    roles=(
        Role(7, "learner", "Learning Engineer", "work", "Engineering", "", (), KRAS, ("services",),
             (RoleSkill("python"), RoleSkill("pytorch"))),
    ),
    skills=SKILLS,
    dimensions=(
        Dimension(1, "services", "Services", "", "work", skills=("python",)),
        Dimension(2, "learning", "Learning", "", "work", skills=("pytorch",)),
        Dimension(3, "elsewhere", "Elsewhere", "", "other", skills=("pytorch", "machine-learning", "python")),
    ),
)  # fmt: skip


def document(lines: Sequence[tuple[SectionKind, str]], title: str | None = None) -> Document:
    """A JD of these lines, each a sentence of its section."""
    text = "\n".join(line for _, line in lines)
    sentences, place = [], 0
    for kind, line in lines:
        sentences.append(Sentence(line, place, place + len(line), kind))
        place += len(line) + 1
    jd = JobDescription(id="tiny", text=text, title=title)
    return Document(jd, text, (), tuple(sentences))


def span(text: str, words: str, section: SectionKind = "duties", **how: object) -> SkillSpan:
    """The first place of some words."""
    start = text.index(words)
    return SkillSpan(start, start + len(words), words, section, **how)  # type: ignore[arg-type]


def tiny_record(
    lines: Sequence[tuple[SectionKind, str]] = LINES, *, title: str | None = TITLE, details: bool = True
) -> RunRecord:
    """The sample, classified as `learner`; skills and terms that the lines do not hold are left out."""
    read = document(lines, title)
    text = read.jd.text

    def places(words: str) -> tuple[SkillSpan, ...]:
        return (span(text, words),) if words in text else ()

    perk = text.rfind("Python")
    found = (
        FoundSkill("fortran", "Fortran", 4, "Fortran", False, tuple(
            replace(one, section="company") for one in places("Fortran"))),
        FoundSkill("python", "Python", 1, "Python", True, (
            *places("Python"), SkillSpan(perk, perk + 6, "Python", "perks")), versions=("3.11",)),
        FoundSkill("machine-learning", "Machine Learning", 3, "machine learning", False,
                   places("machine learning")),
        FoundSkill("pytorch", "PyTorch", 2, "PyTorch", False, places("PyTorch"), requirement="nice_to_have"),
    )  # fmt: skip
    terms = (ProposedSkill("Wibbles", places("Wibbles"), "capital", 0.8),) if "Wibbles" in text else ()
    matches = ()
    if "Train machine" in text:
        start = text.index("Train machine")
        end = text.index("\n", start) if "\n" in text[start:] else len(text)
        matches = (KraMatch(KRAS[1], text[start:end], 0.71239, start, end),)
    worked_out = NewSkill(
        "Wibbles",
        "Wibble",
        "wibble",
        derived=Derived("Languages", "General", "LANGUAGE", "VOLATILE", "SHORT", "SEMANTIC"),
        dimensions=(ProposedDimension("services", "Services", 0.9, "rules", "why"),),
    )
    facts = SkillFacts("Wibbles", False, None, None, new=(worked_out,))
    role = RoleSignal(7, "learner", "Learning Engineer", 0.71, kra_matches=matches)
    record = make_record(role="learner", text=text, title=title, skills=())
    return replace(
        record,
        jd=read.jd,
        document=read,
        skills=SkillFindings(found=tuple(one for one in found if one.spans and one.spans[0].start >= 0)),
        new_terms=terms,
        chosen=ChosenRoleFacts(
            7, "learner", "Learning Engineer", "Engineering", "", "work", matched_kras=KRAS[1::-1], kra=role
        ),
        details=Details(RoleFacts("learner", "Learning Engineer", 7, None), "in_db", (facts,))
        if details
        else None,
    )
