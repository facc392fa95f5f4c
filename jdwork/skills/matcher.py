"""Finding catalog skills in a document, each with the spans that prove it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.skills.context import Surroundings
from jdwork.skills.lexicon import VERSIONED_NATURES, Entry, Lexicon, letters_between
from jdwork.skills.model import FoundSkill, SkillFindings, SkillSpan
from jdwork.skills.proposals import propose_skills
from jdwork.skills.tokens import Tokens, tokenize
from jdwork.skills.words import PROSE_AFTER
from jdwork.text.job_description import Document, JobDescription, SectionKind

UNCOUNTED: frozenset[SectionKind] = frozenset({"company", "perks", "equal_opportunity"})
"""Sections in which a mention alone does not make a skill."""

PRIMARY_WEIGHT = 2.0
SECTION_WEIGHTS: dict[SectionKind, float] = {
    "skills": 2.0, "requirements": 1.0, "duties": 1.0, "summary": 1.0, "other": 0.7, "logistics": 0.5,
    "company": 0.0, "perks": 0.0, "equal_opportunity": 0.0,
}  # fmt: skip
"""What one mention weighs; see `SkillMatcher.match`."""

_ENDINGS = frozenset(("js", "net", "io", "py", "ai"))
_VERSION = re.compile(
    r"[ \t]?[vV]?(?:\d{1,2}(?:\.(?:\d{1,3}|[xX])){0,3}|(?:19|20)\d\d)(?:/\d{1,2}(?:\.\d{1,3}|\.[xX])?)*\+?"
    r"(?![\w%)]|\.\w|[ \t]*\+|\.[ \t\n]|:)"
    r"(?!\s*(?:[-–+]|to)?\s*(?:\d+\s*\+?)?\s*(?:years?|yrs?|months?|hours?|days?|weeks?|percent|people|projects?)\b)",
)


@dataclass(slots=True)
class _Hit:
    """One place where an alias may have been found."""

    first: int
    last: int
    start: int
    end: int
    entry: Entry
    doubt: str  # "" where the letters alone decide; else "context" or "case"


class SkillMatcher:
    """Looks for the skills of one catalog.

    Names are looked for on the boundaries of words and name signs (``C++``, ``C#``, ``.NET``, ``Node.js``),
    however they are hyphenated, spaced or dotted; the longest name wins where several overlap.

    Parameters
    ----------
    snapshot
        The catalog. The matcher reads it once and holds no reference to a document.
    """

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self._lexicon = Lexicon(snapshot.skills)

    @property
    def lexicon(self) -> Lexicon:
        """The aliases, as they are looked for."""
        return self._lexicon

    def match(self, document: Document) -> SkillFindings:
        """Find the skills of a document.

        A mention in a company story, in perks or in an equal-opportunity statement does not count unless
        the skill is mentioned elsewhere too, nor does one that is said not to be required.

        A skill is primary if the title names it, or if its mentions together weigh at least 2. A mention
        weighs 2 in a bare list of skills, 1 in requirements, duties or summary, 0.7 where the section is
        unknown and 0.5 in logistics, times 2 where its sentence demands it ("must", "proficient", …), times
        0.5 where the sentence makes it optional ("a plus", "preferred", …).

        Parameters
        ----------
        document
            The JD with its structure.

        Returns
        -------
        SkillFindings
            Found skills in the order of their first mention, those named by the title alone last (they
            have no spans); and unknown skill-like phrases. ``jd.text[start:end] == surface`` for every span.
        """
        tokens = tokenize(document.clean)
        surroundings = Surroundings(document, tokens)
        hits = self._hits(surroundings)
        accepted = self._settle(hits, surroundings)
        wanted = [hit for hit in accepted if not surroundings.is_refused(hit.start, hit.end)]
        titled = self._in_title(document.jd.title, tokens)
        found = self._collect(document, wanted, titled, surroundings)
        taken = [(hit.start, hit.end) for hit in hits]
        proposed = propose_skills(document, taken=taken, known=self._lexicon)
        return SkillFindings(found=found, proposed=proposed)

    def _hits(self, surroundings: Surroundings) -> list[_Hit]:
        """Every alias at every atom, judged by its letters alone."""
        text, tokens = surroundings.text, surroundings.tokens
        hits = []
        for first, norm in enumerate(tokens.norms):
            if not self._lexicon.may_start(norm):
                continue
            for last, entries in self._lexicon.walk(tokens, first):
                if last < len(tokens.norms) and tokens.norms[last] in ("++", "#"):
                    continue  # The C of C++ and of C#.
                if norm in _ENDINGS and last == first + 1 and text[max(0, tokens.starts[first] - 1)] == ".":
                    continue  # The js of a Next.js that the catalog does not know.
                for entry in entries:
                    doubt = self._judge(entry, first, last, surroundings)
                    if doubt is not None:
                        end = self._end(entry, tokens, text, last)
                        hits.append(_Hit(first, last, tokens.starts[first], end, entry, doubt))
        return hits

    def _judge(self, entry: Entry, first: int, last: int, surroundings: Surroundings) -> str | None:
        """Return the doubt that remains about a name, or None where the letter case rules it out."""
        text, tokens = surroundings.text, surroundings.tokens
        if entry.strategy == "CASE_INSENSITIVE" and not entry.capitals_only:
            return ""
        surface = letters_between(text, tokens, first, last)
        if entry.capitals_only:
            return "" if surface.isupper() and not _in_capitals(text, tokens, first, last) else None
        own = surface == entry.letters or surface in (entry.letters + "s", entry.letters + "S")
        own = own or surface.rstrip("0123456789") == entry.letters
        capitals = len(surface) > 1 and surface.isupper() and surface.lower() == entry.letters.lower()
        prose = (
            own
            and last == first + 1
            and len(surface) > 1
            and surface.istitle()
            and last < len(tokens.norms)
            and tokens.norms[last] in PROSE_AFTER
            and surroundings.starts_sentence(tokens.starts[first])
        )
        if prose:
            return None
        if entry.strategy == "CASE_SENSITIVE":
            return "" if own else "context" if capitals else None
        return "context" if own or capitals else "case"

    def _end(self, entry: Entry, tokens: Tokens, text: str, last: int) -> int:
        """End of the mention, with a version number behind the name."""
        end = tokens.ends[last - 1]
        norm = tokens.norms[last - 1]
        if norm.isalnum() and tokens.ends[last - 1] - tokens.starts[last - 1] > len(norm):
            end = tokens.starts[last - 1] + len(norm)  # The genitive is not part of the name.
        if entry.skill.nature in VERSIONED_NATURES and end < len(text):
            version = _VERSION.match(text, end)
            if version:
                return version.end()
        return end

    def _settle(self, hits: list[_Hit], surroundings: Surroundings) -> list[_Hit]:
        """Decide the doubtful ones and let the longest name win."""
        for hit in hits:
            words = self._lexicon.context[hit.entry.skill.slug]
            if hit.doubt == "context" and surroundings.near(hit.start, hit.end, words):
                hit.doubt = ""
        sure = _longest([hit for hit in hits if not hit.doubt])
        doubtful = [hit for hit in hits if hit.doubt]
        while doubtful:
            firsts = [hit.first for hit in sure]
            backed = [hit for hit in doubtful if _listed(hit, sure, firsts, surroundings)]
            if not backed:
                break
            for hit in backed:
                hit.doubt = ""
            sure = _longest(sure + backed)
            doubtful = [hit for hit in doubtful if hit.doubt]
        return sure

    def _in_title(self, title: str | None, body: Tokens) -> dict[str, Entry]:
        """Skills that the title names; doubtful ones need a context word in title or text."""
        if not title:
            return {}
        tokens = tokenize(title)
        plain = Document(jd=JobDescription(id="", text=title), clean=title, sections=(), sentences=())
        surroundings = Surroundings(plain, tokens)
        hits = self._hits(surroundings)
        if any(hit.doubt == "context" for hit in hits):
            words = {*tokens.norms, *body.norms}
            for hit in hits:
                patterns = self._lexicon.context[hit.entry.skill.slug]
                if hit.doubt == "context" and any(words.issuperset(pattern) for pattern in patterns):
                    hit.doubt = ""
        return {hit.entry.skill.slug: hit.entry for hit in self._settle(hits, surroundings)}

    def _collect(
        self, document: Document, hits: Iterable[_Hit], titled: dict[str, Entry], surroundings: Surroundings
    ) -> tuple[FoundSkill, ...]:
        mentions: dict[str, list[tuple[_Hit, SkillSpan]]] = {}
        for hit in hits:
            surface = document.jd.text[hit.start : hit.end]
            span = SkillSpan(hit.start, hit.end, surface, surroundings.section_at(hit.start))
            mentions.setdefault(hit.entry.skill.slug, []).append((hit, span))
        found = []
        for slug, pairs in mentions.items():
            if slug not in titled and all(span.section in UNCOUNTED for _, span in pairs):
                continue
            weight = sum(SECTION_WEIGHTS[span.section] * surroundings.demand(span.start) for _, span in pairs)
            skill = _found(pairs[0][0].entry, is_primary=slug in titled or weight >= PRIMARY_WEIGHT)
            found.append(replace(skill, spans=tuple(span for _, span in pairs)))
        found += [_found(entry, is_primary=True) for slug, entry in titled.items() if slug not in mentions]
        return tuple(found)


def _found(entry: Entry, *, is_primary: bool) -> FoundSkill:
    skill = entry.skill
    return FoundSkill(
        slug=skill.slug,
        display_name=skill.display_name,
        skill_id=skill.id,
        alias=entry.alias,
        is_primary=is_primary,
        spans=(),
    )


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """Keep, of overlapping hits, the longest (then the first, then the canonical), in text order."""
    order = sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first, hit.entry.rank, -hit.end))
    used: set[int] = set()
    kept = []
    for hit in order:
        atoms = range(hit.first, hit.last)
        if used.isdisjoint(atoms):
            used.update(atoms)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.first)


def _listed(hit: _Hit, sure: list[_Hit], firsts: list[int], surroundings: Surroundings) -> bool:
    """Whether a doubtful name stands in a list of skills.

    In its own letter case a neighbour across a comma, a slash or an "and" is enough; across mere space,
    or in another letter case, there must be one on either side.
    """
    position = bisect_left(firsts, hit.first)
    links = []
    if position > 0:
        left = sure[position - 1]
        if left.last <= hit.first and left.entry.skill.nature != "SOFT_SKILL":
            links.append(surroundings.list_link(left.end, hit.start))
    after = position
    while after < len(sure) and sure[after].first < hit.last:
        after += 1
    if after < len(sure) and sure[after].entry.skill.nature != "SOFT_SKILL":
        links.append(surroundings.list_link(hit.end, sure[after].start))
    if hit.doubt == "context" and "list" in links:
        return True
    return len(links) == 2 and None not in links


def _in_capitals(text: str, tokens: Tokens, first: int, last: int) -> bool:
    """Whether the words around are in capitals too, so that capitals mean nothing."""
    around = [at for at in (first - 1, last) if 0 <= at < len(tokens.norms) and tokens.norms[at].isalpha()]
    return bool(around) and all(text[tokens.starts[at] : tokens.ends[at]].isupper() for at in around)
