from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from jdwork.config import ConfigWarning, Settings, load_settings, parse_settings
from jdwork.errors import ConfigError

FILE = """\
[text]
min_words = 9

[b]
margin = 3.5  # tuned

[accept]
min_confidence = 0.6
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "config.toml"
    made.write_text(FILE)
    return made


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.upper().startswith("JDWORK_"):
            monkeypatch.delenv(name)


def test_the_file_sets_and_the_rest_keeps_its_defaults(path: Path) -> None:
    settings = load_settings(path)
    assert type(settings) is Settings
    assert (settings.text.min_words, settings.b.margin) == (9, 3.5)
    assert settings.kra == Settings().kra


def test_an_empty_file_means_all_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    assert load_settings(tmp_path / "config.toml") == Settings()


def test_a_variable_overrides_the_file_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JDWORK_B__MARGIN", "2.25")
    with pytest.warns(
        ConfigWarning, match=r"JDWORK_B__MARGIN sets b.margin to 2.25 and hides 3.5 from .*toml:5"
    ) as seen:
        settings = load_settings(path)
    assert settings.b.margin == 2.25
    assert settings.text.min_words == 9
    assert type(settings) is Settings
    assert seen[0].filename == __file__


def test_no_warning_where_nothing_is_hidden(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JDWORK_B__MARGIN", "3.5")
    monkeypatch.setenv("JDWORK_KRA__FLOOR", "0.4")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_settings(path).kra.floor == 0.4


def test_variables_can_be_left_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JDWORK_B__MARGIN", "2.25")
    assert load_settings(path, environment=False).b.margin == 3.5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JDWORK_WORKSPACE", "/somewhere"),
        ("JDWORK_DATABASE_URL", "sqlite://"),
        ("JDWORK_CHROMIUM", "/usr/bin/chromium"),
        ("JDWORK_DOMAIN", "example.org"),
        ("JDWORK_B__MARGIN", ""),
        ("OTHER_B__MARGIN", "x"),
    ],
)
def test_variables_that_set_nothing_are_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert load_settings(path).b.margin == 3.5


def test_text_and_optional_settings_come_from_variables_as_they_are(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JDWORK_EMBED__BASE_URL", "http://localhost:8000/v1")
    monkeypatch.setenv("jdwork_embed__model", "42")
    embed = load_settings(path).embed
    assert (embed.base_url, embed.model) == ("http://localhost:8000/v1", "42")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "JDWORK_B__MARGN",
            "1",
            "environment variable JDWORK_B__MARGN: There is no setting 'b.margn'. Did you mean 'b.margin'",
        ),
        (
            "JDWORK_BB__MARGIN",
            "1",
            "environment variable JDWORK_BB__MARGIN: There is no setting 'bb.margin'.",
        ),
        (
            "JDWORK_B__MARGIN",
            "-1",
            "environment variable JDWORK_B__MARGIN: '-1' is out of range. Give a number, at least 0.",
        ),
        (
            "JDWORK_TEXT__MIN_WORDS",
            "many",
            "environment variable JDWORK_TEXT__MIN_WORDS: 'many' does not fit. "
            "Give a whole number, at least 1.",
        ),
        (
            "JDWORK_EMBED__ENCODER",
            "hasing",
            "environment variable JDWORK_EMBED__ENCODER: 'hasing' is not allowed. Did you mean 'hashing'?",
        ),
    ],
)
def test_a_bad_variable_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[b]\nmargn = 1\n",
            "f:2, key b.margn: There is no setting 'b.margn'. Did you mean 'margin'?",
        ),
        (
            "[signal]\nx = 1\n",
            "f:1, key signal: There is no section 'signal'. Did you mean 'signals'?",
        ),
        ("margin = 1\n", "f:1, key margin: There is no key 'margin'. It belongs under [b]."),
        (
            "\n[kra]\n# why\nfloor = 1.5\n",
            "f:4, key kra.floor: 1.5 is out of range. Give a number, 0 to 1.",
        ),
        ("[b]\nmargin = nan\n", "f:2, key b.margin: nan is out of range. Give a number, at least 0."),
        ("[evidence]\nalias = inf\n", "f:2, key evidence.alias: inf is out of range. Give a number."),
        (
            '[text]\nmin_words = "8"\n',
            "f:2, key text.min_words: '8' does not fit. Give a whole number, at least 1.",
        ),
        (
            "[text]\nmin_words = true\n",
            "f:2, key text.min_words: True does not fit. Give a whole number, at least 1.",
        ),
        (
            "[text]\nmin_words = 8.5\n",
            "f:2, key text.min_words: 8.5 does not fit. Give a whole number, at least 1.",
        ),
        ("[embed]\nmodel = 3\n", "f:2, key embed.model: 3 does not fit. Give text in quotes."),
        (
            '[embed]\nencoder = "opena"\n',
            "f:2, key embed.encoder: 'opena' is not allowed. Did you mean 'openai'?",
        ),
        ("b = 3\n", "f:1, key b: A section is expected here, not 3. Write [b] on a line of its own."),
        (
            "[signals]\nreported_roles = 40\n",
            "f: signals.reported_roles must not exceed signals.candidates. Change one of the two.",
        ),
        (
            "[b]\nmargin = \n",
            "f:2: This is not valid TOML (Invalid value). Write 'key = value' lines under [section] lines, "
            "text in double quotes.",
        ),
        ("[b]\nmargin = 1\nmargin = 2\n", "f:3: This is not valid TOML (Cannot overwrite a value)."),
        ("\ufeff[b]\n", "f:1: The file starts with a byte order mark. Save it as plain UTF-8."),
        ("b.margin = -2\n", "f:1, key b.margin: -2 is out of range. Give a number, at least 0."),
    ],
)
def test_a_bad_file_is_named_with_line_key_and_range(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_settings(text.encode(), where="f")
    assert str(caught.value).startswith(message)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_settings(b"[kra]\nfloor = 2\ntop_sentences = 0\n", where="f")
    assert str(caught.value).splitlines() == [
        "f: 2 settings are wrong:",
        "  f:3, key kra.top_sentences: 0 is out of range. Give a whole number, 1 to 20.",
        "  f:2, key kra.floor: 2 is out of range. Give a number, 0 to 1.",
    ]


def test_bytes_that_are_no_text_are_named_by_line() -> None:
    with pytest.raises(ConfigError, match=r"f:2: The file is not UTF-8 text\. Save it as UTF-8\."):
        parse_settings(b"[b]\n# \xff\n", where="f")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no such settings file\. Make a workspace"):
        load_settings(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a=" + "[" * 4000, "nested too deep"),
        ("a=" + "9" * 4990, "thousands of digits"),
        (".".join(["a"] * 4000) + "=1", "characters, more than"),
        ("#\n" * 150_000, "bytes, more than"),
    ],
)
def test_what_would_take_minutes_or_break_the_reader_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=rf"config\.toml.*{words}"):
        parse_settings(text.encode())
