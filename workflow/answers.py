"""Remembered answers: the same request, sent any number of times, has the effect of one.

Keys are per actor. An answer is stored in the transaction of its command, refusals included;
what a reveal showed is never stored.
"""

from datetime import datetime

import orjson
from sqlalchemy import bindparam, select

from states.errors import KeyReused, Refusal, Refused
from workflow.actors import Actor
from workflow.command import Command, Done
from workflow.db import Tx
from workflow.keys import Keys
from workflow.prepared import Prepared, insertion
from workflow.tables import AnswerRow, to_micros

ANSWERS = AnswerRow.__table__

ACCEPTED, REFUSED = 1, 0

SELECT_ANSWER = Prepared(
    select(ANSWERS.c.request, ANSWERS.c.status, ANSWERS.c.body).where(
        ANSWERS.c.actor == bindparam("actor"), ANSWERS.c.key == bindparam("key")
    )
)
INSERT_ANSWER = insertion(ANSWERS)

Outcome = Done | Refused


def recall(tx: Tx, keys: Keys, command: Command, actor: Actor) -> Outcome | None:
    """Return what was answered to this request before. Raises KeyReused for another under its key."""
    if command.key is None:
        return None
    found = tx.one(SELECT_ANSWER, actor=actor.reference, key=kept(keys, command.key))
    if found is None:
        return None
    request, status, body = found
    if bytes(request) != _digest(keys, command):
        raise KeyReused
    return _outcome(status, body, command.event)


def answered(tx: Tx, keys: Keys, key: str, actor: Actor) -> Outcome | None:
    """Return what was answered under a key, whatever was asked: a form that was sent says what became of it."""
    found = tx.one(SELECT_ANSWER, actor=actor.reference, key=kept(keys, key))
    return None if found is None else _outcome(*found[1:])


def _outcome(status: int, body: bytes | str, event: str = "") -> Outcome:
    if status == ACCEPTED:
        return Done.of_json(body)
    return Refused(event, [Refusal(**refusal) for refusal in orjson.loads(body)])


def remember(tx: Tx, keys: Keys, command: Command, actor: Actor, outcome: Outcome, at: datetime) -> None:
    """Store an answer under the key of its request, if it has one."""
    if command.key is None:
        return
    if isinstance(outcome, Done):
        status, body = ACCEPTED, outcome.to_json()
    else:
        status, body = REFUSED, orjson.dumps(outcome.refusals)
    tx.write(
        INSERT_ANSWER,
        actor=actor.reference,
        key=kept(keys, command.key),
        request=_digest(keys, command),
        status=status,
        body=body.decode(),
        at=to_micros(at),
    )


def kept(keys: Keys, key: str) -> str:
    """Return what is kept of an idempotency key: whoever makes one up may make it of a name."""
    return keys.digest("key", key.encode()).hex()


def _digest(keys: Keys, command: Command) -> bytes:
    # Keyed: a payload may hold a name or number, which must not be guessable from its digest.
    return keys.digest("answer", command.asked())
