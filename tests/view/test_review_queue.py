"""The review queue in pictures: escaped, honest where it is empty."""

from __future__ import annotations

from datetime import UTC, datetime

from jdwork.review import ReviewItem
from jdwork.view.review_queue import review_queue_table, sightings_figure

EVIL = "<img src=x onerror=alert(1)>"


def item(number, name="Lame", *, seen=1, status="pending", **how):
    return ReviewItem((number,), "new_skill", name, name, status, seen, **how)


def test_everything_from_ads_is_escaped():
    items = [item(1, EVIL), item(2, f"{EVIL}\n{EVIL}", seen=3)]
    page = review_queue_table(items).to_html()
    assert "<img" not in page
    assert "&lt;img" in page
    assert "<img" not in str(sightings_figure(items).to_dict())


def test_a_row_says_what_it_is_about_and_when_it_was_seen():
    seen = datetime(2024, 5, 6, tzinfo=UTC)
    shown = review_queue_table([item(7, role="baker", skill="lame", last_seen=seen), item(8)])
    first, second = shown.data.to_dict("records")
    assert (first["id"], first["about"], first["last seen"]) == (7, "baker / lame", "2024-05-06")
    assert (second["about"], second["last seen"]) == ("", "–")
    assert len(review_queue_table([item(1), item(2)], rows=1).data) == 1


def test_empty_queues_can_be_shown():
    assert len(review_queue_table([]).data) == 0
    assert review_queue_table([]).to_html()
    assert sightings_figure([]).layout.title.text == "Nothing waits for review"


def test_the_figure_shows_what_was_seen_most_and_keeps_equal_names_apart():
    items = [item(1, seen=2), item(2, seen=9, status="approved"), item(3, seen=1), item(4, "Peel", seen=4)]
    figure = sightings_figure(items, most=3)
    bars = {bar.name: list(zip(bar.y, bar.x, strict=True)) for bar in figure.data}
    assert bars == {
        "pending": [("4  new_skill: Peel", 4), ("1  new_skill: Lame", 2)],
        "approved": [("2  new_skill: Lame", 9)],
    }
    assert figure.layout.title.text == "4 items; 'Lame' was seen in 9 JDs"
    assert next(iter(figure.layout.yaxis.categoryarray)) == "2  new_skill: Lame"
