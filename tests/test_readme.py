"""The README as a contract: every command in it is tried, every file it names exists."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from jdwork.bench import Bench
from jdwork.workspace import create_workspace
from tests.learn.ads import trade_ads
from tests.legacy.pages import page
from tests.text.test_documents import pdf_bytes

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, flags=re.DOTALL)
SHELL = [
    line.strip()
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if line.strip()
]
COMMANDS = [line.split("#")[0].strip() for line in SHELL if line.startswith("jdwork ")]
SET_UP = [line for line in SHELL if not line.startswith("jdwork ")]

AD = (
    "Backend Developer\nResponsibilities:\n• Design and build REST services in Python\n"
    "• Tune PostgreSQL queries behind the API\nRequirements:\n• Git, Docker and three years of experience\n"
    "• Experience with QuuxDB, Zorblax and Flumox.js\n"
)
UNKNOWN = ("QuuxDB", "Zorblax", "Flumox.js")
"""Skills that no catalog has: what the review queue is filled with."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace of the shipped catalog with the files that the README's commands name."""
    root = create_workspace(tmp_path_factory.mktemp("readme") / "work").root
    (root / "ad.txt").write_text(AD, encoding="utf-8")
    (root / "page.txt").write_text(page(), encoding="utf-8")
    (root / "ad.pdf").write_bytes(
        pdf_bytes("We need a backend developer who designs REST services in Python.")
    )
    ads = pd.DataFrame(
        {"position": ["Backend Developer", "Chef"], "description": [AD, "Cook and plate dishes."]}
    )
    ads["role"] = ["backend-engineer", "chef"]
    ads.to_csv(root / "ads.csv", index=False)
    ads.rename(columns={"description": "text"}).to_json(root / "postings.jsonl", orient="records", lines=True)
    more, labels = trade_ads(10)
    many = pd.DataFrame({"description": [ad.text for ad in more], "role": labels})
    many.to_csv(root / "many.csv", index=False)
    (root / "gold.csv").write_text(f"id,role,by\n1,{labels[0]},ann\n2,{labels[1]},ann\n", encoding="utf-8")
    roles = pd.DataFrame({"role": ["Baker", "Waiter"], "kra": ["Kneads dough.", "Carries plates."]})
    roles.to_csv(root / "roles.csv", index=False)
    return root


def run(command, root):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JDWORK_")}
    # The hashing encoder: what is tried here is the commands, not the figures.
    environment |= {"JDWORK_WORKSPACE": str(root), "JDWORK_EMBED__ENCODER": "hashing"}
    words = [sys.executable, "-m", "jdwork", *command]
    return subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.processes
def test_every_command_works(workspace):
    words = re.compile(r"'[^']*'|\S+")
    tried, said = 0, {}
    for line in COMMANDS:
        command = [word.strip("'") for word in words.findall(line)][1:]
        if command[:1] == ["lab"] or "…" in line:
            continue
        if command[:2] == ["init", "DIR"]:
            command[1] = str(workspace.parent / "another")
        done = run(command, workspace)
        # Lint and the gate say by 1 what they found, which depends on the encoder.
        judges = command[:2] in (["catalog", "lint"], ["notebook", "06"]) or command[:1] == ["gate"]
        fine = done.returncode in ({0, 1} if judges else {0})
        assert fine and "Traceback" not in done.stderr, f"{line}\n{done.stdout}\n{done.stderr}"
        said[" ".join(command)] = done.stdout
        tried += 1
    assert tried >= 20
    assert (workspace / "runs" / "mine" / "decisions.parquet").is_file()
    assert (workspace / "ad.html").is_file()
    assert "Measured against" in said["catalog lint"]
    assert (workspace / "catalog" / "roles" / "software-engineering" / "php-developer.yaml").is_file()
    assert "The catalogs are equal" in said["catalog diff mine"], "what was merged was not taken back"
    assert all(name in said["review list"] for name in UNKNOWN)
    assert "2 items exported" in said["catalog export"]
    assert (workspace / "imported" / "domains.yaml").is_file()


def test_commands_in_running_text_exist():
    from typer.main import get_command

    from jdwork.cli.application import application

    known = get_command(application)
    for name in re.findall(r"`jdwork (\w+)", README):
        assert name in known.commands, name


def test_the_set_up_lines_are_those_that_ci_runs():
    assert any("pip install -e ." in line and line.endswith("jdwork demo") for line in SET_UP)
    assert any("pip install -e '.[test]'" in line and line.endswith("pytest") for line in SET_UP)
    script = (
        (ROOT / ".ci" / "run")
        .read_text(encoding="utf-8")
        .replace('"', "")
        .replace(" -q --disable-pip-version-check", "")
    )
    assert "pip install -e ." in script and "jdwork demo" in script
    assert "-e '.[test]'" in script and "/pytest" in script


def test_the_python_example_works(tiny_workspace):
    example = next(block for language, block in BLOCKS if language == "python")
    names = {"ads": pd.DataFrame({"text": [AD], "title": ["Baker"]})}
    exec(compile(example, "README.md", "exec"), names)
    assert len(names["frame"]) == 1


def test_extras_that_the_readme_names_exist():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra in re.findall(r"(?:jdwork|\.)\[(\w+)\]", README):
        assert extra in project["optional-dependencies"]


def test_settings_that_the_readme_names_exist():
    from jdwork.config import Settings

    known = {f"{section}.{key}" for section, body in Settings() for key in type(body).model_fields}
    for name in re.findall(r"`(\w+\.\w+)`", README):
        if not (ROOT / name).exists() and not name.endswith((".parquet", ".json", ".jsonl", ".toml", ".md")):
            assert name in known, name


def test_the_table_of_speed_is_that_of_a_benchmark():
    figures = Bench.read(ROOT / "tests" / "readme_bench.json")
    assert figures.to_markdown() in README
    names = " ".join(one.name for one in figures.figures)
    for part in ("encoding", "end to end, fresh", "same JDs again", "what-if", "jdwork classify"):
        assert part in names


def test_the_environment_file_installs_this_project():
    import yaml

    body = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    requirements = [one["pip"] for one in body["dependencies"] if isinstance(one, dict)]
    assert requirements == [["-e .[test]"]]
    assert "python>=3.11,<3.14" in body["dependencies"]
