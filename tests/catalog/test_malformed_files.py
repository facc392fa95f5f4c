"""Every way in which a catalog file can be wrong, and what its reader is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdwork.catalog import load_catalog_files
from jdwork.errors import CatalogError
from tests.catalog.tiny import FILES, edited, write_catalog

BAKER, WAITER = "roles/kitchen/baker.yaml", "roles/hall/waiter.yaml"
SKILLS, DIMENSIONS = "skills/craft.yaml", "dimensions/kitchen-work.yaml"
Changes = dict[str, str | bytes | None]

CASES: dict[str, tuple[Changes, str]] = {
    "missing key": (
        edited(WAITER, "kras: [Takes orders and carries plates to the tables.]\n", ""),
        f"{WAITER}:1, key kras: The key 'kras' is missing. Add it; catalog/README.md shows a full example.",
    ),
    "unknown key": (
        edited(BAKER, "skills:", "skils:"),
        f"{BAKER}:16, key skils: There is no key 'skils' here. Did you mean 'skills'?",
    ),
    "unknown key of an alias": (
        edited(SKILLS, "type: ABB", "typ: ABB"),
        f"{SKILLS}:12, key skills[0].aliases[1].typ: There is no key 'typ' here. Did you mean 'type'?",
    ),
    "unknown key of the defaults": (
        edited(SKILLS, "  nature: PRACTICE", "  natur: PRACTICE"),
        f"{SKILLS}:5, key defaults.natur: There is no key 'natur' here. Did you mean 'nature' or 'maturity'?",
    ),
    "duplicate key": (
        edited(BAKER, "domain: kitchen\n", "domain: kitchen\ndomain: hall\n"),
        f"{BAKER}:5, key domain: The key is given twice. Remove one; the first is on line 4.",
    ),
    "skill listed twice": (
        edited(BAKER, "  oven: 0.25", "  sourdough: 0.25"),
        f"{BAKER}:18, key skills.sourdough: The key is given twice. Remove one; the first is on line 17.",
    ),
    "description of a domain too long": (
        edited("domains.yaml", "Where food is made.", "Food. " * 700),
        "domains.yaml:4, key domains[0].description: The text has more than 4000 characters. Shorten it.",
    ),
    "weight above one": (
        edited(BAKER, "0.25", "1.25"),
        f"{BAKER}:18, key skills.oven: '1.25' is out of range. Give a number above 0 and up to 1.",
    ),
    "weight zero": (
        edited(BAKER, "0.25", "0"),
        f"{BAKER}:18, key skills.oven: '0' is out of range. Give a number above 0 and up to 1.",
    ),
    "weight not a number": (
        edited(BAKER, "0.25", "high"),
        f"{BAKER}:18, key skills.oven: 'high' is not a number. Give a number above 0 and up to 1.",
    ),
    "weight nan": (
        edited(BAKER, "0.25", "nan"),
        f"{BAKER}:18, key skills.oven: 'nan' is not a number. Give a number above 0 and up to 1.",
    ),
    "id not a number": (
        edited(BAKER, "id: 7", "id: seven"),
        f"{BAKER}:1, key id: 'seven' is not an id. Give a whole number from 1 to 2147483647.",
    ),
    "id below one": (
        edited(BAKER, "id: 7", "id: 0"),
        f"{BAKER}:1, key id: '0' is out of range. Give a whole number from 1 to 2147483647.",
    ),
    "slug is not the file's name": (
        edited(BAKER, "slug: baker", "slug: bread-baker")
        | edited("redirects.yaml", "to: baker", "to: waiter"),
        f"{BAKER}:2, key slug: The slug 'bread-baker' does not fit the file's name. "
        "Name the file bread-baker.yaml.",
    ),
    "slug characters": (
        edited(SKILLS, "slug: sourdough", "slug: Sour_Dough"),
        f"{SKILLS}:8, key skills[0].slug: 'Sour_Dough' is not a slug. "
        "Use lower-case letters and digits joined by single hyphens.",
    ),
    "domain is not the folder": (
        edited(WAITER, "domain: hall", "domain: kitchen"),
        f"{WAITER}:3, key domain: The role's domain is 'kitchen', but its file lies in roles/hall/. "
        "Move the file to roles/kitchen/ or change the domain.",
    ),
    "unknown domain of a dimension": (
        edited(DIMENSIONS, "domain: kitchen", "domain: kichen"),
        f"{DIMENSIONS}:1, key domain: There is no domain 'kichen'. Did you mean 'kitchen'?",
    ),
    "unknown skill of a role": (
        edited(BAKER, "  oven:", "  ovens:"),
        f"{BAKER}:18, key skills.ovens: There is no skill 'ovens'. Did you mean 'oven'?",
    ),
    "unknown skill unlike any": (
        edited(BAKER, "  oven:", "  xyzzy:"),
        f"{BAKER}:18, key skills.xyzzy: There is no skill 'xyzzy'. Add it to skills/ or remove it here.",
    ),
    "unknown skill of a dimension": (
        edited(DIMENSIONS, "[oven, sourdough]", "[oven, sourdoh]"),
        f"{DIMENSIONS}:7, key dimensions[0].skills[1]: There is no skill 'sourdoh'. "
        "Did you mean 'sourdough'?",
    ),
    "unknown dimension": (
        edited(BAKER, "[baking]", "[bakin]"),
        f"{BAKER}:15, key dimensions[0]: There is no dimension 'bakin'. Did you mean 'baking'?",
    ),
    "role slug used twice": (
        {
            "roles/hall/baker.yaml": FILES[BAKER]
            .replace("id: 7\n", "")
            .replace("domain: kitchen", "domain: hall")
        },
        f"{BAKER}:2, key slug: The role slug 'baker' is used twice. "
        "It is first used in roles/hall/baker.yaml:1.",
    ),
    "role id used twice": (
        edited(WAITER, "slug:", "id: 7\nslug:"),
        f"{BAKER}:1, key id: The role id '7' is used twice. It is first used in {WAITER}:1.",
    ),
    "skill slug used twice": (
        {"skills/more.yaml": "category: More\nskills:\n- {slug: oven, name: O, sub_category: S}\n"},
        "skills/more.yaml:3, key skills[0].slug: The skill slug 'oven' is used twice. "
        f"It is first used in {SKILLS}:13.",
    ),
    "category id used twice": (
        {"skills/more.yaml": "category: More\nid: 3\nskills:\n- {slug: pan, name: Pan, sub_category: S}\n"},
        "skills/more.yaml:2, key id: The category id '3' is used twice. It belongs to 'Craft'.",
    ),
    "category with two ids": (
        {"skills/more.yaml": "category: Craft\nid: 4\nskills:\n- {slug: pan, name: Pan, sub_category: S}\n"},
        "skills/more.yaml:2, key id: The category 'Craft' has the id 4 here and 3 in skills/craft.yaml. "
        "Give it one id, in one of its files.",
    ),
    "alias listed twice": (
        edited(BAKER, "  - baker\n", "  - Bread  Baker\n"),
        f"{BAKER}:11, key aliases[1]: 'Bread Baker' is listed twice. "
        "Remove it; it stands already at aliases[0].",
    ),
    "kra listed twice": (
        edited(BAKER, "Fires the oven and watches its heat.", "Kneads dough and shapes loaves before dawn."),
        f"{BAKER}:14, key kras[1]: 'Kneads dough and shapes loaves before dawn.' is listed twice. "
        "Remove it; it stands already at kras[0].",
    ),
    "skill alias listed twice": (
        edited(SKILLS, "      - sour dough\n", "      - sour dough\n      - Sour Dough\n"),
        f"{SKILLS}:12, key skills[0].aliases[1]: The alias 'Sour Dough' is listed twice. "
        "Remove it; it stands already at aliases[0].",
    ),
    "skill alias id used twice": (
        edited(SKILLS, "      - sour dough\n", "      - {text: a, id: 5}\n      - {text: b, id: 5}\n"),
        f"{SKILLS}:12, key skills[0].aliases[1]: The alias id '5' is used twice. "
        "It belongs to 'a'; ids of aliases may be left out.",
    ),
    "empty list": (
        edited(WAITER, "aliases: [server]", "aliases: []"),
        f"{WAITER}:6, key aliases: The list is empty. Give at least one.",
    ),
    "nothing where a list should be": (
        edited(WAITER, "aliases: [server]", "aliases:"),
        f"{WAITER}:6, key aliases: A list is expected here, not nothing. "
        "Put each item on a line of its own after '- '.",
    ),
    "empty text": (
        edited(BAKER, "  - bread baker", "  - ''"),
        f"{BAKER}:10, key aliases[0]: The text is empty. Fill it in or remove the line.",
    ),
    "text where a list should be": (
        edited(WAITER, "aliases: [server]", "aliases: server"),
        f"{WAITER}:6, key aliases: A list is expected here, not the text 'server'. "
        "Put each item on a line of its own after '- '.",
    ),
    "a colon in a kra": (
        edited(BAKER, "Fires the oven and", "Fires: the oven and"),
        f"{BAKER}:14, key kras[1]: Text is expected here, not 'key: value' lines. "
        "Quote text that holds a colon followed by a space.",
    ),
    "not a mapping": (
        {WAITER: "- slug: waiter\n"},
        f"{WAITER}:1: 'key: value' lines are expected here, not a list.",
    ),
    "archetype": (
        edited(WAITER, "archetype: Service", "archetype: Servis"),
        f"{WAITER}:4, key archetype: 'Servis' is not an allowed value. Did you mean 'Service'?",
    ),
    "nature": (
        edited(SKILLS, "nature: EQUIPMENT", "nature: EQUIPMNT"),
        f"{SKILLS}:16, key skills[1].nature: 'EQUIPMNT' is not an allowed value. Did you mean 'EQUIPMENT'?",
    ),
    "alias type": (
        edited(SKILLS, "ABBREVIATION", "CANONICAL"),
        f"{SKILLS}:12, key skills[0].aliases[1].type: 'CANONICAL' is not an allowed value. "
        "Known: 'ABBREVIATION', 'SPELLING', 'SYNONYM', 'VENDOR_NAME', 'VERSION'.",
    ),
    "neither true nor false": (
        edited(SKILLS, "is_extractable: false", "is_extractable: maybe"),
        f"{SKILLS}:19, key skills[1].is_extractable: 'maybe' is neither true nor false. Write true or false.",
    ),
    "no sub-category": (
        edited(SKILLS, "  sub_category: Dough\n", ""),
        f"{SKILLS}:6, key skills[0]: The skill 'sourdough' has no sub_category. "
        "Give it one, or set one for the whole file under 'defaults'.",
    ),
    "text too long": (
        edited(WAITER, "[server]", f"[{'x' * 201}]"),
        f"{WAITER}:6, key aliases[0]: The text has more than 200 characters. Shorten it.",
    ),
    "control character": (
        edited(WAITER, "[server]", '["a\\0b"]'),
        f"{WAITER}:6, key aliases[0]: The text holds a control character. Remove it.",
    ),
    "redirect in a circle": (
        {"redirects.yaml": "roles:\n  - {slug: a, to: b}\n  - {slug: b, to: a}\n"},
        "redirects.yaml:2, key roles[0].to: The redirect runs in a circle: a → b → a. "
        "Let one of them lead to an entry that exists.",
    ),
    "redirect to nothing": (
        edited("redirects.yaml", "to: baker", "to: bakr"),
        "redirects.yaml:2, key roles[0].to: There is no role 'bakr'. Did you mean 'baker'?",
    ),
    "redirect of a living role": (
        edited("redirects.yaml", "slug: bread-maker", "slug: waiter"),
        "redirects.yaml:2, key roles[0].slug: The role 'waiter' still exists, so it cannot be redirected. "
        "Remove the redirect, or the entry's file.",
    ),
    "redirect with a living id": (
        edited("redirects.yaml", "id: 99", "id: 7"),
        "redirects.yaml:2, key roles[0].id: The id 7 belongs to the role 'baker'. "
        "Give the id that the old entry had, or leave it out.",
    ),
    "redirect given twice": (
        edited("redirects.yaml", "skills: []", "  - {slug: bread-maker, to: waiter}"),
        "redirects.yaml:3, key roles[1].slug: The redirect slug 'bread-maker' is used twice. "
        "It is first used in redirects.yaml:2.",
    ),
    "no domains": (
        {"domains.yaml": None},
        "domains.yaml: The file is missing. Every role needs a domain listed there.",
    ),
    "no roles": (
        {BAKER: None, WAITER: None, "redirects.yaml": None},
        "roles/: There are no roles. Add roles/<domain>/<slug>.yaml.",
    ),
    "wrong ending": (
        {"skills/more.yml": "x"},
        "skills/more.yml: The file's name does not end in '.yaml', so it would not be read. Rename it.",
    ),
    "empty file": ({SKILLS: "# nothing yet\n"}, f"{SKILLS}: The file is empty. Fill it in or delete it."),
    "tab": (
        edited(BAKER, "  - bread baker", "\t- bread baker"),
        f"{BAKER}:10: This is not valid YAML (found character that cannot start any token). "
        "Indent with spaces: YAML allows no tabs there.",
    ),
    "broken quoting": (
        edited(BAKER, "  - baker", "  - 'baker"),
        f"{BAKER}:19: This is not valid YAML (found unexpected end of stream). Check the quoting",
    ),
    "colon in plain text": (
        edited(BAKER, "slug: baker", "slug: baker: bread"),
        f"{BAKER}:2: This is not valid YAML (mapping values are not allowed in this context). "
        "Quote text that holds a colon followed by a space, and check the indentation.",
    ),
    "not UTF-8": (
        {WAITER: FILES[WAITER].replace("Serves", "S\xe9rves").encode("latin-1")},
        f"{WAITER}:5: The file is not UTF-8 text (byte 0xe9). Save it as UTF-8.",
    ),
    "anchor": (
        edited(WAITER, "[server]", "&a [server]"),
        f"{WAITER}:6: The anchor '&a' is not allowed. "
        "Write the value out, or quote text that starts with '&'.",
    ),
    "alias of YAML": (
        edited(WAITER, "[server]", "[*server]"),
        f"{WAITER}:6: The alias '*server' is not allowed. "
        "Write the value out, or quote text that starts with '*'.",
    ),
    "tag": (
        edited(WAITER, "[server]", "!!python/name:os.system [server]"),
        f"{WAITER}:6: The tag 'tag:yaml.org,2002:python/name:os.system' is not allowed. "
        "Every value is text: quote text that starts with '!'.",
    ),
    "several documents": (
        edited(WAITER, "aliases:", "---\naliases:"),
        f"{WAITER}:6: The file holds several YAML documents. Remove the '---' line.",
    ),
    "nested too deep": (
        edited(WAITER, "[server]", "[" * 40 + "]" * 40),
        f"{WAITER}:6: Lists are nested deeper than 24. Flatten them.",
    ),
    "a key that is a list": (
        edited(WAITER, "aliases: [server]", "? [a]\n: b"),
        f"{WAITER}:6: A key must be plain text. Quote the key if it starts with '[' or '{{'.",
    ),
}

ECHOES = {"no domains", "slug characters", "empty file", "redirect in a circle", "broken quoting"}
"""Cases that are wrong in more than one place: a catalog without its skills has unknown skills."""


@pytest.mark.parametrize("name", CASES)
def test_a_malformed_file_is_named_with_line_key_and_remedy(name: str, tmp_path: Path) -> None:
    changes, message = CASES[name]
    with pytest.raises(CatalogError) as caught:
        load_catalog_files(write_catalog(tmp_path, changes))
    if name in ECHOES:
        assert message in str(caught.value)
    else:
        assert str(caught.value) == message


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "craft.yaml":
            raise PermissionError(13, "Permission denied")
        return read(path)

    write_catalog(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(
        CatalogError, match=r"skills/craft.yaml: The file cannot be read \(Permission denied\)"
    ):
        load_catalog_files(tmp_path)


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="more than 16,777,216"):
        load_catalog_files(write_catalog(tmp_path, {"skills/huge.yaml": b"#" * (16 * 1024 * 1024 + 1)}))
