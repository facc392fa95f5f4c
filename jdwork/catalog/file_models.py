"""What each catalog file may hold, and plain words for what it holds instead."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from jdwork.catalog.problems import Location, key_path
from jdwork.catalog.slug import SLUG_PATTERN, one_line
from jdwork.catalog.snapshot import (
    DifficultyHint,
    Lifespan,
    MatchStrategy,
    SkillNature,
    VersionStrategy,
    Volatility,
)
from jdwork.catalog.yaml_nodes import YamlFile
from jdwork.errors import did_you_mean

Archetype = Literal[
    "Engineering", "Analysis", "Design", "Management", "Operations", "Sales", "Service", "Care", "Education",
    "Administration", "Research", "Trades", "Legal",
]  # fmt: skip
GivenAliasType = Literal["SYNONYM", "ABBREVIATION", "VERSION", "SPELLING", "VENDOR_NAME"]

MAX_ID = 2**31 - 1


def _one_line(value: object) -> object:
    """Make layout irrelevant: folded, quoted and plain YAML of the same words give the same text."""
    if not isinstance(value, str):
        return value
    for character in value:
        if character < " " and character not in "\t\n\r":
            raise PydanticCustomError("control_character", "control character")
    text = one_line(value)
    if not text:
        raise PydanticCustomError("empty_text", "empty")
    return text


def _one_line_or_none(value: object) -> object:
    return value if value == "" else _one_line(value)


def _not_nan(value: float) -> float:
    if math.isnan(value):
        raise PydanticCustomError("float_parsing", "not a number")
    return value


Name = Annotated[str, Field(max_length=200), BeforeValidator(_one_line)]
Note = Annotated[str, Field(max_length=400), BeforeValidator(_one_line)]
Prose = Annotated[str, Field(max_length=4000), BeforeValidator(_one_line)]
MaybeProse = Annotated[str, Field(max_length=4000), BeforeValidator(_one_line_or_none)]
Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=120), BeforeValidator(_one_line)]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Weight = Annotated[float, AfterValidator(_not_nan), Field(gt=0, le=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleFile(_Entry):
    """``roles/<domain>/<slug>.yaml``."""

    id: Id | None = None
    slug: Slug
    name: Name
    domain: Slug
    archetype: Archetype
    description: Prose
    aliases: list[Name] = Field(min_length=1)
    kras: list[Prose] = Field(min_length=1)
    dimensions: list[Slug] = []
    skills: dict[Slug, Weight] = {}
    source_code: Name | None = None


class AliasEntry(_Entry):
    """One alias of a skill."""

    text: Name
    type: GivenAliasType = "SYNONYM"
    match: MatchStrategy = "CASE_INSENSITIVE"
    id: Id | None = None


def _alias(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class SharedTraits(_Entry):
    """What holds for each skill of a sub-category that does not say otherwise."""

    match: MatchStrategy | None = None
    nature: SkillNature | None = None
    volatility: Volatility | None = None
    lifespan: Lifespan | None = None
    version_strategy: VersionStrategy | None = None
    maturity: Note | None = None
    is_extractable: bool | None = None
    is_also_category: bool | None = None


class SkillDefaults(SharedTraits):
    """What holds for each skill of a category that does not say otherwise."""

    sub_category: Name | None = None


class SkillEntry(SkillDefaults):
    """One skill."""

    id: Id | None = None
    slug: Slug
    name: Name
    aliases: list[Annotated[AliasEntry, BeforeValidator(_alias)]] = []
    context: list[Name] = []


class SkillsFile(_Entry):
    """``skills/<category>.yaml``; its skills are checked one by one as `SkillEntry`."""

    id: Id | None = None
    category: Name
    defaults: SkillDefaults = SkillDefaults()
    sub_categories: dict[Name, SharedTraits] = {}
    skills: list[Any] = Field(min_length=1)


class DimensionEntry(_Entry):
    """One dimension."""

    id: Id | None = None
    slug: Slug
    name: Name
    rationale: Prose
    difficulty: DifficultyHint = "well_known"
    skills: list[Slug] = []


class DimensionsFile(_Entry):
    """``dimensions/<name>.yaml``; its dimensions are checked one by one."""

    domain: Slug
    dimensions: list[Any] = Field(min_length=1)


class DomainEntry(_Entry):
    """One domain."""

    slug: Slug
    name: Name
    description: MaybeProse = ""
    aliases: list[Name] = []


class DomainsFile(_Entry):
    """``domains.yaml``; its domains are checked one by one."""

    domains: list[Any] = Field(min_length=1)


class RedirectEntry(_Entry):
    """One entry that lives on under another slug."""

    slug: Slug
    id: Id | None = None
    to: Slug


class RedirectsFile(_Entry):
    """``redirects.yaml``; its entries are checked one by one."""

    roles: list[Any] = []
    skills: list[Any] = []


Model = TypeVar("Model", bound=_Entry)


def checked(model: type[Model], data: object, source: YamlFile, at: Location = ()) -> Model | None:
    """Check a value of a catalog file against what it may hold.

    Parameters
    ----------
    model
        What it should be.
    data
        The value as read.
    source
        The file it comes from; problems are added to it.
    at
        Location of the value within the file.

    Returns
    -------
    Model or None
        None if there was a problem.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            location, text, hint = _explain(model, detail)
            source.problems.append(source.problem(text, (*at, *location), hint=hint))
        return None


