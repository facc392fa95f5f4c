"""JDs of trades that nobody knows, in words of their own."""

from __future__ import annotations

import hashlib

import numpy as np

from jdwork.discover import Fit, Said, UnknownJd
from jdwork.text import JobDescription

TRADES = {
    "kiln glazer": (
        ("Kiln Glazer", "Senior Kiln Glazer (m/f/d)", "Kiln Glazers - Night Shift"),
        (
            "Mix ash glaze in the stoneware tub and strain it twice.",
            "Load the kiln with glazed stoneware and watch the pyrometer.",
            "Chip glaze drips off kiln shelves after every firing.",
            "Test glaze recipes on stoneware tiles before the firing.",
        ),
    ),
    "reef gardener": (
        ("Reef Gardener", "Reef Gardener II", "Lead Reef Gardener"),
        (
            "Plant coral cuttings on the reef frames under water.",
            "Brush algae off coral nurseries with a soft reef brush.",
            "Count fish and coral colonies along the reef transect.",
            "Anchor reef frames so that storms leave the coral alone.",
        ),
    ),
    "lighthouse keeper": (
        ("Lighthouse Keeper", "Lighthouse Keeper, Island Post", "Junior Lighthouse Keeper"),
        (
            "Light the lighthouse lamp at dusk and wind its clockwork.",
            "Polish the lighthouse lens and trim the lamp wicks.",
            "Log ships that pass the lighthouse and answer their signals.",
            "Sound the fog horn whenever the lighthouse lamp cannot be seen.",
        ),
    ),
}
"""Trade to titles and duties."""


def jd_of(trade: str, number: int) -> JobDescription:
    """The ``number``-th ad of a trade: three of its four duties, under one of its titles."""
    titles, duties = TRADES[trade]
    said = [duty for place, duty in enumerate(duties) if place != number % len(duties)]
    text = "\n".join(["Responsibilities:", *(f"- {duty}" for duty in said), f"Shift number {number}."])
    return JobDescription(id=f"{trade}-{number}", text=text, title=titles[number % len(titles)])


def asking(
    title: str,
    *duties: str,
    key: str | None = None,
    vector: tuple[float, ...] = (),
    novelty: float = 0.9,
    fits: tuple[Fit, ...] = (),
    skills: tuple[str, ...] = (),
) -> UnknownJd:
    """A JD that no role fits, put together by hand."""
    said, start = [], 0
    for duty in duties:
        said.append(Said(duty, start, start + len(duty)))
        start += len(duty) + 1
    digest = hashlib.sha256(repr((title, duties, vector, key)).encode()).hexdigest()
    values = np.array(vector, dtype=np.float32)
    norm = float(np.linalg.norm(values))
    return UnknownJd(
        key=key or digest,
        id=key or digest[:6],
        title=title,
        said=tuple(said),
        vector=values / norm if norm else values,
        novelty=novelty,
        fits=fits,
        skills=skills,
    )
