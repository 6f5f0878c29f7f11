"""The copies of played lives, written in batches: as many blocks of people as there are to be cases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from workflow.keys import Keys
from workflow.references import PERSON
from workflow.simulate.bulk import surveys
from workflow.simulate.bulk.anew import References
from workflow.simulate.bulk.case_life import CaseLife
from workflow.simulate.bulk.chain import chain
from workflow.simulate.bulk.counts import added, rows_of
from workflow.simulate.bulk.found import digest
from workflow.simulate.bulk.lives import Lives
from workflow.simulate.bulk.surveys import Listener
from workflow.simulate.bulk.templates import Copy
from workflow.simulate.courses import SHARING, Others
from workflow.trail import stream_of

#: Cases whose rows are in memory at once.
BATCH = 1000

Batch = Mapping[str, list[tuple[Any, ...]]]


class Writer:
    """Writes block after block; what it gives is for whoever puts rows into tables."""

    def __init__(self, lives: Lives, keys: Keys, listener: Listener) -> None:
        self._lives, self._keys, self._listener = lives, keys, listener
        known = lives.random.known()
        self._references = References([*known, *(officer.row["reference"] for officer in lives.officers)])
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        # Officers of the block in hand: their references and their numbers, by those of the first block.
        self._named: dict[str, str] = {}
        self._numbered: dict[int, int] = {}

    def batches(self, blocks: int, last: int) -> Iterator[Batch]:
        """Yield the rows of so many blocks after the first, of the last one only the first `last` courses."""
        for block in range(1, blocks + 1):
            chosen = [case for case in self._lives.cases if block < blocks or case.course < last]
            self._begin(block, chosen[-1].id)
            anew = self._lives.random.anew(self._references, Others(block)) | self._named
            for number, case in enumerate(chosen, start=1):
                self._write(case, block, anew)
                if number % BATCH == 0:
                    yield self._take()
            for said in self._listener.said[: None if block < blocks else last]:
                for table, row in surveys.rows_of(said, self._keys):
                    self._rows[table.name].append(row)
            if block == blocks:
                self._count(blocks, last)
            yield self._take()

    def _count(self, blocks: int, last: int) -> None:
        places = added(*self._lives.counting, blocks, last)
        self._rows["tally_changes"] += rows_of(places, self._lives.last_change)
        self._rows["survey_counts"] += surveys.totals(self._listener, blocks, last)

    def _take(self) -> Batch:
        rows, self._rows = self._rows, defaultdict(list)
        return rows

    def _begin(self, block: int, last_case: int) -> None:
        """Have the officers of a block, who are made with the first of those that share them."""
        group, officers = block // SHARING, self._lives.officers
        if group == 0:
            self._named = {officer.row["reference"]: officer.row["reference"] for officer in officers}
            return
        if block % SHARING:
            return
        known = sorted(officer.row["reference"] for officer in officers)
        self._named = dict(zip(known, self._references.draw(PERSON, len(known)), strict=True))
        others, before = Others(block), self._lives.last_person + (group - 1) * len(officers)
        self._numbered = {
            officer.row["id"]: before + place for place, officer in enumerate(officers, start=1)
        }
        for row in (officer.row for officer in officers if officer.first_case <= last_case):
            title, _, collar = row["name"].partition(" ")
            made = {
                "id": self._numbered[row["id"]],
                "reference": self._named[row["reference"]],
                "name": f"{title} {others.collar(collar)}",
            }
            self._rows["people"].append(tuple({**row, **made}.values()))

    def _write(self, case: CaseLife, block: int, anew: Mapping[str, str]) -> None:
        words = case.words(anew)
        case_id = case.id + block * self._lives.strides["cases"]
        copy = Copy(block, words, self._keys.new(case.reference(words)), self._numbered)
        trail = chain(case.steps, copy, stream_of(case_id))
        copy.head = trail.head
        rows = self._rows
        rows["cases"].append(case.row.write(copy))
        rows["entries"] += trail.entries
        rows["sealed_payloads"] += trail.payloads
        for table, template in case.rows:
            rows[table].append(template.write(copy))
        rows["blind_indexes"] += [
            (case_id, party, kind, digest(self._keys, kind, text(words)))
            for party, kind, text in case.indexes
        ]
