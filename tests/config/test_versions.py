"""Versions of the settings, and what differs between them in words."""

from __future__ import annotations

import pytest

from jdwork.config import Settings, explained_changes, rollback, settings_version, write_settings
from jdwork.errors import ConfigError


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("# mine\n[b]\nmargin = 3.0\n")
    return path


def margin(config, which):
    return settings_version(config, which).settings.b.margin


def test_default_and_current(config, monkeypatch):
    assert settings_version(config, "default").settings == Settings()
    assert margin(config, "current") == 3.0
    monkeypatch.setenv("JDWORK_B__MARGIN", "5")
    with pytest.warns(UserWarning, match="JDWORK_B__MARGIN"):
        assert margin(config, "current") == 5.0


def test_each_entry_is_what_held_after_it(config):
    write_settings(config, {"b.margin": 3.5}, reason="a")
    second = write_settings(config, {"b.margin": 4.5}, reason="b")
    rollback(config)
    assert [margin(config, str(number)) for number in range(4)] == [3.0, 3.5, 4.5, 3.5]
    assert margin(config, second.id) == 4.5
    assert settings_version(config, second.id).name == "entry 2"


def test_the_last_entry_is_known_although_the_file_was_edited_since(config):
    write_settings(config, {"b.margin": 3.5, "new_role.max": 0.4}, reason="a")
    config.write_text("[b]\nmargin = 7.0\n")
    found = settings_version(config, "1").settings
    assert (found.b.margin, found.new_role.max) == (3.5, 0.4)
    assert margin(config, "current") == 7.0


def test_an_unset_setting_stays_unset_after_an_edit_by_hand(config):
    unset = [
        f"{section}.{key}"
        for section, body in Settings()
        for key in type(body).model_fields
        if getattr(body, key) is None
    ]
    assert unset
    write_settings(config, {"b.margin": 3.5}, reason="a")
    config.write_text("# other\n")
    held = settings_version(config, "1").settings
    section, key = unset[0].split(".")
    assert getattr(getattr(held, section), key) is None


def test_another_file(config, tmp_path, monkeypatch):
    other = tmp_path / "other.toml"
    other.write_text("[b]\nmargin = 9.0\n")
    monkeypatch.setenv("JDWORK_B__MARGIN", "5")
    assert margin(config, str(other)) == 9.0


def test_without_history_zero_is_the_file(config):
    assert margin(config, "0") == 3.0


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("curent", "Did you mean 'current'"),
        ("1", "There is no entry 1: the history is empty."),
        ("-1", "There is no entry -1"),
    ],
)
def test_a_version_that_is_not_there_is_told(config, which, said):
    with pytest.raises(ConfigError) as caught:
        settings_version(config, which)
    assert said in str(caught.value)
    assert str(config) in str(caught.value)


def test_changes_say_what_they_mean():
    after = Settings().model_copy(update={"b": Settings().b.model_copy(update={"margin": 9.0})})
    (change,) = explained_changes(Settings(), after)
    assert (change.key, change.after) == ("b.margin", 9.0)
    assert change.meaning == type(Settings().b).model_fields["margin"].description
    assert explained_changes(after, after) == ()
