"""The confusion matrix: every error stands once, roles that mix stand together, markup is escaped."""

from __future__ import annotations

from jdwork.evaluate import evaluate_decisions
from jdwork.view import confusion_matrix
from tests.evaluate.deciding import decisions

EVIL = "<b onclick=x>"


def evaluation(labels, roles):
    return evaluate_decisions(decisions(labels, roles, [0.5] * len(labels)), resamples=100)


def matrix(figure):
    heat = figure.data[0]
    return {
        (row, column): int(heat.text[y][x])
        for y, row in enumerate(heat.y)
        for x, column in enumerate(heat.x)
        if heat.text[y][x]
    }


def test_every_error_stands_in_the_matrix_once():
    labels = ["a"] * 5 + ["b"] * 4 + ["c"] * 3
    roles = ["a", "b", "b", "b", None, "a", "b", "b", "z", "c", "c", "c"]
    figure = confusion_matrix(evaluation(labels, roles))
    assert matrix(figure) == {
        ("a", "b"): 3, ("a", "(no role)"): 1, ("b", "a"): 1, ("b", "(another role)"): 1,
    }  # fmt: skip
    assert figure.layout.title.text == "Most often a is taken for b (3 of 5 JDs); 6 of 6 errors are shown"
    assert dict(zip(figure.data[1].x, figure.data[1].text, strict=True)) == {"a": "1", "b": "2"}


def test_roles_that_mix_stand_side_by_side():
    labels = [f"role {number}" for number in range(8) for _ in range(10)]
    partner = {f"role {number}": f"role {(number + 4) % 8}" for number in range(8)}
    roles = [partner[label] if row % 10 < 5 else label for row, label in enumerate(labels)]
    order = list(confusion_matrix(evaluation(labels, roles)).data[0].y)
    for label, other in partner.items():
        assert abs(order.index(label) - order.index(other)) == 1


def test_only_the_most_confused_are_shown_and_the_title_says_so():
    labels = [f"role {number}" for number in range(6) for _ in range(10)]
    roles = [
        "role 0" if row < 20 else "role 5" if row % 10 == 0 else label for row, label in enumerate(labels)
    ]
    figure = confusion_matrix(evaluation(labels, roles), roles=2)
    assert set(figure.data[0].y) == {"role 0", "role 1"}
    assert figure.layout.title.text.endswith("10 of 13 errors are shown")


def test_nothing_confused_is_said():
    title = confusion_matrix(evaluation(["a"] * 20, ["a"] * 20)).layout.title.text
    assert title == "Nothing is confused: every labelled JD got its role"


def test_labels_from_outside_are_escaped():
    text = confusion_matrix(evaluation([EVIL] * 30, ["a"] * 30)).to_json()
    assert EVIL not in text.replace("\\u003c", "<").replace("\\u003e", ">")
    assert "&lt;b onclick" in text.replace("\\u0026", "&")
