"""The police forces that a referral may name, for those who refer for somebody else."""

from sqlalchemy import select

from workflow.db import Database
from workflow.prepared import Prepared
from workflow.tables import ForceRow

FORCES = ForceRow.__table__

#: More than there are.
MOST = 200

SELECT_FORCES = Prepared(select(FORCES.c.code, FORCES.c.name).order_by(FORCES.c.name).limit(MOST))


def force_names(db: Database) -> dict[str, str]:
    """Return the forces, by code, in the order of their names."""
    with db.reading() as tx:
        return dict(tx.rows(SELECT_FORCES))
