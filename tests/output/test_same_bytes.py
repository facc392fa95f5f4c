"""Equal input gives equal bodies, byte for byte, whichever process made them."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
from jdwork.catalog import build_catalog, load_catalog_files
from jdwork.config import load_settings
from jdwork.database.engine import open_database
from jdwork.embed import HashingEncoder
from jdwork.output import api1_body, api2_body, api3_body
from jdwork.pipeline import Pipeline
from jdwork.record import recorded
from jdwork.text import JobDescription
from tests.tiny_workspace import write_tiny_catalog

folder = Path(sys.argv[1])
catalog = write_tiny_catalog(folder / "catalog")
settings = load_settings(catalog / "config.toml", environment=False)
engine = open_database(f"sqlite:///{folder / 'jdwork.sqlite'}")
build_catalog(catalog, engine)
pipeline = Pipeline(load_catalog_files(catalog), settings, HashingEncoder(settings.embed.dimension))
jds = [
    JobDescription("1", "Kneads dough. Skills: sourdough, Zorblatt kits, wine service.", "Oven Hand"),
    JobDescription("2", "Serves guests at their tables and recommends wine. Skills: Froobing, wine.", None),
]
for record in recorded(pipeline.detail(pipeline.classify_batch(jds)), engine, settings=settings):
    print(api1_body(record).model_dump_json())
    print(api2_body(record, pipeline.snapshot).model_dump_json())
    print(api3_body(record, pipeline.snapshot).model_dump_json())
"""


def test_two_processes_give_the_same_bytes(tmp_path):
    told = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).resolve().parents[2],
        )
        told.append(done.stdout)
    assert told[0] == told[1]
    assert told[0].count(b"\n") == 6
    assert b"outcome_line" in told[0]
