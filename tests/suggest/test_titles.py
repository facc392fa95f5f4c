"""Aliases from titles: what speaks for one, what against, and what never becomes one."""

from jdwork.catalog.edits import AddRoleAlias, DropRoleAlias
from jdwork.suggest.titles import misleading_aliases, missing_aliases, says
from tests.suggest.making import jd


def edits(found):
    return [one.edit for one in found]


def test_a_title_of_misclassified_jds_becomes_an_alias_the_frequent_first(tiny_snapshot):
    jds = [
        jd("plumber", "waiter", title="tap doctor"),
        *(jd("electrician", "waiter", title="spark tamer") for _ in range(3)),
    ]
    found = missing_aliases(jds, tiny_snapshot)
    assert edits(found) == [
        AddRoleAlias("electrician", "spark tamer"),
        AddRoleAlias("plumber", "tap doctor"),
    ]
    assert [one.estimate for one in found] == [3, 1]
    assert found[0].seen == tuple(one.id for one in jds[1:])


def test_the_phrase_that_titles_share_is_found_within_them(tiny_snapshot):
    jds = [
        jd("electrician", "waiter", title="night spark tamer"),
        jd("electrician", "waiter", title="spark tamer for ships"),
    ]
    assert AddRoleAlias("electrician", "spark tamer") in edits(missing_aliases(jds, tiny_snapshot))


def test_a_part_of_one_title_alone_is_no_alias(tiny_snapshot):
    jds = [jd("electrician", "waiter", title="night spark tamer")]
    assert edits(missing_aliases(jds, tiny_snapshot)) == [AddRoleAlias("electrician", "night spark tamer")]


def test_near_copies_count_once(tiny_snapshot):
    jds = [jd("electrician", "waiter", title="spark tamer", group=1) for _ in range(5)]
    assert [one.estimate for one in missing_aliases(jds, tiny_snapshot)] == [1]


def test_a_title_that_other_roles_have_as_often_is_no_alias(tiny_snapshot):
    jds = [
        jd("electrician", "waiter", title="all rounder"),
        jd("plumber", "plumber", title="all rounder"),
    ]
    assert missing_aliases(jds, tiny_snapshot) == []


def test_right_jds_suggest_nothing_and_neither_does_a_title_that_some_role_carries(tiny_snapshot):
    jds = [
        jd("electrician", "electrician", title="spark tamer"),
        jd("electrician", "waiter", title="server"),
        jd("electrician", None, title=""),
    ]
    assert missing_aliases(jds, tiny_snapshot) == []


def test_a_word_that_titles_of_roles_end_in_is_too_general(tiny_snapshot):
    # 'wiring technician' is an alias of the tiny catalog.
    jds = [jd("plumber", "waiter", title="technician")]
    assert missing_aliases(jds, tiny_snapshot) == []


def test_an_alias_that_draws_other_roles_more_than_its_own_is_to_go(tiny_snapshot):
    misled = [jd("electrician", "waiter", title="night server") for _ in range(3)]
    found = misleading_aliases([*misled, jd("waiter", "waiter", title="server")], tiny_snapshot)
    assert edits(found) == [DropRoleAlias("waiter", "server")]
    assert found[0].estimate == 2


def test_an_alias_that_misled_once_stays_and_so_does_the_name_of_a_role(tiny_snapshot):
    once = [jd("electrician", "waiter", title="server")]
    named = [jd("electrician", "waiter", title="waiter") for _ in range(4)]
    assert misleading_aliases([*once, *named], tiny_snapshot) == []


def test_an_alias_that_serves_its_role_stays(tiny_snapshot):
    jds = [
        *(jd("electrician", "waiter", title="server") for _ in range(2)),
        *(jd("waiter", "waiter", title="server") for _ in range(2)),
    ]
    assert misleading_aliases(jds, tiny_snapshot) == []


def test_a_phrase_is_said_in_whole_words_and_a_single_word_at_the_end():
    assert says("night spark tamer", "spark tamer")
    assert not says("night spark tamers", "spark tamer")
    assert says("night server", "server")
    assert not says("server administrator", "server")
    assert not says("", "server")
