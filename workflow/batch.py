"""Some notices and their cases: each read once, locked, and written together at the end of one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from notifications.safety import Contact
from workflow.actors import SYSTEM, Actor
from workflow.db import Tx
from workflow.finding import Case, load
from workflow.keys import Keys
from workflow.notice_rows import Notice, lock_cases, read_notices, write_rows
from workflow.notices import WAITING, Shift, columns_of, decided, said
from workflow.rows import Note, add_entry, keep_heads
from workflow.tables import from_micros
from workflow.tasks import complete_about
from workflow.trail import Head
from workflow.vault import DataKey

#: Columns of a notice's row that hold a moment, which a notice holds as one.
MOMENTS = frozenset({"not_before", "planned_at", "claimed_at", "settled_at"})
#: Columns that a notice does not hold: nothing that is decided here depends on them.
UNHELD = frozenset({"since", "reason", "look_at", "digest", "sealed"})


class Batch:
    """The notices of one transaction, as they stand after each move of theirs."""

    def __init__(self, tx: Tx, keys: Keys, references: Sequence[str], at: datetime, *, wait: bool) -> None:
        """Lock the cases of these notices and read both; without `wait`, leave out what others hold."""
        self.tx, self.keys, self.at = tx, keys, at
        self._cases = lock_cases(tx, references, wait=wait)
        self._notices = read_notices(tx, references)
        self._contacts: dict[int, Contact] = {}
        self._opened: dict[int, DataKey] = {}
        self._changes: dict[str, dict[str, Any]] = {}
        self._heads: dict[int, Head] = {}

    def get(self, reference: str) -> Notice | None:
        """Return a notice as it stands now; None if there is none, or if somebody else holds its case."""
        notice = self._notices.get(reference)
        return notice if notice is not None and notice.case_id in self._cases else None

    def case(self, notice: Notice) -> Case:
        """Return the case of a notice, with its head as it will be."""
        return self._cases[notice.case_id]

    def contact(self, notice: Notice) -> Contact:
        """Return what the facts of its case say about contact with her."""
        if notice.case_id not in self._contacts:
            self._contacts[notice.case_id] = Contact.of(self.case(notice).position.facts)
        return self._contacts[notice.case_id]

    def key(self, notice: Notice) -> DataKey:
        """Return the key of its case."""
        if notice.case_id not in self._opened:
            self._opened[notice.case_id] = self.case(notice).key(self.keys)
        return self._opened[notice.case_id]

    def shift(self, notice: Notice, to: Shift, *, by: Actor = SYSTEM) -> Notice:
        """Move one notice, append its entry, and return it as it stands then. Raises Refused and moves nothing."""
        target = decided(notice, to, by=by, at=self.at)
        self.note(notice, said(notice, to, target), by=by)
        if notice.state in WAITING:
            complete_about(self.tx, notice.case_id, notice.reference, by=by.reference, at=self.at)
        return self._keep(notice, columns_of(notice, to, target, self.at))

    def postpone(self, notice: Notice, columns: dict[str, Any]) -> None:
        """Change a notice's row without moving it."""
        self._keep(notice, columns)

    def note(self, notice: Notice, entry: Note, *, by: Actor = SYSTEM) -> None:
        """Append an entry to the trail of its case that moves nothing there."""
        case = add_entry(self.tx, self.case(notice), entry, by=by, at=self.at)
        self._cases[case.id], self._heads[case.id] = case, case.head

    @contextmanager
    def stepping(self, notice: Notice) -> Iterator[Case]:
        """Let its case take a step by the engine itself, with all that was written before it."""
        self.write()
        yield self.case(notice)
        self._cases[notice.case_id] = load(self.tx, notice.reference, lock=True)
        self._contacts.pop(notice.case_id, None)

    def write(self) -> None:
        """Write what the notices and the heads of their cases have become."""
        changes, self._changes = self._changes, {}
        heads, self._heads = self._heads, {}
        write_rows(self.tx, changes)
        keep_heads(self.tx, heads)

    def _keep(self, notice: Notice, columns: dict[str, Any]) -> Notice:
        self._changes.setdefault(notice.reference, {}).update(columns)
        held = {name: _held(name, value) for name, value in columns.items() if name not in UNHELD}
        after = self._notices[notice.reference] = replace(notice, **held)
        return after


def _held(name: str, value: Any) -> Any:
    return from_micros(value) if name in MOMENTS and value is not None else value
