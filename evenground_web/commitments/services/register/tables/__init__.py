"""The tables of the register, in the order in which they are written."""

from evenground_web.commitments.services.register.tables.base import ID, MARK, Found, Table, Writer
from evenground_web.commitments.services.register.tables.commitments import Commitments
from evenground_web.commitments.services.register.tables.risks import Assurances, Controls, Risks
from evenground_web.commitments.services.register.tables.steps import (
    Addressees,
    Milestones,
    Waiting,
)
from evenground_web.commitments.services.register.tables.targets import Targets

TABLES: tuple[Table, ...] = (
    Commitments(), Milestones(), Waiting(), Addressees(), Targets(), Risks(), Controls(),
    Assurances(),
)  # fmt: skip
BY_KEY = {table.key: table for table in TABLES}

__all__ = ["BY_KEY", "ID", "MARK", "TABLES", "Found", "Table", "Writer"]
