"""A workspace small enough for tests: six roles, two domains, and ads that reach every case."""

from __future__ import annotations

import json
from pathlib import Path

DOMAINS = """\
domains:
  - {slug: kitchen, name: Kitchen, description: Where food is made., aliases: [cooking]}
  - {slug: building, name: Building, description: Where houses are made.}
"""

ROLES = {
    "kitchen/baker": """\
slug: baker
name: Baker
domain: kitchen
archetype: Trades
description: Bakes bread and rolls for a shop.
aliases: [bread baker, dough maker, oven hand]
kras:
  - Kneads dough and shapes loaves before dawn.
  - Fires the oven and watches its heat while the bread bakes.
dimensions: [food-making]
skills: {sourdough: 0.9, oven-care: 0.4}
""",
    "kitchen/pastry-chef": """\
slug: pastry-chef
name: Pastry Chef
domain: kitchen
archetype: Trades
description: Makes cakes, tarts and desserts.
aliases: [cake maker, oven hand]
kras:
  - Folds butter into pastry and fills tarts with cream.
  - Decorates cakes with sugar flowers and chocolate.
dimensions: [food-making]
skills: {chocolate-tempering: 0.9, oven-care: 0.3}
""",
    "kitchen/waiter": """\
slug: waiter
name: Waiter
domain: kitchen
archetype: Service
description: Serves guests at their tables.
aliases: [server, waitress]
kras:
  - Takes orders and carries plates to the tables.
  - Settles bills and recommends wine to guests.
skills: {wine-service: 0.8}
""",
    "building/plumber": """\
slug: plumber
name: Plumber
domain: building
archetype: Trades
description: Fits and mends water pipes.
aliases: [pipe fitter]
kras:
  - Joins copper pipes and tests them for leaks.
  - Fits boilers, taps and drains in houses.
skills: {pipe-soldering: 0.9}
""",
    "building/electrician": """\
slug: electrician
name: Electrician
domain: building
archetype: Trades
description: Lays cables and fits switchboards.
aliases: [wiring technician]
kras:
  - Lays cables and connects switchboards to the mains.
  - Measures insulation and finds faults in circuits.
skills: {fault-finding: 0.9}
""",
    "building/bricklayer": """\
slug: bricklayer
name: Bricklayer
domain: building
archetype: Trades
description: Builds walls of brick and mortar.
aliases: [mason]
kras:
  - Mixes mortar and lays bricks to a line.
  - Reads plans and sets out walls and chimneys.
skills: {mortar-mixing: 0.9}
""",
}

SKILLS = """\
category: Crafts
defaults: {sub_category: Handiwork, nature: PRACTICE}
skills:
  - {slug: sourdough, name: Sourdough}
  - {slug: oven-care, name: Oven Care}
  - {slug: chocolate-tempering, name: Chocolate Tempering}
  - {slug: wine-service, name: Wine Service}
  - {slug: pipe-soldering, name: Pipe Soldering}
  - {slug: fault-finding, name: Fault Finding}
  - {slug: mortar-mixing, name: Mortar Mixing}
"""

DIMENSIONS = """\
domain: kitchen
dimensions:
  - slug: food-making
    name: Food Making
    rationale: Dough and fire belong together.
    difficulty: well_known
    skills: [sourdough, oven-care, chocolate-tempering]
"""

# Every figure that decides is written out: the shipped defaults are tuned now and then.
CONFIG = """\
# Tiny.
[embed]
encoder = "hashing"
dimension = 64

[kra]
floor = 0.3

[skill]
floor = 0.1

[centroid]
min_confidence = 0.8

[b]
margin = 4.0

[domain]
floor = 0.3

[new_role]
max = 0.2
max_with_model = 0.2

[accept]
min_confidence = 0.5

[evidence]
alias = 6.0
title = 4.0
title_semantic = 1.0
kra = 2.0
kra_corrected = 8.0
profile = 8.0
lexical = 8.0
skill = 4.0
centroid = 0.0
learned = 0.0

[evidence_with_model]
alias = 6.0
title = 4.0
title_semantic = 1.0
kra = 2.0
kra_corrected = 8.0
profile = 8.0
lexical = 8.0
skill = 4.0
centroid = 0.0
learned = 4.0

[calibration]
set_threshold = 0.05
slope = 1.0
offset = 0.0
set_threshold_with_model = 0.05
slope_with_model = 1.0
offset_with_model = 0.0

[support]
intercept = -6.0
best = 1.0
lead = 0.0
alias = 0.0
stranger = 0.0
kra_corrected = 0.0
lexical = 0.0
skill = 0.0
learned = 0.0

[support_with_model]
intercept = -6.0
best = 1.0
lead = 0.0
alias = 0.0
stranger = 0.0
kra_corrected = 0.0
lexical = 0.0
skill = 0.0
learned = 0.0
"""

ADS: tuple[dict[str, str | None], ...] = (
    {
        "id": "bread",
        "title": "Bread Baker",
        "text": "We are looking for a baker. You will knead dough and shape loaves before dawn, and fire the "
        "oven and watch its heat. You need sourdough and oven care.",
        "label": "baker",
    },
    {"id": "title-alone", "title": "Pipe Fitter", "text": None, "label": "plumber"},
    {
        "id": "text-alone",
        "title": None,
        "text": "We are hiring. You will join copper pipes and test them for leaks, and fit boilers, taps "
        "and drains in houses. Requirements: pipe soldering.",
        "label": "plumber",
    },
    {
        "id": "shared-alias",
        "title": "Oven Hand",
        "text": "Responsibilities: decorate cakes with sugar flowers and chocolate. Fold butter into pastry. "
        "Chocolate tempering is required.",
        "label": "pastry-chef",
    },
    {
        "id": "contradicted",
        "title": "Server",
        "text": "We are looking for help. You will lay cables and connect switchboards to the mains, measure "
        "insulation and find faults in circuits. Fault finding is a must.",
        "label": "electrician",
    },
    {
        "id": "vague",
        "title": "Helper",
        "text": "We are looking for a helper. You will mix things, carry plates and walls, and read plans "
        "with the team. You need patience and good shoes.",
        "label": "bricklayer",
    },
    {
        "id": "foreign",
        "title": "Quantum Archivist",
        "text": "We are hiring. Responsibilities: catalogue manuscripts, digitise parchment, "
        "advise historians.",
        "label": None,
    },
    {"id": "no-ad", "title": None, "text": "Yes.", "label": None},
)


def write_tiny_catalog(folder: Path) -> Path:
    """Write the catalog files, settings and samples; returns the folder."""
    files = {
        "domains.yaml": DOMAINS,
        "skills/crafts.yaml": SKILLS,
        "dimensions/kitchen.yaml": DIMENSIONS,
        "redirects.yaml": "roles: []\nskills: []\n",
        "config.toml": CONFIG,
        "samples/samples.jsonl": "".join(json.dumps(ad) + "\n" for ad in ADS),
        **{f"roles/{name}.yaml": text for name, text in ROLES.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write_ads(path: Path, ads: tuple[dict[str, str | None], ...] = ADS) -> Path:
    """Write ads as JSON lines; returns the path."""
    path.write_text("".join(json.dumps(ad) + "\n" for ad in ads), encoding="utf-8")
    return path
