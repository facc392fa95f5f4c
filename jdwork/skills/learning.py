"""Learning the weights of `jdwork.skills.relevance` from postings in which skills are marked.

``python -m jdwork.skills.learning POSTINGS.jsonl --out weights.toml`` runs the procedure that made the
shipped file. Each row of the input has ``text`` and ``spans``, a span having ``start`` and ``end``. A
mention or phrase is right where it and a marked span hold one another on the boundaries of words. Both
models are logistic regressions with an L2 penalty; figures are those of folds that hold whole postings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdwork.errors import InputError
from jdwork.skills.matcher import SkillMatcher
from jdwork.skills.relevance import Features, Relevance, Weights
from jdwork.text import JobDescription, read_structure

FOLDS = 10
PENALTY = 0.5
"""Inverse strength of the L2 penalty (scikit-learn's ``C``)."""

LEAST_COUNT = 12
"""Features that hold in fewer places than this get no weight."""

_TOKEN = re.compile(r"[a-z0-9+#.]+")


@dataclass(frozen=True, slots=True)
class Example:
    """One place in a posting: its features, and whether a person marked it."""

    posting: int
    features: Features
    is_skill: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights, and how they did on postings that they had not seen.

    Attributes
    ----------
    relevance
        The models.
    figures
        Per model: examples, share of right ones, and precision and recall at the threshold, out of fold.
    """

    relevance: Relevance
    figures: Mapping[str, Mapping[str, float]]


def read_postings(path: Path) -> Iterator[tuple[JobDescription, list[str]]]:
    """Read marked postings.

    Parameters
    ----------
    path
        JSONL file with ``text`` and ``spans`` in each row.

    Yields
    ------
    tuple of JobDescription and list of str
        A posting and the words of its marked spans.

    Raises
    ------
    InputError
        If a row lacks one of them.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            row = json.loads(line)
            if not isinstance(row, dict) or "text" not in row or "spans" not in row:
                raise InputError(
                    "The posting has no text or no spans.",
                    where=f"{path}:{number}",
                    hint='Give each row "text" and "spans": [{"start": …, "end": …}, …].',
                )
            text = row["text"]
            marked = [text[span["start"] : span["end"]] for span in row["spans"]]
            yield JobDescription(id=str(row.get("id", number)), text=text), marked


def collect_examples(
    postings: Iterable[tuple[JobDescription, Sequence[str]]], matcher: SkillMatcher
) -> tuple[list[Example], list[Example]]:
    """Make examples of mentions and of phrases.

    Parameters
    ----------
    postings
        Postings and the words marked in each.
    matcher
        Whose catalog the mentions are of.

    Returns
    -------
    tuple of list of Example
        Those of mentions, those of phrases.
    """
    mentions: list[Example] = []
    phrases: list[Example] = []
    for number, (jd, marked) in enumerate(postings):
        gold = {_plain(words) for words in marked} - {""}
        seen = matcher.observe(read_structure(jd))
        for mention in seen.mentions:
            right = _is_right(_plain(mention.span.surface), gold)
            mentions.append(Example(number, mention.features, right))
        for candidate in seen.candidates:
            right = _is_right(_plain(candidate.name), gold)
            phrases += [Example(number, features, right) for _, features in candidate.places]
    return mentions, phrases


def learn_weights(
    mentions: Sequence[Example],
    phrases: Sequence[Example],
    *,
    mention_precision: float = 0.5,
    phrase_precision: float = 0.6,
) -> Learned:
    """Fit both models.

    Parameters
    ----------
    mentions, phrases
        From `collect_examples`.
    mention_precision, phrase_precision
        Probability from which a place counts: the threshold written beside the weights.

    Returns
    -------
    Learned
    """
    mention, mention_figures = _fit(mentions, threshold=mention_precision)
    phrase, phrase_figures = _fit(phrases, threshold=phrase_precision)
    return Learned(Relevance(mention, phrase), {"mention": mention_figures, "phrase": phrase_figures})


def fit_model(examples: Sequence[Example], *, threshold: float) -> Weights:
    """Fit one logistic regression.

    Parameters
    ----------
    examples
        Places, some right, some not.
    threshold
        Probability from which a place counts.

    Returns
    -------
    Weights
        Weights rounded to two decimals, those below 0.02 left out.

    Raises
    ------
    InputError
        If all places are right, or none is.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    counts: dict[str, int] = {}
    for example in examples:
        for name in example.features:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= LEAST_COUNT)
    column = {name: position for position, name in enumerate(names)}
    matrix = np.zeros((len(examples), len(names)))
    for row, example in enumerate(examples):
        for name, value in example.features.items():
            if name in column:
                matrix[row, column[name]] = value
    right = np.array([example.is_skill for example in examples])
    if right.all() or not right.any():
        raise InputError(
            "There is nothing to learn: all places are skills, or none is.",
            hint="Give postings in which some of the named things are marked and some are not.",
        )
    model = LogisticRegression(C=PENALTY, max_iter=2000).fit(matrix, right)
    weights = {name: round(float(value), 2) for name, value in zip(names, model.coef_[0], strict=True)}
    return Weights(
        bias=round(float(model.intercept_[0]), 2),
        threshold=threshold,
        weights={name: value for name, value in weights.items() if abs(value) >= 0.02},
    )


def held_out_scores(examples: Sequence[Example], *, folds: int = FOLDS) -> list[float]:
    """Score every example by a model that has not seen its posting.

    Parameters
    ----------
    examples
        Places.
    folds
        Number of folds; a posting is in the one of its number modulo this.

    Returns
    -------
    list of float
        One probability per example.
    """
    scores = [0.0] * len(examples)
    for fold in range(folds):
        model = fit_model([each for each in examples if each.posting % folds != fold], threshold=0.5)
        for position, example in enumerate(examples):
            if example.posting % folds == fold:
                scores[position] = model.score(example.features)
    return scores


def _fit(examples: Sequence[Example], *, threshold: float) -> tuple[Weights, dict[str, float]]:
    scores = held_out_scores(examples)
    chosen = [example.is_skill for example, score in zip(examples, scores, strict=True) if score >= threshold]
    right = sum(example.is_skill for example in examples)
    figures = {
        "examples": len(examples),
        "right": right / max(1, len(examples)),
        "precision": sum(chosen) / max(1, len(chosen)),
        "recall": sum(chosen) / max(1, right),
    }
    return fit_model(examples, threshold=threshold), figures


def write_weights(learned: Learned) -> str:
    """Write models as the text of ``weights.toml``.

    Parameters
    ----------
    learned
        What `learn_weights` returned.

    Returns
    -------
    str
        TOML, the heaviest weights first.
    """
    lines = [
        "# How much a place speaks of a skill that somebody is to have.",
        "#",
        "# The log-odds is the bias plus the sum of weight times feature; features are 0 or 1 but for the",
        "# counts and shares described in relevance.py and phrases.py. A place counts from the threshold on.",
        "# Learned by `python -m jdwork.skills.learning`; figures are out of fold.",
    ]
    for name, model in (("mention", learned.relevance.mention), ("phrase", learned.relevance.phrase)):
        figures = learned.figures[name]
        lines += [
            "",
            f"[{name}]",
            f"# {figures['examples']:.0f} places, {figures['right']:.1%} of them skills; "
            f"at the threshold precision {figures['precision']:.3f}, recall {figures['recall']:.3f}",
            f"bias = {model.bias}",
            f"threshold = {model.threshold}",
            "",
            f"[{name}.weights]",
        ]
        heaviest = sorted(model.weights.items(), key=lambda item: (-abs(item[1]), item[0]))
        lines += [f"{json.dumps(key)} = {value}" for key, value in heaviest]
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    return " ".join(_TOKEN.findall(words.lower().strip(" .")))


def _is_right(surface: str, gold: set[str]) -> bool:
    padded = f" {surface} "
    return any(surface == other or f" {other} " in padded or padded in f" {other} " for other in gold)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn weights from a file of marked postings and write them.

    Parameters
    ----------
    arguments
        Of the command line; those of the process by default.
    """
    import argparse

    import typer

    from jdwork.catalog import load_catalog_files
    from jdwork.workspace import find_workspace

    parser = argparse.ArgumentParser(prog="python -m jdwork.skills.learning", description=__doc__)
    parser.add_argument("postings", type=Path, help="JSONL with text and spans")
    parser.add_argument("--out", type=Path, required=True, help="weights file to write")
    parser.add_argument("--mention-threshold", type=float, default=0.5)
    parser.add_argument("--phrase-threshold", type=float, default=0.6)
    options: Any = parser.parse_args(arguments)
    matcher = SkillMatcher(load_catalog_files(find_workspace().catalog))
    mentions, phrases = collect_examples(read_postings(options.postings), matcher)
    learned = learn_weights(
        mentions,
        phrases,
        mention_precision=options.mention_threshold,
        phrase_precision=options.phrase_threshold,
    )
    options.out.write_text(write_weights(learned), encoding="utf-8")
    for name, figures in learned.figures.items():
        typer.echo(f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
