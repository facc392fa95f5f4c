"""config show, history, rollback."""

from __future__ import annotations

from jdwork.config import write_settings


def test_show_lists_every_setting_with_its_meaning(jdwork):
    out = jdwork("config", "show").out
    assert "new_role.max" in out
    assert "0.2" in out
    assert "config hash" in out
    assert "evidence.alias" in out


def test_show_tells_a_wrong_setting(jdwork, tiny_workspace):
    tiny_workspace.config.write_text("[b]\nmargn = 3\n")
    result = jdwork("config", "show")
    assert result.code == 2
    assert "Did you mean 'margin'" in result.said


def test_history_and_rollback(jdwork, tiny_workspace):
    config = tiny_workspace.config
    before = config.read_bytes()
    assert "Nothing was written yet." in jdwork("config", "history").out
    write_settings(config, {"new_role.max": 0.4}, reason="fewer [new] roles")
    out = jdwork("config", "history").out
    assert "new_role.max: 0.2 → 0.4" in out
    assert "fewer [new] roles" in out
    result = jdwork("config", "rollback")
    assert (result.code, result.out.startswith("Restored")) == (0, True)
    assert config.read_bytes() == before


def test_rollback_of_nothing_is_told(jdwork):
    result = jdwork("config", "rollback")
    assert result.code == 2
    assert "Traceback" not in result.err
