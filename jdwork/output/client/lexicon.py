"""The lexicon of the nature of work: which verb, with which object, is work of which kind."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Form = Literal["base", "third", "gerund"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of ``lexicon.toml``, laid out for looking up.

    ``forms``: a form as it is written to (verb, kind of form). ``rules``: a verb to pairs of (object words,
    nature), in order. ``nouns``: a noun to the verb that it stands for.
    """

    meanings: dict[str, str]
    exposure: dict[str, float]
    verbs: dict[str, str]
    neutral: frozenset[str]
    forms: dict[str, tuple[str, Form]]
    objects: dict[str, str]
    nouns: dict[str, str]
    rules: dict[str, tuple[tuple[frozenset[str], str], ...]]
    ai_terms: frozenset[str]
    ai_capitals: re.Pattern[str]
    ai_categories: frozenset[str]
    ai_apart: frozenset[str]

    def nature(self, verb: str, words: Sequence[str]) -> tuple[str | None, str]:
        """Nature of a verb (base form) with the words that follow it (see `singular`), and what told it.

        A rule of verb and object comes first, then the verb's own nature, and for a verb that says nothing
        by itself that of the first noun or object which says something.
        """
        present = {*words, *(f"{one}-{two}" for one, two in itertools.pairwise(words))}
        for objects, nature in self.rules.get(verb, ()):
            if objects & present:
                told_by = (
                    next((word for word in words if word in objects), "") if verb in self.neutral else ""
                )
                return nature, f"{verb} {told_by}".rstrip()
        if verb not in self.neutral and verb in self.verbs:
            return self.verbs[verb], verb
        for place, word in enumerate(words):
            pair = f"{word}-{words[place + 1]}" if place + 1 < len(words) else word
            if pair not in self.objects and word in self.nouns:
                return self.nature(self.nouns[word], words[place + 1 :])
            for known in (pair, word):
                if known in self.objects:
                    return self.objects[known], f"{verb} {known.replace('-', ' ')}"
        return self.verbs.get(verb), verb

    def names_ai(self, text: str) -> bool:
        """Whether a text names AI as such."""
        if self.ai_capitals.search(text):
            return True
        words = [singular(word) for word in re.findall(r"[a-z]+", text.lower())]
        grams = {"-".join(words[place : place + n]) for n in (1, 2, 3) for place in range(len(words))}
        return bool(grams & self.ai_terms)


@cache
def lexicon() -> Lexicon:
    """Read the lexicon, once."""
    source = resources.files("jdwork.output.client").joinpath("lexicon.toml")
    data = tomllib.loads(source.read_text("utf-8"))
    verbs = {verb: nature for nature, words in data["verbs"].items() for verb in _spelled(words)}
    neutral = frozenset(_spelled(data["neutral"]["verbs"]))
    nouns = dict(pair.split(":") for pair in data["nouns"]["words"].split())
    rules: dict[str, list[tuple[frozenset[str], str]]] = {}
    for rule in data["rule"]:
        words = frozenset(_singulars(rule["words"]))
        for verb in _spelled(rule["verbs"]):
            rules.setdefault(verb, []).append((words, rule["nature"]))
    forms: dict[str, tuple[str, Form]] = {}
    for verb in sorted({*verbs, *neutral, *rules, *nouns.values()}):
        for form, kind in _forms(verb):
            forms.setdefault(form, (verb, kind))
    capitals = "|".join(re.escape(word) for word in data["ai"]["capitals"].split())
    return Lexicon(
        meanings=data["meanings"],
        exposure=data["exposure"],
        verbs=verbs,
        neutral=neutral,
        forms=forms,
        objects={word: nature for nature, words in data["objects"].items() for word in _singulars(words)},
        nouns=nouns,
        rules={verb: tuple(found) for verb, found in rules.items()},
        ai_terms=frozenset("-".join(map(singular, term.split("-"))) for term in data["ai"]["terms"].split()),
        ai_capitals=re.compile(rf"(?<![\w-])(?:{capitals})(?![\w])"),
        ai_categories=frozenset(data["ai"]["categories"]),
        ai_apart=frozenset(data["ai"]["apart"]),
    )


def singular(word: str) -> str:
    """Strip the ending of a plural, the same way wherever words are compared."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2].endswith(("s", "sh", "ch", "x")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _singulars(words: str) -> list[str]:
    return ["-".join(map(singular, word.split("-"))) for word in words.split()]


def _spelled(words: str) -> list[str]:
    """Verbs in both spellings of -ise and -yse."""
    found = []
    for word in words.split():
        found.append(word)
        if word.endswith(("ise", "yse")):
            found.append(word[:-2] + "ze")
    return found


def _forms(verb: str) -> list[tuple[str, Form]]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ye")) else verb
    third = verb + "s"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        third = verb[:-1] + "ies"
    gerunds = [stem + "ing"]
    if verb[-1] in "bdglmnprt" and verb[-2] in "aeiou" and verb[-3:-2] not in ("a", "e", "i", "o", "u", ""):
        gerunds.append(verb + verb[-1] + "ing")
    return [(verb, "base"), (third, "third"), *((gerund, "gerund") for gerund in gerunds)]
