"""One case of a life that was played, read back as templates."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from workflow.details import FIELDS
from workflow.keys import Keys
from workflow.sealed import Sealed
from workflow.simulate.bulk.anew import Cut, Writer
from workflow.simulate.bulk.chain import Step, steps_of
from workflow.simulate.bulk.found import digest, regular_words, texts_of
from workflow.simulate.bulk.templates import Cell, Row, Template, Typist
from workflow.tables import METADATA
from workflow.vault import DataKey

#: Tables whose rows are written by rules of their own.
APART = ("cases", "referrals", "blind_indexes", "entries")


class Means(NamedTuple):
    """What templates are made with: the keys, what entries say about persons, and how far numbers move a block.

    `request_key` gives what is kept of the key under which a referral of a course was sent in a block.
    """

    keys: Keys
    sealed: Mapping[tuple[str, int], Sealed]
    strides: Mapping[str, int]
    known: Mapping[str, None]
    request_key: Callable[[int, str, int], str]


class Answered(NamedTuple):
    """What was answered to a referral: what of the life it is, its reference, and the row."""

    what: str
    reference: str
    row: Row


@dataclass(frozen=True, slots=True)
class CaseLife:
    """One case of a life: the words that differ in it, and the templates of all its rows."""

    course: int
    id: int
    words: Any
    reference: Writer
    row: Template
    steps: Sequence[Step]
    rows: Sequence[tuple[str, Template]]
    indexes: Sequence[tuple[str, str, Writer]]


@dataclass(frozen=True, slots=True)
class CaseRows:
    """All rows of one case, by table, and the words of its people."""

    row: Row
    course: int
    rows: Mapping[str, Sequence[Row]]
    answers: Sequence[Answered]
    words: Mapping[str, str]


class CaseReader:
    """One case while its templates are made."""

    def __init__(self, means: Means, case: CaseRows) -> None:
        self.means, self.words = means, case.words
        self.row, self.course, self.rows, self.answers = case.row, case.course, case.rows, case.answers

    def read(self) -> CaseLife:
        """Make all of them."""
        key = self.means.keys.unwrap(self.row["reference"], self.row["key_id"], self.row["wrapped_key"])
        typist = Typist(Cut(self.means.known, self.words), key, self.means.strides)
        reference = typist.always(self.row["reference"])
        row = typist.template(METADATA.tables["cases"], self.row, _HELD)
        entries = sorted(self.rows["entries"], key=itemgetter("seq"))
        steps = steps_of(entries, self.means.sealed, key, typist)
        written = [*self._referrals(typist, key)]
        written += [
            (name, typist.template(METADATA.tables[name], other))
            for name, rows in self.rows.items()
            if name not in APART
            for other in rows
        ]
        indexes = [*self._indexes(typist, key)]
        pick = itemgetter(*typist.places)
        return CaseLife(self.course, self.row["id"], pick, reference, row, steps, written, indexes)

    def _referrals(self, typist: Typist, key: DataKey) -> Iterator[tuple[str, Template]]:
        tables, keys = METADATA.tables, self.means.keys
        digests: dict[str, Cell] = {}
        for row in self.rows["referrals"]:
            content = key.open(f"referral.{row['reference']}", row["as_sent"]).decode()
            said = typist.always(content)
            digests[row["reference"]] = _digest(keys, said)
            own = {"digest": digests[row["reference"]]}
            yield "referrals", typist.template(tables["referrals"], row, own)
        for what, reference, answer in self.answers:
            own = {"key": self._key(what), "request": digests[reference]}
            yield "answers", typist.template(tables["answers"], answer, own)

    def _key(self, what: str) -> Cell:
        return lambda copy: self.means.request_key(self.course, what, copy.block)

    def _indexes(self, typist: Typist, key: DataKey) -> Iterator[tuple[str, str, Writer]]:
        held = {row["field"]: row["sealed"] for row in self.rows["details"]}
        parties: dict[str, dict[str, Any]] = {"survivor": {}, "respondent": {}}
        for field in FIELDS:
            party, _, name = field.partition(".")
            if party in parties and field in held:
                parties[party][name] = orjson.loads(key.open(field, held[field]))
        texts = texts_of(parties["survivor"], parties["respondent"])
        cut = Cut(self.means.known, regular_words(self.words))
        for row in self.rows["blind_indexes"]:
            text = texts[row["party"], row["kind"]]
            if digest(self.means.keys, row["kind"], text) != row["value"]:
                raise ValueError(f"an index of kind {row['kind']} is not of what is held")
            yield row["party"], row["kind"], cut.writer(text, typist.places) or (lambda _, text=text: text)  # type: ignore[misc]


#: What a case's row holds that is known only once its trail is written.
_HELD: Mapping[str, Cell] = {
    "head": lambda copy: copy.head,
    "key_id": lambda copy: copy.made.key_id,
    "wrapped_key": lambda copy: copy.made.wrapped,
}


def _digest(keys: Keys, said: Writer) -> Cell:
    return lambda copy: keys.digest("referral", said(copy.words).encode())
