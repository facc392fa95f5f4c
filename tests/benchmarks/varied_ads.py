"""Real ads made many: sentences swapped between ads, lines left out, numbers changed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_NUMBER = re.compile(r"\d+")
_LEFT_OUT, _SWAPPED = 0.1, 0.15


def varied_ads(ads: Sequence[dict[str, Any]], *, count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Draw ads again and again, each time another text.

    Of each ad a tenth of the lines is left out and some are exchanged for lines of another ad; the numbers in
    one line change, and a last line is new. So a JD has a sentence or two that no other has, as ads have that
    are written from a template, and the others stand elsewhere too.

    Parameters
    ----------
    ads
        Rows with ``text``, as labelled files have them.
    count
        How many are drawn.
    seed
        Of all that is drawn.

    Yields
    ------
    dict
        With an ``id`` of its own, ``text`` and what else the row had.
    """
    chosen = random.Random(seed)
    lines = [[line for line in str(ad["text"]).splitlines() if line.strip()] for ad in ads]
    order = list(range(len(ads)))
    for number in range(count):
        if number % len(ads) == 0:
            chosen.shuffle(order)
        place = order[number % len(ads)]
        made = [line for line in lines[place] if chosen.random() >= _LEFT_OUT] or list(lines[place])
        other = lines[chosen.randrange(len(ads))]
        for position in range(len(made)):
            if other and chosen.random() < _SWAPPED:
                made[position] = chosen.choice(other)
        changed = chosen.randrange(len(made)) if made else 0
        if made:
            made[changed] = _NUMBER.sub(lambda _: str(chosen.randrange(1, 30)), made[changed])
        made.append(f"Please quote vacancy {number} when you write to us about this position.")
        yield {**ads[place], "id": f"varied-{number}", "text": "\n".join(made)}


def write_varied_ads(source: Path, target: Path, *, count: int, seed: int = 0) -> Path:
    """Write varied ads of a JSON lines file to another."""
    ads = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    with target.open("w", encoding="utf-8") as file:
        for ad in varied_ads(ads, count=count, seed=seed):
            file.write(json.dumps(ad, ensure_ascii=False) + "\n")
    return target
