from __future__ import annotations

import re
from pathlib import Path

from jdwork.config import Settings, parse_settings, settings_to_toml
from jdwork.config.fields import allowed_values, known_keys

SHIPPED = Path(__file__).resolve().parents[2] / "catalog" / "config.toml"


def changed() -> Settings:
    return Settings.model_validate({"b": {"margin": 2.5}, "embed": {"base_url": 'http://x/"y"'}})


def test_reading_the_text_gives_the_settings_back() -> None:
    assert parse_settings(settings_to_toml(Settings()).encode()) == Settings()
    assert parse_settings(settings_to_toml(changed()).encode()) == changed()


def test_every_key_has_a_comment_with_range_and_default() -> None:
    lines = settings_to_toml(Settings()).splitlines()
    at = lines.index("margin = 4.0")
    assert (
        lines[at - 1] == "# log-odds by which another role must lead the alias role (at least 0; default 4.0)"
    )
    assert all(
        line.startswith("#") for line in (lines[n - 1] for n, text in enumerate(lines) if " = " in text)
    )


def test_an_unset_setting_stands_as_a_comment() -> None:
    assert "# base_url = " in settings_to_toml(Settings())
    assert 'base_url = "http' in settings_to_toml(changed())


def test_ranges_in_words() -> None:
    keys = known_keys()
    assert allowed_values(keys["kra.floor"]) == "0.0 to 1.0" or allowed_values(keys["kra.floor"]) == "0 to 1"
    assert allowed_values(keys["b.margin"]) == "at least 0"
    assert allowed_values(keys["embed.encoder"]) == "'sentence-transformers', 'openai' or 'hashing'"
    assert allowed_values(keys["embed.model"]) == ""


def test_the_shipped_file_is_valid_and_explains_every_setting() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    parse_settings(text.encode(), where=str(SHIPPED))
    section, seen = "", []
    for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header.group(1)
        elif key := re.match(r"(?:# )?(\w+) = ", line):
            seen.append(f"{section}.{key.group(1)}")
            assert before.startswith("# "), line
    assert seen == list(known_keys())
