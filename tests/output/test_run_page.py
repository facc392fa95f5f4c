import itertools
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from jdwork.decide import CASES, Candidate, Case
from jdwork.output import run_card, run_page
from jdwork.output.client import client_output
from jdwork.output.shown import shown_text
from jdwork.record import ChosenRoleFacts, Evidence, StageFiveUpdates
from jdwork.skills import FoundSkill, SkillFindings, SkillSpan
from jdwork.text import Document, JobDescription
from tests.output.attacks import ATTACKS
from tests.output.contract import NAMES
from tests.output.records import full_record, marked_record
from tests.output.rich import rich_record, rich_snapshot

FRAMES = ("{}", "a{}b", "  {} {}", "x" * 300 + "{}")
PAYLOADS = [frame.replace("{}", attack) for attack, frame in itertools.product(ATTACKS, FRAMES)]
ACTIVE = [
    "script",
    "img",
    "svg",
    "iframe",
    "object",
    "embed",
    "link",
    "base",
    "form",
    "input",
    "video",
    "math",
]


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def assert_inert(soup: BeautifulSoup) -> None:
    assert soup.find_all(ACTIVE) == []
    for element in soup.find_all(True):
        assert not [
            name for name in element.attrs if name.startswith("on") or name in ("src", "action", "data")
        ]
        assert element.get("href", "#").startswith("#")
    assert [element.get("http-equiv") for element in soup.find_all("meta") if element.get("http-equiv")] in (
        [],
        ["Content-Security-Policy"],
    )
    styles = " ".join(
        [element.get_text() for element in soup.find_all("style")]
        + [element["style"] for element in soup.find_all(style=True)]
    )
    assert len(soup.find_all("style")) == 1
    assert not re.search(r"url\(|@import|expression|https?:|javascript:", styles)


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [element.get_text() for element in soup.select(selector)]


def test_there_are_payloads_enough():
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("attack", ATTACKS)
def test_foreign_text_is_shown_and_never_obeyed(attack):
    for frame in FRAMES:
        words = frame.replace("{}", attack)
        shown = shown_text(words)
        html = run_page(full_record("C", words=words))
        html.encode("utf-8")
        soup = parsed(html)
        assert_inert(soup)
        assert texts(soup, ".text") == [shown_text(f"Before {words} after")]
        assert texts(soup, "h1") == [shown]
        assert texts(soup, ".jd-title") == [shown]
        assert texts(soup, ".banner > p")[2] == shown
        assert texts(soup, "strong.role") == [shown]
        assert shown in texts(soup, "#skills td")
        assert texts(soup, "#skills li bdi") == [shown]
        assert texts(soup, "#signals details td")[:2] == [shown, shown]
        assert texts(soup, "#shared li") == [shown] * 3
        assert shown in texts(soup, "#captured td")
        assert texts(soup, "#captured bdi") == [shown]
        assert shown in texts(soup, "#text .facts td")
        assert soup.title is not None
        assert soup.title.get_text() == f"{shown} · {shown}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_card_shows_and_never_obeys_it_either(attack):
    card = parsed(run_card(full_record("C", words=attack)))
    shown = shown_text(attack)
    assert_inert(card)
    assert texts(card, "h3") == [shown]
    assert texts(card, ".chips li") == [shown]
    assert texts(card, ".text") == [shown_text(f"Before {attack} after")]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("recorded", [True, False])
def test_every_case_has_a_page_and_a_card(case, recorded):
    record = full_record(case, words="<b>x</b>", recorded=recorded)
    soup = parsed(record.to_html())
    assert_inert(soup)
    assert texts(soup, ".badge") == [f"CASE {case}"]
    headings = texts(soup, "h2")
    assert ("Matched KRAs" in headings) is (case not in ("E", "REJECT"))
    assert_inert(parsed(record._repr_html_()))


def test_the_page_has_the_sections_that_readers_look_for():
    soup = parsed(run_page(full_record()))
    assert texts(soup, "h2") == [
        "Matched skills",
        "Matched dimensions",
        "Matched KRAs",
        "Job description",
        "Skills from this JD",
        "Signals",
        "Post-classification",
        "Captured for review",
        "LLM calls",
        "Made of",
        "Raw JSON",
    ]
    assert [link["href"][1:] for link in soup.select("nav a") if not soup.find(id=link["href"][1:])] == []
    assert texts(soup, "pre")[1].startswith('{\n "final_skills"')


@pytest.mark.parametrize("case", ["C", "E", "REJECT"])
def test_the_resolution_is_told_in_the_contract_s_word(case):
    told = {"C": "in_db", "E": "new", "REJECT": "rejected"}[case]
    record = full_record(case)
    assert texts(parsed(run_page(record)), ".banner p strong") == [told]
    if case == "C":
        queued = replace(record, decision=replace(record.decision, queued=True))
        assert texts(parsed(run_page(queued)), ".banner p strong") == ["queued"]


