"""Aliases that come down to one general word ("Engineer"), and therefore name no role."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from jdwork.catalog.importing.report import Ledger
from jdwork.catalog.references import folded

MOST_CARRIERS = 2
"""Roles that may carry a word; carried by more, it is left out."""
MOST_TAILS = 10
"""Roles that may have an alias ending in a word; where more do ("… Manager"), the bare word is left out."""

_TURNED = re.compile(r"(?P<head>\w+) (?:in|for|of) (?:an? |the )?(?P<field>[\w&-]+(?: [\w&-]+){0,3})")
_LONG = 4
"""Words from which on only a tail that is cut off (", …", "in …") leaves a single word of a title."""
_CUTTING = re.compile(r",|\b(?:at|in|for|with|from|to|within|based)\b|[-–:(/]")


def drop_shared_words(aliases: Mapping[str, list[str]], ledger: Ledger) -> None:
    """Leave out aliases that, as titles are compared, are one word that says little.

    ``Engineer`` would claim every title that ends so, and ``engineer in automation`` is compared as
    ``engineer``; the latter is kept turned round, as ``automation engineer``.

    Parameters
    ----------
    aliases
        Role to its aliases without its name; the lists are changed.
    ledger
        Told of what went.
    """
    words = {key: list(_single_words(texts)) for key, texts in aliases.items()}
    carriers = Counter(word for pairs in words.values() for word in {word for _, word in pairs})
    tails: dict[str, set[str]] = defaultdict(set)
    for key, texts in aliases.items():
        for alias in texts:
            if " " in alias:
                tails[_stem(folded(alias).rpartition(" ")[2])].add(key)
    dropped: Counter[str] = Counter()
    for key, pairs in words.items():
        gone = {
            alias: word
            for alias, word in pairs
            if carriers[word] > MOST_CARRIERS or len(tails[_stem(word)]) > MOST_TAILS
        }
        if not gone:
            continue
        turned = [match for alias in gone if (match := _TURNED.fullmatch(alias))]
        dropped.update(word for alias, word in gone.items() if not _TURNED.fullmatch(alias))
        aliases[key][:] = [alias for alias in aliases[key] if alias not in gone]
        aliases[key].extend(f"{match['field']} {match['head']}" for match in turned)
    for word, count in dropped.most_common():
        ledger.leave_out("alias that is one general word", f"{word} ({count} times)", count=count)


def _single_words(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Aliases that are compared as one word, with that word."""
    from jdwork.parse import normalize_title

    for alias in texts:
        if alias.count(" ") < _LONG or _CUTTING.search(alias):
            normal = normalize_title(alias)
            if normal and " " not in normal:
                yield alias, normal


def _stem(word: str) -> str:
    return word.removesuffix("s")
