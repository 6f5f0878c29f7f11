"""Jobs: the word to a worker, on PostgreSQL, that notices were planned. SQLite has no workers and needs none.

The outbox is the truth and a job only a hint: one that is lost, stalled or late costs time and nothing else,
because the sweep finds whatever is due. A job holds references and never anything that is personal.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import orjson
from sqlalchemy import text

from workflow.db import Database, Tx
from workflow.prepared import Prepared

#: The queue that workers listen to, and the one task in it.
QUEUE: Final = "delivery"
DELIVER: Final = "deliver"

# What the library's own `configure(connection=…).defer()` runs on that connection. Through our line it is compiled
# once and sent in one turn with the other writes; through the library it waits for an answer of its own and took a
# third of all steps a second (740 without a job, 700 this way, 495 that way). A test holds what both leave behind equal.
DEFER = Prepared(
    text(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS varchar), CAST(:task AS varchar), 0, NULL, NULL, "
        "CAST(:args AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
    )
)
#: How long a job is worth anything: whatever it told of has been swept up long before.
WORTH: Final = timedelta(hours=1)
#: Jobs dropped in one statement; more wait for the next round.
DROPPED = 10_000
DROP = Prepared(
    text(
        "DELETE FROM procrastinate_jobs WHERE queue_name = :queue AND id IN (SELECT job_id FROM procrastinate_events "
        "WHERE type = 'deferred' AND at < CAST(:before AS timestamptz) LIMIT :most)"
    )
)


def defer(tx: Tx, references: Sequence[str]) -> None:
    """Have a worker look at these notices once this transaction is committed; nothing if it is not."""
    if references and tx.dialect == "postgresql":
        tx.write(DEFER, queue=QUEUE, task=DELIVER, args=orjson.dumps({"notices": references}).decode())


def drop_old(db: Database, at: datetime) -> int:
    """Drop jobs that nobody takes, or whose worker was killed; return how many."""
    if db.dialect != "postgresql":
        return 0
    with db.transaction() as tx:
        return tx.run(DROP, queue=QUEUE, before=(at - WORTH).isoformat(), most=DROPPED)
