"""What `Workbench.similar` returns: recorded JDs near one, as a table that shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jdwork.catalog.slug import visible_line

if TYPE_CHECKING:
    import pandas as pd

    from jdwork.annotate import LabelInForce
    from jdwork.record import FoundSimilar

COLUMNS = (
    "id", "similarity", "role", "label", "confidence", "case", "queued", "title", "beginning", "run_id",
    "recorded_at", "jd_hash",
)  # fmt: skip

SHOWN = ("id", "similarity", "role", "label", "confidence", "title")

MOST_SHOWN = 70
"""Characters of a text in a cell of the table."""


@dataclass(frozen=True, slots=True)
class SimilarJds:
    """Recorded JDs near one, the nearest first.

    Attributes
    ----------
    found
        The JDs.
    labels
        What people say of them, by content hash.
    """

    found: FoundSimilar
    labels: Mapping[str, LabelInForce]

    def rows(self) -> list[dict[str, Any]]:
        """Return one JD a row, as plain values; texts as they were recorded."""
        rows = []
        for jd in self.found.jds:
            label = self.labels.get(jd.content_hash)
            said = None if label is None else label.label if label.verdict == "role" else label.verdict
            values = (
                jd.name, jd.similarity, jd.role, said, jd.confidence, jd.case, jd.queued, jd.title,
                jd.beginning, jd.run_id, jd.recorded_at, jd.content_hash,
            )  # fmt: skip
            rows.append(dict(zip(COLUMNS, values, strict=True)))
        return rows

    @property
    def frame(self) -> pd.DataFrame:
        """The JDs as a table: ``id, similarity, role, label, confidence, case, queued, title`` and more."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(COLUMNS))

    @property
    def note(self) -> str:
        """How they were found, in a sentence."""
        count = self.found.compared
        if self.found.exact:
            return f"Compared with {'the one' if count == 1 else f'all {count:,}'} recorded."
        return f"The database's index chose {count:,} to compare with; it may have missed a near one."

    def shown(self) -> list[tuple[str, ...]]:
        """Return the cells of `SHOWN`, fit to be shown; where a title lacks, the beginning of the text."""
        return [
            (
                visible_line(row["id"], most=MOST_SHOWN),
                f"{row['similarity']:.3f}",
                (row["role"] or "–") + ("  (queued)" if row["queued"] else ""),
                row["label"] or "",
                f"{row['confidence']:.0%}",
                visible_line(row["title"] or row["beginning"], most=MOST_SHOWN),
            )
            for row in self.rows()
        ]

    def __len__(self) -> int:
        return len(self.found.jds)

    def __repr__(self) -> str:
        return f"<{len(self)} similar JDs. {self.note}>"

    def _repr_html_(self) -> str:
        import pandas as pd

        table = pd.DataFrame(self.shown(), columns=list(SHOWN))
        return table.to_html(index=False, escape=True, border=0) + f"<p>{self.note}</p>"
