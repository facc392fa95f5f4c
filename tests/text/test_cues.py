import pytest

from jdwork.text.cues import begins_with_verb, classify_sentence


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Develop pricing models with the finance team", "duties"),
        ("Developing pricing models with the finance team", "duties"),
        ("Develops pricing models with the finance team", "duties"),
        ("Proactively identify risks in the supply chain", "duties"),
        ("Responsible for the monthly close of the books", "duties"),
        ("The engineer will design pumps and valves", "duties"),
        ("5+ years of experience in retail banking", "requirements"),
        ("Bachelor’s degree in chemistry", "requirements"),
        ("Understanding of relational databases", "requirements"),
        ("Working knowledge of spreadsheets", "requirements"),
        ("Ability to lift 20 kg", "requirements"),
        ("Founded in 1987, we are a leading maker of bricks", "company"),
        ("We are an equal opportunity employer", "equal_opportunity"),
        ("We offer dental care and paid time off", "perks"),
        ("Please send your resume by Friday", "logistics"),
        ("We are looking for a baker", "summary"),
        ("Monday", "other"),
        ("", "other"),
    ],
)
def test_sentences_are_told_by_their_cues(text, kind):
    assert classify_sentence(text)[0] == kind


def test_a_longer_cue_hides_the_shorter_one_inside_it():
    assert classify_sentence("You will need a driving licence")[0] == "requirements"
    assert classify_sentence("You will drive the van")[0] == "duties"


def test_a_cue_counts_once_however_often_it_is_repeated():
    once = classify_sentence("the certification body")[1]
    assert classify_sentence("the certification body of the certification board")[1] == once


def test_cues_are_whole_words():
    assert classify_sentence("The captain of the ptolemaic fleet")[1] == 0


def test_verbs_at_the_beginning():
    assert begins_with_verb("Build the thing")
    assert begins_with_verb("To build the thing")
    assert not begins_with_verb("Builders of things")
    assert not begins_with_verb("")
