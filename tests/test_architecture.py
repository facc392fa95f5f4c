"""The rooms and which may know which: dependencies point one way, and heavy packages load late."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "jdwork"
LEVELS = [
    {"errors"},
    {"atomic_file", "cache_file"},
    {"workspace", "config", "text", "catalog.snapshot", "catalog.slug", "llm"},
    {"catalog", "database", "embed", "parse", "skills"},
    {"signals"},
    {"decide"},
    {"discover", "enrich"},
    {"details"},
    {"record"},
    {"output", "evaluate", "review", "annotate", "catalog.lint"},
    {"pipeline", "model_stages", "detailing"},
    {"learn", "tune"},
    {"runs"},
    {"explain", "doctor"},
    {"whatif"},
    {"suggest"},
    {"workbench", "bench"},
    {"legacy"},
    {"view"},
    {"widgets"},
    {"service"},
    {"cli", "__main__"},
]
"""Each level may import those above it; rooms of one level may know one another where no circle arises."""
HEAVY = (
    "torch",
    "sentence_transformers",
    "umap",
    "pandas",
    "sqlalchemy",
    "pyarrow",
    "plotly",
    "pydantic_settings",
)


def room(module):
    parts = module.split(".")[1:]
    if not parts:
        return None
    named = ".".join(parts[:2])
    return named if named in {"catalog.snapshot", "catalog.slug", "catalog.lint"} else parts[0]


def level(name):
    return next((number for number, rooms in enumerate(LEVELS) if name in rooms), None)


def top_level_imports(path):
    """Modules of jdwork that a file imports when it is imported itself, not inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jdwork"):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("jdwork."))


FILES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_to_rooms_further_up(path):
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    own = room(".".join(relative.parts).removesuffix(".__init__"))
    if own is None:
        return
    assert level(own) is not None, f"{own} has no level: say where the new room stands"
    for module in top_level_imports(path):
        target = room(module)
        if target is not None and target != own:
            assert level(target) <= level(own), f"{path.name} imports {module}, which stands further down"


@pytest.mark.parametrize("name", ["jdwork", "jdwork.cli.application", "jdwork.pipeline", "jdwork.output"])
def test_heavy_packages_are_not_loaded_before_they_are_needed(name):
    code = f"import sys, {name}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
