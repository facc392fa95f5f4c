"""Reading what is done out of a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.output.client.actions import read_actions
from jdwork.output.client.lexicon import lexicon


def natures(text):
    return [action.nature for action in read_actions(text).actions]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Design and build interfaces.", ["designing", "building"]),
        (
            "Reads, sorts and answers the mail of the executive.",
            ["administering", "administering", "supporting"],
        ),
        ("You will be responsible for managing a team of five.", ["managing"]),
        ("Collaborate with designers to develop web applications", ["building"]),
        ("Assist in the maintenance of pumps", ["maintaining"]),
        ("Preparation of drawings for the site", ["designing"]),
        ("Optimise slow queries", ["building"]),
        ("Optimize slow queries", ["building"]),
        ("Sells insurance to families.", ["selling"]),
        ("Nurse patients after surgery", ["caring"]),
        ("Frobnicate the wibbles", []),
    ],
)
def test_verbs_tell_the_nature(text, told):
    assert natures(text) == told


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("Develop lesson plans", "teaching"),
        ("Develop client relationships", "selling"),
        ("Develop payment services", "building"),
        ("Develop the hiring strategy", "managing"),
        ("Maintain patient records", "administering"),
        ("Maintain servers and databases", "operating"),
        ("Maintain lifts and escalators", "maintaining"),
        ("Prepare sauces and desserts", "making"),
        ("Provide hygiene care to residents", "caring"),
        ("Provide training to new operators", "teaching"),
        ("Conduct fire drills", "protecting"),
        ("Run campaigns on social media", "selling"),
        ("Write unit tests", "inspecting"),
        ("Deliver parcels to shops", "transporting"),
    ],
)
def test_the_object_decides_where_the_verb_alone_does_not(text, nature):
    assert natures(text) == [nature]


def test_what_is_not_done_is_kept_apart():
    for text in ("Do not repair lifts.", "You will not repair lifts.", "This role does not repair lifts"):
        read = read_actions(text)
        assert read.actions == (), text
        assert [(one.verb, one.nature) for one in read.negated] == [("repair", "maintaining")], text
    half = read_actions("Design boards but do not solder them.")
    assert [one.nature for one in half.actions] == ["designing"]
    assert [one.nature for one in half.negated] == ["making"]


def test_what_the_company_does_is_not_the_work():
    assert read_actions("We build rockets and sell them.").of_company
    assert read_actions("Our engineers design everything.").of_company
    assert not read_actions("We are looking for someone to design rockets.").of_company
    assert natures("We want you to design rockets") == ["designing"]


def test_the_means_are_not_the_work():
    assert natures("Improve code quality by reviewing and testing") == ["building"]


def test_teams_that_are_named_after_their_work_are_no_work():
    assert natures("Liaise with sales and support teams") == ["communicating"]


def test_a_noun_alone_is_told_as_such():
    assert read_actions("Maintenance of pumps").by_noun
    assert not read_actions("Maintain pumps").by_noun


def test_each_action_has_its_own_words():
    text = "Manage data and develop services"
    assert [text[one.start : one.end] for one in read_actions(text).actions] == [
        "Manage data",
        "develop services",
    ]


@given(st.text(max_size=80))
def test_any_text_is_read_and_places_lie_within_it(text):
    read = read_actions(text)
    for one in (*read.actions, *read.negated):
        assert 0 <= one.start < one.end <= len(text)


def test_the_lexicon_speaks_of_nothing_that_it_does_not_know():
    words = lexicon()
    known = set(words.meanings)
    assert set(words.exposure) == known
    assert set(words.verbs.values()) == known
    assert set(words.objects.values()) <= known
    assert {nature for rules in words.rules.values() for _, nature in rules} <= known
    assert all(0 <= share <= 1 for share in words.exposure.values())
    assert [noun for noun, verb in words.nouns.items() if verb not in words.verbs] == []


@pytest.mark.parametrize("name", ["verbs", "objects"])
def test_no_word_of_the_lexicon_stands_for_two_natures(name):
    import tomllib
    from importlib import resources

    data = tomllib.loads(resources.files("jdwork.output.client").joinpath("lexicon.toml").read_text("utf-8"))
    words = [word for listed in data[name].values() for word in listed.split()]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Train machine learning models", True),
        ("Ships AI products", True),
        ("Works with LLMs daily", True),
        ("ai ml", False),
        ("Said nothing of it, AIX included", False),
        ("A chain of large language-model calls", True),
    ],
)
def test_ai_is_named_in_so_many_words(text, named):
    assert lexicon().names_ai(text) is named


def test_every_domain_of_the_catalog_has_its_nature():
    from collections import Counter
    from pathlib import Path

    from jdwork.catalog import load_catalog_files

    snapshot = load_catalog_files(Path(__file__).resolve().parents[3] / "catalog")
    expected = {
        "software-engineering": "building", "data-and-ai": "building",
        "cloud-and-infrastructure": "operating",
        "it-support": "supporting", "quality-assurance": "inspecting", "design": "designing",
        "product-and-project": "managing", "sales": "selling", "marketing-and-content": "selling",
        "human-resources": "managing", "administration": "administering", "customer-service": "supporting",
        "hospitality": "serving", "healthcare": "caring", "sports-and-fitness": "teaching",
        "construction-and-trades": "making", "government-and-public-safety": "protecting",
        "science-and-research": "analysing",
    }  # fmt: skip
    counts: dict[str, Counter[str]] = {}
    told = total = 0
    for role in snapshot.roles:
        for kra in role.kras:
            found = natures(kra)
            total += 1
            told += any(found)
            counts.setdefault(role.domain, Counter()).update(nature for nature in found if nature)
    assert told / total > 0.95
    first = {domain: counts[domain].most_common(1)[0][0] for domain in expected}
    assert first == expected
