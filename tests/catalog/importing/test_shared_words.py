"""General words are no aliases."""

from __future__ import annotations

from jdwork.catalog.importing.report import Ledger
from jdwork.catalog.importing.shared_words import drop_shared_words


def test_a_word_that_many_titles_end_in_is_dropped_and_turned_where_it_can_be():
    aliases = {f"r{n}": [f"Sort{n} Engineer"] for n in range(12)}
    aliases["r0"] += ["Engineer", "engineer in automation", "Glazier"]
    ledger = Ledger("test")
    drop_shared_words(aliases, ledger)
    assert aliases["r0"] == ["Sort0 Engineer", "Glazier", "automation engineer"]


def test_a_word_that_several_roles_carry_is_dropped():
    aliases = {f"r{n}": ["Zorber", f"Zorber of Kind{n} Things"] for n in range(3)}
    drop_shared_words(aliases, Ledger("test"))
    assert not any("Zorber" in texts for texts in aliases.values())


def test_a_word_of_two_roles_stays():
    aliases = {"a": ["Zorber"], "b": ["Zorber"], "c": ["Other Thing"]}
    drop_shared_words(aliases, Ledger("test"))
    assert aliases["a"] == ["Zorber"]
