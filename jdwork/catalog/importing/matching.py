"""How an imported skill name is to be looked for: in any letter case, in its own, or only in company."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from jdwork.catalog.snapshot import MatchStrategy

_WORD = re.compile(r"[A-Za-z][A-Za-z']+")
_CAMEL = re.compile(r"[a-z][A-Z]")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")

_COMMON = """
access ada apex arena aurora base basic basis blackboard blink boost bootstrap box buffer canvas case chart
chef clarity clipper cloud compass connect craft crew crystal cube cucumber curl dart dash diameter dig
director eclipse edge elm ember epic excel exchange express ferret fiddler flash flask fleet flex flow focus
forth forge foundry fusion gazebo gem go grunt gulp hive honeypot hotspot hub illustrator impala indeed ink
insight jade jasmine jet julia karma lean lighthouse link lisp loom lotus lucid make mantis maple match maya
mercury meteor mint monarch monday motion notes notion octave onyx opera oracle outlook pages paint paradox
phoenix pig pilot planner pocket postman powder presto prism processing project prometheus publisher pulse
puppet quest rails react reason rhino route ruby rust safari sage salt scheme scratch scribe scrum seesaw
shell shiny sketch slack spark splash spring sprint square squeegee storm summit swift tadpoles teams tempo
thrive titanium traction trust twig unity vault velocity velvet venture vigilant vision vista vue wave
windows word zeal zen zoom
"""
COMMON_WORDS = frozenset(_COMMON.split())
"""Product names that are plain words of English too, whether or not a taxonomy's prose uses them."""


def prose_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that a taxonomy uses in running text, in lower case: a dictionary of plain words.

    Parameters
    ----------
    texts
        Sentences.

    Returns
    -------
    frozenset of str
        Words written in lower case somewhere.
    """
    return frozenset(word for word in _lower_words(texts))


def _lower_words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in _WORD.findall(text):
            if word.islower():
                yield word


def strategy_of(name: str, plain: Collection[str], *, well_known: bool) -> MatchStrategy:
    """Choose how a name is looked for.

    Names of several words are looked for in any letter case. Of single words, those of one or two letters
    and those that are plain words too need company (``CONTEXT``); abbreviations, and rare names that could
    be words of a dictionary, are looked for in their own letters.

    Parameters
    ----------
    name
        The name.
    plain
        Plain words, see `prose_words`.
    well_known
        Whether the name is so widely listed that it will be meant wherever it stands.
    """
    if " " in name.strip():
        return "CASE_INSENSITIVE"
    letters = "".join(character for character in name if character.isalnum())
    if len(letters) <= 2 and not any(not character.isalnum() for character in name):
        return "CONTEXT"
    if is_plain(name, plain):
        return "CONTEXT"
    rare = not well_known and (_CAPITALISED.fullmatch(name) or (letters.isupper() and len(letters) <= 5))
    return "CASE_SENSITIVE" if rare else "CASE_INSENSITIVE"


def is_plain(name: str, plain: Collection[str]) -> bool:
    """Whether a name, or its singular, is a plain word; one with capitals inside (``TypeScript``) is none."""
    if _CAMEL.search(name):
        return False
    word = name.casefold()
    return (
        word in plain
        or word in COMMON_WORDS
        or (word.endswith("s") and len(word) > 3 and (word[:-1] in plain or word[:-1] in COMMON_WORDS))
    )
