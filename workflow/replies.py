"""What somebody answers to a text of ours: a wish for no more of them is kept at once, anything else comes to a person.

Numbers and words are personal data: a case is found by the blind index of the number alone, and the words are sealed
under its key. Nothing here logs, returns or raises either.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson
from sqlalchemy import bindparam, func, select

from states.errors import Refused
from states.position import moment
from states.vocabulary import Channel, Chart, Event, Recipient, Role, State, StopReason
from workflow import references
from workflow.actors import PROVIDER
from workflow.answers import recall, remember
from workflow.blind import Kind, blind_indexes, regular_name
from workflow.command import Command, Done
from workflow.commands import perform
from workflow.db import Database, Tx
from workflow.details import INDEXES, SURVIVOR, open_details, replace_details
from workflow.finding import CASES, Case, load
from workflow.notice_rows import NOTICES
from workflow.prepared import Prepared
from workflow.rows import Note, note
from workflow.tables import TaskRow, to_micros
from workflow.tasks import INSERT_TASK, Work, raise_task
from workflow.vault import seal_payload

TASKS = TaskRow.__table__

log = logging.getLogger(__name__)

#: The entry's event, and the field that keeps what was answered.
REPLY, REPLIES = "reply", "replies"
#: The task to read it; and that to read at the provider what no open case knows, of which one is enough.
SHE_REPLIED, UNKNOWN_REPLY = "she_replied", "unknown_reply"
#: How long the task to read it may wait (I).
READ_WITHIN = timedelta(hours=1)
#: The most answers that are kept to be read; all of them are on the trail.
MOST_KEPT = 20
#: Words that ask for no more messages wherever they stand, and those that do so only alone.
STOPPING = frozenset({"stop", "stopall", "unsubscribe", "optout", "stopiwch", "stopio", "stopia", "peidiwch"})
STOPPING_ALONE = frozenset({"end", "quit", "cancel", "opt out", "diwedd", "canslo"})
#: Words that say nothing beside such a one.
FILLING = frozenset(
    {"please", "pls", "thanks", "thank", "you", "all", "now", "the", "these", "your", "me", "sending", "send"}
    | {"text", "texts", "texting", "message", "messages", "messaging", "sms", "os", "gwelwch", "yn", "dda"}
    | {"diolch", "tecstio", "testun", "anfon", "negeseuon", "neges"}
)

SELECT_CASES = Prepared(
    select(CASES.c.reference)
    .join(INDEXES, INDEXES.c.case_id == CASES.c.id)
    .where(
        INDEXES.c.party == SURVIVOR,
        INDEXES.c.kind == Kind.PHONE.value,
        INDEXES.c.value == bindparam("value"),
        CASES.c.state != State.CLOSED.value,
    )
    .order_by(CASES.c.id.desc())
)
SELECT_LAST_TEXT = Prepared(
    select(func.max(NOTICES.c.claimed_at))
    .join(CASES, CASES.c.id == NOTICES.c.case_id)
    .where(
        CASES.c.reference == bindparam("of_case"),
        NOTICES.c.recipient == Recipient.SURVIVOR.value,
        NOTICES.c.channel == Channel.SMS.value,
    )
)
SELECT_WAITING = Prepared(
    select(TASKS.c.reference)
    .where(TASKS.c.case_id == bindparam("of_case"), TASKS.c.kind == SHE_REPLIED, TASKS.c.done_at.is_(None))
    .limit(1)
)
SELECT_UNKNOWN = Prepared(
    select(TASKS.c.reference)
    .where(TASKS.c.role == Role.LEAD.value, TASKS.c.kind == UNKNOWN_REPLY, TASKS.c.done_at.is_(None))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One text that came in. `key` is the provider's own name for it, so that a repeat has the effect of one."""

    number: str = field(repr=False)
    words: str = field(repr=False)
    key: str | None = None


