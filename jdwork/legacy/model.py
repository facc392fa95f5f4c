"""What one saved run page of the old service says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jdwork.text import JobDescription

SectionName = Literal[
    "header", "jd", "skills", "persistence", "artifacts", "nano", "api1", "api2", "api3", "calls"
]
Block = Mapping[str, Any]
"""A JSON object of the page, as it stands there."""


@dataclass(frozen=True, slots=True)
class LegacySkill:
    """One card of the page's skills section.

    Parameters
    ----------
    name
        The skill, where the page or the order of its JSON blocks tells it.
    aliases
        (text, alias type) of the catalog's aliases.
    facts
        What the card lists, label to value, as text (``"Skill nature": "CONCEPT"``).
    dimensions
        (name, database id) of the dimensions on its worklist.
    """

    name: str | None
    aliases: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class LegacyRow:
    """A row of the persistence table: what came of linking a skill to a dimension and that to the role.

    ``skill_linked`` and ``role_linked`` are None where the page shows neither a tick nor a dash.
    """

    skill: str
    tag: str
    dimension: str
    dimension_slug: str
    skill_linked: bool | None
    role_linked: bool | None
    outcome: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class LegacyArtifact:
    """Something new that the run left in the library."""

    kind: str
    detail: str
    database_id: str


@dataclass(frozen=True, slots=True)
class LegacyCall:
    """A card of a model call: stage and model from its title, figures where it shows them.

    ``answer`` is the response as JSON where it is some; ``text`` is the whole card below its title, verbatim.
    """

    stage: str
    model: str
    text: str
    answer: Any = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    cost_usd: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class LegacyRun:
    """One run of the old service, read off its page.

    Parameters
    ----------
    run_id
        As the page or its JSON blocks give it.
    where
        Name of the file, and the line at which the page begins in it.
    role, slug, role_id, source
        The chosen role as the page's title names it; else as API 1 does.
    case, confidence
        Of the decision; None where the page says neither.
    resolution
        How the role stands to the library.
    jd_text
        The job description, verbatim; empty where the page lacks it.
    nano_parsed, api1, api2, api3
        The JSON blocks, equal as values to what the service answered; None where missing or damaged.
    parser_model
        The model that the page names for the parser.
    skills, rows, artifacts, calls
        What the page tells in cards and tables.
    sections
        (name, start, end): the page cut into parts; together they are ``page`` to the character.
    notes
        What could not be read, with line numbers.
    page
        The page's text, line ends made newlines.
    """

    run_id: str
    where: str
    page: str = field(repr=False)
    jd_text: str = field(repr=False)
    role: str | None = None
    slug: str | None = None
    role_id: int | None = None
    source: str | None = None
    case: str | None = None
    confidence: float | None = None
    resolution: str | None = None
    nano_parsed: Block | None = field(default=None, repr=False)
    api1: Block | None = field(default=None, repr=False)
    api2: Block | None = field(default=None, repr=False)
    api3: Block | None = field(default=None, repr=False)
    parser_model: str | None = None
    skills: tuple[LegacySkill, ...] = ()
    rows: tuple[LegacyRow, ...] = ()
    artifacts: tuple[LegacyArtifact, ...] = ()
    calls: tuple[LegacyCall, ...] = ()
    sections: tuple[tuple[SectionName, int, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def jd(self) -> JobDescription:
        """The job description, under the run's id; the old service was given no title."""
        return JobDescription(id=self.run_id, text=self.jd_text)

    @property
    def text_hash(self) -> str:
        """SHA-256 of the job description's text, in hex."""
        return hashlib.sha256(self.jd_text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def decision(self) -> Block:
        """The decision of API 1; empty where the page lacks it."""
        return mapping(self.api1, "stage4_decision")

    @property
    def signals(self) -> Block:
        """The signals of API 1; empty where the page lacks them."""
        return mapping(self.api1, "stage3_signals")

    @property
    def skill_names(self) -> tuple[str, ...]:
        """The skills that API 1 settled on."""
        named = (one.get("skill_name") for one in mappings(self.api1, "final_skills"))
        return tuple(name for name in named if isinstance(name, str))

    def section(self, name: SectionName) -> str:
        """The verbatim text of one part of the page; empty where it lacks it."""
        return "".join(self.page[start:end] for one, start, end in self.sections if one == name)


def mapping(block: Any, *keys: str) -> Block:
    """Follow keys into a JSON value; an empty object where one leads nowhere or to something else."""
    for key in keys:
        block = block.get(key) if isinstance(block, Mapping) else None
    return block if isinstance(block, Mapping) else {}


def mappings(block: Any, *keys: str) -> tuple[Block, ...]:
    """The objects in the list that keys lead to; none where they lead to no list."""
    found = mapping(block, *keys[:-1]).get(keys[-1])
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()


def number(value: Any) -> float | None:
    """A JSON number as a float; None for anything else, booleans included."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def words_of(value: Any) -> str | None:
    """A JSON string that says something; None for anything else."""
    return value if isinstance(value, str) and value.strip() else None


def walk(value: Any) -> Iterator[Block]:
    """Every object inside a JSON value, itself included."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            yield one
            todo += reversed(list(one.values()))
        elif isinstance(one, list):
            todo += reversed(one)
