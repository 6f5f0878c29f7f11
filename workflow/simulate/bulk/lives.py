"""The lives that were played, read back as templates: everything that a copy of one is written from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter

import orjson
from sqlalchemy import Table, select

from workflow.answers import kept
from workflow.db import Database, Tx
from workflow.keys import Keys
from workflow.simulate.bulk.anew import Random
from workflow.simulate.bulk.case_life import Answered, CaseLife, CaseReader, CaseRows, Means
from workflow.simulate.bulk.found import regular_words
from workflow.simulate.bulk.templates import BESIDE, Row, of_cases
from workflow.simulate.courses import COLLAR, words_of
from workflow.simulate.playing import WHAT, key_of
from workflow.simulate.referrals import again, alike, referral
from workflow.tables import METADATA

#: Of a referral only the people are looked at here, and they are the same at any time.
ANY_TIME = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer whom the first referral of theirs made."""

    row: Row
    first_case: int


@dataclass(frozen=True, slots=True)
class Lives:
    """All that was played, and how far the number of a row moves from block to block."""

    cases: Sequence[CaseLife]
    officers: Sequence[Officer]
    random: Random
    strides: Mapping[str, int]
    last_person: int
    last_change: int
    #: What is counted: the rows of cases and referrals, each with its course.
    counting: tuple[Sequence[tuple[int, Row]], Sequence[tuple[int, Row]]]


class Reader:
    """Reads what was played of one seed into templates; the keys open it."""

    def __init__(self, db: Database, seed: int, courses: int) -> None:
        self._keys: Keys = db.keys
        self._seed, self._courses = seed, courses
        with db.reading() as tx:
            self._tables = {name: _rows(tx, table) for name, table in of_cases().items()}
            self._beside = {name: _rows(tx, METADATA.tables[name]) for name in BESIDE}
            self._cases = _rows(tx, METADATA.tables["cases"])
            self._people = _rows(tx, METADATA.tables["people"])
            self._entries = _rows(tx, METADATA.tables["entries"])
            self._sealed = {
                (row["stream"], row["seq"]): row["sealed"]
                for row in _rows(tx, METADATA.tables["sealed_payloads"])
            }
            answers = _rows(tx, METADATA.tables["answers"])
            self._changes = _rows(tx, METADATA.tables["tally_changes"])
        self._answers = {row["key"]: row for row in answers}
        self._strides = {
            name: max((row[str(table.autoincrement_column.name)] for row in rows), default=0)
            for name, rows in {**self._tables, "cases": self._cases}.items()
            if (table := METADATA.tables[name]).autoincrement_column is not None
        }
        self._random = Random()

    def read(self) -> Lives:
        """Read all of it."""
        officers = list(self._officers())
        self._find_references()
        by_reference = {row["reference"]: row["id"] for row in self._cases}
        taken = {row["reference"]: row["case_id"] for row in self._tables["referrals"]}
        answers: dict[int, list[Answered]] = defaultdict(list)
        courses: dict[int, int] = {}
        sent_in: dict[str, int] = {}
        for course, what, answer in self._answered():
            said = orjson.loads(answer["body"])
            sent_in[said["reference"]] = course
            courses.setdefault(by_reference[said["case_reference"]], course)
            # A duplicate's referral has moved to the case that it joined.
            answers[taken[said["reference"]]].append(Answered(what, said["reference"], answer))
        words = {course: self._words(course) for course in range(self._courses)}
        for spoken in words.values():
            self._random.words |= spoken | regular_words(spoken)
        known = self._random.known() | dict.fromkeys(officer.row["reference"] for officer in officers)
        grouped = self._grouped()
        means = Means(self._keys, self._sealed, self._strides, known, self._request_key)
        rows = (
            CaseRows(row, course, grouped[row["id"]], answers[row["id"]], words[course])
            for row in sorted(self._cases, key=itemgetter("id"))
            for course in (courses[row["id"]],)
        )
        cases = [CaseReader(means, row).read() for row in rows]
        counting = (
            [(courses[row["id"]], row) for row in self._cases],
            [(sent_in[row["reference"]], row) for row in self._tables["referrals"]],
        )
        return Lives(
            cases,
            officers,
            self._random,
            self._strides,
            last_person=max(row["id"] for row in self._people),
            last_change=max((row["id"] for row in self._changes), default=0),
            counting=counting,
        )

    def _answered(self) -> Iterator[tuple[int, str, Row]]:
        """Yield what was answered to each referral, with its course and what of it was sent."""
        for course in range(self._courses):
            for what in WHAT:
                answer = self._answers.get(kept(self._keys, key_of(self._seed, course, what)))
                if answer is not None:
                    yield course, what, answer

    def _officers(self) -> Iterator[Officer]:
        first: dict[int, int] = {}
        for row in self._tables["referrals"]:
            first[row["referrer_id"]] = min(row["case_id"], first.get(row["referrer_id"], row["case_id"]))
        for row in sorted(self._people, key=itemgetter("id")):
            if row["id"] in first:
                yield Officer(row, first[row["id"]])

    def _find_references(self) -> None:
        found: dict[str, list[str]] = defaultdict(list)
        for row in (*self._cases, *(row for rows in self._tables.values() for row in rows)):
            if "reference" in row:
                found[row["reference"][0]].append(row["reference"])
        self._random.references = {letter: sorted(known) for letter, known in found.items()}
        self._random.receipts = [row["receipt"] for row in self._tables["referrals"]]

    def _words(self, course: int) -> dict[str, str]:
        sent = referral(self._seed, course, at=ANY_TIME)
        other, less = again(sent, self._seed, course), alike(sent, self._seed, course)
        collars = {f"{COLLAR}{one['referrer']['collar_number']}": "written_collar" for one in (sent, other)}
        return words_of(sent) | words_of(less) | collars

    def _grouped(self) -> dict[int, dict[str, list[Row]]]:
        grouped: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for name, rows in self._tables.items():
            for row in rows:
                if row["case_id"] is not None:
                    grouped[row["case_id"]][name].append(row)
        for name, rows in self._beside.items():
            owners = {row["reference"]: row["case_id"] for row in self._tables[BESIDE[name]]}
            for row in rows:
                grouped[owners[row["reference"]]][name].append(row)
        for row in self._entries:
            kind, _, number = row["stream"].partition(":")
            if kind == "case":
                grouped[int(number)]["entries"].append(row)
        return grouped

    def _request_key(self, course: int, what: str, block: int) -> str:
        return kept(self._keys, key_of(self._seed, block * self._courses + course, what))


def _rows(tx: Tx, table: Table) -> list[Row]:
    return [dict(row) for row in tx.connection.execute(select(table)).mappings()]