def take_reply(db: Database, reply: Reply, *, at: datetime) -> None:
    """Do what a text that came in asks for.

    A wish for no more texts stops every message on every case of that number that is not closed. Whatever else it
    says comes, sealed, to the owner of the case that was texted last.
    """
    with db.reading() as tx:
        cases = list(_cases(tx, db, reply.number))
        last = max(cases, key=lambda case: _last_text(tx, case), default=None)
    if last is None:
        _have_it_found(db, at)
        return
    stops, more = understood(reply.words)
    if stops:
        for case in cases:
            _stop(db, case, reply, at)
    if more:
        _hand_over(db, last, reply, at)


def understood(words: str) -> tuple[bool, bool]:
    """Say whether a text asks for no more messages, and whether it says anything else that a person must read."""
    plain = regular_name(words)
    said = plain.split()
    if plain in STOPPING_ALONE:
        return True, False
    rest = [word for word in said if word not in STOPPING]
    stops = len(rest) < len(said)
    # An empty text is no wish; but somebody sent it, and may have been stopped from writing.
    return stops, not stops or not FILLING.issuperset(rest)


def _cases(tx: Tx, db: Database, number: str) -> Iterator[str]:
    """Name the cases of a number that are not closed, the newest first."""
    # Providers write a number of the world without its plus.
    given = number if number[:1] in ("+", "0") else f"+{number}"
    value = blind_indexes(db.keys, {"phone": given}).get(Kind.PHONE)
    if value is not None:
        yield from (reference for (reference,) in tx.rows(SELECT_CASES, value=value))


def _last_text(tx: Tx, case: str) -> int:
    ((claimed_at,),) = tx.rows(SELECT_LAST_TEXT, of_case=case)
    return claimed_at or 0


def _have_it_found(db: Database, at: datetime) -> None:
    """Have a lead read at the provider what came from a number that no open case knows. Nothing of it is kept."""
    with db.transaction() as tx:
        if tx.one(SELECT_UNKNOWN) is None:
            of_nobody = dict.fromkeys(column.name for column in TASKS.c)
            said = {
                "reference": references.new(references.TASK),
                "kind": UNKNOWN_REPLY,
                "role": Role.LEAD.value,
            }
            times = {"due_at": to_micros(at + READ_WITHIN), "created_at": to_micros(at)}
            tx.write(INSERT_TASK, **of_nobody | said | times)


def _stop(db: Database, case: str, reply: Reply, at: datetime) -> None:
    key = None if reply.key is None else f"stop {reply.key} {case}"
    said = {"reason": StopReason.OPTED_OUT.value}
    try:
        perform(db, Command(case, Event.STOP_MESSAGES.value, said, key=key), actor=PROVIDER, at=at)
    except Refused:
        # Closed meanwhile: nothing goes to her any more in any case.
        log.info("a wish for no more messages came to a case that is closed")


def _hand_over(db: Database, reference: str, reply: Reply, at: datetime) -> None:
    command = Command(reference, REPLY, {"words": reply.words}, chart=Chart.CASE, key=reply.key)
    with db.transaction() as tx:
        case = load(tx, reference, lock=True)
        if recall(tx, db.keys, command, PROVIDER) is None:
            case = _kept(tx, db, case, reply, at)
            state = case.position.state
            done = Done(reference, REPLY, state, state, case.version, case.head.seq, case.head.hash.hex())
            remember(tx, db.keys, command, PROVIDER, done, at)


def _kept(tx: Tx, db: Database, case: Case, reply: Reply, at: datetime) -> Case:
    """Write what she answered to the trail and to her details, and have somebody read it."""
    key, said = case.key(db.keys), {"at": moment(at), "words": reply.words}
    before = open_details(tx, db.keys, case, [REPLIES]).get(REPLIES, [])
    replace_details(tx, key, case.id, {REPLIES: [*before, said][-MOST_KEPT:]})
    hidden = seal_payload(key, case.head.seq + 1, orjson.dumps(said))
    if tx.one(SELECT_WAITING, of_case=case.id) is None:
        raise_task(tx, case, Work(SHE_REPLIED, Role.CASEWORKER, at + READ_WITHIN), at=at)
    return note(tx, case, Note(REPLY, {"channel": Channel.SMS.value}), by=PROVIDER, at=at, hidden=hidden)
