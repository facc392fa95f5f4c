"""Ads of the tiny catalog's trades, each worded a little differently."""

import itertools
import random

from jdwork.text import JobDescription

WORDS = {
    "baker": "knead dough shape loaves oven rye flour yeast crust proving trays rolls bake bread",
    "pastry-chef": "pastry tarts cream cakes sugar flowers chocolate desserts icing piping glaze decorate",
    "waiter": "orders plates tables bills wine guests menu tips cutlery reservations terrace serve",
    "plumber": "copper pipes leaks boilers taps drains valves solder bathrooms heating fit joints",
    "electrician": "cables switchboards mains insulation circuits fuses sockets lighting faults measure",
    "bricklayer": "bricks mortar walls scaffolding trowel foundations chimneys facades lay courses pointing",
}


def trade_ads(each: int, *, seed: int = 0) -> tuple[list[JobDescription], list[str]]:
    """So many ads of each trade, and their roles."""
    draw = random.Random(seed)
    ads, roles = [], []
    for number, (role, words) in itertools.product(range(each), WORDS.items()):
        own = draw.sample(words.split(), 8)
        text = (
            f"We are looking for a new colleague at site {number}.\nResponsibilities:\n"
            f"- You will {own[0]} and {own[1]} with the {own[2]} every day.\n"
            f"- You will look after {own[3]}, {own[4]} and {own[5]} for our customers.\n"
            f"Requirements:\n- Experience with {own[6]} and {own[7]} over several years.\n"
        )
        ads.append(JobDescription(id=f"{role}-{number}", text=text))
        roles.append(role)
    return ads, roles
