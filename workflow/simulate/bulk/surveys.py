"""What the copies answer when they are asked whether it helped: apart from their cases, as what was played is.

No row of an answer leads to a case, so that nothing in the tables says which course it is of. Whoever plays looks
after each life what has been added.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select

from workflow.db import Database
from workflow.keys import Keys
from workflow.surveys.keeping import CHANCE, KEY_OF_COMMENTS, field_of
from workflow.tables import SurveyAnswerRow, SurveyCommentRow, SurveyCountRow

ANSWERS, COMMENTS = SurveyAnswerRow.__table__, SurveyCommentRow.__table__
COUNTS = SurveyCountRow.__table__

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What one life added: rows of answers and comments, and how often each was counted."""

    answers: Sequence[Row]
    comments: Sequence[Row]
    counts: Mapping[tuple[str, ...], int]


@dataclass(slots=True)
class Listener:
    """Looks after each life what has been added since the one before."""

    db: Database
    said: list[Said] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)
    _counts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def hear(self) -> None:
        """Keep what one life added."""
        with self.db.reading() as tx:
            answers, comments = (
                self._new(tx.connection.execute(select(of)).mappings()) for of in (ANSWERS, COMMENTS)
            )
            counts: Counter[tuple[str, ...]] = Counter()
            for *place, count in tx.connection.execute(select(COUNTS)):
                counts[tuple(place)] = count
        self.said.append(Said(answers, comments, counts - self._counts))
        self._counts = counts

    def _new(self, rows: Iterable[Any]) -> list[Row]:
        found: list[Row] = [row for row in map(dict, rows) if row["id"] not in self._seen]
        self._seen |= {row["id"] for row in found}
        return found

    @property
    def counts(self) -> Counter[tuple[str, ...]]:
        """How often each was counted in all lives that were played."""
        return self._counts


def rows_of(said: Said, keys: Keys) -> Iterator[tuple[Table, tuple[Any, ...]]]:
    """Yield the rows of somebody who says the same, under numbers and keys of their own."""
    for row in said.answers:
        yield ANSWERS, tuple({**row, "id": os.urandom(CHANCE)}.values())
    for row in said.comments:
        number, own = os.urandom(CHANCE), keys.new(KEY_OF_COMMENTS)
        was = keys.unwrap(KEY_OF_COMMENTS, row["key_id"], row["wrapped_key"])
        clear = was.open(field_of(row["id"]), row["comment"])
        anew = {
            "id": number,
            "comment": bytes(own.key.seal(field_of(number), clear)),
            "key_id": own.key_id,
            "wrapped_key": own.wrapped,
        }
        yield COMMENTS, tuple({**row, **anew}.values())


def totals(listener: Listener, blocks: int, last: int) -> list[tuple[Any, ...]]:
    """Return the rows that count what all lives say, those that were played and so many blocks of others."""
    counts = listener.counts.copy()
    for course, said in enumerate(listener.said):
        for place, count in said.counts.items():
            counts[place] += count * (blocks - (course >= last))
    return [(*place, count) for place, count in counts.items()]
