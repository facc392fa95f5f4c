"""Commands on the catalog: build, show, and those of the modules beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jdwork.cli import (
    catalog_try_command,
    edit_commands,
    import_commands,
    lint_commands,
    review_commands,
)

if TYPE_CHECKING:
    from jdwork.catalog import BuildReport

application = typer.Typer(help="Look at the role catalog, check it, change it.", no_args_is_help=True)
application.command("lint")(lint_commands.lint)
application.command("export")(review_commands.export)
application.add_typer(import_commands.application, name="import")
application.command("merge")(edit_commands.merge)
application.command("rename")(edit_commands.rename)
application.command("split")(edit_commands.split)
application.command("undo")(edit_commands.undo)
application.command("journal")(edit_commands.journal)
application.command("diff")(edit_commands.diff)
application.command("try")(catalog_try_command.try_command)


@application.command("build")
def build() -> None:
    """Check the catalog files, load them into the database, and encode the KRAs."""
    from jdwork.catalog import build_catalog
    from jdwork.cli.console import errors, output
    from jdwork.database.engine import open_database
    from jdwork.workbench import open_workbench

    workbench = open_workbench()
    with errors.status("Reading the catalog files …"):
        report = build_catalog(workbench.workspace.catalog, open_database(workbench.workspace.database_url))
    output.print(build_in_words(report), markup=False)
    with errors.status("Encoding the KRAs …"):
        index = workbench.pipeline.index
    output.print(
        f"{len(index.kra.vectors):,} KRAs encoded with {workbench.encoder.encoder_id}.", markup=False
    )


def build_in_words(report: BuildReport) -> str:
    """What a build did, in a line."""
    if not report.changed:
        return f"Catalog {report.content_hash[:12]}: the database is up to date."
    sizes = ", ".join(f"{report.counts[name]:,} {name}" for name in ("roles", "skills", "dimensions"))
    done = ", ".join(
        f"{sum(rows.values()):,} {word}"
        for word, rows in (("added", report.added), ("updated", report.updated), ("retired", report.retired))
        if sum(rows.values())
    )
    return f"Catalog {report.content_hash[:12]}: {sizes}; rows {done}, in {report.seconds:.1f} s."


@application.command("show")
def show(
    role: Annotated[Optional[str], typer.Argument(help="Slug of a role; all counts without one.")] = None,  # noqa: UP045
) -> None:
    """Show the catalog's counts, or one role."""
    from jdwork.catalog import catalog_counts, load_catalog_files
    from jdwork.cli.console import output, print_table
    from jdwork.workspace import find_workspace

    snapshot = load_catalog_files(find_workspace().catalog)
    if role is None:
        print_table(["", "count"], list(catalog_counts(snapshot).items()))
        by_domain = [
            (domain.display_name, sum(one.domain == domain.slug for one in snapshot.roles))
            for domain in snapshot.domains
        ]
        print_table(["domain", "roles"], by_domain)
        output.print(f"content hash {snapshot.content_hash}")
        return
    found = snapshot.role(role)
    head = [("id", found.id), ("slug", found.slug), ("domain", found.domain), ("archetype", found.archetype),
            ("description", found.description), ("aliases", ", ".join(found.aliases)),
            ("dimensions", ", ".join(found.dimensions))]  # fmt: skip
    print_table(["", found.display_name], head)
    print_table(["", "KRA"], list(enumerate(found.kras, 1)))
    links = sorted(found.skills, key=lambda link: -link.weight)
    print_table(
        ["skill", "weight"], [(snapshot.skill(link.slug).display_name, link.weight) for link in links]
    )
