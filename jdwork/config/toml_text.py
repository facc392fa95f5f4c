"""Settings as a commented TOML file."""

from __future__ import annotations

import textwrap
from typing import Any

import tomlkit
from pydantic.fields import FieldInfo

from jdwork.config.fields import allowed_values, sections
from jdwork.config.settings import Settings

WIDTH = 100

_HEAD = """\
# Every threshold and weight of jdwork. A key that is left out has its default.
# Each comment says: meaning with unit (what is allowed; the default).
# An environment variable overrides one key: JDWORK_<SECTION>__<KEY>, such as JDWORK_B__MARGIN=3.5.
# Tuning writes values back here and keeps the comments; config.history.jsonl remembers why.
"""


def settings_to_toml(settings: Settings) -> str:
    """Write settings as a TOML file that explains itself.

    Parameters
    ----------
    settings
        The settings.

    Returns
    -------
    str
        The text; reading it back gives equal settings. Settings that are unset stand as comments.
    """
    parts = [_HEAD]
    for name, section in sections():
        lines = [_comment((section.__doc__ or "").strip().splitlines()[0]), f"[{name}]"]
        values = getattr(settings, name)
        for key, field in section.model_fields.items():
            lines.append(_comment(_meaning(field)))
            value = getattr(values, key)
            lines.append(f"# {key} = " if value is None else f"{key} = {_literal(value)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _meaning(field: FieldInfo) -> str:
    allowed = allowed_values(field)
    default = "unset" if field.default is None else _literal(field.default)
    if not allowed and field.annotation is float:
        allowed = "any number"
    facts = f"({allowed}; default {default})" if allowed else f"(default {default})"
    return f"{field.description} {facts}" if field.description else facts


def _literal(value: Any) -> str:
    return tomlkit.item(value).as_string()


def _comment(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
