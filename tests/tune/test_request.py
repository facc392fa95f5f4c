"""What is asked of tuning."""

import pytest

from jdwork.config import Settings
from jdwork.errors import JdworkError
from jdwork.tune.objectives import Coverage
from jdwork.tune.request import TuningRequest
from tests.tune.planted import bad_settings, planted


def test_an_objective_takes_the_options_that_it_has():
    options = {"precision": 0.8, "most_wrong": 0.2}
    assert TuningRequest("coverage", options).measure() == Coverage(precision=0.8)
    assert TuningRequest("accuracy", options).measure().name == "accuracy"


def test_a_promise_is_measured_by_accuracy_and_made_with_its_options():
    asked = TuningRequest("guarantee", {"most_wrong": 0.4, "level": 0.8})
    assert asked.measure().name == "accuracy"
    made = asked.propose(planted(300), Settings())
    assert made.promise is not None
    assert (made.promise.most_wrong, made.promise.level) == (0.4, 0.8)


def test_a_search_turns_the_dials_that_were_named_only():
    made = TuningRequest(dials=("new_role.max",)).propose(planted(150), bad_settings())
    assert [one.key for one in made.changes] == ["new_role.max"]


def test_new_roles_take_jds_of_unknown_roles():
    assert TuningRequest("new-roles").needs_unknown
    assert not TuningRequest("cost").needs_unknown


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"objective": "acuracy"}, "There is no objective 'acuracy'"),
        ({"options": {"precisoin": 1}}, "No objective has an option 'precisoin'"),
        ({"objective": "coverage", "options": {"precision": 2}}, "A precision of 2 cannot be"),
    ],
)
def test_what_cannot_be_asked_is_told_at_once(given, says):
    with pytest.raises(JdworkError, match=says):
        TuningRequest(**given)