def test_every_skill_mention_is_marked_and_marks_overlap():
    text = "We write Python and\r\nJava for\x00 Python <b>teams</b>."
    skills = [(9, 15), (21, 25), (31, 37)]
    record = marked_record(text, skills=skills, kras=[(3, 40)], boilerplate=[(26, len(text))])
    block = parsed(run_page(record)).select_one(".text")
    assert block is not None
    assert block.get_text() == shown_text(text)
    marked: dict[str, set[int]] = {"skill": set(), "kra": set(), "boilerplate": set()}
    place = 0
    for piece in block.find_all(string=True):
        classes = piece.parent.get("class") if piece.parent.name == "mark" else []
        for name in classes:
            marked[name] |= set(range(place, place + len(piece)))
        place += len(piece)
    assert marked["skill"] == {place for span in skills for place in range(*span)}
    assert marked["kra"] == set(range(3, 40))
    assert marked["boilerplate"] == set(range(26, len(text)))


def test_an_unrecorded_run_says_so():
    assert "not recorded: nothing was stored" in parsed(run_page(full_record(recorded=False))).get_text()


def test_counts_agree_with_their_nouns():
    record = full_record()
    one = replace(record, updates=StageFiveUpdates(centroid_updated=True, centroid_n_after=1))
    assert "now holds 1 JD" in texts(parsed(run_page(one)), "#updates td")[0]
    assert "now holds 12 JDs" in texts(parsed(run_page(record)), "#updates td")[0]


def test_no_figure_claims_certainty():
    record = full_record()
    sure = replace(
        record,
        decision=replace(
            record.decision, confidence=1.0, candidates=(Candidate("some-role", 20.0, 1.0, 0, "Some Role"),)
        ),
    )
    assert texts(parsed(run_page(sure)), ".figure > span") == ["> 99.9 %", "> 99.9 %"]


def test_signals_that_are_zero_for_all_are_named_instead_of_shown():
    record = full_record()
    record.signals.kra[:] = 0.5
    soup = parsed(run_page(record))
    assert texts(soup, "#signals th")[3:4] == ["kra"]
    assert "left out: alias, title" in texts(soup, "#signals > .quiet")[0]


def test_roles_that_are_still_possible_are_named():
    record = full_record("C")
    pair = (Candidate("some-role", 3.5, 0.6, 0, "Baker"), Candidate("other", 3.0, 0.4, 0, "Pastry Chef"))
    one, two = (
        replace(record, decision=replace(record.decision, candidates=pair, candidate_set=held))
        for held in (("some-role",), ("some-role", "other"))
    )
    assert "Still possible: Baker, Pastry Chef." in parsed(run_page(two)).get_text()
    assert "Still possible" not in run_page(one)


def test_primary_skills_come_first_and_those_in_boilerplate_last():
    text = "Perk Teams Rust Rust Go"
    spans = {
        "Perk": (SkillSpan(0, 4, "Perk", "perks"),),
        "Go": (SkillSpan(21, 23, "Go", "skills"),),
        "Rust": (SkillSpan(11, 15, "Rust", "duties"), SkillSpan(16, 20, "Rust", "duties")),
    }
    found = [FoundSkill(name.lower(), name, 1, name, False, places) for name, places in spans.items()]
    found.append(FoundSkill("teams", "Teams", 2, "Teams", True, (SkillSpan(5, 10, "Teams", "duties"),)))
    record = replace(marked_record(text), skills=SkillFindings(found=tuple(found)))
    card = parsed(run_card(record))
    assert texts(card, ".chips li") == ["Teams", "Rust", "Go", "Perk"]
    assert texts(card, ".chips li.primary") == ["Teams"]
    assert texts(card, ".chips li.idle") == ["Perk"]


def test_a_chosen_role_without_reported_sentences_says_so():
    record = marked_record("Write code", kras=[(0, 10)])
    record = replace(record, chosen=ChosenRoleFacts(2, "other", "Other Role", "", "", ""))
    assert "Other Role is not among the roles whose KRAs come closest" in parsed(run_page(record)).get_text()


def test_a_title_alone_is_a_page_too():
    record = full_record()
    jd = JobDescription(id="1", text="", title="Nurse")
    record = replace(
        record, jd=jd, document=Document(jd, "", (), ()), evidence=Evidence(), skills=SkillFindings()
    )
    soup = parsed(run_page(record))
    assert "the title alone was read" in soup.get_text()
    assert texts(soup, "#skills .quiet") == ["No catalog skill was found in the text."]


