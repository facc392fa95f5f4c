"""Nature of work: how the duties divide into building, designing, caring, selling and the rest."""

from __future__ import annotations

import math
from collections import Counter

from jdwork.output.client.duties import Deed, Duties
from jdwork.output.client.figures import distinct, listed, percent_words, shares
from jdwork.output.client.lexicon import lexicon
from jdwork.output.client.model import Formula, NatureOfWork, NatureShare

SHOWN_ACTIONS = 6
FORMULA = Formula(
    name="nature_of_work",
    version="1",
    statement="share of a nature = weight of its actions / weight of all duties; a sentence weighs 1 among "
    "duties, 0.5 in a summary, 0.25 among requirements, split evenly among its actions; unclassified is "
    "the weight of duties whose verbs and objects tell no nature",
)


def nature_of_work(read: Duties) -> NatureOfWork:
    """Share out the weight of all duties among the natures of work.

    ``share(n) = Σ weight of actions of nature n / Σ weight of duties``, where the weight of a duty (see
    `jdwork.output.client.duties.read_duties`) is split evenly among its actions; an action's nature is
    that of its verb together with its object (``lexicon.toml``).

    Parameters
    ----------
    read
        The duties.

    Returns
    -------
    NatureOfWork
        Natures that occur, the largest share first; shares of four decimals that sum to 1 with
        ``unclassified``. The order in which a JD tells its duties changes no share.
    """
    words = lexicon()
    deeds: dict[str, list[Deed]] = {nature: [] for nature in words.meanings}
    for duty in read.duties:
        for deed in duty.deeds:
            if deed.nature is not None:
                deeds[deed.nature].append(deed)
    untold = [duty for duty in read.duties if not duty.deeds]
    weights = {nature: math.fsum(deed.weight for deed in done) for nature, done in deeds.items()}
    order = sorted(weights, key=lambda nature: (-round(weights[nature], 9), nature))
    *parts, unclassified = shares(
        [*(weights[nature] for nature in order), math.fsum(duty.weight for duty in untold)]
    )
    found = [
        NatureShare(
            nature=nature,
            meaning=words.meanings[nature],
            share=share,
            actions=_actions(deeds[nature]),
            evidence=distinct(deed.span for deed in deeds[nature]),
        )
        for nature, share in zip(order, parts, strict=True)
        if deeds[nature]
    ]
    return NatureOfWork(
        formula=FORMULA,
        finding=_finding(found, unclassified),
        shares=found,
        unclassified=unclassified,
        unclassified_evidence=distinct(duty.span for duty in untold),
        duties_read=len(read.duties),
        negated=distinct(read.negated),
    )


def _actions(deeds: list[Deed]) -> list[str]:
    """What is done, by how much it weighs, then by the alphabet."""
    counted: Counter[str] = Counter()
    for deed in deeds:
        counted[deed.action] += round(deed.weight * 1_000_000)
    return [action for action, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))][
        :SHOWN_ACTIONS
    ]


def _finding(found: list[NatureShare], unclassified: float) -> str:
    if not found:
        return "No duty tells what is done." if unclassified else "No duty was found."
    first = listed([f"{one.nature} ({percent_words(one.share)})" for one in found[:2]])
    return f"Most of the work is {first}."
