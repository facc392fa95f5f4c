"""Reading the settings: the file first, then environment variables over it."""

from __future__ import annotations

import os
import re
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from jdwork.config.fields import allowed_values, key_lines, kind_of_value, known_keys, sections
from jdwork.config.settings import Settings
from jdwork.errors import ConfigError, JdworkWarning, did_you_mean

PREFIX = "JDWORK_"
SEPARATOR = "__"
LARGEST_FILE = 200_000
"""Bytes of a settings file, ten times the shipped one."""
LONGEST_LINE = 5_000
"""Characters of a line in it: thousands of dots in a key would take minutes to read."""


class ConfigWarning(JdworkWarning):
    """An environment variable hides a value that the settings file sets."""


class _SettingsWithEnvironment(BaseSettings, Settings):
    """Settings of the file (given as arguments) under those of the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=SEPARATOR, env_ignore_empty=True, extra="forbid"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        assert isinstance(env_settings, EnvSettingsSource)
        # JDWORK_DOMAIN alone is not a setting, although there is a section of that name.
        env_settings.env_vars = {
            name: value for name, value in env_settings.env_vars.items() if SEPARATOR in name
        }
        return env_settings, init_settings


def load_settings(path: str | Path, *, environment: bool = True) -> Settings:
    """Read the settings file, and let environment variables override it.

    ``JDWORK_<SECTION>__<KEY>`` sets one value, such as ``JDWORK_B__MARGIN=3.5``. Other ``JDWORK_…``
    variables (``JDWORK_WORKSPACE``, ``JDWORK_DATABASE_URL``) are no settings and are left alone, and so
    are empty ones. Keys that the file does not name keep their defaults.

    Parameters
    ----------
    path
        The file, ``catalog/config.toml`` of a workspace.
    environment
        Whether environment variables count; runs that are re-executed read only their own copy.

    Returns
    -------
    Settings

    Raises
    ------
    ConfigError
        If the file or a variable is malformed, has an unknown key or a value out of range; all of
        them are listed with file, line, key and what is allowed.

    Warns
    -----
    ConfigWarning
        For each variable that hides another value set in the file.
    """
    file = Path(path)
    content = read_config(file)
    settings = parse_settings(content, where=str(path))
    if not environment:
        return settings
    variables = _variables()
    if not variables:
        return settings
    data = tomllib.loads(content.decode("utf-8"))
    try:
        overlaid = _SettingsWithEnvironment(**data)
    except ValidationError as error:
        raise _environment_error(error, variables) from None
    merged = Settings.model_validate(overlaid.model_dump())
    _warn_of_masks(
        variables, data, before=settings, after=merged, where=str(path), text=content.decode("utf-8")
    )
    return merged


def read_config(path: Path) -> bytes:
    """Read the bytes of a settings file.

    Raises
    ------
    ConfigError
        If it is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            "There is no such settings file.",
            where=str(path),
            hint="Make a workspace with 'jdwork init DIR', or name its catalog/config.toml.",
        ) from None
    except OSError as error:
        raise ConfigError(
            f"The settings file cannot be read ({error.strerror}).",
            where=str(path),
            hint="Check the path and its permissions.",
        ) from None


def parse_settings(content: bytes, *, where: str = "config.toml") -> Settings:
    """Turn the bytes of a settings file into settings, without looking at the environment.

    Parameters
    ----------
    content
        TOML in UTF-8.
    where
        Name of the file for messages.

    Returns
    -------
    Settings

    Raises
    ------
    ConfigError
        As `load_settings`.
    """
    if len(content) > LARGEST_FILE:
        raise ConfigError(
            f"The file has {len(content):,} bytes, more than the {LARGEST_FILE:,} allowed.",
            where=where,
            hint="Is this a settings file?",
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            "The file is not UTF-8 text.", where=f"{where}:{line}", hint="Save it as UTF-8."
        ) from None
    for number, one in enumerate(text.split("\n"), 1):
        if len(one) > LONGEST_LINE:
            raise ConfigError(
                f"The line has {len(one):,} characters, more than the {LONGEST_LINE:,} allowed.",
                where=f"{where}:{number}",
                hint="No setting is that long.",
            )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, where) from None
    except (RecursionError, ValueError):
        raise ConfigError(
            "The file is nested too deep, or holds a number of thousands of digits.",
            where=where,
            hint="Write 'key = value' lines under [section] lines.",
        ) from None
    return check_settings(data, text=text, where=where)


def check_settings(data: Mapping[str, Any], *, text: str, where: str) -> Settings:
    """Turn parsed TOML into settings.

    Parameters
    ----------
    data
        Sections of keys.
    text
        The file they come from, to name lines in messages.
    where
        Its name for messages.

    Returns
    -------
    Settings

    Raises
    ------
    ConfigError
        If a key is unknown or a value does not fit.
    """
    try:
        # Strict: "8" or true is a slip where 8 is meant. TOML's own types say which one was written.
        return Settings.model_validate(data, strict=True)
    except ValidationError as error:
        lines = key_lines(text)
        found = [_explain(detail) for detail in error.errors(include_url=False)]
        places = [_place(where, key, lines) for key, _, _ in found]
        raise _config_error(found, places, where=where) from None


