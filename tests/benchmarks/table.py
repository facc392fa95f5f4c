"""Time what a table of 50,000 rows needs for each thing a person does: `python -m tests.benchmarks.table`."""

import time

import numpy as np
import pandas as pd

from jdwork.widgets import Column, Table, table_view

ROWS = 50_000


def wide_frame(rows=ROWS):
    """Rows such as a run of many ads has, with eight columns."""
    random = np.random.default_rng(0)
    words = [f"w{number}" for number in range(3_000)]
    roles = [f"role-{number}" for number in range(83)]
    return pd.DataFrame(
        {
            "id": [f"ad-{number}" for number in range(rows)],
            "title": [" ".join(random.choice(words, 8)) for _ in range(rows)],
            "role": random.choice(roles, rows),
            "label": random.choice([*roles, None], rows),
            "case": random.choice(list("ABCDE"), rows),
            "confidence": random.random(rows),
            "margin": random.random(rows),
            "queued": random.random(rows) > 0.5,
        }
    )


def main():
    """Print milliseconds for each."""
    frame = wide_frame()
    kinds = {"role": "role", "label": "role", "case": "tag", "confidence": "percent", "margin": "bar"}
    columns = [Column(name, kind=kinds.get(name, "text")) for name in frame.columns]
    started = time.perf_counter()
    table = Table(frame, key="id", columns=columns, filters=["role", "case"])
    view = table_view(table)
    print(f"{'made and drawn':40}{1000 * (time.perf_counter() - started):8.1f} ms")  # noqa: T201
    steps = [
        ("search", "w12"), ("search", "w123 role-5"), ("search", "nowhere"), ("search", ""),
        ("chosen", {"role": ["role-3"]}), ("chosen", {}),
        ("sort", "title"), ("descending", True), ("sort", "label"), ("sort", "confidence"), ("sort", "id"),
        ("selected", "ad-40000"), ("only", [f"ad-{number}" for number in range(0, ROWS, 2)]),
    ]  # fmt: skip
    for name, value in steps:
        started = time.perf_counter()
        setattr(table, name, value)
        took = 1000 * (time.perf_counter() - started)
        print(f"{name + ' ' + str(value)[:24]:40}{took:8.1f} ms {table.matching:8,} rows")  # noqa: T201
    started = time.perf_counter()
    table.move(1)
    print(f"{'next row':40}{1000 * (time.perf_counter() - started):8.1f} ms")  # noqa: T201
    view.close()


if __name__ == "__main__":
    main()
