"""Names for new roles: the most typical title, else the words that set the JDs apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jdwork.catalog.slug import one_line, slugify, visible_line
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.discover.words import normal_words
from jdwork.parse import normalize_title
from jdwork.parse.role_title import clean_title
from jdwork.text.cleaning import clean

MAX_NAME = 200
MAX_NAME_WORDS = 6
"""Words of a title that may name a role; a longer one is a sentence rather than a title."""

_MOST_TITLES = 200  # different titles of a cluster that are compared with one another
_GENERIC = """
administrator adviser advisor analyst apprentice assistant associate clerk consultant contractor coordinator
crew director employee engineer executive expert freelancer head helper intern job lead leader manager member
officer operative operator person player position professional representative role specialist staff
supervisor team technician trainee vacancy volunteer worker
"""
_SAYS_NOTHING = frozenset(_GENERIC.split())
"""Words that name no trade by themselves."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name for a cluster.

    Parameters
    ----------
    text
        To show.
    normal
        In the form under which titles are compared.
    slug
        Made of the text; empty where nothing of it is fit for one.
    looks_like
        Slug of the known role that carries it already.
    """

    text: str
    normal: str
    slug: str
    looks_like: str | None = None


def known_names(snapshot: CatalogSnapshot) -> dict[str, str]:
    """Map the names and aliases of all roles, in normal form, to the roles' slugs."""
    taken: dict[str, str] = {}
    for role in snapshot.roles:
        for alias in (role.display_name, *role.aliases):
            taken.setdefault(normalize_title(alias), role.slug)
    return taken


def plain_title(title: str) -> str:
    """Take markup and invisible signs out of a title from outside, and bound its length."""
    return visible_line(clean(title[: 2 * MAX_NAME]), most=MAX_NAME)


def name_cluster(
    titles: Sequence[str],
    terms: Callable[[], Sequence[str]],
    known: Mapping[str, str],
    *,
    avoid: frozenset[str] = frozenset(),
) -> Name:
    """Name JDs by their most typical title, else by their most telling words.

    The most typical title is one whose words more than half of the titles have, else the one that
    shares most words with all the others (common words over all words of the two, each JD counted). A
    title that names no trade by itself ("Operator") gets the most telling word before it, and so does
    one to avoid.

    Parameters
    ----------
    titles
        One per JD, as somebody wrote them; may be empty.
    terms
        Finds what sets the JDs apart (`jdwork.discover.words.salient_terms`); called where it is needed.
    known
        From `known_names`.
    avoid
        Normal forms that other clusters have.

    Returns
    -------
    Name
        Where a known role carries the title that most JDs bear, or the most typical one, it is named in
        ``looks_like``.
    """
    written = Counter(plain for title in titles if (plain := plain_title(title)))
    forms: Counter[tuple[str, ...]] = Counter()
    for title, count in written.items():
        words = normal_words(title)
        if 0 < len(words) <= MAX_NAME_WORDS and any(sign.isalpha() for word in words for sign in word):
            forms[words] += count
    role = _borne_by_most(forms, known, len(titles))
    if role is not None:
        form = max(
            (one for one in forms if known.get(" ".join(one)) == role), key=lambda one: (forms[one], one)
        )
        normal = " ".join(form)
        return Name(display_name(normal, written), normal, slugify(normal), role)
    normal = " ".join(_most_typical(forms)) if forms else ""
    if normal and normal not in avoid and normal not in _SAYS_NOTHING:
        return _named(display_name(normal, written), normal, known)
    for term in terms():
        longer_words = [*term.split(), *(word for word in normal.split() if word not in term.split())]
        longer = normalize_title(" ".join(longer_words))
        if longer not in avoid and longer not in known and longer != normal:
            return _named(_capitalised(" ".join(longer_words)), longer, known)
    text = display_name(normal, written) if normal else ""
    return _named(text, normal, known) if text else Name("Unnamed role", "", "unnamed-role")


def display_name(normal: str, titles: Mapping[str, int]) -> str:
    """Write a normal form as the titles write it: levels and noise gone, the commonest spelling.

    Parameters
    ----------
    normal
        From `jdwork.parse.normalize_title`.
    titles
        Titles with how often each was written.
    """
    bare: Counter[str] = Counter()
    for title, count in titles.items():
        if title:
            bare[clean_title(title)] += count
    folded = {title: one_line(title).casefold() for title in bare}
    plain = [title for title in bare if folded[title] == normal] or [
        title for title in bare if normalize_title(title) == normal
    ]
    # Mixed case says more than capitals alone, which may shout, and than none, which may be lazy.
    best = min(
        plain,
        key=lambda title: (title in {title.lower(), title.upper()}, -bare[title], title),
        default=normal,
    )
    return visible_line(_capitalised(best or normal), most=MAX_NAME)


def _capitalised(title: str) -> str:
    """Give words a capital letter where a title has none; other capitals stay (``iOS developer``)."""
    words = title.lower().split() if title.isupper() and " " in title else title.split()
    return " ".join(word.capitalize() if word.islower() else word for word in words)


def _named(text: str, normal: str, known: Mapping[str, str]) -> Name:
    return Name(text, normal, slugify(text) or slugify(normal), known.get(normal))


def _borne_by_most(forms: Mapping[tuple[str, ...], int], known: Mapping[str, str], jds: int) -> str | None:
    """Slug of a role that carries the titles of more than half of the JDs."""
    borne: Counter[str] = Counter()
    for words, count in forms.items():
        slug = known.get(" ".join(words))
        if slug is not None:
            borne[slug] += count
    return next((slug for slug, count in borne.items() if count > jds / 2), None)


def _most_typical(forms: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Title whose words most JDs' titles have, if it says anything, else the one most like the others.

    Of several sorts of a job (pastry chef, head chef) the first is the plain one (chef), where an ad says
    it, and of equals the longest and commonest. The second shares most words with the others; of equals
    the commonest, the shortest, by alphabet.
    """
    common = sorted(forms, key=lambda one: (-forms[one], one))[:_MOST_TITLES]
    sets = {one: frozenset(one) for one in common}
    total = sum(forms[one] for one in common)

    def borne(one: tuple[str, ...]) -> int:
        return sum(forms[other] for other in common if sets[one] <= sets[other])

    plain = [one for one in common if " ".join(one) not in _SAYS_NOTHING and 2 * borne(one) > total > 2]
    if plain:
        return min(plain, key=lambda one: (-len(sets[one]), -forms[one], one))

    def closeness(one: tuple[str, ...]) -> float:
        mine = sets[one]
        return sum(forms[other] * len(mine & sets[other]) / len(mine | sets[other]) for other in common)

    return min(common, key=lambda one: (-round(closeness(one), 9), -forms[one], len(one), one))
