import pytest

from jdwork.config.settings import LlmSettings, Settings
from jdwork.discover.model import NearRole, NewRole, TypicalDuty
from jdwork.enrich import draft_role, draft_roles, v3_run_id
from jdwork.enrich.new_role import skill_weight
from tests.enrich.small_catalog import small_catalog
from tests.llm.scripted import ScriptedModels

SNAPSHOT = small_catalog()
WITH_MODEL = Settings(llm=LlmSettings(enrichment="openai"))


def proposal(**more):
    sentences = (
        "• You will design and build interfaces for shops;",
        "Responsible for reviewing the code of others",
        "Reports to the head of engineering.",
        "Test pages in all browsers",
    )
    values = {
        "name": "Shop Builder",
        "slug": "shop-builder",
        "normal": "shop builder",
        "jds": ("a", "b"),
        "keys": ("hash-a", "hash-b"),
        "titles": {"shop builder": 2},
        "terms": ("shop",),
        "duties": tuple(TypicalDuty(text, "a", 0, len(text), 1) for text in sentences),
        "skills": {"react": 2, "accounts-payable": 1, "gone": 1},
        "nearest": (
            NearRole("web-developer", "Web Developer", 0.3, ""),
            NearRole("bookkeeper", "Bookkeeper", 0.1, ""),
        ),
        "cohesion": 1.0,
        "confidence": 0.5,
    }
    return NewRole(**(values | more))


def drafted(role=None, **more):
    return draft_role(role or proposal(), run_id="run-1", snapshot=SNAPSHOT, **more)


def test_a_draft_has_all_that_a_catalog_role_needs():
    draft, calls = drafted()
    assert calls == ()
    assert (draft.slug, draft.display_name, draft.domain) == ("shop-builder", "Shop Builder", "software")
    assert (draft.archetype, draft.method) == ("Engineering", "rules")
    assert draft.kras[0] == (
        "Designs and builds interfaces for shops.",
        "• You will design and build interfaces for shops;",
    )
    assert [text for text, _ in draft.kras[1:]] == [
        "Reviews the code of others.",
        "Reports to the head of engineering.",
        "Tests pages in all browsers.",
    ]
    assert [(slug, weight) for slug, _, weight in draft.skills] == [
        ("react", 0.35),
        ("accounts-payable", 0.25),
    ]
    assert [one.slug for one in draft.dimensions] == ["interfaces", "ledgers"]
    assert draft.dimensions[0].confidence == pytest.approx(0.35 / 0.6, abs=1e-3)
    assert "Software" in draft.description
    assert "React" in draft.description


def test_the_run_id_follows_from_run_and_role():
    draft, _ = drafted()
    assert draft.run_id == v3_run_id("run-1", "shop-builder")
    assert len({v3_run_id("run-1", "a"), v3_run_id("run-2", "a"), v3_run_id("run-1", "b")}) == 3


def test_what_is_missing_is_said():
    draft, _ = drafted(proposal(duties=(), skills={}, nearest=(), looks_like="bookkeeper"))
    assert (draft.kras, draft.skills, draft.dimensions, draft.domain) == ((), (), (), "")
    told = " ".join(draft.warnings)
    for part in ("'Bookkeeper' carries this name", "No sentence", "No catalog skill", "domain is unknown"):
        assert part in told


def test_without_near_roles_the_dimensions_tell_the_domain():
    draft, _ = drafted(proposal(nearest=(), skills={"accounts-payable": 2}))
    assert (draft.domain, draft.archetype) == ("finance", "Administration")


def test_a_skill_weighs_more_the_more_jds_name_it():
    assert skill_weight(1, 1) < skill_weight(20, 20) <= 0.6
    assert skill_weight(1, 20) == 0.2


GOOD = {
    "description": "Builds the pages of shops.",
    "domain": "finance",
    "archetype": "Design",
    "kras": [{"source": 1, "text": "Designs and builds the interfaces of shops."}],
    "skills": [{"slug": "react", "weight": 0.8}],
    "dimensions": ["interfaces"],
}


def asked(answer):
    models = ScriptedModels(lambda question: answer)
    draft, calls = drafted(settings=WITH_MODEL, models=models)
    return draft, calls, models


def test_a_model_may_put_it_otherwise():
    draft, calls, models = asked(GOOD)
    assert (draft.method, draft.domain, draft.archetype) == ("model", "finance", "Design")
    assert draft.kras == (
        ("Designs and builds the interfaces of shops.", "• You will design and build interfaces for shops;"),
    )
    assert draft.skills == (("react", "React", 0.8),)
    assert (len(calls), calls[0].stage, calls[0].subject) == (1, "new_role", "hash-a")
    assert "shops" in models.questions[0].values["sentences"]


@pytest.mark.parametrize(
    "change",
    [
        {"kras": [{"source": 9, "text": "Designs and builds interfaces."}]},
        {"kras": [{"source": 1, "text": "Manages the yearly budget of the department."}]},
        {"skills": [{"slug": "python", "weight": 0.8}]},
        {"dimensions": ["services"]},
        {"domain": "nowhere"},
        {"archetype": "Wizardry"},
    ],
)
def test_a_model_may_not_make_anything_up(change):
    draft, calls, _ = asked(GOOD | change)
    assert (draft.method, calls[0].outcome) == ("rules", "failed")
    assert any("no usable draft" in warning for warning in draft.warnings)


def test_several_roles_are_asked_for_together_and_those_without_sentences_not_at_all():
    models = ScriptedModels(lambda question: GOOD)
    wanted = [(proposal(), "run-1", ""), (proposal(duties=()), "run-2", ""), (proposal(), "run-3", "own")]
    drafts, calls = draft_roles(wanted, snapshot=SNAPSHOT, settings=WITH_MODEL, models=models)
    assert [draft.method for draft in drafts] == ["model", "rules", "model"]
    assert [call.subject for call in calls] == ["hash-a", "own"]


def test_the_question_fits_its_prompt_file():
    from jdwork.llm.prompt_files import Prompts

    _, _, models = asked(GOOD)
    system, user = Prompts()["new_role"].fill(models.questions[0].values)
    assert "shops" not in system.content
    assert user.content.count("<data id=") == 2
