"""Which JDs of a stored run an edit can touch, found without deciding any of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from jdwork.embed import Encoder
from jdwork.runs import RunFolder, read_frame, read_vectors
from jdwork.whatif.change import CatalogChange

CONTROL = 60
"""JDs decided again that the edit should not touch: they show what the choice may have missed."""
NEAR = 0.1
"""Share of the JDs decided again that may be chosen for their nearness to what roles say anew."""
WHY = {
    "candidate": "an edited role is among its candidates",
    "skill": "it names an edited skill",
    "title": "it names an edited title",
    "near": "it reads like what a role says anew",
    "control": "drawn from the rest, as a check",
    "all": "every JD is decided again",
}
"""Reasons for deciding a JD again, in words."""


@dataclass(frozen=True)
class Reach:
    """Which JDs are decided again.

    Parameters
    ----------
    reasons
        Reason (a key of `WHY`) by id of the JD, in the order of the run.
    run
        JDs in the run.
    touched
        JDs that the edit can touch; more than are decided again where those were drawn at random.
    control_changed
        Of those drawn from the rest, how many changed.
    """

    reasons: dict[str, str]
    run: int
    touched: int
    control_changed: int = 0

    @property
    def control(self) -> int:
        """JDs drawn from the rest."""
        return sum(why == "control" for why in self.reasons.values())

    @property
    def decided(self) -> int:
        """JDs decided again that the edit can touch."""
        return len(self.reasons) - self.control

    @property
    def is_exact(self) -> bool:
        """Whether every JD of the run was decided again."""
        return len(self.reasons) == self.run

    @property
    def bound(self) -> float:
        """Share of the JDs left alone that may change all the same: upper end of a one-sided 95 % interval.

        Clopper and Pearson's, from the JDs drawn from the rest; 0 where none was left alone.
        """
        from scipy.stats import beta

        if self.is_exact or self.run <= self.touched:
            return 0.0
        k, n = self.control_changed, self.control
        return 1.0 if k >= n else float(beta.ppf(0.95, k + 1, n - k))

    def in_words(self) -> str:
        """Say how the JDs were chosen, and how far that can be trusted."""
        if self.is_exact:
            return f"All {self.run:,} JDs of the run were decided again: the figures are exact."
        said = f"Of {self.run:,} JDs, {self.touched:,} can be touched"
        drawn = self.touched > self.decided
        said += f"; {self.decided:,} of these, drawn at random," if drawn else "; all"
        said += " were decided again."
        if self.control:
            said += (
                f" Of {self.control} drawn from the rest {self.control_changed or 'none'} changed: there, at "
                f"most {self.bound:.1%} do (95 %)."
            )
        return said


def reach_of(
    folder: RunFolder, change: CatalogChange, *, encoder: Encoder, most: int, seed: int = 0
) -> Reach:
    """Choose the JDs that are decided again.

    A JD can be touched where an edited role is among its candidates, where it names an edited skill or
    title, or where its vector lies near what a role says anew. What an edit does to all JDs alike (how
    rare words and skills are, what all KRAs have in common) is left to the JDs drawn from the rest.

    Parameters
    ----------
    folder
        The run.
    change
        What differs.
    encoder
        Encodes what roles say anew; JDs' vectors are those of the run.
    most
        How many JDs are decided again; a run of no more is decided again as a whole.
    seed
        Of the draws.
    """
    frame = read_frame(folder.decisions, ["id", "title", "case", "skills"])
    ids = frame["id"].astype(str)
    if len(ids) <= most:
        return Reach(dict.fromkeys(ids, "all"), len(ids), len(ids))
    if change.is_empty:
        return Reach({}, len(ids), 0)
    reasons: dict[str, str] = dict.fromkeys(_having(folder, change.roles), "candidate")
    named = [bool(change.skills & set(skills)) for skills in frame["skills"]]
    for name in (*ids[named], *_saying(folder, change.spellings)):
        reasons.setdefault(str(name), "skill")
    for name in _saying(folder, change.titles):
        reasons.setdefault(name, "title")
    control = min(CONTROL, most // 4)
    for name in _near(folder, change.texts, encoder, round(NEAR * most)):
        reasons.setdefault(name, "near")
    touched = [name for name in ids if name in reasons]
    generator = np.random.default_rng(seed)
    kept = _drawn(touched, most - control, generator)
    rest = _drawn([name for name in ids if name not in reasons], control, generator)
    why = {name: reasons[name] for name in kept} | dict.fromkeys(rest, "control")
    return Reach({name: why[name] for name in ids if name in why}, len(ids), len(touched))


def counted(reach: Reach, changed: Sequence[str]) -> Reach:
    """Add how many of the JDs drawn from the rest changed."""
    return replace(reach, control_changed=sum(reach.reasons.get(name) == "control" for name in changed))


def _having(folder: RunFolder, roles: frozenset[str]) -> list[str]:
    """JDs that had one of the roles among their candidates."""
    if not roles:
        return []
    frame = read_frame(folder.signals, ["id", "role"])
    return frame["id"][frame["role"].isin(roles)].astype(str).unique().tolist()


def _saying(folder: RunFolder, phrases: Sequence[str]) -> list[str]:
    """JDs whose title or text has one of the phrases, however it is spaced, hyphenated or cased."""
    patterns = [_pattern(phrase) for phrase in phrases]
    if not any(patterns):
        return []
    import pyarrow as pa
    import pyarrow.compute as pc

    frame = read_frame(folder.jds, ["id", "title", "text"])
    pattern = "|".join(one for one in patterns if one)
    found = np.zeros(len(frame), dtype=bool)
    for column in ("title", "text"):
        values = pa.array(frame[column].astype(object).where(frame[column].notna(), ""), type=pa.string())
        hit = pc.match_substring_regex(values, pattern, ignore_case=True)
        found |= np.asarray(hit.to_numpy(zero_copy_only=False), dtype=bool)
    return frame["id"][found].astype(str).tolist()


def _pattern(phrase: str) -> str:
    words = re.findall(r"[^\W_]+|[+#]+", phrase)
    if not words:
        return ""
    body = r"[\W_]*".join(re.escape(word) for word in words)
    # A short name would be found within words; a longer one may have an ending.
    end = r"(?:[^A-Za-z0-9]|$)" if len("".join(words)) < 4 else ""
    return rf"(?:^|[^A-Za-z0-9]){body}{end}"


def _near(folder: RunFolder, texts: Sequence[str], encoder: Encoder, most: int) -> list[str]:
    """JDs whose vectors lie nearest to one of the texts."""
    if not texts or not folder.vectors.exists():
        return []
    held = read_vectors(folder.vectors)
    names = list(held)
    vectors = np.stack([held[name] for name in names]).astype(np.float32)
    said = encoder.encode(list(texts))
    if not names or vectors.shape[1] != said.shape[1]:
        return []
    likeness = (vectors @ said.T).max(axis=1)
    return [names[int(row)] for row in np.argsort(-likeness, kind="stable")[:most]]


def _drawn(names: Sequence[str], most: int, generator: np.random.Generator) -> list[str]:
    if len(names) <= most:
        return list(names)
    return [names[int(row)] for row in np.sort(generator.choice(len(names), size=most, replace=False))]