def _variables() -> dict[str, str]:
    """Map dotted keys to the environment variables that set them, refusing those that set nothing known."""
    found: dict[str, str] = {}
    known = known_keys()
    for name, value in os.environ.items():
        upper = name.upper()
        if not upper.startswith(PREFIX) or SEPARATOR not in upper or not value:
            continue
        key = ".".join(upper.removeprefix(PREFIX).lower().split(SEPARATOR))
        if key not in known:
            wanted = did_you_mean(key, known)
            raise ConfigError(
                f"There is no setting '{key}'.", where=f"environment variable {name}", hint=wanted or None
            )
        found[key] = name
    return found


def _environment_error(error: ValidationError, variables: Mapping[str, str]) -> ConfigError:
    found = [_explain(detail) for detail in error.errors(include_url=False)]
    places = [f"environment variable {variables[key]}" if key in variables else key for key, _, _ in found]
    return _config_error(found, places, where="environment variables")


def _warn_of_masks(
    variables: Mapping[str, str],
    data: Mapping[str, Any],
    *,
    before: Settings,
    after: Settings,
    where: str,
    text: str,
) -> None:
    lines = key_lines(text)
    for key, name in sorted(variables.items()):
        section, _, option = key.partition(".")
        hidden, shown = (getattr(getattr(each, section), option) for each in (before, after))
        if option in data.get(section, {}) and hidden != shown:
            warnings.warn(
                f"{name} sets {key} to {shown!r} and hides {hidden!r} from {_place(where, key, lines)}.",
                ConfigWarning,
                stacklevel=3,
            )


def _explain(detail: ErrorDetails) -> tuple[str, str, str | None]:
    """Return dotted key, problem and hint of one validation error."""
    parts = [str(part) for part in detail["loc"]]
    key = ".".join(parts)
    given, kind = detail["input"], detail["type"]
    known = known_keys()
    if kind == "extra_forbidden":
        names = {name: set(section.model_fields) for name, section in sections()}
        if len(parts) == 1:
            what = "section" if isinstance(given, dict) else "key"
            homes = [other for other in known if other.endswith(f".{parts[0]}")]
            hint = (
                f"It belongs under [{homes[0].partition('.')[0]}]."
                if homes
                else did_you_mean(parts[0], names)
            )
            return key, f"There is no {what} '{parts[0]}'.", hint
        return key, f"There is no setting '{key}'.", did_you_mean(parts[-1], names.get(parts[0], ()))
    field = known.get(key)
    if field is None:
        if kind in {"model_type", "model_attributes_type"}:
            return key, f"A section is expected here, not {given!r}.", f"Write [{key}] on a line of its own."
        message = detail["msg"].removeprefix("Value error, ")
        return key, f"{message}.", "Change one of the two."
    allowed = allowed_values(field)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", allowed)
        close = did_you_mean(str(given), choices) if isinstance(given, str) else ""
        return key, f"{given!r} is not allowed.", close or f"Allowed: {allowed}."
    hint = f"Give {kind_of_value(field)}{f', {allowed}' if allowed else ''}."
    if kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"}:
        return key, f"{given!r} is out of range.", hint
    return key, f"{given!r} does not fit.", hint


def _place(where: str, key: str, lines: Mapping[str, int]) -> str:
    line = lines.get(key) or lines.get(key.partition(".")[0])
    place = f"{where}:{line}" if line else where
    return f"{place}, key {key}" if key else place


def _config_error(found: list[tuple[str, str, str | None]], places: list[str], *, where: str) -> ConfigError:
    if len(found) == 1:
        _, problem, hint = found[0]
        return ConfigError(problem, where=places[0], hint=hint)
    rows = [
        f"  {place}: {problem}{f' {hint}' if hint else ''}"
        for place, (_, problem, hint) in zip(places, found, strict=True)
    ]
    return ConfigError("\n".join([f"{len(found)} settings are wrong:", *rows]), where=where)


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, where: str) -> ConfigError:
    said = str(error)
    position = re.search(r"\(at line (\d+), column (\d+)\)", said)
    place = f"{where}:{position.group(1)}" if position else where
    if text.startswith("\ufeff"):
        return ConfigError(
            "The file starts with a byte order mark.", where=f"{where}:1", hint="Save it as plain UTF-8."
        )
    reason = re.sub(r"\s*\(at [^)]*\)", "", said)
    return ConfigError(
        f"This is not valid TOML ({reason}).",
        where=place,
        hint="Write 'key = value' lines under [section] lines, text in double quotes.",
    )
