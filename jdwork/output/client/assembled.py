"""The client output as a whole: each part from the record and the catalog, nothing else."""

from __future__ import annotations

from typing import Literal

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.output.client.ai import ai_index
from jdwork.output.client.clusters import skill_clusters
from jdwork.output.client.duties import Duties, read_duties
from jdwork.output.client.evidence import collected_evidence
from jdwork.output.client.kras import kra_description
from jdwork.output.client.maturity import tech_stack_maturity
from jdwork.output.client.model import ClientOutput
from jdwork.output.client.nature import nature_of_work
from jdwork.output.client.vocabulary import vocabulary
from jdwork.output.client.weighed import WeighedSkills, weighed_skills
from jdwork.record import RunRecord


def client_output(record: RunRecord, snapshot: CatalogSnapshot) -> ClientOutput:
    """Work out what a reader outside is told of a JD: clusters, nature of work, indices, KRAs, evidence.

    Pure and deterministic: the same record and catalog give the same output to the last digit. How each
    figure is worked out stands with the function that does it, and its formula's name and version in the
    output. Skills that the catalog lacks are placed where ``record.details`` places them; without details
    they count as not in the catalog.

    Parameters
    ----------
    record
        A classified JD, recorded or not.
    snapshot
        The catalog that it was classified with.

    Returns
    -------
    ClientOutput
        Shares have four decimals and sum to 1, indices one decimal. A rejected JD has the same shape, with
        nothing in it.
    """
    rejected = record.decision.case == "REJECT"
    weighed = WeighedSkills() if rejected else weighed_skills(record, snapshot)
    duties = Duties() if rejected else read_duties(record)
    clusters = skill_clusters(weighed)
    nature = nature_of_work(duties)
    ai = ai_index(duties, weighed)
    maturity = tech_stack_maturity(weighed)
    kras = kra_description(record, snapshot, nature, weighed)
    status: Literal["complete", "empty", "rejected"] = "complete"
    reason = None
    if rejected:
        status, reason = "rejected", record.decision.reason
    elif not weighed.skills and not duties.duties:
        status, reason = "empty", "The JD tells neither duties nor skills."
    return ClientOutput(
        run_id=record.run_id,
        status=status,
        status_reason=reason,
        skill_clusters=clusters,
        nature_of_work=nature,
        ai_index=ai,
        tech_stack_maturity=maturity,
        kra_description=kras,
        evidence=collected_evidence(clusters, nature, ai, maturity, kras),
        vocabulary=vocabulary(weighed),
    )
