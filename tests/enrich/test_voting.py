import numpy as np
import pytest

from jdwork.embed import HashingEncoder
from jdwork.enrich.space import SkillSpace
from jdwork.enrich.voting import QUESTIONS, SkillVote
from jdwork.signals import PreparedArrays
from tests.enrich.small_catalog import small_catalog

SNAPSHOT = small_catalog()
SPACE = SkillSpace(SNAPSHOT.skills, HashingEncoder(256))


@pytest.fixture(scope="module")
def vote():
    return SkillVote(SNAPSHOT.skills, SPACE.vectors, dimensions=SNAPSHOT.dimensions)


def asked(vote, name, **more):
    return vote.ask(SPACE.encode([name])[0], name, **more)


def test_what_reads_alike_is_answered_alike(vote):
    ballots, areas = asked(vote, "Angular Router")
    assert ballots["category"].best == ("Web",)
    assert ballots["sub_category"].best == ("Web", "Interface frameworks")
    assert areas.leading(1)[0][0] == "interfaces"


def test_every_question_has_a_confidence_between_0_and_1(vote):
    ballots, areas = asked(vote, "Spring Batch")
    assert set(ballots) == set(QUESTIONS)
    assert all(0 <= ballot.confidence <= 1 for ballot in ballots.values())
    assert ((areas.chances >= 0) & (areas.chances <= 1)).all()


def test_a_clear_case_is_surer_than_a_strange_one(vote):
    clear, _ = asked(vote, "React Native Router")
    strange, _ = asked(vote, "Zymurgy")
    assert clear["category"].confidence > strange["category"].confidence


def test_the_wording_speaks_for_a_nature(vote):
    ballots, _ = asked(vote, "Welding Certification")
    assert ballots["nature"].best == ("CERTIFICATION",)


def test_skills_of_the_same_sentence_pull_to_their_place(vote):
    alone, _ = asked(vote, "Zymurgy")
    beside, areas = asked(vote, "Zymurgy", beside=("accounts-payable", "financial-reporting"))
    at = beside["category"].answers.index(("Accounting",))
    assert beside["category"].scores[at] > alone["category"].scores[at]
    assert areas.leading(1)[0][0] == "ledgers"


def test_a_skill_that_is_left_out_is_answered_as_its_confidence_says(tmp_path):
    """The closed form of leave-one-out equals leaving one out: with one skill gone, its score is the same."""
    from jdwork.enrich import voting

    answers = {question: voting._answers(SNAPSHOT.skills, question) for question in QUESTIONS}
    seen = []
    real = voting._curve

    def spy(scores, right):
        seen.append(scores.copy())
        return real(scores, right)

    voting._curve = spy
    try:
        SkillVote(SNAPSHOT.skills, SPACE.vectors)
    finally:
        voting._curve = real
    gone = 4
    rest = [skill for at, skill in enumerate(SNAPSHOT.skills) if at != gone]
    small = SkillVote(rest, np.delete(SPACE.vectors, gone, axis=0))
    name = SNAPSHOT.skills[gone].display_name
    ballots, _ = small.ask(SPACE.vectors[gone], name)
    expected = seen[0][gone]
    assert answers["category"] == ballots["category"].answers
    assert np.allclose(ballots["category"].scores, expected, atol=0.03)


def test_what_was_fitted_is_kept_and_the_same_afterwards(tmp_path):
    prepared = PreparedArrays(tmp_path, worth=0.0)
    first = SkillVote(SNAPSHOT.skills, SPACE.vectors, prepared=prepared, identity="x")
    assert list(tmp_path.glob("enrich-*.npz"))
    again = SkillVote(SNAPSHOT.skills, SPACE.vectors, prepared=prepared, identity="x")
    one, _ = asked(first, "Angular Router")
    other, _ = asked(again, "Angular Router")
    assert np.array_equal(one["category"].scores, other["category"].scores)


def test_a_catalog_of_one_skill_and_without_dimensions_votes():
    space = SkillSpace(SNAPSHOT.skills[:1], HashingEncoder(64))
    ballots, areas = SkillVote(SNAPSHOT.skills[:1], space.vectors).ask(space.encode(["Rust"])[0], "Rust")
    assert ballots["category"].best == ("Web",)
    assert areas.leading(3) == []
