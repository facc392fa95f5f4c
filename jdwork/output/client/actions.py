"""What a sentence says is done: verbs with their objects, where they stand, and of which nature they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jdwork.output.client.lexicon import Form, Lexicon, lexicon, singular

REACH = 9
"""Words after a verb among which its object is looked for."""

_TOKEN = re.compile(r"[A-Za-z][A-Za-z'’]*(?:-[A-Za-z]+)*|[,;:()&/•|]|[.!?](?=\s|$)")
_STOPS = frozenset(";:()•|.!?")
_JOINS = frozenset({",", "and", "or", "&", "/", "then", "also", "as", "well"})
_OPENERS = frozenset({"to", "will", "shall", "must", "should", "you'll", "you’ll", "can", "may"})
_BEFORE_GERUND = frozenset({"in", "for", "of", "on", "include", "includes", "including", "at", "with"})
_MEANS = frozenset({"by", "through", "using", "via", "while", "when", "after", "before", "without"})
_NOT = frozenset({"not", "no", "never", "neither", "nor", "cannot", "don't", "don’t", "won't", "won’t"})
_GROUPS = frozenset({"team", "staff", "department", "group", "function", "specialist", "colleague", "unit"})
_LEAD = frozenset({
    "the", "a", "an", "you", "candidate", "successful", "ideal", "applicant", "person", "employee", "role",
    "incumbent", "he", "she", "they", "this", "position", "job", "key", "main", "primary", "core",
    "responsibility", "duty", "daily", "task", "responsible", "accountable", "for", "be", "is", "are",
    "being", "in", "charge", "of", "ability", "able", "experience", "experienced", "required", "expected",
    "also", "help", "helping", "and", "or", "your", "own", "day-to-day", "various", "highly", "actively",
})  # fmt: skip
_COMPANY = re.compile(
    r"\s*(?:we|our|us|the company|at our)\b(?!.{0,80}\b(?:you|your|someone|candidates?)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Action:
    """A verb and what follows it: ``text[start:end]``; ``nature`` is None where the words do not tell.

    ``told_by``: what told the nature: the verb, a noun's verb, or the verb and its object.
    """

    verb: str
    nature: str | None
    start: int
    end: int
    told_by: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence says is done, and what it says is not.

    ``by_noun``: no verb says so, only a noun, which is enough where duties are listed and nowhere else.
    """

    actions: tuple[Action, ...] = ()
    negated: tuple[Action, ...] = ()
    of_company: bool = False
    by_noun: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def read_actions(text: str) -> Reading:
    """Find the actions of a sentence.

    A word that can be a verb counts as one at the start (after words such as "you will be responsible for"),
    after "to", "will" and the like, as a gerund after a preposition, and beside an earlier verb of the same
    form in a list or after "and". Where none does, the first noun that stands for a verb does ("maintenance
    of servers"). Where one verb tells its nature, those that do not are dropped. Sentences about what the
    company does count for nothing.

    Parameters
    ----------
    text
        One sentence.

    Returns
    -------
    Reading
        Offsets are into ``text``.
    """
    if _COMPANY.match(text):
        return Reading(of_company=True)
    words = lexicon()
    tokens = [_Token(found.group().lower(), *found.span()) for found in _TOKEN.finditer(text)]
    places = _verb_places(tokens, words)
    if not places:
        return Reading(_by_noun(tokens, words), by_noun=True)
    edges = [place for place, _ in places]
    actions: list[Action] = []
    negated: list[Action] = []
    for number, (place, _) in enumerate(places):
        last = edges[number + 1] if number + 1 < len(edges) else len(tokens)
        # Verbs that share one object ("design and build interfaces") all look at it.
        reach = number
        while reach + 1 < len(edges) and all(
            one.word in _JOINS for one in tokens[edges[reach] + 1 : edges[reach + 1]]
        ):
            reach += 1
        first = edges[reach] + 1
        stop = edges[reach + 1] if reach + 1 < len(edges) else len(tokens)
        found = _object(tokens, first, stop)
        verb = words.forms[tokens[place].word][0]
        own_end = tokens[place].end if reach > number else _end(tokens, place, last)
        nature, told_by = words.nature(verb, [singular(one.word) for one in found])
        action = Action(verb, nature, tokens[place].start, own_end, told_by)
        (negated if _is_negated(tokens, place) else actions).append(action)
    told = [one for one in actions if one.nature is not None]
    return Reading(tuple(told or actions[:1]), tuple(negated))