@pytest.mark.parametrize("render", [run_page, run_card])
def test_styles_reach_nothing_but_the_page(render):
    style = parsed(render(full_record())).find_all("style")[0].get_text()
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    style = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", style)
    assert "@" not in style
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", style)
    assert len(rules) > 30
    selectors = [selector.strip() for rule in rules for selector in rule.split(",")]
    assert [selector for selector in selectors if not re.match(r"\.jd(?=[\s.]|$)", selector)] == []


@pytest.mark.reference
@pytest.mark.encoder
@pytest.mark.parametrize("name", NAMES)
def test_the_golden_jobs_have_pages(golden_records, name):
    record = golden_records[name]
    soup = parsed(run_page(record))
    assert_inert(soup)
    assert texts(soup, "h1") == ["Backend Developer"]
    assert texts(soup, ".text") == [record.jd.text]
    mentions = [span.surface for skill in record.skills.found for span in skill.spans]
    shown = "\n".join(texts(soup, ".text mark.skill"))
    assert all(surface in shown for surface in mentions)
    assert soup.select(".text mark.kra")


def rich_page(words: str, case: Case = "C", **extra) -> str:
    return run_page(
        rich_record(words, case),
        snapshot=rich_snapshot(words),
        api_bodies={"api1": {}, "api2": {words: words}, "api3": [words], "client": {"x": words}},
        **extra,
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_answers_terms_and_catalog_texts_are_shown_and_never_obeyed(attack):
    shown = shown_text(attack)
    html = rich_page(attack)
    html.encode("utf-8")
    soup = parsed(html)
    assert_inert(soup)
    if attack.strip():  # blanks alone are no evidence of a skill
        assert shown in texts(soup, "#client table td span")
    assert shown in texts(soup, "#skills details.skill li bdi")
    assert shown in texts(soup, "#skills details.skill .warning")
    assert shown in texts(soup, "#skills .tag.locked")
    assert shown in texts(soup, "#links td")
    assert shown in texts(soup, "#artifacts td")
    assert texts(soup, "#calls .warning") == [shown] * 2
    assert texts(soup, "#calls details details pre") == [shown, shown, shown] * 2
    assert texts(soup, "#calls summary bdi") == [shown] * 2
    framed = f"a{attack}b"
    draft = parsed(rich_page(framed, "E"))
    assert_inert(draft)
    assert shown_text(framed) in texts(draft, "#draft p bdi")
    assert shown_text(framed) in texts(draft, "#draft td")


def test_a_page_with_everything_has_all_sections_and_no_dead_links():
    soup = parsed(rich_page("words", "E"))
    headings = texts(soup, "h2")
    for heading in (
        "Client output",
        "Skills from this JD",
        "Signals",
        "Post-classification",
        "Captured for review",
        "Proposed role",
        "All links tried (API 3)",
        "Catalog artifacts of this run",
        "LLM calls",
        "Raw JSON",
    ):
        assert heading in headings, heading
    assert texts(soup, "#client h3") == [
        "Nature of work",
        "Skill clusters",
        "AI index",
        "Tech-stack maturity",
        "KRA description",
    ]
    assert [summary.split("(")[0].strip() for summary in texts(soup, "#client > details > summary")][-2:] == [
        "Evidence",
        "Vocabulary breakdown",
    ]
    assert [link["href"][1:] for link in soup.select("nav a") if not soup.find(id=link["href"][1:])] == []
    assert texts(soup, "#raw summary") == [
        "Parser (nano_parsed)",
        "API 1 (extract_from_jd)",
        "API 2 (extract_details)",
        "API 3 (final_role_output)",
        "Client output",
    ]


def test_calls_stand_in_pipeline_order_with_their_sum():
    soup = parsed(rich_page("words"))
    assert [one.split()[0] for one in texts(soup, "#calls > details > summary")] == ["parse", "adjudicate"]
    assert texts(soup, "#calls .totals td")[-5:] == ["All", "2", "2,000", "100", "$0.0008"]


def test_only_the_scripts_of_the_figures_may_run():
    figures = "<div id=drawn></div><script>draw()</script>"
    page = rich_page("<script>alert(1)</script>", figures_html=figures)
    soup = parsed(page)
    assert [script.get_text() for script in soup.find_all("script")] == ["draw()"]
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.count("sha256-") == 1


def test_every_case_with_details_has_a_page():
    for case in CASES:
        assert_inert(parsed(rich_page("<i>x</i>", case)))


def test_a_client_output_that_is_given_is_the_one_shown():
    client = client_output(rich_record(), rich_snapshot())
    told = client.model_copy(
        update={"kra_description": client.kra_description.model_copy(update={"description": "Given."})}
    )
    soup = parsed(run_page(rich_record(), client=told))
    assert "Given." in texts(soup, "#client p")
