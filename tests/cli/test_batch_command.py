"""batch: what comes out, what is said of wrong input, and going on after a stop."""

from __future__ import annotations

import csv
import json

import pytest

from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder, read_frame, read_manifest
from jdwork.workbench import Workbench
from tests.cli.stored import rows, stored_runs
from tests.tiny_workspace import ADS, write_ads

BREAD = ADS[0]["text"]
REQUIRED = {"id", "role", "confidence", "case", "queued", "candidates", "reason"}


@pytest.fixture
def ads(tmp_path):
    return write_ads(tmp_path / "ads.jsonl")


def test_batch_decides_every_row(jdwork, ads, tmp_path):
    result = jdwork("batch", ads, "--out", tmp_path / "out", "--label-field", "label")
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert set(frame.columns) >= REQUIRED
    assert frame["id"].tolist() == [ad["id"] for ad in ADS]
    assert frame.loc["title-alone", "role"] == "plumber"
    assert frame.loc["text-alone", "role"] == "plumber"
    assert frame.loc["no-ad", "case"] == "REJECT"
    assert all(len(set(one)) >= 5 for one in frame.loc[frame["case"] != "REJECT", "candidates"])
    assert "accuracy" in result.out
    assert "8 JDs in" in result.out
    assert read_manifest(RunFolder(tmp_path / "out").manifest).parameters["input"] == "ads.jsonl"


def test_batch_says_what_it_could_not_read_and_goes_on(jdwork, tmp_path):
    path = tmp_path / "ads.jsonl"
    lines = [
        json.dumps({"id": 1, "title": "Mason", "text": "\ud800\x00"}),
        "{broken",
        json.dumps({"id": 1, "text": 5}),
        json.dumps({"id": 1, "title": "", "text": None}),
        json.dumps([1]),
        json.dumps({"id": "big", "title": "Waitress", "text": BREAD * 20_000}),
        json.dumps({"id": 1, "title": "Pipe Fitter"}),
    ]
    path.write_text("\n".join(lines))
    result = jdwork("batch", path, "--out", tmp_path / "out")
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert len(frame) == len(lines)
    assert frame["id"].is_unique
    unread = frame[frame["reason"].str.startswith("Not read (ads.jsonl:")]
    assert len(unread) == 4
    assert set(unread["case"]) == {"REJECT"}
    assert frame["role"].iloc[0] == "bricklayer"
    assert frame["role"].iloc[-1] == "plumber"
    assert frame.loc["big", "case"] != "REJECT"
    assert "4 rows unreadable" in result.said
    assert str(tmp_path) not in " ".join(frame["reason"])


def test_batch_reads_named_fields_of_a_csv(jdwork, tmp_path):
    path = tmp_path / "ads.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Req", "Position", "Body", "Gold", "When"])
        writer.writerow(["r1", "Mason", "", "bricklayer", "2024-05-01"])
        writer.writerow(["r2", "", BREAD, "waiter", "2024-05-02"])
    names = ["--id-field", "Req", "--text-field", "Body", "--date-field", "When", "--label-field", "Gold"]
    result = jdwork("batch", path, "--out", tmp_path / "out", "--title-field", "Position", *names)
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert frame.loc["r1", ["role", "label", "date"]].tolist() == ["bricklayer", "bricklayer", "2024-05-01"]
    assert frame.loc["r2", "role"] == "baker"
    assert jdwork("batch", path, "--out", tmp_path / "text", "--no-title", *names).code == 0
    assert rows(tmp_path / "text").loc["r1", "case"] == "REJECT"


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (None, [], "no such file"),
        ("", [], "empty"),
        ("\n\n", [], "no rows"),
        ('{"text": "x"}\n', ["--text-field", "body"], "'body'"),
        ('{"text": "x"}\n', ["--label-field", "gold"], "'gold'"),
        ('{"pay": "x"}\n', [], "No column is recognised as text or title"),
        ('{"text": "x"}\n', ["--no-title", "--title-field", "t"], "contradict each other"),
    ],
)
def test_batch_tells_wrong_input_and_leaves_nothing(jdwork, tmp_path, content, options, said):
    path = tmp_path / "ads.jsonl"
    if content is not None:
        path.write_text(content)
    result = jdwork("batch", path, "--out", tmp_path / "out", *options)
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert said in result.said
    assert "Traceback" not in result.err
    assert not (tmp_path / "out").exists()


