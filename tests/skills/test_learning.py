"""Learning weights from marked postings."""

import json
import tomllib
from pathlib import Path

import pytest

from jdwork.errors import InputError
from jdwork.skills import SkillMatcher
from jdwork.skills.learning import (
    Example,
    collect_examples,
    fit_model,
    held_out_scores,
    learn_weights,
    read_postings,
    write_weights,
)
from jdwork.skills.relevance import read_relevance
from jdwork.text import JobDescription
from tests.skills.small_catalog import small_catalog


def _examples() -> list[Example]:
    made = []
    for posting in range(20):
        made.append(Example(posting, {"asked": 1.0, "noise": float(posting % 2)}, True))
        made.append(Example(posting, {"story": 1.0, "noise": float(posting % 2)}, False))
    return made


def test_what_tells_gets_weight_and_noise_gets_none() -> None:
    model = fit_model(_examples(), threshold=0.5)
    assert model.weights["asked"] > 0.5 and model.weights["story"] < -0.5
    assert abs(model.weights.get("noise", 0.0)) < 0.1


def test_rare_features_get_no_weight() -> None:
    rare = [Example(0, {"once": 1.0}, True)]
    assert "once" not in fit_model([*_examples(), *rare], threshold=0.5).weights


def test_one_kind_alone_teaches_nothing() -> None:
    with pytest.raises(InputError, match=r"nothing to learn.*Give postings"):
        fit_model([Example(0, {"asked": 1.0}, True)], threshold=0.5)


def test_held_out_scores_come_from_other_postings() -> None:
    # In posting 0 the world is upside down: only a model that has seen it could know.
    examples = _examples()
    turned = [Example(0, each.features, not each.is_skill) for each in examples[:2]]
    scores = held_out_scores([*turned, *examples[2:]], folds=20)
    assert scores[0] > 0.5 > scores[1]


def test_examples_are_right_where_a_mark_and_a_mention_hold_one_another() -> None:
    jd = JobDescription(
        "1", "Requirements:\n- Knowledge of Python and of large Zuora systems\n- Communication"
    )
    mentions, phrases = collect_examples(
        [(jd, ["Python programming", "Zuora"])], SkillMatcher(small_catalog())
    )
    assert [each.is_skill for each in mentions] == [True, False]
    assert any(each.is_skill for each in phrases)
    assert {each.posting for each in [*mentions, *phrases]} == {0}


def test_the_written_file_reads_back(tmp_path: Path) -> None:
    learned = learn_weights(_examples(), _examples(), mention_precision=0.4, phrase_precision=0.7)
    text = write_weights(learned)
    made = read_relevance(tomllib.loads(text))
    assert made == learned.relevance
    assert (made.mention.threshold, made.phrase.threshold) == (0.4, 0.7)
    assert learned.figures["mention"]["precision"] == 1.0
    assert "40 places, 50.0% of them skills" in text


def test_postings_without_marks_are_told(tmp_path: Path) -> None:
    path = tmp_path / "postings.jsonl"
    path.write_text(
        json.dumps({"id": 7, "text": "Know Python", "spans": [{"start": 5, "end": 11}]})
        + "\n"
        + json.dumps({"text": "no marks"})
        + "\n"
    )
    rows = read_postings(path)
    jd, marked = next(rows)
    assert (jd.id, marked) == ("7", ["Python"])
    with pytest.raises(InputError) as raised:
        next(rows)
    assert "postings.jsonl:2" in str(raised.value) and "spans" in str(raised.value)
