"""The search finds better settings, the same ones for a seed, and goes on where it was broken off."""

import pytest

from jdwork.config import Settings
from jdwork.errors import JdworkError
from jdwork.tune.dials import find_dials, thresholds, values_of, with_values
from jdwork.tune.objectives import Accuracy, Cost
from jdwork.tune.search import search, study_name
from jdwork.tune.sweep import score
from tests.tune.planted import bad_settings, planted

DATA = planted(150)
DIALS = thresholds()


def test_bad_thresholds_are_recovered_from():
    good = search(DATA, Settings(), DIALS, Accuracy(), trials=10)
    found = search(DATA, bad_settings(), DIALS, Accuracy(), trials=10)
    assert found.before < 0.2
    assert found.score == pytest.approx(good.score, abs=0.02)


def test_the_score_told_is_that_of_the_values_told():
    found = search(DATA, bad_settings(), DIALS, Cost(), trials=5)
    assert found.score == score(DATA, with_values(bad_settings(), found.values), Cost())
    assert found.score >= found.before


def test_dials_that_do_not_matter_stay_where_they_are():
    start = bad_settings()
    found = search(DATA, start, DIALS, Accuracy(), trials=10)
    moved = {key for key, value in values_of(start, DIALS).items() if found.values[key] != value}
    assert "new_role.max" in moved
    for key in moved:
        back = dict(found.values) | {key: values_of(start, DIALS)[key]}
        assert score(DATA, with_values(start, back), Accuracy()) < found.score
    assert "accept.min_confidence" not in moved  # accuracy does not depend on it


def test_the_same_seed_finds_the_same():
    assert search(DATA, bad_settings(), DIALS, Cost(), trials=8, seed=3) == search(
        DATA, bad_settings(), DIALS, Cost(), trials=8, seed=3
    )


def test_a_study_goes_on_where_it_was_broken_off(tmp_path):
    study = tmp_path / "made" / "study.log"

    def stop():
        return study.exists() and count_trials(study) >= 4

    broken = search(DATA, Settings(), DIALS, Cost(), trials=12, study=study, cancelled=stop)
    assert broken.cancelled
    assert count_trials(study) == 4
    whole = search(DATA, Settings(), DIALS, Cost(), trials=12, study=study)
    assert not whole.cancelled
    assert count_trials(study) == 12
    assert whole.score >= broken.score


def count_trials(study):
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    (summary,) = optuna.get_all_study_summaries(JournalStorage(JournalFileBackend(str(study))))
    return summary.n_trials


def test_studies_of_other_data_dials_or_objectives_do_not_mix():
    names = {
        study_name(DATA, Settings(), DIALS, Accuracy()),
        study_name(planted(149), Settings(), DIALS, Accuracy()),
        study_name(DATA, bad_settings(), DIALS, Accuracy()),
        study_name(DATA, Settings(), DIALS[:2], Accuracy()),
        study_name(DATA, Settings(), DIALS, Cost()),
        study_name(DATA, Settings(), DIALS, Cost(wrong=5)),
    }
    assert len(names) == 6


def test_a_file_that_is_no_study_is_an_error(tmp_path):
    study = tmp_path / "study.log"
    study.write_text("no study\n")
    with pytest.raises(JdworkError, match="study cannot be read") as caught:
        search(DATA, Settings(), DIALS, Accuracy(), trials=2, study=study)
    assert str(study) in str(caught.value)


def test_progress_never_falls_and_stays_within_its_bounds():
    steps = []
    search(DATA, bad_settings(), DIALS, Accuracy(), trials=6, progress=lambda *one: steps.append(one))
    assert [one[0] for one in steps] == sorted(one[0] for one in steps)
    assert all(0 < done <= most for done, most, _ in steps)


def test_a_search_without_dials_is_refused():
    with pytest.raises(JdworkError, match="no dial to turn"):
        search(DATA, Settings(), [], Accuracy())


def test_one_dial_is_swept_without_trials():
    (dial,) = find_dials(["new_role.max"], Settings())
    found = search(DATA, bad_settings(), [dial], Accuracy(), trials=50)
    assert set(found.values) == {"new_role.max"}
    assert found.score > found.before
