"""Jobs: the word to a worker, on PostgreSQL, that notices were planned. SQLite has no workers and needs none.

The outbox is the truth and a job only a hint: one that is lost, stalled or late costs time and nothing else,
because the sweep finds whatever is due. A job holds references and never anything that is personal.
"""

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import text

from workflow.db import Tx
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


def defer(tx: Tx, references: Sequence[str]) -> None:
    """Have a worker look at these notices once this transaction is committed; nothing if it is not."""
    if references and tx.dialect == "postgresql":
        tx.write(DEFER, queue=QUEUE, task=DELIVER, args=orjson.dumps({"notices": references}).decode())
