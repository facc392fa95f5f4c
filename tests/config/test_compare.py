from __future__ import annotations

from jdwork.config import SettingChange, Settings, diff_settings, parse_settings, settings_hash


def test_the_hash_is_of_values_not_of_the_file() -> None:
    plain = parse_settings(b"")
    spelled = parse_settings(b"# all defaults\n[b]\nmargin = 4\n")
    assert settings_hash(plain) == settings_hash(spelled) == settings_hash(Settings())
    assert settings_hash(parse_settings(b"[b]\nmargin = 4.5\n")) != settings_hash(plain)


def test_a_difference_is_listed_by_dotted_key_in_file_order() -> None:
    other = parse_settings(b"[accept]\nmin_confidence = 0.7\n[kra]\nfloor = 0.1\n")
    assert diff_settings(Settings(), other) == (
        SettingChange("kra.floor", 0.3, 0.1),
        SettingChange("accept.min_confidence", 0.5, 0.7),
    )
    assert diff_settings(other, other) == ()


def test_how_a_run_is_judged_afterwards_does_not_make_it_another_run() -> None:
    stricter = parse_settings(b"[gate]\nmin_accuracy = 0.99\n")
    assert settings_hash(stricter) == settings_hash(Settings())
    assert diff_settings(Settings(), stricter) == (SettingChange("gate.min_accuracy", 0.6, 0.99),)
