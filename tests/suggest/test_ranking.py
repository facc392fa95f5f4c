"""Picking suggestions that go together, and gains."""

from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.edits import AddRoleAlias, DropRoleSkill, SetRoleSkill
from jdwork.errors import CatalogError
from jdwork.suggest import Checked, Gain, Suggestion
from jdwork.suggest.ranking import check_suggestions, pick
from tests.suggest.making import jd

JDS = [jd("plumber", "waiter") for _ in range(8)]
IDS = [one.id for one in JDS]
SUBSETS = st.frozensets(st.sampled_from(IDS))


def checked(alias, fixed, broken=(), edit=None):
    suggestion = Suggestion("alias", edit or AddRoleAlias("plumber", alias), "", (), (), 1.0)
    return Checked(suggestion, Gain(frozenset(fixed), frozenset(broken)))


def test_what_another_fixes_already_is_not_counted_again():
    large, part, own = checked("a", IDS[:4]), checked("b", IDS[:3]), checked("c", IDS[4:5])
    assert pick([part, large, own], JDS) == [large, own]


def test_what_breaks_as_much_as_it_fixes_is_not_picked():
    assert pick([checked("a", IDS[:2], IDS[2:4])], JDS) == []


def test_jds_that_were_not_mined_do_not_count():
    assert pick([checked("a", ["elsewhere"])], JDS) == []


def test_of_two_edits_of_one_skill_one_is_picked():
    weak = checked("", IDS[:2], edit=SetRoleSkill("plumber", "wine-service", 0.4))
    gone = checked("", IDS[2:5], edit=DropRoleSkill("plumber", "wine-service"))
    assert pick([weak, gone], JDS) == [gone]


@given(st.lists(st.tuples(SUBSETS, SUBSETS), max_size=6))
def test_the_picked_never_lose_more_than_they_gain(gains):
    picked = pick([checked(str(n), fixed, broken - fixed) for n, (fixed, broken) in enumerate(gains)], JDS)
    fixed = frozenset().union(*(one.gain.fixed for one in picked))
    broken = frozenset().union(*(one.gain.broken for one in picked))
    assert len(fixed) - len(broken) >= len(picked)


def test_a_gain_among_some_jds_is_its_part():
    gain = Gain(frozenset(IDS[:3]), frozenset(IDS[3:5])).among(JDS[2:4])
    assert (gain.in_words(), gain.net) == ("fixes 1, breaks 1", 0)


class Script:
    """A checker that knows gains beforehand and writes down what it was asked."""

    def __init__(self, gains):
        self.gains, self.asked = gains, []

    def gain(self, edits, *, ids=None):
        (edit,) = edits
        self.asked.append((edit.alias, ids is None))
        made = self.gains[edit.alias]
        if made is None:
            raise CatalogError("No.")
        return made if ids is None else made.among([one for one in JDS if one.id in ids])


def suggestions(*aliases):
    return [Suggestion("alias", AddRoleAlias("plumber", one), "", (), tuple(IDS[:4]), 1.0) for one in aliases]


def test_only_what_gains_where_it_touches_is_checked_on_all_jds():
    checker = Script(
        {
            "good": Gain(frozenset(IDS[:2]), frozenset()),
            "idle": Gain(frozenset(IDS[5:]), frozenset()),
            "harm": Gain(frozenset(IDS[:1]), frozenset(IDS[1:3])),
            "unfit": None,
        }
    )
    found, finished = check_suggestions(checker, suggestions("idle", "harm", "unfit", "good"), top=2)
    assert finished
    assert [one.suggestion.edit.alias for one in found] == ["good"]
    assert [alias for alias, on_all in checker.asked if on_all] == ["good"]


def test_no_more_than_wanted_are_checked_on_all_jds_the_best_first():
    checker = Script({str(n): Gain(frozenset(IDS[: n + 1]), frozenset()) for n in range(4)})
    check_suggestions(checker, suggestions("0", "1", "2", "3"), top=1)
    # Three are tried for one that is checked.
    assert checker.asked == [("0", False), ("1", False), ("2", False), ("2", True)]
