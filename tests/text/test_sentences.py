import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.text.sentences import LONGEST_SENTENCE, split_sentences


def texts(text, **options):
    return [" ".join(text[span.start : span.end].split()) for span in split_sentences(text, **options)]


def bullets(text):
    return [span.is_bullet for span in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Experience with tools, e.g. Make, is useful.",
        "Knowledge of Node.js and ASP.NET is needed.",
        "B.Tech. or M.Sc. in physics.",
        "Report to the Sr. Manager daily.",
        "Python 3.11 or newer.",
        "Work with Acme Inc. partners in the U.S. market.",
        "Write to jobs@acme.example.com or see www.acme.example.com for more.",
        "Ph.D. in statistics.",
        "Build JavaScript, TypeScript, PowerPoint and LinkedIn tools.",
    ],
)
def test_what_is_one_sentence_stays_one(text):
    assert texts(text) == [text]


def test_full_stops_end_sentences():
    assert texts("Bake bread. Clean ovens! Who helps? You do.") == [
        "Bake bread.",
        "Clean ovens!",
        "Who helps?",
        "You do.",
    ]


def test_an_abbreviation_can_end_a_sentence_too():
    assert texts("We are Acme Inc. The role is new.") == ["We are Acme Inc.", "The role is new."]


@pytest.mark.parametrize("glyph", ["●", "•", "▪", "*", "-", "–", "o", "·", ">", "1.", "a)", "\uf0b7"])
def test_bullets_on_lines(glyph):
    text = f"{glyph} Bake bread\n{glyph} Clean ovens"
    assert texts(text) == ["Bake bread", "Clean ovens"]
    assert bullets(text) == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "● Bake bread ● Clean ovens ● Sell cakes",
        "•Bake bread•Clean ovens•Sell cakes",
        "-Bake bread -Clean ovens -Sell cakes",
        "-Bake bread-Clean ovens-Sell cakes",
        "1. Bake bread 2. Clean ovens 3. Sell cakes",
        "1) Bake bread 2) Clean ovens 3) Sell cakes",
    ],
)
def test_bullets_in_a_line(text):
    assert texts(text) == ["Bake bread", "Clean ovens", "Sell cakes"]
    assert bullets(text) == [True, True, True]


def test_hyphens_are_no_bullets():
    text = "Customer-facing work in the Asia-Pacific region with Hewlett-Packard tools - on call"
    assert texts(text) == [text]


def test_only_the_first_sentence_of_an_item_is_a_bullet():
    assert bullets("• Bake bread. It must be fresh.\n• Clean ovens") == [True, False, True]


def test_three_short_lines_are_a_list_and_paragraphs_are_not():
    assert bullets("Bake bread\nClean ovens\nSell cakes") == [True, True, True]
    assert bullets("Bake bread.\n\nClean ovens.\n\nSell cakes.") == [False, False, False]


def test_wrapped_lines_are_joined():
    text = (
        "- answering telephone calls and letters of the customers in a detailed and\n"
        "proper manner\n"
        "- knowledge of the rules that the authorities of the country and the Union of\n"
        "European States have set\n"
        "- preparing the monthly and the yearly statements together with the external\n"
        "auditors of the company and the holding\n"
        "- helping the other departments whenever the workload of the team permits it,\n"
        "as agreed\n"
    )
    assert [line.split()[0] for line in texts(text)] == ["answering", "knowledge", "preparing", "helping"]
    assert texts(text)[1].endswith("Union of European States have set")


def test_a_line_that_ends_in_an_article_goes_on():
    assert texts("We now want a\nBaker\n who bakes.") == ["We now want a Baker who bakes."]


def test_long_lists_are_cut_at_semicolons():
    assert texts("Bake the bread; clean the ovens; sell the cakes.") == [
        "Bake the bread",
        "clean the ovens",
        "sell the cakes.",
    ]


def test_glued_sentences_are_separated():
    assert texts("Take care of quality controlRepresent the owners at meetings") == [
        "Take care of quality control",
        "Represent the owners at meetings",
    ]
    assert texts("Grow sales.Train new staff.") == ["Grow sales.", "Train new staff."]


def test_run_on_duties_are_cut_where_a_new_verb_begins():
    text = (
        "Automate the daily checks of all the machines in the hall and the yard behind it "
        "Devise and keep rules that make the stock figures right at all times "
        "Serve as a contact for every question about the stock"
    )
    assert [line.split()[0] for line in texts(text)] == ["Automate", "Devise", "Serve"]


def test_titles_are_no_place_to_cut():
    text = (
        "Next to the Senior Partner of the firm and the Human Resources Business Partner for the region this "
        "person looks after the contracts of every one of the many sites and keeps them in good order"
    )
    assert texts(text) == [text]


def test_endless_sentences_are_cut_at_commas():
    text = ", ".join(f"thing number {number}" for number in range(60))
    pieces = texts(text)
    assert all(len(piece.split()) <= LONGEST_SENTENCE for piece in pieces)
    assert " ".join(pieces).replace(",", "") == text.replace(",", "")


def test_encoded_data_is_no_sentence():
    assert texts("Bake bread.\n\n" + "QUJD" * 2000) == ["Bake bread."]


def test_wide_gaps_separate_items_only_when_asked():
    text = "bakes bread  Cleans ovens  Sells cakes"
    assert texts(text, wide_gaps=True) == ["bakes bread", "Cleans ovens", "Sells cakes"]
    assert len(texts(text)) == 1


PIECES = st.lists(
    st.sampled_from(
        [
            "●",
            "- ",
            "* ",
            "1. ",
            "2) ",
            "\n",
            "\n\n",
            ". ",
            "; ",
            ", ",
            "Bake",
            "bread",
            " ",
            "e.g.",
            "A",
            ":",
            "!",
            "…",
            "ovenClean",
            "(",
            ")",
            "\t",
            "Node.js",
            "—",
            "o ",
            "·",
            "。",
            "日本",
            "and ",
            "\uf0b7",
            "?",
            "5+",
            "years",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(st.text(max_size=300), PIECES), st.booleans())
@settings(max_examples=300, deadline=None)
def test_sentences_are_tight_ordered_and_apart(text, wide_gaps):
    position = 0
    for span in split_sentences(text, wide_gaps=wide_gaps):
        piece = text[span.start : span.end]
        assert span.start >= position
        assert piece == piece.strip()
        assert any(map(str.isalnum, piece))
        assert piece[0] not in "●•\uf0b7"
        position = span.end


@pytest.mark.parametrize(
    "piece", ["● ", "- A", "1. A 2. B ", "a.B", "!", "a, ", "Word ", "\n* ", "; a", "aB", "1.", "  "]
)
def test_hostile_text_takes_linear_time(piece):
    text = piece * (60_000 // len(piece)) + "x"
    started = time.process_time()
    split_sentences(text)
    assert time.process_time() - started < 5
