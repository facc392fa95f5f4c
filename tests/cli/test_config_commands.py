"""config show, diff, history, rollback."""

from __future__ import annotations

import json

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


def test_diff_compares_the_defaults_with_what_is_in_force(jdwork, tiny_workspace):
    tiny_workspace.config.write_text("[new_role]\nmax = 0.4\n")
    out = jdwork("config", "diff").out
    assert "new_role.max" in out
    assert "0.4" in out
    assert "b.margin" not in out
    same = jdwork("config", "diff", "default", "default")
    assert same.out == "No setting differs between default and default.\n"


def test_diff_of_history_entries_as_json(jdwork, tiny_workspace):
    tiny_workspace.config.write_text("[new_role]\nmax = 0.3\n")
    write_settings(tiny_workspace.config, {"new_role.max": 0.4}, reason="more")
    write_settings(tiny_workspace.config, {"new_role.max": 0.5}, reason="yet more")
    body = json.loads(jdwork("config", "diff", 0, 2, "--json").out)
    assert (body["from"]["name"], body["to"]["name"]) == ("before the first entry", "entry 2")
    (change,) = body["changes"]
    assert (change["key"], change["from"], change["to"]) == ("new_role.max", 0.3, 0.5)
    assert change["meaning"]
    assert body["from"]["config_hash"] != body["to"]["config_hash"]
    result = jdwork("config", "diff", "curent")
    assert (result.code, "Did you mean 'current'" in result.said) == (2, True)
