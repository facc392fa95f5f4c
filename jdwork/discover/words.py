"""Which words of a JD are its own: set against the catalog's wording and the other JDs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.discover.model import UnknownJd
from jdwork.parse import normalize_title

WORD = r"(?u)\b[^\W\d_][\w+#]+"
"""Words of two signs or more that begin with a letter; ``+`` and ``#`` stay, for C++ and C#."""

MAX_CHARACTERS = 6_000
"""Of a JD's role-bearing sentences that are read for its words."""

KEPT_TERMS = 40
"""Words of a JD that count when JDs are compared: its most telling ones."""

MAX_TITLE_WORDS = 12
MAX_TERMS = 8
_PEOPLE = re.compile(r"\w{2}(?:ers|ors|ists|ians|ants|smiths|wrights)$")
_MOST_JDS = 60  # of a cluster that are read for pairs of words

_AD_WORDS = """
ability able academic accordance achieve across additional advantage agency annual applicant applicants
application applications apply appropriate area areas assigned assist attention background based basic
benefit benefits best bonus business candidate candidates career communicate communication company
competitive complete completed conditions contact contract daily day days degree deliver demonstrated
department desirable desired detail details develop diploma drive driven duties duty dynamic effective
effectively efficient employee employees employer employment ensure ensuring environment equal equivalent
essential etc excellent exciting experience experienced expected fast field flexible focus following full
good great group grow growth hard help high highly hire hiring hour hours ideal include includes including
individual information initiative insurance interpersonal interview join job jobs key knowledge lead leading
learn leave level license location look looking maintain make manage member members minimum month months
motivated must necessary need needed needs new offer offers office ongoing opportunities opportunity
opening order organisation organization paid part passion passionate people perform performing person
personal physical plan plus position possess post preferred previous prior proactive problem professional
proficiency proficient proven provide provided providing qualification qualifications qualified quality
rate regular related relevant reliable report reporting required requirement requirements responsibilities
responsibility responsible result results resume role roles safe salary schedule school self send service
shift shifts similar skill skills solid staff standard standards start strong successful suitable support
task tasks team teams time timely title training travel understanding use used using various verbal wage
week weekend weekends weeks willing work worker working works workplace written year years
"""


def ad_words() -> frozenset[str]:
    """Words that any job ad may hold, and that therefore set no job apart."""
    return frozenset(_AD_WORDS.split())


@dataclass(frozen=True, eq=False)
class Wording:
    """Words of JDs and of the catalog, counted.

    Parameters
    ----------
    terms
        All words, shape (v,).
    place
        Position of each in ``terms``.
    held
        Which JD holds which word: sparse matrix of 0 and 1, shape (n, v).
    everywhere
        JDs and roles that hold each word, shape (v,).
    count
        JDs and roles in all.
    """

    terms: Any
    place: Mapping[str, int]
    held: Any
    everywhere: NDArray[np.float64]
    count: int

    def rarity(self, left_out: Sequence[int] = ()) -> NDArray[np.float64]:
        """Tell how rare each word is among roles and JDs: log((1 + N) / (1 + those that hold it)).

        Parameters
        ----------
        left_out
            Rows of JDs that do not count.
        """
        others = self.everywhere
        if len(left_out):
            others = others - np.asarray(self.held[list(left_out)].sum(axis=0)).ravel()
        return np.log((1 + self.count - len(left_out)) / (1 + others))


def wording_of(jd: UnknownJd) -> str:
    """Join the role-bearing sentences of a JD, up to a limit."""
    return " ".join(one.text for one in jd.said)[:MAX_CHARACTERS]


def count_words(jds: Sequence[UnknownJd], snapshot: CatalogSnapshot) -> Wording:
    """Count the words of JDs and of the catalog's roles.

    Parameters
    ----------
    jds
        Any number of JDs.
    snapshot
        The catalog: words that its roles use are no news.
    """
    from scipy.sparse import csr_matrix

    texts = [wording_of(jd) for jd in jds]
    roles = [
        " . ".join((role.display_name, *role.aliases, role.description, *role.kras))
        for role in snapshot.roles
    ]
    counter = _counter()
    count = len(jds) + len(roles)
    try:
        counter.fit(texts)
    except ValueError:  # no JD has a word that counts
        return Wording(np.array([], dtype=object), {}, csr_matrix((len(jds), 0)), np.zeros(0), count)
    held = counter.transform(texts)
    everywhere = np.asarray(held.sum(axis=0)).ravel()
    if roles:
        everywhere = everywhere + np.asarray(counter.transform(roles).sum(axis=0)).ravel()
    return Wording(counter.get_feature_names_out(), counter.vocabulary_, held, everywhere, count)


