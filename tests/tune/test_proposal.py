"""Proposals: what they hold, and what the guard makes of them."""

import json
from dataclasses import replace

import pytest

from jdwork.config import Settings, config_file_hash, load_settings, read_history, rollback, settings_to_toml
from jdwork.errors import ConfigError, JdworkError
from jdwork.tune.dials import thresholds, with_values
from jdwork.tune.guard import Verdict
from jdwork.tune.objectives import Accuracy, Coverage
from jdwork.tune.proposal import flips, propose, propose_promise, rounded_up
from jdwork.tune.writing import write_proposal
from tests.tune.planted import BAD, bad_settings, planted, shuffled

DATA = planted(150)
DIALS = thresholds()


@pytest.fixture(scope="module")
def good():
    return propose(DATA, bad_settings(), DIALS, Accuracy(), trials=5, resamples=200)


@pytest.fixture
def refused(good):
    return replace(good, verdict=Verdict(("it is a trial",)))


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("# ours\n" + settings_to_toml(bad_settings()))
    return path


def test_bad_thresholds_give_a_proposal_that_may_be_written(good):
    assert good.verdict.allowed, good.verdict.objections
    assert good.values["new_role.max"] < BAD["new_role.max"]
    assert good.improvement.low > 0
    assert good.after > good.before
    assert "new_role.max 1 →" in good.in_words()


def test_shuffled_labels_are_refused():
    made = propose(shuffled(DATA), Settings(), DIALS, Accuracy(), trials=5, resamples=200)
    assert any("nothing to do with the signals" in one for one in made.verdict.objections)


def test_flips_are_the_jds_that_change(good):
    was, now = DATA.replay.decide(bad_settings()), DATA.replay.decide(good.settings)
    fixed = {name for name, a, b in zip(DATA.ids, DATA.right(was), DATA.right(now), strict=True) if b > a}
    assert set(good.flips.fixed) == fixed
    assert good.flips.broken == ()
    assert good.flips.in_words().startswith(f"{len(fixed)} fixed, 0 broken, ")
    same = flips(DATA, now, now)
    assert (same.fixed, same.broken, same.otherwise, same.accepted, same.queued) == ((),) * 5


def test_a_proposal_is_plain_json(good):
    body = json.loads(json.dumps(good.to_dict(), allow_nan=False))
    assert body["changes"]["new_role.max"]["before"] == 1.0
    assert body["verdict"]["allowed"] is True
    assert set(body["sensitivity"]) == {dial.key for dial in DIALS}


def test_progress_rises_to_one():
    steps = []
    propose(DATA, Settings(), DIALS[:1], Accuracy(), resamples=100,
            progress=lambda what, share: steps.append(share))  # fmt: skip
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_a_stopped_search_may_not_be_written():
    made = propose(DATA, bad_settings(), DIALS, Accuracy(), trials=5, resamples=100, cancelled=lambda: True)
    assert made.cancelled
    assert "the search was stopped" in made.verdict.objections[0]


def test_writing_keeps_comments_and_rolling_back_restores_every_byte(good, config):
    before = config.read_bytes()
    entry = write_proposal(config, good, expected_hash=config_file_hash(config), run_id="run")
    assert config.read_text().startswith("# ours\n")
    assert load_settings(config) == good.settings
    assert entry.reason == "tuned for the share of JDs that get their right role"
    (held,) = read_history(config)
    assert held.metrics == good.metrics()
    assert (held.run_id, held.data_hash) == ("run", DATA.content_hash)
    rollback(config)
    assert config.read_bytes() == before


def test_a_refused_proposal_is_not_written(refused, config):
    before = config.read_bytes()
    with pytest.raises(JdworkError, match="not written: it is a trial") as caught:
        write_proposal(config, refused, expected_hash=None)
    assert "--force" in str(caught.value)
    assert config.read_bytes() == before


def test_force_says_in_the_history_what_it_overrode(refused, config):
    entry = write_proposal(config, refused, expected_hash=None, force=True)
    assert entry.reason.endswith("; forced although it is a trial")


def test_what_another_wrote_meanwhile_is_not_overwritten(good, config):
    expected = config_file_hash(config)
    config.write_text(config.read_text() + "\n# theirs\n")
    with pytest.raises(ConfigError, match="changed since"):
        write_proposal(config, good, expected_hash=expected)
    assert config.read_text().endswith("# theirs\n")


def test_nothing_to_change_is_an_error_of_its_own(config):
    best = propose(DATA, Settings(), DIALS[:1], Accuracy(), resamples=100)
    if best.changes:
        best = propose(DATA, best.settings, DIALS[:1], Accuracy(), resamples=100)
    assert not best.changes
    assert best.in_words().startswith("No other settings found")
    with pytest.raises(JdworkError, match="nothing to write"):
        write_proposal(config, best, expected_hash=None)


def test_a_promise_sets_the_confidence_that_keeps_it():
    made = propose_promise(planted(2000), Settings(), most_wrong=0.5)
    assert made.promise is not None
    assert made.verdict.allowed, made.verdict.objections
    assert set(made.values) == {"accept.min_confidence"}
    assert made.values["accept.min_confidence"] >= made.promise.threshold
    assert made.in_words().startswith("From confidence ")


def test_a_promise_that_no_setting_keeps_is_refused():
    made = propose_promise(planted(30), Settings(), most_wrong=0.01)
    assert not made.changes
    assert "No setting can promise" in made.verdict.objections[0]


def test_thresholds_are_rounded_such_that_no_more_is_accepted():
    assert rounded_up(0.81231) == 0.8124
    assert rounded_up(0.8123) == 0.8123
    assert rounded_up(0.99999) == 1.0


def test_a_bounded_objective_says_so():
    assert Coverage.bounded
    assert not Accuracy.bounded
    assert with_values(Settings(), {}) == Settings()
