"""Several labels on one JD: which of them counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jdwork.annotate.label_conflicts import Voice, differ, last_words, settled

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def voice(said, day=0, by="", votes=1, order=0):
    return Voice(said, by, "s", DAY + timedelta(days=day), votes, order)


def test_a_named_voice_counts_with_its_last_word():
    early, late, other = voice("baker", 0, "Ada"), voice("waiter", 2, "ADA"), voice("baker", 1, "Bob")
    assert last_words([late, early, other]) == (other, late)
    assert not differ(last_words([early, voice("baker", 3, "Bob")]))


def test_unnamed_labels_are_voices_of_their_own():
    assert len(last_words([voice("baker"), voice("waiter")])) == 2


def test_the_rules():
    said = [voice("waiter", 0), voice("waiter", 1), voice("baker", 2)]
    assert settled(said, "latest") == "baker"
    assert settled(said, "majority") == "waiter"
    assert settled(said, "refuse") is None
    assert settled(said[:2], "refuse") == "waiter"


def test_a_tie_has_no_majority_and_votes_count():
    assert settled([voice("waiter"), voice("baker", 1)], "majority") is None
    assert settled([voice("waiter", votes=2), voice("baker", 1)], "majority") == "waiter"


def test_of_one_moment_the_later_row_is_the_latest():
    assert settled([voice("waiter", order=2), voice("baker", order=1)], "latest") == "waiter"


VOICES = st.lists(
    st.builds(
        voice,
        st.sampled_from("abc"),
        st.integers(0, 3),
        st.sampled_from(["", "x", "y"]),
        st.integers(1, 3),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)


@given(VOICES)
def test_laws_of_the_rules(voices):
    words = last_words(voices)
    said = {one.said for one in words}
    assert settled(words, "latest") in said
    assert (settled(words, "refuse") is None) == differ(words)
    most = settled(words, "majority")
    votes = {word: sum(one.votes for one in words if one.said == word) for word in said}
    top = [word for word in votes if votes[word] == max(votes.values())]
    assert most == (top[0] if len(top) == 1 else None)
    if not differ(words):
        assert {settled(words, rule) for rule in ("latest", "majority", "refuse")} == said
