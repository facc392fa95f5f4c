"""Importing other people's taxonomies: O*NET, ESCO, or any table of roles becomes a catalog."""

from jdwork.catalog.importing.esco import read_esco
from jdwork.catalog.importing.onet import read_onet
from jdwork.catalog.importing.report import Imported, ImportReport, LeftOut
from jdwork.catalog.importing.tabular import read_table_catalog
from jdwork.catalog.importing.writing import write_catalog

__all__ = [
    "ImportReport",
    "Imported",
    "LeftOut",
    "read_esco",
    "read_onet",
    "read_table_catalog",
    "write_catalog",
]
