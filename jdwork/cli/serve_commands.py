"""The command that answers over HTTP: serve."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine's own need a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    max_body: Annotated[
        int, typer.Option(min=1_000, max=1_000_000_000, help="Bytes that the body of a request may have.")
    ] = 1_000_000,
    queue: Annotated[
        int, typer.Option(min=1, max=100_000, help="JDs that may wait; more are told to come back.")
    ] = 256,
) -> None:
    """Answer over HTTP: the three endpoints of the legacy service, and run pages. Every run is recorded.

    A token is read from JDWORK_SERVICE_TOKEN; callers then send it as Authorization: Bearer TOKEN.
    """
    from jdwork.cli.console import errors, output
    from jdwork.errors import WorkspaceError
    from jdwork.workbench import open_workbench

    try:
        from jdwork.service import (
            ServiceSettings,
            create_app,
            listen,
            log_to_stderr,
            make_server,
            token_of_environment,
        )
        from jdwork.service.listening import address_of, stopping_gracefully
    except ImportError as error:
        raise WorkspaceError(
            f"The service needs the package {error.name}, which is not installed.",
            hint="Install it with: pip install 'jdwork[service]'.",
        ) from None
    settings = ServiceSettings(
        host=host, port=port, token=token_of_environment(), max_body=max_body, queue=queue
    )
    # Before the catalog is opened, which takes longer: a port in use is told at once.
    with listen(settings) as bound:
        workbench = open_workbench()
        with errors.status("Opening the catalog and the encoder …"):
            pipeline = workbench.pipeline.ready()
        log_to_stderr()
        address = address_of(bound)
        roles = len(workbench.snapshot.roles)
        output.print(f"Listening on {address}  (description: {address}/docs)", soft_wrap=True, markup=False)
        output.print(
            f"Workspace {workbench.workspace.root}: {roles:,} roles, encoder {pipeline.encoder.encoder_id}, "
            f"database {_shown_database(workbench)}",
            soft_wrap=True,
            markup=False,
        )
        asked = "needs the token" if settings.token else "is open to every process of this machine"
        output.print(f"It {asked}. Stop it with Ctrl-C.", soft_wrap=True, markup=False)
        server = make_server(create_app(workbench, settings=settings))
        with stopping_gracefully(server):
            server.run(sockets=[bound])
    errors.print("Stopped.")


def _shown_database(workbench: object) -> str:
    from jdwork.database.transactions import safe_url

    return safe_url(workbench.engine.url)  # type: ignore[attr-defined]
