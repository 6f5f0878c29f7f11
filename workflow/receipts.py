"""What a provider says by itself of a notice that it took: delivered, or why not.

A provider may say it twice, late, or of what is no notice of ours: then nothing happens, and it is no error, else it
would say so again for hours. Which states take what it says, the notice chart knows.
"""

from datetime import datetime

from notifications.channels import Result
from states.vocabulary import NoticeEvent
from workflow import references
from workflow.access_log import REFERENCE
from workflow.actors import PROVIDER
from workflow.batch import Batch
from workflow.by_hand import CLAIMABLE, cancel
from workflow.db import Database
from workflow.results import is_overlooked, record

#: Why a notice that was to be sent again is not.
HAD_ARRIVED = "its carrier says that it had arrived already"


def take_receipt(db: Database, reference: str, result: Result, *, at: datetime) -> None:
    """Record what a provider says became of a notice, in one transaction; what is not ours, or over, is left as it is."""
    if not reference.startswith(references.NOTICE) or not REFERENCE.fullmatch(reference):
        return
    with db.transaction() as tx:
        batch = Batch(tx, db.keys, [reference], at, wait=True)
        notice = batch.get(reference)
        if notice is None or is_overlooked(batch, notice, result):
            return
        if notice.state in CLAIMABLE and result.event is NoticeEvent.DELIVER:
            # It was planned once more because nobody knew; sent again, it would come twice.
            cancel(batch, notice, HAD_ARRIVED)
        else:
            record(batch, notice, result, by=PROVIDER)
        batch.write()
