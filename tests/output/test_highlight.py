import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jdwork.output.highlight import highlight, marked_role
from jdwork.record import ChosenRoleFacts
from tests.output.records import marked_record

spans = st.lists(
    st.tuples(st.integers(-3, 45), st.integers(-3, 45)).map(lambda pair: tuple(sorted(pair))), max_size=8
)


def covered(places, length):
    return {place for start, end in places for place in range(max(start, 0), min(end, length))}


@given(text=st.text(max_size=40), skills=spans, kras=spans, boilerplate=spans)
def test_stretches_are_the_text_and_each_character_has_its_marks(text, skills, kras, boilerplate):
    stretches = highlight(marked_record(text, skills=skills, kras=kras, boilerplate=boilerplate))
    assert "".join(stretch.text for stretch in stretches) == text
    assert all(stretch.text for stretch in stretches)
    layers = {"boilerplate": boilerplate, "kra": kras, "skill": skills}
    expected = {mark: covered(places, len(text)) for mark, places in layers.items()}
    place = 0
    for stretch in stretches:
        for _ in stretch.text:
            assert stretch.marks == tuple(mark for mark, where in expected.items() if place in where)
            place += 1


def test_a_skill_in_a_kra_sentence_keeps_both_marks_and_both_notes():
    stretches = highlight(marked_record("Write Python code", skills=[(6, 12)], kras=[(0, 17)]))
    assert [(one.text, one.marks) for one in stretches] == [
        ("Write ", ("kra",)),
        ("Python", ("kra", "skill")),
        (" code", ("kra",)),
    ]
    assert stretches[1].note == "Role, 0.50: kra; skill: Skill 0"


def test_a_skill_in_boilerplate_is_still_seen_as_boilerplate():
    stretches = highlight(marked_record("Free Python", skills=[(5, 11)], boilerplate=[(0, 11)]))
    assert stretches[1].marks == ("boilerplate", "skill")
    assert "perks, not as evidence" in stretches[1].note


def test_no_text_has_no_stretches():
    assert highlight(marked_record("")) == ()


def test_without_a_choice_the_closest_role_s_sentences_are_marked():
    record = marked_record("Write code", kras=[(0, 10)])
    assert marked_role(record) is record.evidence.kra[0]


def test_a_chosen_role_without_reported_kras_borrows_none_of_another_s():
    record = marked_record("Write code", kras=[(0, 10)])
    chosen = ChosenRoleFacts(2, "other", "Other", "", "", "")
    assert marked_role(replace(record, chosen=chosen)) is None
    assert [one.marks for one in highlight(replace(record, chosen=chosen))] == [()]
    own = record.evidence.kra[0]
    assert marked_role(replace(record, chosen=replace(chosen, kra=own))) is own


def test_many_spans_in_a_long_text_take_no_time():
    text = "word " * 40_000
    skills = [(place * 100, place * 100 + 12) for place in range(2_000)]
    kras = [(place * 1_000, place * 1_000 + 900) for place in range(200)]
    record = marked_record(text, skills=skills, kras=kras, boilerplate=[(0, 100_000)])
    took = []
    for _ in range(3):
        started = time.perf_counter()
        stretches = highlight(record)
        took.append(time.perf_counter() - started)
    assert sum("skill" in one.marks for one in stretches) >= 2_000
    assert min(took) < 0.2
