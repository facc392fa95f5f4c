"""What stands behind the signals that are read off titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jdwork.explain.model import Source
from jdwork.explain.reading import Reading
from jdwork.signals.alias_search import FLOOR

_JOINTS = re.compile(r"[/,&|]+|\band\b")


def alias_sources(reading: Reading, slug: str, weight: float) -> list[Source]:
    """Return the title that carries an alias of a role, and the alias as the catalog writes it."""
    index, match = reading.pipeline.index.title, reading.detail.title
    key = dict(match.carried).get(reading.position(slug))
    if key is None:
        return []
    said = next((title for title, _ in reading.facts.titles if index.match(title).carried), "")
    adds = round(weight * match.trust, 4)
    words = plain_words(key)
    meets = _written(reading, slug, words)
    return [Source("alias", slug, said, meets, round(match.trust, 4), adds, _places(reading, said), words)]


def title_sources(reading: Reading, slug: str, weight: float) -> list[Source]:
    """Return the title that agrees best with an alias of a role, and the words that agree."""
    index, at = reading.pipeline.index.title, reading.position(slug)
    scored = [
        (float(index.match(title).agreement[at]) * trust, title) for title, trust in reading.facts.titles
    ]
    if not scored:
        return []
    said = max(scored, key=lambda one: one[0])[1]
    best: tuple[float, str, tuple[str, ...]] = (0.0, "", ())
    for form, share in index.forms(said).items():
        spoken = plain_words(form)
        for alias in _aliases(reading, slug):
            own = plain_words(index.normalize(alias))
            shared = tuple(word for word in dict.fromkeys(spoken) if word in own)
            mass = sum(index.idf.get(word, index.unseen_idf) for word in (*set(spoken), *set(own)))
            common = sum(index.idf.get(word, index.unseen_idf) for word in shared)
            if mass and share * 2 * common / mass > best[0]:
                best = (share * 2 * common / mass, alias, shared)
    value = reading.value("title", slug)
    adds = round(weight * value, 4)
    return [Source("title", slug, said, best[1], round(value, 4), adds, _places(reading, said), best[2])]


def semantic_sources(reading: Reading, slug: str, weight: float) -> list[Source]:
    """Return the aliases of a role that are nearest in meaning to one of the titles.

    Each adds in proportion to how far it lies above the cosine at which titles are unrelated.
    """
    index, at = reading.pipeline.index, reading.position(slug)
    forms = reading.detail.title.sure_forms
    if not forms:
        return []
    vectors = reading.encoder.encode(list(forms))
    scaled = index.aliases.likeness(vectors)[:, at] * list(forms.values())
    best = int(scaled.argmax())
    form = list(forms)[best]
    said = next((title for title, _ in reading.facts.titles if form in index.title.forms(title)), form)
    near = [(alias, cosine) for alias, cosine in index.aliases.nearest(vectors[best], at) if cosine > FLOOR]
    above = sum(cosine - FLOOR for _, cosine in near)
    value = reading.value("title_semantic", slug)
    return [
        Source(
            signal="title_semantic",
            role=slug,
            said=said,
            meets=_written(reading, slug, index.title.aliases[alias]),
            value=round(cosine, 4),
            adds=round(weight * value * (cosine - FLOOR) / above, 4),
            spans=_places(reading, said),
        )
        for alias, cosine in near
    ]


def plain_words(normal: str) -> tuple[str, ...]:
    """Words of a normal form; what joins two jobs is none."""
    return tuple(_JOINTS.sub(" ", normal).split())


def _aliases(reading: Reading, slug: str) -> tuple[str, ...]:
    role = reading.role(slug)
    return tuple(dict.fromkeys((role.display_name, *role.aliases)))


def _written(reading: Reading, slug: str, words: tuple[str, ...]) -> str:
    """An alias as the catalog writes it, by the words of its normal form."""
    normalize = reading.pipeline.index.title.normalize
    held = (alias for alias in _aliases(reading, slug) if plain_words(normalize(alias)) == tuple(words))
    return next(held, " ".join(words))


def _places(reading: Reading, title: str) -> tuple[tuple[int, int], ...]:
    """Where a title that was read in the text stands; nowhere, if it was given beside it."""
    if title == (reading.record.jd.title or "").strip():
        return ()
    return tuple(_found(title, reading.record.jd.text))[:1]


def _found(title: str, text: str) -> Iterator[tuple[int, int]]:
    pattern = r"\s+".join(re.escape(word) for word in title.split())
    for match in re.finditer(pattern, text, re.IGNORECASE) if pattern else ():
        yield match.span()
