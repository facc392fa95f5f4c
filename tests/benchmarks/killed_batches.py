# ruff: noqa: T201
"""Kill recorded batches at random moments, go on with them, and compare with one that was left alone.

``python -m tests.benchmarks.killed_batches --kills 100``: half of them over SQLite, half over PostgreSQL.
With ``--model`` the batches ask a language model wherever they can, and what they paid is compared as well.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.fresh_databases import postgres_databases
from tests.llm.chat_server import ChatServer
from tests.llm.varied import varied_answer
from tests.runs.killing import MODEL_OPTIONS, asking, kill_often, write_many_ads


def main() -> int:
    """Print what differed; exit code 1 if anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="in all")
    parser.add_argument("--copies", type=int, default=10, help="of the tiny workspace's eight ads")
    parser.add_argument("--workers", type=int, default=1, help="processes of a batch")
    parser.add_argument("--model", action="store_true", help="ask a language model, in one process")
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), help="one of them alone")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    options, environment = ("--workers", str(asked.workers)), {}
    wrong = 0
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jdwork-kills-")))
        servers: dict[str, Callable[[], str | None]] = {"SQLite": lambda: None}
        servers["PostgreSQL"] = stack.enter_context(postgres_databases()).empty
        if asked.database:
            servers = {asked.database: servers[asked.database]}
        if asked.model:
            server = stack.enter_context(ChatServer(delay=0.005, answer=varied_answer))
            options, environment = MODEL_OPTIONS, asking(server.url)
        ads = write_many_ads(scratch / "ads.jsonl", asked.copies, twice=asked.model)
        for name, database in servers.items():
            started = time.perf_counter()
            rounds = 0
            phases: Counter[str] = Counter()

            def told(killed: int, found: list[str]) -> None:
                nonlocal rounds
                rounds += 1
                for one in found:
                    print(f"  {one}")
                print(f"  {killed} kills", end="\r", flush=True)

            found = kill_often(
                scratch / name, ads, kills=asked.kills // len(servers), seed=asked.seed, database=database,
                options=options, environment=environment, told=told, phases=phases,
            )  # fmt: skip
            wrong += len(found)
            seconds = time.perf_counter() - started
            print(
                f"{name}: {asked.kills // len(servers)} kills in {rounds} batches of {8 * asked.copies} JDs, "
                f"{len(found)} differences, {seconds:.0f} s; killed while "
                + ", ".join(f"{phase} {count}" for phase, count in sorted(phases.items()))
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
