"""The exact words of one notice, for who answers for them: what was sent, in which wording, and never changed since."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from states.errors import NotPermitted
from states.vocabulary import Chart, Role
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case, load
from workflow.looking import found, looking, shown
from workflow.notice_rows import NOTICES, find
from workflow.prepared import Prepared
from workflow.reveals import REVEAL
from workflow.rows import Note, note
from workflow.surveys.inviting import without_link
from workflow.wording import Words, open_words

#: What an entry says was opened, and what for.
OPENED = {"fields": ["words"], "purpose": "to read what was sent"}

SELECT_WORDS = Prepared(
    select(NOTICES.c.digest, NOTICES.c.sealed).where(NOTICES.c.reference == bindparam("notice"))
)


@dataclass(frozen=True, slots=True)
class WordsView:
    """What one notice said. Of one that was never claimed nothing was written yet: digest and body are None."""

    reference: str
    case: str
    rule: str
    recipient: str
    channel: str
    language: str
    state: str
    digest: str | None
    subject: str | None = field(repr=False)
    body: str | None = field(repr=False)


def exact_words(db: Database, reference: str, *, actor: Actor, at: datetime) -> WordsView:
    """Show what a notice said to an auditor, a lead or the owner of its case.

    What went to her leaves an entry on her case before it is shown; whatever an auditor reads, one on the access
    stream. Raises NotFound, NotPermitted, and StorageUnavailable where the entry cannot be written.
    """
    with looking(db, actor, "words", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        notice = find(tx, reference)
        _permit(case, actor)
        words, digest = _opened(tx, db, case, reference)
    if notice.is_hers and actor.role is not Role.AUDITOR:
        _enter(db, reference, actor, at)
    return WordsView(
        reference=reference,
        case=case.reference,
        rule=notice.rule,
        recipient=notice.recipient.value,
        channel=words.channel.value if words else notice.channel.value,
        language=words.language if words else notice.language,
        state=notice.state,
        digest=digest,
        subject=words.subject if words else None,
        body=without_link(words.body) if words else None,
    )


def _opened(tx: Tx, db: Database, case: Case, reference: str) -> tuple[Words | None, str | None]:
    ((digest, sealed),) = tx.rows(SELECT_WORDS, notice=reference)
    return None if sealed is None else open_words(case.key(db.keys), reference, sealed), digest


def _enter(db: Database, reference: str, actor: Actor, at: datetime) -> None:
    with db.transaction() as tx:
        entry = Note(REVEAL, OPENED, Chart.NOTICE, reference)
        note(tx, load(tx, reference, lock=True), entry, by=actor, at=at)


def reads_words(owner: str | None, actor: Actor) -> bool:
    """Say whether somebody may read what was sent in a case that they see, by its owner's reference."""
    owns = owner is not None and owner == actor.reference
    return actor.role in (Role.AUDITOR, Role.LEAD) or (actor.role is Role.CASEWORKER and owns)


def _permit(case: Case, actor: Actor) -> None:
    if not reads_words(case.position.facts["owner"], actor):
        message = "what was sent is shown to its case's owner, to leads and to auditors"
        raise NotPermitted(message)
