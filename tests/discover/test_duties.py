"""Sentences that stand for what several JDs say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jdwork.discover import Said, UnknownJd
from jdwork.discover.duties import duty_sentences, representative, typical_duties
from jdwork.discover.unknown import said_of, unknown_jd
from jdwork.text import read_structure
from tests.discover.making import asking, jd_of


def test_what_most_ads_say_is_chosen_once():
    sentences = [
        (0, "Juggles seven burning torches on stage"),
        (0, "Flies survey drones over building sites"),
        (1, "Fly survey drones over the building sites"),
        (2, "Flies the survey drones over building sites"),
        (1, "Writes flight reports for clients"),
        (2, "Writes the flight reports for our clients"),
    ]
    chosen = representative(sentences, most=2)
    assert len(chosen) == 2
    texts = [sentences[place][1] for place, _ in chosen]
    assert "survey drones" in texts[0]
    assert "flight reports" in texts[1]
    assert [jds for _, jds in chosen] == [3, 2]


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=30)), max_size=12), st.integers(1, 5))
def test_places_come_in_order_with_the_jds_that_agree(sentences, most):
    chosen = representative(sentences, most=most)
    assert len(chosen) <= most
    assert [place for place, _ in chosen] == sorted({place for place, _ in chosen})
    assert all(1 <= jds <= 4 for _, jds in chosen)
    assert bool(chosen) == bool(sentences)


def test_duties_keep_their_places_in_the_text():
    jds = [jd_of("kiln glazer", number) for number in range(4)]
    unknown = [
        unknown_jd(jd, title=jd.title, said=said_of(read_structure(jd)), vector=[], novelty=0.9) for jd in jds
    ]
    found = typical_duties(unknown)
    texts = {jd.id: jd.text for jd in jds}
    assert {duty.text for duty in found} == {texts[duty.jd][duty.start : duty.end] for duty in found}
    assert len(found) == 4
    assert all(duty.jds >= 3 for duty in found)


def test_short_long_and_repeated_sentences_are_no_duties():
    jd = asking("", "Fires pots.", "Fires pots in the kiln.", "fires pots in the Kiln.", "word " * 60)
    assert [text for _, text, _, _ in duty_sentences([jd])] == ["Fires pots in the kiln."]


def test_what_is_said_of_every_job_is_no_duty():
    jd = asking("", "Performs other duties as assigned.", "Other projects that the chief may require of you.")
    assert duty_sentences([jd]) == []


def test_of_sentences_said_as_often_those_in_the_jds_own_words_are_chosen():
    said = [
        (n, text) for n in range(2) for text in ("Makes the own schedule weekly", "Glazes stoneware in kilns")
    ]
    ((place, _),) = representative(said, most=1, terms=("stoneware glaze", "kilns"))
    assert said[place][1].startswith("Glazes")


def test_what_is_asked_of_people_is_no_duty():
    jd = asking("", "Fires pots in the kiln.")
    asked = UnknownJd(
        jd.key, jd.id, "", (*jd.said, Said("Must bring own kiln gloves.", 30, 58, duty=False)), jd.vector
    )
    assert len(duty_sentences([asked])) == 1


def test_of_many_jds_each_is_heard():
    jds = [
        asking("", *(f"Fires pot {n} in kiln {jd}." for n in range(50)), key=f"{jd:03}") for jd in range(40)
    ]
    said = duty_sentences(jds)
    assert len(said) <= 320
    assert {place for place, *_ in said} == set(range(40))