def test_batch_never_overwrites_what_is_not_a_run(jdwork, ads, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert jdwork("batch", ads, "--out", tmp_path / "out").code == 2
    assert jdwork("batch", ads, "--out", ads).code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_batch_replaces_an_earlier_run_whole(jdwork, ads, tmp_path):
    out = tmp_path / "out"
    assert jdwork("batch", ads, "--out", out, "--label-field", "label").code == 0
    (out / "notebook.html").write_text("of the earlier run")
    assert jdwork("batch", write_ads(tmp_path / "two.jsonl", ADS[:2]), "--out", out).code == 0
    assert rows(out)["id"].tolist() == ["bread", "title-alone"]
    assert json.loads((out / "metrics.json").read_text()) == {"labelled": 0}
    assert not (out / "notebook.html").exists()
    assert jdwork("runs", "verify", out).code == 0


def test_a_wrong_call_leaves_an_earlier_run_alone(jdwork, ads, tmp_path):
    out = tmp_path / "out"
    jdwork("batch", ads, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert jdwork("batch", tmp_path / "gone.jsonl", "--out", out).code == 2
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_batch_records_only_when_asked(jdwork, ads, tmp_path, tiny_workspace):
    jdwork("batch", ads, "--out", tmp_path / "a")
    assert stored_runs(tiny_workspace) == 0
    assert jdwork("batch", ads, "--out", tmp_path / "b", "--record").code == 0
    assert stored_runs(tiny_workspace) == len(ADS)


def test_batch_over_another_catalog_and_settings(jdwork, ads, tmp_path, tiny_catalog):
    import shutil

    other = shutil.copytree(tiny_catalog, tmp_path / "other")
    path = other / "roles" / "building" / "bricklayer.yaml"
    path.write_text(path.read_text().replace("[mason]", "[mason, quantum archivist]"))
    strict = tmp_path / "strict.toml"
    strict.write_text("[accept]\nmin_confidence = 1.0\n[embed]\ndimension = 64\n")
    result = jdwork("batch", ads, "--out", tmp_path / "out", "--catalog", other, "--config", strict)
    assert result.code == 0
    frame = rows(tmp_path / "out")
    assert frame.loc["foreign", "role"] == "bricklayer"
    assert frame.loc["contradicted", "queued"]
    refused = jdwork("batch", ads, "--out", tmp_path / "no", "--catalog", other, "--record")
    assert refused.code == 2
    assert "another catalog is not recorded" in refused.said
    assert jdwork("batch", ads, "--out", tmp_path / "no", "--catalog", tmp_path / "gone").code == 2
    assert jdwork("batch", ads, "--out", tmp_path / "no", "--config", tmp_path / "gone.toml").code == 2
    assert not (tmp_path / "no").exists()


def test_batch_hides_titles_and_names_when_asked(jdwork, tmp_path):
    written = [
        {"id": "1", "position": "Pipe Fitter", "label": "Plumber",
         "text": "We are hiring a pipe fitter. The plumber joins copper pipes and tests them for leaks."},
        {"id": "2", "position": "Mason", "label": None,
         "text": "We are hiring a mason. You mix mortar and lay bricks to a line next to the plumber."},
    ]  # fmt: skip
    ads = write_ads(tmp_path / "named.jsonl", tuple(written))
    fields = ("--title-field", "position", "--label-field", "label")
    assert jdwork("batch", ads, "--out", tmp_path / "plain", *fields).code == 0
    assert jdwork("batch", ads, "--out", tmp_path / "masked", "--mask-names", *fields).code == 0
    assert rows(tmp_path / "plain").loc["1", "case"] == "A"
    masked = read_frame(RunFolder(tmp_path / "masked").jds).set_index("id")
    assert masked["title"].isna().all()
    assert masked["text"].str.split().str.join(" ").tolist() == [
        "We are hiring a . The joins copper pipes and tests them for leaks.",
        "We are hiring a . You mix mortar and lay bricks to a line next to the plumber.",
    ]
    decided = rows(tmp_path / "masked")
    assert not set(decided["case"]) & {"A", "B", "D"}, "no alias is left to find"
    assert decided.loc["1", "label"] == "plumber"
    assert read_manifest(RunFolder(tmp_path / "masked").manifest).parameters["mask_names"] is True
    assert read_manifest(RunFolder(tmp_path / "plain").manifest).parameters["mask_names"] is False


def test_masked_without_a_title_the_title_is_still_known_and_hidden(jdwork, tmp_path):
    text = "Crumb Artist wanted: you knead dough and shape loaves before dawn."
    ads = write_ads(tmp_path / "one.jsonl", ({"id": "1", "title": "Crumb Artist", "text": text},))
    assert jdwork("batch", ads, "--out", tmp_path / "out", "--mask-names", "--no-title").code == 0
    assert "Crumb" not in read_frame(RunFolder(tmp_path / "out").jds)["text"][0]


def test_contacts_are_in_no_file_of_the_run_nor_in_the_database_when_they_are_masked(
    jdwork, tmp_path, tiny_workspace
):
    told = "Write to ana.silva@crumbs.example or call +44 20 7946 0958."
    ads = write_ads(tmp_path / "one.jsonl", ({"id": "1", "title": "Baker", "text": f"{BREAD} {told}"},))
    masked = ("--mask-contacts", "--record", "--all")
    assert jdwork("batch", ads, "--out", tmp_path / "out", *masked).code == 0
    text = read_frame(RunFolder(tmp_path / "out").jds)["text"][0]
    assert text.endswith("Write to [e-mail] or call [phone].")
    config = tiny_workspace.config
    config.write_text(config.read_text() + "\n[privacy]\nmask_contacts = true\n")
    assert jdwork("batch", ads, "--out", tmp_path / "always", "--record").code == 0
    folders = (tmp_path / "out", tmp_path / "always", tiny_workspace.root / ".jdwork")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 15
    for path in files:
        assert b"crumbs.example" not in path.read_bytes() and b"7946 0958" not in path.read_bytes(), path


def test_nothing_secret_is_in_a_run_folder(jdwork, ads, tmp_path, monkeypatch):
    import getpass
    from pathlib import Path

    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-mine")
    monkeypatch.setenv("JDWORK_DATABASE_URL", f"sqlite:///{tmp_path}/password-in-url.sqlite")
    assert jdwork("batch", ads, "--out", tmp_path / "out", "--record").code == 0
    private = {"sk-secret-of-mine", "password-in-url", str(tmp_path), str(Path.home()) + "/"}
    private |= {getpass.getuser()} - {"root"}
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        assert [one for one in private if one.encode() in content] == [], path.name


@pytest.fixture
def stopped(jdwork, ads, tmp_path, monkeypatch):
    """The folder of a recorded run that was stopped after its second part."""
    from jdwork.runs.parts import write_part

    monkeypatch.setattr("jdwork.runs.inputs.CHUNK", 2)
    written = []

    def write_two(path, part):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write_part(path, part)

    with monkeypatch.context() as context:
        context.setattr("jdwork.runs.reading.write_part", write_two)
        result = jdwork("batch", ads, "--out", tmp_path / "out", "--record")
    assert result.code == 130
    assert "Stopped after 4 JDs; the same command with --resume goes on." in result.said
    return tmp_path / "out"


def test_a_stopped_batch_goes_on_with_what_it_began_with(jdwork, ads, tmp_path, stopped, tiny_workspace):
    assert stored_runs(tiny_workspace) == 4
    # The centroids have moved since, and the settings are others now: the run keeps to its own.
    config = tiny_workspace.config
    config.write_text(config.read_text().replace("min_confidence = 0.8", "min_confidence = 0.99"))
    result = jdwork("batch", ads, "--out", stopped, "--record", "--resume")
    assert result.code == 0, result.said
    assert "settings and centroids that the run began with" in result.said
    manifest = read_manifest(RunFolder(stopped).manifest)
    assert (manifest.status, manifest.resumed, manifest.counts["jds"]) == ("complete", 1, len(ADS))
    assert stored_runs(tiny_workspace) == len(ADS)
    assert jdwork("runs", "verify", stopped).code == 0
    again = jdwork("batch", ads, "--out", stopped, "--record", "--resume")
    assert again.code == 0 and "The run is complete" in again.said


def test_a_batch_that_was_stopped_at_its_new_roles_puts_them_together_when_it_goes_on(
    jdwork, ads, tmp_path, monkeypatch
):
    def stop(self):
        raise KeyboardInterrupt

    options = ("batch", ads, "--out", tmp_path / "out", "--record", "--resume")
    with monkeypatch.context() as context:
        context.setattr(Workbench, "settle_new_roles", stop)
        assert jdwork(*options).code == 130
    assert read_manifest(RunFolder(tmp_path / "out").manifest).status == "running"
    result = jdwork(*options)
    assert result.code == 0 and "New roles: 1 wait for review" in result.said


def test_parts_that_a_complete_run_left_are_removed(jdwork, ads, tmp_path):
    folder = RunFolder(tmp_path / "out")
    assert jdwork("batch", ads, "--out", folder.path).code == 0
    folder.parts.mkdir()
    folder.part(0).write_bytes(b"")
    assert jdwork("batch", ads, "--out", folder.path, "--resume").code == 0
    assert not folder.parts.exists()


def test_a_stopped_batch_does_not_go_on_under_other_options(jdwork, ads, stopped):
    result = jdwork("batch", ads, "--out", stopped, "--resume")
    assert result.code == 2
    assert "begun with 'record' True, this is False" in result.said


def test_an_unfinished_run_is_shown_with_how_to_go_on(jdwork, stopped):
    result = jdwork("runs", "show", stopped)
    assert result.code == 0
    assert "never finished" in result.said and "--resume" in result.said


def test_the_same_batch_again_is_taken_from_what_was_kept(jdwork, ads, tmp_path, monkeypatch):
    assert jdwork("batch", ads, "--out", tmp_path / "first").code == 0
    seen = []
    classify = Pipeline.classify_batch

    def watched(self, jds):
        seen.extend(jd.id for jd in jds)
        return classify(self, jds)

    monkeypatch.setattr(Pipeline, "classify_batch", watched)
    assert jdwork("batch", ads, "--out", tmp_path / "again").code == 0
    assert not seen
    assert jdwork("batch", ads, "--out", tmp_path / "fresh", "--fresh").code == 0
    assert len(seen) == len(ADS)
    first, again, fresh = (
        read_manifest(RunFolder(tmp_path / name).manifest).files for name in ("first", "again", "fresh")
    )
    assert again == first == fresh


@pytest.mark.processes
@pytest.mark.parametrize("options", [("--workers", "2"), ("--engine", "dask", "--workers", "2")])
def test_several_workers_decide_as_one_does(jdwork, ads, tmp_path, options):
    assert jdwork("batch", ads, "--out", tmp_path / "one", "--workers", "1", "--fresh").code == 0
    result = jdwork("batch", ads, "--out", tmp_path / "many", "--fresh", *options)
    assert result.code == 0, result.said
    one, many = (read_manifest(RunFolder(tmp_path / name).manifest) for name in ("one", "many"))
    assert many.files == one.files


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--scheduler", "tcp://127.0.0.1:9"), "Add --engine dask"),
        (("--all", "--workers", "2"), "in one process"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_options_that_do_not_go_together_are_told(jdwork, ads, tmp_path, options, said):
    result = jdwork("batch", ads, "--out", tmp_path / "out", *options)
    assert result.code == 2
    assert said in result.said
    assert not (tmp_path / "out").exists()


def test_doctor_finds_and_mends(jdwork, ads, tmp_path, tiny_workspace):
    out = tiny_workspace.runs / "mine"
    assert jdwork("batch", ads, "--out", out).code == 0
    assert "Nothing is wrong" in jdwork("runs", "doctor").out
    whole = (out / "decisions.parquet").read_bytes()
    (out / "decisions.parquet").unlink()
    told = jdwork("runs", "doctor")
    assert told.code == 1 and "decisions.parquet is missing" in told.out and "--mend" in told.out
    mended = jdwork("runs", "doctor", "mine", "--mend")
    assert mended.code == 0 and "every decision as before" in mended.out
    assert (out / "decisions.parquet").read_bytes() == whole