def telling_words(wording: Wording) -> Any:
    """Weigh each JD's most telling words; sparse, rows of unit length (or empty), shape (n, v)."""
    from scipy.sparse import csr_matrix

    rarity = wording.rarity()
    held = csr_matrix(wording.held, dtype=np.float64)
    data, indices, starts = [], [], [0]
    for row in range(held.shape[0]):
        own = np.sort(held.indices[held.indptr[row] : held.indptr[row + 1]])
        best = own[np.argsort(-rarity[own], kind="stable")[:KEPT_TERMS]]
        weights = rarity[best]
        norm = float(np.linalg.norm(weights))
        if norm > 0:
            data.append(weights / norm)
            indices.append(best)
        starts.append(starts[-1] + (len(best) if norm > 0 else 0))
    if not data:
        return csr_matrix(held.shape)
    return csr_matrix((np.concatenate(data), np.concatenate(indices), np.array(starts)), shape=held.shape)


def title_words(jds: Sequence[UnknownJd], snapshot: CatalogSnapshot) -> Any:
    """Weigh the words of each JD's normalised title; sparse, rows of unit length (or empty)."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    titles = [" ".join(normal_words(jd.title)) for jd in jds]
    if not any(titles):
        return csr_matrix((len(jds), 0))
    known = [
        " ".join({word for alias in role.aliases for word in alias.lower().split()})
        for role in snapshot.roles
    ]
    weigher = TfidfVectorizer(analyzer=str.split, dtype=np.float64)
    weigher.fit([*titles, *known])
    return weigher.transform(titles)


def normal_words(title: str) -> tuple[str, ...]:
    """Words of a title in its normal form, at most twelve; titles may be of any length.

    The last word is made singular where its ending is that of people (``glazers``): normal forms know the
    plurals of known trades only.
    """
    words = normalize_title(title[:400]).split()[:MAX_TITLE_WORDS] if title else []
    if words and _PEOPLE.search(words[-1]):
        words[-1] = words[-1][:-1]
    return tuple(words)


def salient_terms(
    wording: Wording, jds: Sequence[UnknownJd], members: Sequence[int], *, most: int = MAX_TERMS
) -> tuple[str, ...]:
    """Find the words and pairs of words that set some JDs apart from all others and from the catalog.

    A word counts the share of the members that hold it times its rarity among the others and the
    roles; a pair of neighbouring words the share that hold it times the rarity of its rarer word, by
    1.2. What only one of several members holds is left out, and so is a word that stands in a chosen
    pair.

    Parameters
    ----------
    wording, jds
        All JDs and their words.
    members
        Rows of the JDs to describe.
    most
        How many terms.
    """
    if not len(wording.terms) or not len(members):
        return ()
    rarity = wording.rarity(members)
    share = np.asarray(wording.held[list(members)].sum(axis=0)).ravel() / len(members)
    least = 1 if len(members) == 1 else 2
    enough = share * len(members) >= least
    scores = {
        str(wording.terms[place]): float(share[place] * rarity[place])
        for place in np.flatnonzero(enough & (share > 0))
    }
    pairs = _pairs([wording_of(jds[row]) for row in members[:_MOST_JDS]])
    looked_at = min(len(members), _MOST_JDS)
    for (first, second), count in pairs.items():
        if count < max(2, 0.3 * looked_at) or first not in wording.place or second not in wording.place:
            continue
        rarer = max(float(rarity[wording.place[first]]), float(rarity[wording.place[second]]))
        scores[f"{first} {second}"] = 1.2 * count / looked_at * rarer
    chosen: list[str] = []
    used: set[str] = set()
    for term in sorted(scores, key=lambda one: (-scores[one], one)):
        if len(chosen) == most:
            break
        words = set(term.split())
        if scores[term] <= 0 or words & used:
            continue
        chosen.append(term)
        used |= words
    return tuple(chosen)


def _pairs(texts: Sequence[str]) -> Counter[tuple[str, str]]:
    """JDs per pair of words that stand side by side, with nothing but a space between them."""
    word = re.compile(WORD)
    passed_over = _stop_words()
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = list(word.finditer(text.lower()))
        pairs = {
            (one.group(), other.group())
            for one, other in pairwise(found)
            if other.start() == one.end() + 1
            and text[one.end()] == " "
            and one.group() not in passed_over
            and other.group() not in passed_over
        }
        counts.update(pairs)
    return counts


def _counter() -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(
        token_pattern=WORD, binary=True, stop_words=sorted(_stop_words()), dtype=np.float64
    )


def _stop_words() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | ad_words()
