"""annotate list, relabel, comment, review, undo, redo, export."""

from __future__ import annotations

import json

import pytest

from tests.tiny_workspace import ADS, write_ads


@pytest.fixture
def run(jdwork, tiny_workspace, tmp_path):
    """The name of a run of the workspace."""
    ads = write_ads(
        tmp_path / "ads.jsonl", (*ADS, {**ADS[0], "id": "[red]odd\x1b[31m", "text": "Other text."})
    )
    assert jdwork("batch", ads, "--out", tiny_workspace.runs / "first", "--label-field", "label").code == 0
    return "first"


def listed(jdwork, *more):
    return json.loads(jdwork("annotate", "list", "--format", "json", *more).out)


def test_nothing_said_says_how_to_say_it(jdwork, tiny_workspace):
    result = jdwork("annotate", "list")
    assert (result.code, "jdwork annotate relabel RUN ID ROLE" in result.said) == (0, True)


def test_a_label_is_said_listed_undone_and_done_again(jdwork, run):
    result = jdwork("annotate", "relabel", "latest", "bread", "Waiter", "--note", "serves", "--by", "Ada")
    assert result.out == "1  relabel  bread: waiter\n"
    (one,) = listed(jdwork)
    assert (one["label"], one["jd_name"], one["run"], one["text"]) == ("waiter", "bread", "first", "serves")
    assert jdwork("annotate", "undo", "--by", "Ada").out == "2  undo  bread: undoes 1\n"
    assert listed(jdwork) == []
    out = jdwork("annotate", "list", "--all").out
    assert "undone" in out
    assert "undoes 1" in out
    assert jdwork("annotate", "redo", "1").out == "3  undo  bread: does 1 again\n"
    assert [row["id"] for row in listed(jdwork, "--run", "first", "--kind", "relabel", "--by", "Ada")] == [1]


def test_comments_and_ids_are_text_never_markup(jdwork, run):
    name = "[red]odd\x1b[31m"
    result = jdwork("annotate", "comment", run, name, "[bold]no\x1b[2J[/bold]", "--by", "[i]A[/i]")
    assert result.code == 0
    out = result.out + jdwork("annotate", "list").out
    assert "\x1b" not in out
    assert out.count("[bold]no [2J[/bold]") == 2
    assert "[red]odd" in out
    assert "[i]A[/i]" in out


def test_other_verdicts_take_the_place_of_a_role(jdwork, run):
    assert jdwork("annotate", "relabel", run, "bread", "--verdict", "not_a_jd").out.endswith(
        "bread: not_a_jd\n"
    )
    assert jdwork("annotate", "relabel", run, "bread").code == 2
    assert jdwork("annotate", "relabel", run, "bread", "waiter", "--verdict", "unsure").code == 2


def test_a_jd_sent_to_review_is_shown_there(jdwork, run):
    result = jdwork("annotate", "review", run, "bread", "--note", "odd")
    assert "to review, item 1" in result.out
    assert "jdwork review show 1" in result.out
    shown = jdwork("review", "show", 1)
    assert shown.code == 0
    assert "decision" in shown.out
    assert jdwork("review", "approve", 1, "--role", "waiter").code == 0
    assert "Bread Baker" in jdwork("review", "list", "--status", "all").out


@pytest.mark.parametrize("name", ["labels.jsonl", "labels.csv"])
def test_exported_labels_are_evaluated_against(jdwork, run, tmp_path, name):
    file = tmp_path / name
    assert "No JD is labelled yet" in jdwork("annotate", "export", file).out
    jdwork("annotate", "relabel", run, "bread", "waiter")
    jdwork("annotate", "relabel", run, "title-alone", "plumber")
    result = jdwork("annotate", "export", file, "--run", run)
    assert result.out.startswith("2 labels: ")
    assert f"jdwork evaluate first --labels {file} --label-field label" in result.said
    result = jdwork("evaluate", run, "--labels", file, "--label-field", "label", "--resamples", 100)
    assert result.code == 0
    assert "2 labelled JDs" in result.said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("relabel", "first", "bread", "waitr"),
            "There is no role 'waitr' in the catalog. Did you mean 'waiter'?",
        ),
        (("relabel", "first", "bred", "waiter"), "The run holds no JD 'bred'. Did you mean 'bread'?"),
        (("relabel", "other", "bread", "waiter"), "There is no run 'other'."),
        (("comment", "first", "bread", " "), "no visible character"),
        (("undo", "7"), "There is no annotation 7."),
        (("undo", "--by", "Ada"), "Ada has said nothing that could be undone."),
        (("redo", "--by", "Ada"), "Ada has undone nothing that could be done again."),
        (("export", "labels.txt"), "Labels are not written as '.txt'."),
        (("list", "--kind", "gossip"), "gossip"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_cannot_be_done_exits_2(jdwork, run, arguments, said):
    result = jdwork("annotate", *arguments)
    assert result.code == 2
    assert said in result.said
    assert "Traceback" not in result.said


def test_a_row_that_could_not_be_read_cannot_be_annotated(jdwork, tiny_workspace, tmp_path):
    ads = tmp_path / "ads.jsonl"
    ads.write_text('{"id": "fine", "text": "We bake bread."}\n{"id": "broken", "text": 7}\n')
    jdwork("batch", ads, "--out", tiny_workspace.runs / "first")
    result = jdwork("annotate", "comment", "first", "broken", "hm")
    assert result.code == 2
    assert "could not be read" in result.said
