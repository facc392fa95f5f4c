"""Cutting text into atoms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.skills.tokens import HARD, SLASH, SOFT, tokenize

HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


@pytest.mark.parametrize(
    ("text", "atoms"),
    [
        ("C++ and C#", ["c", "++", "and", "c", "#"]),
        ("C ++, C #", ["c", "++", "c", "#"]),
        ("C/C++/Java", ["c", "c", "++", "java"]),
        ("C++11", ["c", "++", "11"]),
        ("Janus+Nodejs/Janus+java", ["janus", "nodejs", "janus", "java"]),
        (".NET, ASP.NET", [".", "net", "asp", "net"]),
        ("end. Then", ["end", "then"]),
        ("A+ certified, 5+ years", ["a", "+", "certified", "5", "+", "years"]),
        ("R&D", ["r", "and", "d"]),
        ("APIs' women's API’s", ["apis", "women", "api"]),
        ("issue #5, Grade#A", ["issue", "5", "grade", "a"]),
        ("see https://github.com/java and a.b@python.org or www.x.com.", ["see", "and", "or"]),
        ("see oracle.com or jobs.java.com/x", ["see", "oracle.com", "or"]),
        ("on Monday.com, not B.Com", ["on", "monday.com", "not", "b", "com"]),
        ("Ｐｙｔｈｏｎ 3", ["python", "3"]),
        ("Kuber\u00adnetes", ["kubernetes"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_signs_are_atoms_where_they_belong_to_a_name(text: str, atoms: list[str]) -> None:
    assert tokenize(text).norms == atoms


def test_gaps_tell_names_from_lists() -> None:
    tokens = tokenize("CI/CD, node.js - x\n\ny rest-api a\nb")
    gaps = dict(zip(tokens.norms, tokens.gaps, strict=True))
    assert gaps["cd"] == SLASH
    assert gaps["node"] == gaps["x"] == gaps["y"] == HARD
    assert gaps["js"] == gaps["api"] == gaps["b"] == SOFT


@given(st.text(max_size=80))
def test_offsets_are_in_order_and_hold_the_atom(text: str) -> None:
    tokens = tokenize(text)
    end = 0
    for norm, start, stop in zip(tokens.norms, tokens.starts, tokens.ends, strict=True):
        assert end <= start < stop <= len(text)
        written = unicodedata.normalize(
            "NFKC", "".join(sign for sign in text[start:stop] if sign not in HIDDEN)
        )
        assert norm == "and" or written.lower().startswith(norm)
        end = stop


@given(st.text(alphabet=".@+#&/'’-_ aC\n:w", max_size=300))
def test_signs_in_any_order_do_no_harm(text: str) -> None:
    tokenize(text)
    tokenize("https://" + text + "@x.org")
