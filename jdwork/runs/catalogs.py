"""Finding a catalog wherever one is kept: in files, in a run, at an earlier commit."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from jdwork.catalog import CatalogSnapshot, load_catalog_files, snapshot_from_json
from jdwork.catalog.files import catalog_of_contents
from jdwork.errors import CatalogError, RunError
from jdwork.runs.listing import find_run
from jdwork.workspace import Workspace

GIT = "git:"


def find_catalog(name: str, workspace: Workspace) -> CatalogSnapshot:
    """Read the catalog that a name means.

    Parameters
    ----------
    name
        ``files`` (the workspace's), a catalog folder, a file of canonical JSON, ``git:REVISION`` (the
        workspace's files as they were committed), or a run by name, by a part of it, or ``latest``.
    workspace
        Where files and runs lie.

    Raises
    ------
    CatalogError
        If nothing has that name, or what has it is no catalog.
    """
    if name == "files":
        return load_catalog_files(workspace.catalog)
    if name.startswith(GIT):
        return _committed(name.removeprefix(GIT), workspace.catalog)
    path = Path(name).expanduser()
    if (path / "domains.yaml").is_file():
        return load_catalog_files(path)
    if path.is_file():
        return snapshot_from_json(path.read_bytes())
    try:
        held = find_run(name, workspace.runs).catalog
    except RunError as error:
        raise CatalogError(
            f"'{name}' is neither a catalog folder nor a run. {error.problem}",
            hint="Give 'files', 'database', a folder with domains.yaml, a run ('jdwork runs list'), "
            "or git:REVISION.",
        ) from error
    try:
        return snapshot_from_json(held.read_bytes())
    except OSError as error:
        raise CatalogError(
            f"The run's catalog cannot be read ({error.strerror}).",
            where=str(held),
            hint="The run was cut off or the file was removed; run the job again.",
        ) from None


def _committed(revision: str, folder: Path) -> CatalogSnapshot:
    if revision.startswith("-"):
        raise CatalogError(f"'{revision}' is not a revision.", hint="Give a branch, a tag or a commit.")
    try:
        archive = subprocess.run(
            ["git", "-C", str(folder), "archive", "--format=tar", revision, "."],
            capture_output=True,
            check=True,
        ).stdout
    except FileNotFoundError:
        raise CatalogError(
            "There is no git on this machine.", hint="Install git, or name a folder."
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CatalogError(
            f"git cannot read the revision '{revision}' ({said[-1] if said else 'no message'}).",
            where=str(folder),
            hint="Give a branch, a tag or a commit of the repository that the catalog lies in.",
        ) from None
    contents: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in sorted(files.getmembers(), key=lambda one: one.name):
            name = member.name.removeprefix("./")
            held = files.extractfile(member)
            if held is not None and name.endswith(".yaml"):
                contents[name] = held.read()
    leading = ["domains.yaml", "redirects.yaml"]  # references are checked against what was read before
    ordered = {name: contents[name] for name in (*leading, *contents) if name in contents}
    return catalog_of_contents(ordered, folder=f"{folder} at {revision}")[0]
