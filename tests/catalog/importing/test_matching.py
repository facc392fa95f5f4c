"""How imported skill names are looked for."""

from __future__ import annotations

import pytest

from jdwork.catalog.importing.matching import is_plain, prose_words, strategy_of

PLAIN = prose_words(["Operators route the parcels.", "They typescript nothing."])


@pytest.mark.parametrize(
    ("name", "well_known", "strategy"),
    [
        ("Microsoft Word", False, "CASE_INSENSITIVE"),
        ("R", True, "CONTEXT"),
        ("Go", True, "CONTEXT"),
        ("C++", True, "CASE_INSENSITIVE"),
        ("Route", True, "CONTEXT"),
        ("Parcel", True, "CONTEXT"),
        ("Swift", True, "CONTEXT"),
        ("TypeScript", True, "CASE_INSENSITIVE"),
        ("Zorbo", False, "CASE_SENSITIVE"),
        ("Zorbo", True, "CASE_INSENSITIVE"),
        ("QNX", False, "CASE_SENSITIVE"),
        ("QNX", True, "CASE_INSENSITIVE"),
    ],
)
def test_strategy(name, well_known, strategy):
    plain = PLAIN | {"parcel"}
    assert strategy_of(name, plain, well_known=well_known) == strategy


def test_prose_words_are_those_in_lower_case():
    assert "route" in PLAIN
    assert "operators" not in PLAIN
    assert is_plain("Routes", PLAIN)
