"""Finding catalog skills in a document, each with the spans that prove it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.skills.context import Surroundings
from jdwork.skills.hits import Hit, find_hits
from jdwork.skills.lexicon import Entry, Lexicon
from jdwork.skills.mentions import Mention, collect_refused, collect_skills, describe_mentions
from jdwork.skills.model import SkillFindings
from jdwork.skills.phrase_names import PhraseNames
from jdwork.skills.phrases import Vocabulary
from jdwork.skills.proposals import Candidate, collect_candidates, propose_skills
from jdwork.skills.relevance import Relevance, shipped_relevance
from jdwork.skills.senses import SenseTable, shipped_senses
from jdwork.skills.settling import settle, settle_abbreviations
from jdwork.skills.tokens import Tokens, tokenize
from jdwork.text.job_description import Document, JobDescription

_HIDDEN = re.compile("(?<=\\w)[\u00ad\u200b-\u200d\u2060\ufeff]+(?=\\w)")


@dataclass(slots=True)
class Observations:
    """All that was seen in one document, before any score is given.

    ``hits`` is every place where a name may stand, with the doubt that is left; ``accepted`` those that do.
    """

    surroundings: Surroundings
    mentions: list[Mention]
    titled: dict[str, Entry]
    candidates: list[Candidate]
    hits: list[Hit]
    accepted: list[Hit]


class SkillMatcher:
    """Looks for the skills of one catalog.

    Names are looked for on the boundaries of words and name signs (``C++``, ``C#``, ``.NET``, ``Node.js``),
    however they are hyphenated, spaced or dotted; the longest name wins where several overlap.

    Parameters
    ----------
    snapshot
        The catalog. The matcher reads it once and holds no reference to a document.
    relevance
        The models that score mentions and phrases; those that ship with the package by default.
    senses
        How ambiguous names are told apart; the table that ships with the package by default.
    """

    def __init__(
        self,
        snapshot: CatalogSnapshot,
        *,
        relevance: Relevance | None = None,
        senses: SenseTable | None = None,
    ) -> None:
        self._lexicon = Lexicon(snapshot.skills)
        self._relevance = relevance or shipped_relevance()
        self._senses = senses or shipped_senses()
        prose: Counter[str] = Counter()
        for role in snapshot.roles:
            for kra in role.kras:
                prose.update(tokenize(kra).norms)
        vocabulary = Vocabulary(self._lexicon.atom_counts, self._lexicon.last_counts, prose)
        self._names = PhraseNames(self._lexicon, vocabulary)

    @property
    def lexicon(self) -> Lexicon:
        """The aliases, as they are looked for."""
        return self._lexicon

    @property
    def relevance(self) -> Relevance:
        """The models that score mentions and phrases."""
        return self._relevance

    def match(self, document: Document) -> SkillFindings:
        """Find the skills of a document.

        A mention in a company story, in perks or in an equal-opportunity statement does not count unless
        the skill is mentioned elsewhere too, or its sentence asks for it or lists it among others without
        speaking of the company. One that is said not to be asked for makes the skill a refused one, if it
        is not asked for elsewhere.

        Each mention has a score (see `jdwork.skills.relevance`). A skill is ``nice_to_have`` if a heading or
        its sentence says so and nothing makes it a must; ``required`` if the words make it a must or one
        of its mentions scores above the threshold; else it is ``mentioned``.

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
            have no spans); unknown skill-like phrases, the most skill-like first; and refused skills.
            ``jd.text[start:end] == surface`` for every span.
        """
        seen = self.observe(document)
        for mention in seen.mentions:
            mention.score = round(self._relevance.mention.score(mention.features), 4)
        model = self._relevance.mention
        found = collect_skills(seen.mentions, seen.titled, seen.surroundings, threshold=model.threshold)
        return SkillFindings(
            found=found,
            proposed=propose_skills(seen.candidates, self._relevance.phrase, seen.surroundings),
            refused=collect_refused(seen.mentions, {skill.slug for skill in found}),
        )

    def observe(self, document: Document) -> Observations:
        """See all mentions and unknown phrases of a document, without scores: what the models learn from.

        Parameters
        ----------
        document
            The JD with its structure.

        Returns
        -------
        Observations
        """
        text = _without_hidden(document)
        tokens = tokenize(text)
        surroundings = Surroundings(document, tokens, text=text)
        hits = find_hits(self._lexicon, surroundings)
        accepted = settle(hits, surroundings, lexicon=self._lexicon, senses=self._senses)
        accepted = settle_abbreviations(accepted, hits, surroundings)
        titled = self._in_title(document.jd.title, tokens)
        mentions = describe_mentions(document.jd.text, accepted, titled, surroundings)
        taken = {(hit.start, hit.end) for hit in [*hits, *accepted]}
        taken.update((start, end) for start, end, _ in tokens.addresses)
        candidates = collect_candidates(
            document,
            surroundings,
            taken=sorted(taken),
            skills=[(hit.start, hit.end) for hit in accepted],
            names=self._names,
        )
        return Observations(surroundings, mentions, titled, candidates, hits, accepted)

    def _in_title(self, title: str | None, body: Tokens) -> dict[str, Entry]:
        """Skills that the title names; doubtful ones need a context word in title or text."""
        if not title:
            return {}
        tokens = tokenize(title)
        plain = Document(jd=JobDescription(id="", text=title), clean=title, sections=(), sentences=())
        surroundings = Surroundings(plain, tokens, beyond=frozenset(body.norms))
        hits = find_hits(self._lexicon, surroundings)
        if any(hit.doubt == "context" for hit in hits):
            words = {*tokens.norms, *body.norms}
            for hit in hits:
                patterns = self._lexicon.context[hit.entry.skill.slug]
                if hit.doubt == "context" and any(words.issuperset(pattern) for pattern in patterns):
                    hit.doubt = ""
        settled = settle(hits, surroundings, lexicon=self._lexicon, senses=self._senses)
        return {hit.entry.skill.slug: hit.entry for hit in settled}


def _without_hidden(document: Document) -> str:
    """Put soft hyphens back into words, where cleaning made gaps of them: they part no name."""
    hidden = [match.span() for match in _HIDDEN.finditer(document.jd.text, 0, len(document.clean))]
    if not hidden:
        return document.clean
    signs = list(document.clean)
    for start, end in hidden:
        signs[start:end] = document.jd.text[start:end]
    return "".join(signs)
