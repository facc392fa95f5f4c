"""Writing proposals: what somebody else wrote in the meantime stays, whatever is forced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.config import (
    Settings,
    config_file_hash,
    load_settings,
    read_history,
    settings_hash,
    settings_to_toml,
    write_settings,
)
from jdwork.config.compare import diff_settings
from jdwork.config.history import history_path
from jdwork.errors import ConfigError
from jdwork.evaluate.resampling import Estimate
from jdwork.tune.dials import with_values
from jdwork.tune.guard import Verdict
from jdwork.tune.proposal import Flips, Proposal
from jdwork.tune.writing import write_proposal

AFTER = with_values(Settings(), {"b.margin": 2.5})
PROPOSAL = Proposal(
    objective="accuracy",
    said="the share of JDs that get their right role",
    changes=diff_settings(Settings(), AFTER),
    before=0.5,
    after=0.75,
    unseen_before=Estimate(0.5, 0.4, 0.6),
    unseen_after=Estimate(0.75, 0.65, 0.85),
    improvement=Estimate(0.25, 0.1, 0.4),
    flips=Flips((), (), (), (), ()),
    roles=(),
    sweeps=(),
    verdict=Verdict(()),
    promise=None,
    n=100,
    groups=100,
    seed=0,
    tried=1,
    cancelled=False,
    data_hash="d",
    settings_hash=settings_hash(Settings()),
    settings=AFTER,
)
REFUSED = replace(PROPOSAL, verdict=Verdict(("a role loses all",)))


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(settings_to_toml(Settings()))
    return path


def change_by_tool(config):
    write_settings(config, {"kra.floor": 0.25}, reason="another session's")


def change_by_hand(config):
    config.write_bytes(config.read_bytes() + b"# by hand\n")


@pytest.mark.parametrize("change", [change_by_tool, change_by_hand])
@pytest.mark.parametrize(("proposal", "force"), [(PROPOSAL, False), (PROPOSAL, True), (REFUSED, True)])
def test_a_file_that_another_session_changed_is_not_overwritten_even_by_force(
    config, change, proposal, force
):
    seen = config_file_hash(config)
    change(config)
    theirs, journal = config.read_bytes(), read_history(config)
    with pytest.raises(ConfigError) as caught:
        write_proposal(config, proposal, expected_hash=seen, force=force)
    assert "The settings file changed since the new values were worked out." in str(caught.value)
    assert str(config) in str(caught.value)
    assert "Load it again, see whether the values still hold" in str(caught.value)
    assert config.read_bytes() == theirs
    assert read_history(config) == journal


def test_two_sessions_with_proposals_on_one_file_do_not_both_win(config):
    seen = config_file_hash(config)
    write_proposal(config, PROPOSAL, expected_hash=seen, run_id="one")
    with pytest.raises(ConfigError, match="changed since"):
        write_proposal(config, PROPOSAL, expected_hash=seen, run_id="two")
    assert [entry.run_id for entry in read_history(config)] == ["one"]


def test_a_file_that_is_as_it_was_again_is_written(config):
    seen, before = config_file_hash(config), config.read_bytes()
    change_by_hand(config)
    config.write_bytes(before)
    write_proposal(config, PROPOSAL, expected_hash=seen)
    assert load_settings(config).b.margin == 2.5


def test_without_a_hash_the_values_go_into_whatever_is_there(config):
    change_by_tool(config)
    write_proposal(config, PROPOSAL, expected_hash=None)
    settings = load_settings(config)
    assert (settings.b.margin, settings.kra.floor) == (2.5, 0.25)


def test_what_the_guard_refuses_leaves_no_trace(config):
    before = config.read_bytes()
    with pytest.raises(Exception, match="not written: a role loses all"):
        write_proposal(config, REFUSED, expected_hash=config_file_hash(config))
    assert config.read_bytes() == before
    assert not history_path(config).exists()
