"""A seeded generator of texts that no one would call a job description, and of ads torn to pieces."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

from jdwork.text import JobDescription

SAMPLES = Path(__file__).parents[2] / "catalog" / "samples" / "samples.jsonl"

TOKENS = (
    *" \n\t-–—•*·o().,:;/\\&+#@$€£₹%'\"!?[]{}<>|_=~^`",
    *("a", "A", "Aa", "aA", "I", "1", "0", "10", "1.", "1)", "(a)", "12,", "5-7", "10+", "k", "x"),
    *("and", "or", "of", "the", "to", "in", "we", "you", "with", "for", "per", "at", "from"),
    *("years", "yrs", "year", "experience", "minimum", "at least", "salary", "lpa", "lakh", "USD", "hour"),
    *("bachelor", "degree", "B.Tech", "MBA", "diploma", "certified", "certification", "license", "in"),
    *("engineer", "senior", "manager", "Developer", "baker", "Sr.", "lead", "head of", "assistant"),
    *("Location:", "remote", "hybrid", "London", "New York", "India", "Inc.", "Ltd", "Company", "About us"),
    *("http://", "www.", ".com", "a@", "e.g.", "Java", "C++", "Go", "R", "Python 3", "node.js", "SQL"),
    *("Responsibilities", "Requirements:", "skills", "must have", "nice to have", "you will", "looking for"),
    *(
        "&nbsp;",
        "&#",
        "<li>",
        "</p>",
        "<br",
        "**",
        "![",
        "](",
        "\\-",
        "<!--",
        "]]>",
        "\r\n",
        "\u200b",
        "\xa0",
    ),
)
"""What the readers look for: runs of a few of them are what a regular expression can choke on."""

_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
_EMOJI = (
    "👩\u200d💻",
    "👨\u200d👩\u200d👧\u200d👦",
    "🏳️\u200d🌈",
    "🇮🇳",
    "1️⃣",
    "✅",
    "👍🏽",
    "\u200d",
    "\ufe0f",
)
_DATES = ("2024-02-30", "31/12/99", "Jan 5th, 2023", "12.12.2012", "Q3 FY25", "00/00/0000", "9 am - 5 pm")
_MONEY = (
    "$1,234.56",
    "₹ 12,00,000 LPA",
    "EUR 45.000-60.000",
    "£30k",
    "10-15 lakh",
    "$1e99",
    "1,1,1,1",
    "USD/hr",
)
_URLS = (
    "http://a.b/c?d=e&f=#g",
    "www.x.y",
    "https://" + "a" * 60,
    "x@y.z",
    "mailto:a@b",
    "ftp://[::1]/",
    "://",
)
_PAGE = (
    "<div>",
    "<p>",
    "<table><tr><td>",
    "<ul><li>",
    "<b>",
    "<a href='x'>",
    "<!--",
    "<script>",
    "<style>",
    "<",
)
_MARKDOWN = (
    "# ",
    "## a\n",
    "- ",
    "1. ",
    "**",
    "__",
    "`",
    "[a](b)",
    "![a](b)",
    "| a | b |\n",
    "> ",
    "\\*",
    "---\n",
)

Make = Callable[[Random, int], str]


@cache
def sample_texts() -> tuple[str, ...]:
    """Our own ads, whose pieces the torn ones are made of."""
    lines = SAMPLES.read_text(encoding="utf-8").splitlines()
    return tuple(row["text"] for row in map(json.loads, lines) if row.get("text"))


def filled(pieces: Iterator[str], size: int) -> str:
    """Pieces one after another, cut at a size."""
    parts: list[str] = []
    held = 0
    while held < size:
        parts.append(next(pieces))
        held += max(len(parts[-1]), 1)
    return "".join(parts)[:size]


def _of(*choices: str, between: str = " ") -> Make:
    return lambda random, size: filled(iter(lambda: random.choice(choices) + between, None), size)


def _run(*tokens: str) -> Make:
    return lambda _, size: filled(itertools.cycle(tokens), size)


def _character(random: Random, low: int, high: int) -> str:
    return chr(random.randrange(low, high))


def _every_plane(random: Random, size: int) -> str:
    planes = [(0, 0x80), (0x80, 0x800), (0x800, 0x10000), (0x10000, 0x110000), (0x20, 0x7F)]
    return filled(iter(lambda: _character(random, *random.choice(planes)), None), size)


def _surrogates(random: Random, size: int) -> str:
    return filled(iter(lambda: random.choice([_character(random, 0xD800, 0xE000), "work "]), None), size)


def _controls(random: Random, size: int) -> str:
    return filled(
        iter(lambda: random.choice([_character(random, 0, 0x20), "\x00", "\x7f", "bake "]), None), size
    )


def _towers(random: Random, size: int) -> str:
    def tower() -> str:
        return "e" + "".join(_character(random, 0x300, 0x36F) for _ in range(random.randrange(1, 200)))

    return filled(iter(tower, None), size)


def _nested(random: Random, size: int) -> str:
    tags = random.sample(["div", "ul", "li", "table", "b", "span", "font"], 3)
    depth = max(size // 14, 1)
    return ("".join(f"<{tag}>" for tag in tags) * depth)[: size // 2] + "x" + "</div>" * (size // 12)


def _words(random: Random, size: int) -> str:
    words = [word for text in random.sample(sample_texts(), 3) for word in text.split()]
    return filled(iter(lambda: random.choice(words) + " ", None), size)


def _torn(random: Random, size: int) -> str:
    """Lines of several ads, out of order, some of them cut, doubled, or with characters exchanged."""
    lines = [line for text in random.sample(sample_texts(), 4) for line in text.split("\n")]

    def line() -> str:
        one = random.choice(lines)
        what = random.randrange(6)
        if what == 0:
            one = one[: random.randrange(len(one) + 1)]
        elif what == 1:
            one = one + " " + one
        elif what == 2 and one:
            at = random.randrange(len(one))
            one = one[:at] + random.choice(TOKENS) + one[at + 1 :]
        elif what == 3:
            one = random.choice(["- ", "• ", "1) ", "## ", "<li>", "&bull; "]) + one
        return one + random.choice(["\n", "\n\n", " ", ""])

    return filled(iter(line, None), size)


def _ad(random: Random, size: int) -> str:
    """An ad, a few characters of it exchanged for tokens."""
    text = list(random.choice(sample_texts())[:size])
    for _ in range(random.randrange(1, 30)):
        if text:
            text[random.randrange(len(text))] = random.choice(TOKENS)
    return "".join(text)


def _tokens(random: Random, size: int) -> str:
    return filled(iter(lambda: random.choice(TOKENS) + random.choice(["", "", " "]), None), size)


def _repeated(random: Random, size: int) -> str:
    """A few tokens again and again: what makes a regular expression try everything twice."""
    few = [random.choice(TOKENS) for _ in range(random.randrange(1, 5))]
    between = random.choice(["", "", " "])
    text = filled(itertools.cycle([one + between for one in few]), size)
    return text + random.choice(["", "!", "\n", " x", "@"])


KINDS: dict[str, Make] = {
    "ad": _ad,
    "torn": _torn,
    "words": _words,
    "tokens": _tokens,
    "repeated": _repeated,
    "every-plane": _every_plane,
    "surrogates": _surrogates,
    "bidi": lambda random, size: filled(
        iter(lambda: random.choice(_BIDI) + random.choice(["baker ", "חשמלאי ", "خباز ", ""]), None), size
    ),
    "emoji": _of(*_EMOJI, between=""),
    "controls": _controls,
    "combining": _towers,
    "one-word": _run("a"),
    "one-word-then-sign": lambda _, size: "a" * (size - 1) + "!",
    "one-line": _run("bake ", "bread, ", "and ", "roll; "),
    "newlines": _run("\n"),
    "spaces": _run(" "),
    "spaced": lambda random, size: filled(iter(lambda: "a" + " " * random.randrange(400), None), size),
    "dots": _run("."),
    "commas": _run("a,"),
    "slashes": _run("/"),
    "words-with-slashes": _run("a/"),
    "hyphens": _run("a-"),
    "brackets": _run("("),
    "dashes": _run("- "),
    "camel": _run("aB"),
    "initials": _run("A. "),
    "quotes": _run('"'),
    "nested-page": _nested,
    "page": _of(*_PAGE, between="a "),
    "open-tags": _run("<a "),
    "comments": _run("<!--"),
    "entities": _of("&amp;", "&nbsp", "&#38;", "&#x26;", "&lt;b&gt;", "&", "&bogus;", between=""),
    "markdown": _of(*_MARKDOWN, between=""),
    "headings": _run("Requirements:\n", "Duties\n"),
    "shouted-headings": _run("WHAT YOU DO\n\n"),
    "bullets": _run("• bake bread\n"),
    "inline-bullets": _run("• bake bread "),
    "numbers": lambda random, size: filled(
        iter(lambda: f"{random.randrange(10 ** random.randrange(1, 20))} ", None), size
    ),
    "one-number": _run("7"),
    "years": _run("5-7 years of experience "),
    "dates": _of(*_DATES),
    "money": _of(*_MONEY),
    "urls": _of(*_URLS),
    "skills": _of("Java", "Python", "Go", "C", "R", "C++", "SQL", "React", "Excel", "Node.js", between=", "),
    "titles": _of("Senior", "Engineer", "Lead", "Manager", "Developer", "of", "-", "/", "II", "(Remote)"),
    "places": _of("London,", "New York,", "Bangalore /", "remote", "Location:", "US", "India |"),
    "degrees": _of("Bachelor", "Master's", "degree in", "B.Tech", "/", "M.Sc.", "Computer Science", "or"),
    "questions": _run("who? "),
}
"""How each kind of text is made, given randomness and a number of characters."""


def make(kind: str, size: int, *, seed: int) -> str:
    """One text of a kind; the same for the same arguments."""
    return KINDS[kind](Random(f"{kind} {size} {seed}"), size)


def _size(random: Random) -> int:
    """Mostly that of an ad, seldom far more."""
    share = random.random()
    if share < 0.92:
        return int(10 ** random.uniform(0, 3.7))
    if share < 0.99:
        return int(10 ** random.uniform(3.7, 4.5))
    return int(10 ** random.uniform(4.5, 6.3 if share > 0.998 else 5.3))


def hostile_jds(count: int, *, seed: int = 0) -> Iterator[JobDescription]:
    """JDs of all kinds in turn; the id tells number and kind.

    Every thousandth has ten million characters; titles, dates, ids and labels are hostile too.
    """
    random = Random(seed)
    names = list(KINDS)
    for number in range(count):
        kind = names[number % len(names)] if number % 3 else random.choice(names[:5])
        size = 10_000_000 if number % 1000 == 999 else _size(random)
        title = None
        if random.random() < 0.5:
            title = make(
                random.choice(names), int(10 ** random.uniform(0, 2.3)), seed=random.randrange(2**32)
            )
            if random.random() < 0.01:
                title = make(random.choice(names), 100_000, seed=number)
        yield JobDescription(
            id=f"{number}-{kind}" if random.random() < 0.95 else make("every-plane", 5, seed=number),
            text=make(kind, size, seed=random.randrange(2**32)) if random.random() < 0.98 else "",
            title=title,
            date=random.choice(_DATES) if random.random() < 0.1 else None,
            label=random.choice(["baker", "\x00", "no-such-role", "\ud800"])
            if random.random() < 0.1
            else None,
        )
