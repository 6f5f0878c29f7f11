"""From counts to cells: how many cases of some months have come how far, exactly. Nothing here withholds anything."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from states.measures import DAY, STAGES, Mark, Measure, Stage
from workflow.counting import Counted
from workflow.counting.changes import SENT

#: A number by the key of its cell. A bucket of a split is written "split:bucket".
Cells = dict[str, int]

#: The key of each stage's cell: whoever came to it, or further.
KEYS: Mapping[Stage, str] = {stage: stage.value for stage in STAGES} | {Stage.RECEIVED: "accepted"}
#: The splits: which measure each is, and over which buckets.
SPLITS = {
    "states": Measure.STATE,
    "exits": Measure.ENDED,
    "order_types": Measure.MADE,
    "refusals": Measure.REFUSAL,
}
#: The spans, with the cell that counts whose span is known.
SPANS = {"contact": Measure.CONTACT, "assign": Measure.ASSIGN, "serve": Measure.SERVE}


def tabulate(counted: Counted, months: Iterable[str]) -> Cells:
    """Return every cell of the cases that were referred in those months."""
    of = tuple(months)
    cells = Counter[str](_stages(counted.buckets(Measure.REACHED, of)))
    cells["referrals"] = counted.buckets(SENT, of)[""]
    cells["cases"] = cells["accepted"] + counted.buckets(Measure.DUPLICATES, of)[""]
    within = counted.buckets(Measure.CONTACT, of)
    cells["contact_24h"] = sum(times for bucket, times in within.items() if int(bucket) <= DAY)
    marks = counted.buckets(Measure.MARK, of)
    for mark in Mark:
        cells[mark.value] = marks[mark.value]
    released = _stages(counted.buckets(Measure.RELEASED, of))
    for key, times in released.items():
        cells[f"released_{key}"] = times
    for split, measure in SPLITS.items():
        for bucket, times in counted.buckets(measure, of).items():
            if times:
                cells[f"{split}:{bucket}"] = times
    return dict(cells)


def bucket_of(split: str, key: str) -> str | None:
    """Return the bucket of a cell of that split; None where it is of another."""
    of, _, bucket = key.partition(":")
    return bucket if bucket and of == split else None


def quantile(spans: Mapping[str, int], share: float) -> float | None:
    """Return by how many hours that share of the spans was over; None where there are none."""
    total = sum(spans.values())
    passed = 0
    for bucket in sorted(map(int, spans)):
        passed += spans[str(bucket)]
        if total and passed >= math.ceil(share * total):
            return bucket / 4
    return None


def _stages(furthest: Mapping[str, int]) -> Cells:
    """Return how many came to each stage or further."""
    come = 0
    cells: Cells = {}
    for stage in reversed(STAGES):
        come += furthest.get(stage.value, 0)
        cells[KEYS[stage]] = come
    return cells
