"""A run of the tiny catalog with enough labels to tune on."""

from __future__ import annotations

import random
from typing import Any

from jdwork.runs import RunFolder, execute_run
from jdwork.text import JobDescription
from jdwork.workbench import open_workbench
from jdwork.workspace import Workspace

DUTIES = {
    "baker": ("knead dough and shape loaves before dawn", "fire the oven and watch its heat"),
    "pastry-chef": ("fold butter into pastry and fill tarts", "decorate cakes with sugar flowers"),
    "waiter": ("take orders and carry plates to the tables", "settle bills and recommend wine to guests"),
    "plumber": ("join copper pipes and test them for leaks", "fit boilers, taps and drains in houses"),
    "electrician": ("lay cables and connect switchboards", "measure insulation and find faults in circuits"),
    "bricklayer": ("mix mortar and lay bricks to a line", "read plans and set out walls and chimneys"),
}
VERBS = ("clean", "order", "count", "store", "check", "carry", "prepare", "label", "sort", "mend", "record")
THINGS = (
    "tools", "shelves", "deliveries", "aprons", "rooms", "ladders", "trays", "keys", "boxes", "windows",
    "receipts", "vans", "samples", "benches", "lamps", "baskets", "carts", "floors", "doors", "schedules",
)  # fmt: skip


def ad(number: int, label: str, draw: random.Random) -> JobDescription:
    """An ad that tells its role by its duties, among others that say nothing, no two alike."""
    own = draw.sample(DUTIES[label], draw.choice((1, 2)))
    other = [
        f"{draw.choice(VERBS)} the {draw.choice(THINGS)} and the {draw.choice(THINGS)}" for _ in range(4)
    ]
    duties = [*own, *other]
    draw.shuffle(duties)
    lines = "\n".join(f"- You will {one}." for one in duties)
    text = f"We are looking for a colleague in house number {number}.\nResponsibilities\n{lines}\n"
    return JobDescription(id=f"ad-{number}", text=text, title=f"Colleague {number}", label=label)


def ads(count: int = 60, *, wrong: float = 0.1, seed: int = 0) -> list[JobDescription]:
    """So many ads, some of them with the label of another role."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        label = list(DUTIES)[number % len(DUTIES)]
        one = ad(number, label, draw)
        if draw.random() < wrong:
            one = JobDescription(one.id, one.text, one.title, label=draw.choice(list(DUTIES)))
        made.append(one)
    return made


def labelled_run(workspace: Workspace, name: str = "labelled", **options: Any) -> RunFolder:
    """Execute a run over such ads in a workspace."""
    folder = RunFolder(workspace.runs / name)
    execute_run(ads(**options), open_workbench(workspace.root).pipeline, folder, name=name)
    return folder
