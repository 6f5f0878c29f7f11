"""The people of a test, the firms they work for, and what they do to a case. Valid by default."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from notifications.rendering import STANDING
from states.definitions import CURRENT
from states.moves import opened
from states.position import Facts, moment
from states.vocabulary import Chart, CopyEvent, DocumentKind, Event, OfferEvent, Role
from tests.states.building import sent
from workflow import counting, people, references
from workflow.actors import SYSTEM, Actor
from workflow.approvals import approve
from workflow.as_sent import seal_as_sent
from workflow.command import Command, Done
from workflow.commands import perform, write
from workflow.db import Database, Tx
from workflow.details import indexes_of, put_details, put_indexes
from workflow.finding import Case, load
from workflow.prepared import insertion
from workflow.rows import written
from workflow.simulate.papers import store_page
from workflow.tables import METADATA, CaseRow, FirmRow, PersonRow, ReferralRow, to_micros
from workflow.trail import NOTHING as NO_ENTRY

#: A Monday, ten in the morning in London.
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
FORCE, OTHER_FORCE = "cambridgeshire", "essex"
HAWTHORN, ROWE, THIRD, SHUT = "hawthorn", "rowe", "third", "shut"

NAME, BORN, PHONE, EMAIL = "Ada Fictional", "1990-02-03", "07700 900123", "ada@example.org"
#: What templates are told beside the values of a notice.
SAID: Mapping[str, str] = dict.fromkeys(STANDING, "020 7946 0000")
HIS_NAME, HIS_PHONE = "Bert Fictional", "07700 900999"

INSERT_CASE = insertion(CaseRow.__table__, CaseRow.__table__.c.id)
INSERT_FIRM = insertion(FirmRow.__table__)
INSERT_PERSON = insertion(PersonRow.__table__, PersonRow.__table__.c.id)
INSERT_REFERRAL = insertion(ReferralRow.__table__)

#: What a case is referred with: she may be texted and called, and nothing presses.
REFERRED: Mapping[str, Any] = {
    "force": FORCE,
    "queue": FORCE,
    "safety": "safe",
    "channels": ["phone", "sms"],
    "voicemail": False,
    "withheld_number": True,
    "routes": {"phone": True, "email": True},
    "tell_force": True,
}
SURVIVOR: Mapping[str, Any] = {"name": NAME, "date_of_birth": BORN, "phone": PHONE, "email": EMAIL}
RESPONDENT: Mapping[str, Any] = {"name": HIS_NAME, "phone": HIS_PHONE}

#: The main path: what leads to each state, asked one after the other.
PATH: tuple[tuple[str, str], ...] = (
    ("caseworker", Event.TAKE),
    ("caseworker", Event.MAKE_CONTACT),
    ("caseworker", Event.GIVE_CONSENT),
    ("caseworker", Event.MAKE_OFFER),
    ("solicitor", OfferEvent.ACCEPT),
    ("solicitor", Event.SEEK_ORDER),
)
REACHED = {"received": 0, "taken": 1, "contacted": 2, "consented": 3, "offered": 4}
REACHED |= {"solicitor_assigned": 5, "order_sought": 6}


class Asking(NamedTuple):
    """Who asks when: what `Cast.do` hands on beside the command."""

    actor: Actor
    at: datetime


class Cast:
    """Somebody of every role at one database, who ask it one thing after the other."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.at = AT
        self.system = SYSTEM
        # One commit: a test has better things to wait for than twenty.
        with db.transaction() as tx:
            for firm in (HAWTHORN, ROWE, THIRD, SHUT):
                tx.run(INSERT_FIRM, code=firm, name=firm.title(), active=firm != SHUT)
            self.caseworker = _person(tx, Role.CASEWORKER)
            self.colleague = _person(tx, Role.CASEWORKER)
            self.lead = _person(tx, Role.LEAD)
            self.other_lead = _person(tx, Role.LEAD)
            self.far_lead = _person(tx, Role.LEAD, force=OTHER_FORCE)
            self.officer = _person(tx, Role.OFFICER, force=FORCE)
            self.other_officer = _person(tx, Role.OFFICER, force=OTHER_FORCE)
            self.solicitor = _person(tx, Role.SOLICITOR, firm=HAWTHORN)
            self.rival = _person(tx, Role.SOLICITOR, firm=ROWE)
            self.third = _person(tx, Role.SOLICITOR, firm=THIRD)
            self.analyst = _person(tx, Role.ANALYST, force=FORCE)
            self.auditor = _person(tx, Role.AUDITOR)
            self.administrator = _person(tx, Role.ADMINISTRATOR)
            self.survivor = _person(tx, Role.SURVIVOR)

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """Whoever may ask for something."""
        return tuple(actor for actor in vars(self).values() if isinstance(actor, Actor))

    def firm(self, code: str) -> Actor:
        """Add a firm to the panel, and return its solicitor."""
        with self.db.transaction() as tx:
            tx.run(INSERT_FIRM, code=code, name=code.title(), active=True)
            added = _person(tx, Role.SOLICITOR, firm=code)
        setattr(self, code, added)
        return added

    def lead_of(self, force: str) -> Actor:
        """Add a lead who speaks for one force."""
        with self.db.transaction() as tx:
            return _person(tx, Role.LEAD, force=force)

    def again(self, actor: Actor) -> Actor:
        """Sign somebody in anew, as the doors do: they learn whether conflicts are listed for them."""
        token = people.issue_token(self.db, actor.reference, at=AT)
        signed_in = people.authenticate(self.db, token, at=AT)
        assert signed_in is not None
        return signed_in

    def case(
        self,
        state: str = "received",
        *,
        survivor: Mapping[str, Any] = SURVIVOR,
        respondent: Mapping[str, Any] = RESPONDENT,
        referred: bool = True,
        definition: str = CURRENT,
        **facts: Any,
    ) -> str:
        """Open a case as intake does, and lead it to a state of the main path; return its reference."""
        reference = self._open({**REFERRED, **facts}, survivor, respondent, referred, definition)
        for who, event in PATH[: REACHED[state]]:
            if event == OfferEvent.ACCEPT:
                self.accept(reference)
            else:
                self.do(getattr(self, who), reference, event)
        return reference

    def _open(
        self,
        facts: Facts,
        survivor: Mapping[str, Any],
        respondent: Mapping[str, Any],
        referred: bool,
        definition: str,
    ) -> str:
        db, reference = self.db, references.new(references.CASE)
        made = db.keys.new(reference)
        move = opened(
            {"referrers": [self.officer.reference] if referred else [], **facts},
            at=self.at,
            by=Role.OFFICER,
            actor=self.officer.reference,
        )
        with db.transaction() as tx:
            row = {
                "reference": reference,
                "definition": definition,
                "state": "",
                "version": 0,
                "seq": 0,
                "head": NO_ENTRY,
                **dict.fromkeys(("owner_id", "firm", "disposition", "due_at")),
                "force": facts["force"],
                "queue": facts["queue"],
                "sensitive": False,
                "created_at": to_micros(self.at),
                "updated_at": to_micros(self.at),
                "facts": written(move.after.facts),
                "key_id": made.key_id,
                "wrapped_key": made.wrapped,
            }
            tx.run(INSERT_CASE, **row)
            case = load(tx, reference, lock=True)
            if referred:
                self._refer(tx, case)
            details = {f"survivor.{name}": value for name, value in survivor.items()}
            details |= {f"respondent.{name}": value for name, value in respondent.items()}
            put_details(tx, made.key, case.id, details)
            put_indexes(tx, case.id, indexes_of(db.keys, survivor, respondent))
            write(tx, db.keys, case, move, {})
        return reference

    def _refer(self, tx: Tx, case: Case) -> str:
        reference = references.new(references.REFERRAL)
        counting.add_referral(tx, FORCE, self.officer.person_id or 0, self.at)
        tx.run(
            INSERT_REFERRAL,
            reference=reference,
            case_id=case.id,
            force=FORCE,
            referrer_id=self.officer.person_id,
            receipt=f"receipt of {reference}",
            received_at=to_micros(self.at),
            digest=bytes(32),
            as_sent=seal_as_sent(case.key(self.db.keys), reference, b'{"as": "sent"}'),
        )
        return reference

    def do(
        self,
        actor: Actor,
        case: str,
        event: str,
        payload: Mapping[str, Any] | None = None,
        *,
        at: datetime | None = None,
        chart: Chart = Chart.CASE,
        **parts: Any,
    ) -> Done:
        """Ask one thing, a minute after the last; without a payload, with a valid one."""
        self.at = at or self.at + timedelta(minutes=1)
        given = self.payload(chart, event) if payload is None else payload
        return perform(self.db, Command(case, event, given, chart=chart, **parts), actor=actor, at=self.at)

    def payload(self, chart: Chart, event: str) -> dict[str, Any]:
        """Return a valid payload, for these people and this moment."""
        changes: dict[str, Any] = {}
        if "at" in (given := sent(chart, event)):
            changes["at"] = moment(self.at)
        if event == Event.REASSIGN:
            changes["owner"] = self.colleague.reference
        return given | changes

    def move(self, actor: Actor, event: str, subject: str, payload: Any = None, **parts: Any) -> Done:
        """Ask something of an order or an offer, by its own reference."""
        chart = parts.pop("chart", Chart.OFFER if subject.startswith(references.OFFER) else Chart.ORDER)
        if event == CopyEvent.SEND and parts.pop("papers", True):
            for kind in (DocumentKind.ORDER, DocumentKind.PROOF_OF_SERVICE):
                self.store(actor, subject, kind, subject)
        return self.do(actor, subject, event, payload, chart=chart, subject=subject, **parts)

    def store(self, actor: Actor, case: str, kind: str, order: str | None = None) -> str:
        """Store a document of a page; return its reference."""
        return store_page(self.db, case, DocumentKind(kind), order, by=actor, at=self.at)

    def accept(self, case: str, firm: str = HAWTHORN) -> Done:
        """Let a firm accept the offer that waits for it."""
        offers = self.facts(case)["offers"].items()
        offer = next(ref for ref, held in offers if held["firm"] == firm and held["state"] == "offered")
        who = next(actor for actor in self.everybody if actor.firm == firm)
        return self.move(who, OfferEvent.ACCEPT, offer)

    def approval(self, case: str, event: str, *, by: Actor | None = None, at: datetime | None = None) -> str:
        """Have a lead approve an event of the case as it stands."""
        version = self.version(case)
        return approve(self.db, case, event, version, actor=by or self.other_lead, at=at or self.at)

    def found(self, reference: str) -> Case:
        """Return a case as it stands."""
        with self.db.reading() as tx:
            return load(tx, reference)

    def facts(self, case: str) -> Facts:
        """Return the facts of a case."""
        return self.found(case).position.facts

    def state(self, case: str) -> str:
        """Return the state of a case."""
        return self.found(case).position.state

    def version(self, case: str) -> int:
        """Return how many steps a case has taken."""
        return self.found(case).version

    def order(self, case: str) -> str:
        """Return the one order of a case."""
        (reference,) = self.facts(case)["orders"]
        return str(reference)

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Return the rows of a table that hold these values, in order."""
        held = METADATA.tables[table]
        wanted = select(held).where(*(held.c[name] == value for name, value in where.items()))
        with self.db.reading() as tx:
            rows = tx.connection.execute(wanted.order_by(*held.primary_key)).mappings()
            return [dict(row) for row in rows]

    def row(self, table: str, **where: Any) -> dict[str, Any]:
        """Return the one row that holds these values."""
        (row,) = self.rows(table, **where)
        return row

    def entries(self, case: str) -> list[dict[str, Any]]:
        """Return the trail of a case, oldest first."""
        return self.rows("entries", stream=f"case:{self.found(case).id}")


def dump(db: Database, *leaving_out: str) -> dict[str, list[Any]]:
    """Return every row of every table as it is stored, but for the tables and columns named."""
    with db.reading() as tx:
        return {
            name: sorted(
                repr(tuple(row))
                for row in tx.connection.execute(
                    select(*(column for column in table.c if f"{name}.{column.name}" not in leaving_out))
                )
            )
            for name, table in METADATA.tables.items()
            if name not in leaving_out
        }


def _person(tx: Tx, role: Role, *, force: str | None = None, firm: str | None = None) -> Actor:
    reference = references.new(references.PERSON)
    found = tx.one(
        INSERT_PERSON,
        reference=reference,
        name=f"Somebody {role}",
        role=role.value,
        force=force,
        firm=firm,
        email=f"{reference.lower()}@example.org",
        language="en",
        active=True,
        created_at=to_micros(AT),
    )
    assert found is not None
    return Actor(reference, role, force, firm, person_id=found[0])