_RANGES = {"weight": "Give a number above 0 and up to 1.", "id": f"Give a whole number from 1 to {MAX_ID}."}


def _explain(model: type[BaseModel], detail: ErrorDetails) -> tuple[Location, str, str | None]:
    kind, given = detail["type"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    location = tuple(part for part in detail["loc"] if part != "[key]")
    name = location[-1] if location else ""
    shown = f"'{given}'" if isinstance(given, str) and len(given) <= 60 else f"'{str(given)[:57]}…'"
    number_hint = _RANGES["id"] if name == "id" else _RANGES["weight"]
    match kind:
        case "missing":
            return (
                location,
                f"The key '{name}' is missing.",
                "Add it; catalog/README.md shows a full example.",
            )
        case "extra_forbidden":
            known = _model_at(model, location[:-1]).model_fields
            return location, f"There is no key '{key_path((name,))}' here.", did_you_mean(str(name), known)
        case "literal_error":
            allowed = _choices(model, location)
            return location, f"{shown} is not an allowed value.", did_you_mean(str(given), allowed)
        case "string_pattern_mismatch":
            return (
                location,
                f"{shown} is not a slug.",
                "Use lower-case letters and digits joined by single hyphens.",
            )
        case "too_short":
            return location, "The list is empty.", "Give at least one."
        case "string_too_long":
            return location, f"The text has more than {context['max_length']} characters.", "Shorten it."
        case "empty_text":
            return location, "The text is empty.", "Fill it in or remove the line."
        case "control_character":
            return location, "The text holds a control character.", "Remove it."
        case "string_type":
            return location, f"Text is expected here, not {_shape(given)}.", _text_hint(given)
        case "list_type":
            return (
                location,
                f"A list is expected here, not {_shape(given)}.",
                "Put each item on a line of its own after '- '.",
            )
        case "dict_type" | "model_type" | "model_attributes_type":
            return location, f"'key: value' lines are expected here, not {_shape(given)}.", None
        case (
            "int_parsing"
            | "int_type"
            | "int_from_float"
            | "int_parsing_size"
            | "float_parsing"
            | "float_type"
        ):
            return (
                location,
                f"{shown} is not a number." if name != "id" else f"{shown} is not an id.",
                number_hint,
            )
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            return location, f"{shown} is out of range.", number_hint
        case "bool_parsing" | "bool_type":
            return location, f"{shown} is neither true nor false.", "Write true or false."
    return location, f"{detail['msg']}.", None


def _shape(given: object) -> str:
    if isinstance(given, dict):
        return "'key: value' lines"
    if isinstance(given, list):
        return "a list"
    return "nothing" if given == "" else f"the text '{str(given)[:40]}'"


def _text_hint(given: object) -> str | None:
    if isinstance(given, dict):
        return "Quote text that holds a colon followed by a space."
    return "Quote text that starts with '['." if isinstance(given, list) else None


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    keys = [part for part in location if isinstance(part, str)]
    if model is SkillsFile and keys[:1] == ["defaults"]:
        return SkillDefaults
    if model is SkillsFile and keys[:1] == ["sub_categories"]:
        return SharedTraits
    return AliasEntry if model is SkillEntry and keys[:1] == ["aliases"] else model


def _choices(model: type[BaseModel], location: Location) -> list[str]:
    field = _model_at(model, location[:-1]).model_fields[str(location[-1])]
    return [choice for choice in _flat(field.annotation) if choice]


def _flat(annotation: object) -> list[str]:
    found: list[str] = []
    for argument in get_args(annotation):
        found += [argument] if isinstance(argument, str) else _flat(argument)
    return found
