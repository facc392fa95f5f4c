"""Decision, details, catalog and costs."""

from __future__ import annotations

import pytest

from tests.legacy.comparing import compared, found, row
from tests.legacy.pages import dimension, reference, role


def chosen(number, slug, name):
    def bend(made):
        made["api1"]["stage4_decision"]["chosen_role"] = role(number, slug, name, score=0.9)
        made["api3"]["chosen_role"] = reference(number, slug, name)

    return bend


def differing(pipeline, *, label=None):
    from jdwork.legacy import compare_page, parse_run_pages
    from tests.legacy.pages import page

    text = page().replace("Baker\nCASE Aslug: baker · id: 1", "Waiter\nCASE Aslug: waiter · id: 3")
    (run,) = parse_run_pages(text, where="p")
    return compare_page(run, pipeline.classify(run.jd), pipeline.snapshot, label=label)


def test_the_same_role_is_no_finding(tiny_pipeline):
    said = compared(tiny_pipeline)
    assert said.same_role
    assert said.right is None
    assert found(said, "role-differs") == []
    assert row(said, "decision", "role").same
    assert row(said, "decision", "confidence").legacy == "90%"


@pytest.mark.parametrize(
    ("label", "wrong", "right"),
    [
        (None, "open", None),
        ("baker", "legacy", "ours"),
        ("Waiter", "ours", "legacy"),
        ("plumber", "open", "neither"),
        ("no-such-role", "open", "neither"),
    ],
)
def test_who_is_wrong_follows_from_the_label(tiny_pipeline, label, wrong, right):
    said = differing(tiny_pipeline, label=label)
    (one,) = found(said, "role-differs")
    assert (one.wrong, said.right) == (wrong, right)
    assert one.legacy.startswith("Waiter (waiter), case A, 90%")
    assert one.ours.startswith("Baker, case")


def test_both_may_miss_the_label(tiny_pipeline):
    said = compared(tiny_pipeline, label="plumber")
    assert said.right == "neither"
    assert len(found(said, "both-wrong")) == 1
    assert compared(tiny_pipeline, label="baker").right == "both"


def test_a_role_goes_by_its_name_where_its_slug_is_not_known(tiny_pipeline):
    text_slug = "baker-of-old"
    from jdwork.legacy import compare_page, parse_run_pages
    from tests.legacy.pages import page

    (run,) = parse_run_pages(page().replace("slug: baker ", f"slug: {text_slug} "), where="p")
    said = compare_page(run, tiny_pipeline.classify(run.jd), tiny_pipeline.snapshot)
    assert said.legacy.slug == text_slug
    assert said.legacy_role == "baker"
    assert said.same_role


def test_confidence_without_alias_and_skill_is_told(tiny_pipeline):
    def bend(made):
        made["api1"]["stage3_signals"] |= {"alias_match_roles": [], "skill_match_roles": []}
        made["api1"]["stage4_decision"] |= {"case": "DOMAIN", "confidence": 0.99}

    (one,) = found(compared(tiny_pipeline, bend), "unbacked-confidence")
    assert one.legacy == "case DOMAIN, 99%"


def works(name, roles):
    def bend(made):
        (item,) = made["api3"]["persistence"]["items"]
        item |= {"dimension": dimension(8, "x", name), "roles_from_db": roles}

    return bend


def test_a_dimension_under_the_chosen_role_is_fine(tiny_pipeline):
    assert found(compared(tiny_pipeline), "foreign-dimension") == []


def test_a_dimension_of_other_roles_is_told(tiny_pipeline):
    said = compared(tiny_pipeline, works("Table Service", [reference(3, "waiter", "Waiter")]))
    (one,) = found(said, "foreign-dimension")
    assert one.legacy == "Sourdough → Table Service; chosen: Baker"
    assert one.ours == "Sourdough → Food Making (of the chosen role)"
    assert "It is under Waiter." in one.why
    assert one.wrong == "legacy"


def test_a_dimension_named_like_another_role_is_told(tiny_pipeline):
    (one,) = found(compared(tiny_pipeline, works("Pastry Chef Development", [])), "foreign-dimension")
    assert "leads to no role at all" in one.why
    assert "name is that of Pastry Chef" in one.why
    assert "never says “pastry”" in one.why


def test_skill_facts_stand_side_by_side(tiny_pipeline):
    said = compared(tiny_pipeline)
    assert row(said, "details", "Sourdough: dimensions").same
    assert row(said, "details", "Sourdough: category").same
    assert row(said, "details", "Sourdough: skill nature").legacy == "PRACTICE"


def test_one_name_with_several_ids_is_a_duplicate(tiny_pipeline):
    def bend(made):
        made["api2"]["candidate_roles"] += [
            reference(501, "the-baker", "baker "),
            reference(3, "waiter", "Waiter"),
        ]

    (one,) = found(compared(tiny_pipeline, bend), "duplicate-role")
    assert one.legacy == "Baker: id 1 (baker), id 501 (the-baker)"
    assert one.ours.startswith("one role, baker")


def test_costs_that_are_null_are_told(tiny_pipeline):
    said = compared(tiny_pipeline, lambda made: made["api3"].update(llm_cost_total_usd=None))
    (one,) = found(said, "cost-missing")
    assert one.legacy == "llm_cost_total_usd: null"
    assert one.ours == "0 US dollars"
    assert "gpt-4.1-nano" in one.why
    assert found(compared(tiny_pipeline), "cost-missing") == []