def _verb_places(tokens: Sequence[_Token], words: Lexicon) -> list[tuple[int, Form]]:
    places: list[tuple[int, Form]] = []
    leading = True
    for place, token in enumerate(tokens):
        known = words.forms.get(token.word)
        before = tokens[place - 1].word if place else ""
        if token.word in _STOPS:
            leading = True
            continue
        if known is not None and _is_verb(tokens, place, known[1], before, leading, places):
            places.append((place, known[1]))
            leading = False
        elif leading and not _may_lead(token.word):
            leading = False
    return places


def _is_verb(
    tokens: Sequence[_Token],
    place: int,
    form: Form,
    before: str,
    leading: bool,
    places: list[tuple[int, Form]],
) -> bool:
    after = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if after in _NOT:  # "do not": what follows is the verb
        return False
    if before in _MEANS or (before.endswith("ly") and place > 1 and tokens[place - 2].word in _MEANS):
        return False
    if singular(after) in _GROUPS and not leading:
        return False
    if leading and before not in ("the", "a", "an", "your", "this"):
        # "Help" and "experience" open as often as they act; the verb behind them says more.
        return not (tokens[place].word in _LEAD and _verb_follows(tokens, place))
    back = place - 1
    while back > 0 and tokens[back].word.endswith("ly"):
        back -= 1
    opener = tokens[back].word if back >= 0 else ""
    if form == "base" and (opener in _OPENERS or opener in _NOT):
        return True
    if form == "gerund" and opener in _BEFORE_GERUND:
        return True
    if not places or opener not in _JOINS or form != places[-1][1]:
        return False
    between = tokens[places[-1][0] + 1 : place]
    if all(one.word in _JOINS or one.word.endswith("ly") for one in between):
        return True
    return bool(after) and after not in _JOINS and after not in _STOPS and after != "of"


def _verb_follows(tokens: Sequence[_Token], place: int) -> bool:
    """Whether the next word can be a verb itself."""
    return place + 1 < len(tokens) and tokens[place + 1].word in lexicon().forms


def _may_lead(word: str) -> bool:
    return word in _LEAD or word in _OPENERS or word.endswith("ly") or singular(word) in _LEAD or word == ","


def _object(tokens: Sequence[_Token], first: int, stop: int) -> list[_Token]:
    found: list[_Token] = []
    for token in tokens[first:stop]:
        if token.word in _STOPS or token.word in _MEANS or len(found) == REACH:
            break
        if token.word not in _JOINS:
            found.append(token)
    return found


def _end(tokens: Sequence[_Token], place: int, last: int) -> int:
    """Where the clause of a verb ends: at the next verb, a stop, or as far as its object is looked for."""
    end = tokens[place].end
    for token in tokens[place + 1 : min(last, place + 1 + REACH)]:
        if token.word in _STOPS:
            break
        if token.word not in _JOINS:
            end = token.end
    return end


def _is_negated(tokens: Sequence[_Token], place: int) -> bool:
    for token in reversed(tokens[max(place - 3, 0) : place]):
        if token.word in _STOPS or token.word == "only":
            return False
        if token.word in _NOT or token.word.endswith(("n't", "n’t")):
            return True
    return False


def _by_noun(tokens: Sequence[_Token], words: Lexicon) -> tuple[Action, ...]:
    """Read a sentence without a verb by its first noun that says what is done."""
    plain = [singular(one.word) for one in tokens]
    for place, token in enumerate(tokens[:REACH]):
        rest = [one for one in plain[place + 1 : place + 1 + REACH] if one not in _JOINS]
        if token.word in words.nouns:
            verb = words.nouns[token.word]
            # What stands before the noun is its object as well ("inventory management").
            nature, told_by = words.nature(verb, [*plain[max(place - 2, 0) : place], *rest])
            return (Action(verb, nature, tokens[0].start, _end(tokens, place, len(tokens)), told_by),)
    for place, token in enumerate(tokens[:REACH]):
        pair = f"{plain[place]}-{plain[place + 1]}" if place + 1 < len(plain) else ""
        known = next((one for one in (pair, plain[place]) if one in words.objects), None)
        if known is not None:
            end = _end(tokens, place, len(tokens))
            return (Action(known, words.objects[known], token.start, end, known.replace("-", " ")),)
    return ()
