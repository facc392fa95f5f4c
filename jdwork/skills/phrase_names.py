"""Names of unknown phrases, each looked at once: ads say the same things in the same words."""

from __future__ import annotations

import re
from functools import lru_cache

from jdwork.skills.lexicon import Lexicon
from jdwork.skills.phrases import NameFeatures, Vocabulary, name_features, shape_of
from jdwork.skills.tokens import tokenize
from jdwork.skills.words import NOT_SKILLS, STOP_WORDS

NAMES_KEPT = 20_000
"""Names that are remembered, some tens of megabytes at most."""

_FIELDS = frozenset(("country", "experience", "level", "location", "months", "salary", "type", "years"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")


class PhraseNames:
    """Says of a phrase's name whether it may be that of a skill, and what speaks for it.

    Parameters
    ----------
    known
        The catalog's aliases.
    vocabulary
        Words of names and of prose.
    """

    def __init__(self, known: Lexicon, vocabulary: Vocabulary) -> None:
        self._known = known
        self._vocabulary = vocabulary
        self.atoms = lru_cache(maxsize=NAMES_KEPT)(self._atoms)
        self.features = lru_cache(maxsize=NAMES_KEPT)(self._features)

    def _atoms(self, name: str) -> tuple[str, ...]:
        """Give the atoms of a name; none where it is a catalog's alias or cannot be the name of a skill."""
        tokens = tokenize(name)
        norms = tuple(tokens.norms)
        return norms if _is_skill_like(name, norms) and not self._known.knows(tokens) else ()

    def _features(self, name: str, atoms: tuple[str, ...], *, first_in_sentence: bool) -> NameFeatures:
        """Describe a name; at the start of a sentence its first capital means nothing."""
        shape = shape_of(name, first_in_sentence=first_in_sentence)
        return name_features(name, atoms, vocabulary=self._vocabulary, shape=shape)


def _is_skill_like(name: str, norms: tuple[str, ...]) -> bool:
    if not norms or len("".join(norms)) < 2 or all(norm.isdigit() for norm in norms):
        return False
    if not NOT_SKILLS.isdisjoint(norms):
        return False
    if any(part.lower() in _FIELDS for part in _CAMEL.split(name)):
        return False  # "LocationRemote": a form's label and value that lost their space.
    if norms[-1] in ("com", "org") or "." in norms[0]:
        return False
    if name[-1] in "'’":
        return False  # the end of a quotation, which began somewhere else
    return len(norms) > 1 or norms[0] not in STOP_WORDS
