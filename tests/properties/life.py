"""One life of cases at a running database: anybody asks anything, in any order, and the model looks on."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from notifications import channels
from notifications.channels import Addressee, Result, accepted, failed, in_doubt, not_arrived
from notifications.courier import Courier
from notifications.rendering import Message
from states.definitions import CURRENT, DEFINITIONS
from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Refused, RowanError, Stale
from states.moves import standing
from states.vocabulary import Channel, Chart, CopyEvent, DocumentKind, Event, OfferEvent, Recipient, Role
from tests.properties.asking import CONTACTS, plausible
from tests.properties.model import CONTACT, Known
from tests.properties.payloads import MARK, World
from tests.workflow.cast import AT, FORCE, OTHER_FORCE, SAID, Cast
from tests.workflow.referred import changed
from workflow import counting, notices, people, references, replay, reveals, trail_check
from workflow.actors import PROVIDER, Actor
from workflow.approvals import approve
from workflow.command import Command, Done
from workflow.commands import perform
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.finding import load, seen
from workflow.intake import take_referral
from workflow.keys import Keys
from workflow.simulate.papers import store_page

#: Everything that a command may write, counted.
COUNTED = ("entries", "sealed_payloads", "notices", "tasks", "orders", "offers", "deadlines", "answers")
LEDGER = text("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED))
WAITS = [
    timedelta(**span)
    for span in (
        {"minutes": 1},
        {"minutes": 20},
        {"hours": 3},
        {"hours": 9},
        {"days": 1},
        {"days": 3},
        {"days": 8},
        {"days": 40},
    )
]
#: From the morning until texts must wait.
NIGHTFALL = timedelta(hours=9)
#: The next step of the main path, by where the case stands.
ONWARD = {
    "received": (Role.CASEWORKER, Event.MAKE_CONTACT),
    "contacted": (Role.CASEWORKER, Event.GIVE_CONSENT),
    "consented": (Role.CASEWORKER, Event.MAKE_OFFER),
    "solicitor_assigned": (Role.SOLICITOR, Event.SEEK_ORDER),
    "order_sought": (Role.SOLICITOR, Event.RECORD_OUTCOME),
    "outcome": (Role.CASEWORKER, Event.CLOSE),
}
#: How a carrier takes one message after the other.
MOODS = st.lists(
    st.sampled_from(["sent", "sent", "receipt", "doubt", "refused", "failed", "killed"]), max_size=6
)
#: How often somebody asks before something else has a turn.
TIMES = st.integers(2, 6)
#: Who she is, in three guises, two of which are referred alike.
WOMEN = ("Ada Seeded", "Ada Seeded", "Mary Seeded")


class Killed(BaseException):
    """The process ended in the middle of a delivery."""


@dataclass(frozen=True)
class Asked:
    """One request as it was sent, so that it can be sent again."""

    command: Command
    actor: Actor
    answer: Done | tuple[Any, ...]


class Life(RuleBasedStateMachine):
    """Rules are what people, machines and accidents do; after each the model and the rows are compared."""

    create: ClassVar[Callable[[], str]]
    drop: ClassVar[Callable[[str], None]]
    key_file: ClassVar[Path]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.url, self.at, self.numbers = type(self).create(), AT, 0
        # Chance is Hypothesis's alone: a life must run the same way twice.
        self.references = patch.object(references, "new", self.reference)
        self.references.start()
        self.db = self.opened()
        self.cast = Cast(self.db)
        for force in (FORCE, OTHER_FORCE):
            people.add_force(self.db, force, force.title())
        self.known: list[Known] = []
        self.asked: list[Asked] = []
        self.given: set[str] = set()
        self.planned: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self.by_hand: dict[str, int] = {}
        self.wrong: list[str] = []

    def opened(self) -> Database:
        return Database(self.url, keys=Keys.load(self.key_file))

    def reference(self, kind: str) -> str:
        self.numbers += 1
        return f"{kind}-{self.numbers:08}"

    def teardown(self) -> None:
        try:
            with self.db.reading() as tx:
                assert trail_check.verify(tx, keys=self.db.keys) == []
            assert counting.compare(self.db)[1] == {}, "the counts are not those of a recount"
            self.holds_nothing_personal()
        finally:
            self.references.stop()
            self.db.close()
            type(self).drop(self.url)

    # What is looked at

    def ledger(self) -> dict[str, int]:
        with self.db.reading() as tx:
            return dict(zip(COUNTED, tx.connection.execute(LEDGER).one(), strict=True))

    def row(self, known: Known) -> dict[str, Any]:
        return self.cast.row("cases", reference=known.reference)

    def of(self, reference: str) -> Known | None:
        return next((known for known in self.known if known.reference == reference), None)

    def holds_nothing_personal(self) -> None:
        for table in ("entries", "notices", "tasks", "answers", "orders", "offers"):
            written = str(self.cast.rows(table))
            for secret in (MARK, "Seeded", "900123", "900456", "900777", "900888", "zelda"):
                assert secret not in written, f"{secret} stands in {table}"

    # What is done

    @initialize(women=st.integers(1, 2), data=st.data())
    def begin(self, women, data):
        for woman in range(women):
            self.refer(
                self.cast.officer, WOMEN[-1 - woman], data.draw(st.sampled_from(CONTACTS[:2])), "standard"
            )
        for known in list(self.known):
            for _ in range(data.draw(st.integers(0, 10))):
                self.go_on(known, data)

    @rule(
        woman=st.sampled_from(WOMEN),
        contact=st.sampled_from(CONTACTS),
        grade=st.sampled_from(["standard", "high"]),
        by_officer=st.booleans(),
    )
    def refer_again(self, woman, contact, grade, by_officer):
        if len(self.known) < 4:
            self.refer(self.cast.officer if by_officer else self.cast.colleague, woman, contact, grade)

    def refer(self, actor: Actor, woman: str, contact: dict[str, Any], grade: str) -> None:
        safe = {"windows": [], "channels": [], "withheld_number": True} | contact
        sent = changed(survivor__name=woman, safe_contact=safe, risk__grade=grade)
        sent["survivor"]["email"] = None
        key = f"referral {self.numbers}"
        first = take_referral(self.db, sent, actor=actor, key=key, at=self.at)
        before = self.ledger()
        assert take_referral(self.db, sent, actor=actor, key=key, at=self.at) == first
        assert self.ledger() == before
        case = self.cast.found(first.reference)
        known = self.of(case.reference)
        facts = case.position.facts
        if known is None:
            known = Known(case.reference, contact={name: facts[name] for name in CONTACT})
            self.known.append(known)
            assert {name: facts[name] for name in ("safety", "channels", "windows")} == {
                name: safe[name] for name in ("safety", "channels", "windows")
            }
        else:
            known.joined(facts)
        known.version, known.entries, known.referrals = (
            known.version + 1,
            known.entries + 1,
            known.referrals + 1,
        )
        self.settle()

    @rule(data=st.data(), times=TIMES)
    def move_on(self, data, times):
        known = data.draw(st.sampled_from(self.known))
        for _ in range(times):
            self.go_on(known, data)

    def go_on(self, known: Known, data: st.DataObject) -> None:
        """Ask for the next step of the main path."""
        row = self.row(known)
        if row["state"] not in ONWARD:
            return
        role, event = ONWARD[row["state"]]
        facts = orjson.loads(row["facts"])
        live = sorted(ref for ref, offer in facts["offers"].items() if offer["state"] == "offered")
        if row["state"] == "consented" and live:
            self.ask(known, OfferEvent.ACCEPT, {}, self.solicitor_of(facts, live[0]), Chart.OFFER, live[0])
            return
        if facts["orders"] and row["state"] in {"order_sought", "outcome"} and data.draw(st.integers(0, 4)):
            self.go_to_court(known, data)
            return
        payload = data.draw(plausible(Chart.CASE, event, self.at))
        self.ask(known, event, payload, self.actor(role, facts, None))

    @rule(data=st.data(), times=TIMES)
    def ask_plausibly(self, data, times):
        """Ask for something that the charts leave open to somebody here."""
        known = data.draw(st.sampled_from(self.known))
        for _ in range(times):
            facts = self.cast.facts(known.reference)
            spots = [(Chart.CASE, None), *((Chart.OFFER, offer) for offer in sorted(facts["offers"]))]
            self.ask_at(known, data.draw(st.sampled_from([*spots, *self.court(facts)])), data)

    @rule(data=st.data(), times=TIMES)
    def ask_about_an_order(self, data, times):
        """Ask for something that the charts leave open about an order."""
        known = data.draw(st.sampled_from(self.known))
        for _ in range(times):
            self.go_to_court(known, data)

    def go_to_court(self, known: Known, data: st.DataObject) -> None:
        spots = self.court(self.cast.facts(known.reference))
        if spots:
            self.ask_at(known, data.draw(st.sampled_from(spots)), data)

    def court(self, facts: dict[str, Any]) -> list[tuple[Chart, str | None]]:
        charts = (Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY)
        return [(chart, order) for chart in charts for order in sorted(facts["orders"])]

    def ask_at(self, known: Known, spot: tuple[Chart, str | None], data: st.DataObject) -> None:
        chart, subject = spot
        position = self.cast.found(known.reference).position
        stands = standing(position, chart, subject)
        open_here = sorted(
            {
                (event, role)
                for (state, event), branches in DEFINITIONS[CURRENT].charts[chart].branches.items()
                for branch in branches
                for role in branch.asks
                if state == stands
            }
        )
        if not open_here:
            return
        event, role = data.draw(st.sampled_from(open_here))
        actor = self.actor(role, position.facts, subject)
        payload = dict(data.draw(plausible(chart, event, self.at)))
        self.complete(known, event, payload, actor, data)
        if event == CopyEvent.SEND and subject is not None and data.draw(st.integers(0, 3)):
            self.store_papers(known, subject)
        self.ask(known, event, payload, actor, chart, subject, key=self.reference("K"))

    def store_papers(self, known: Known, order: str) -> None:
        """Have a lead store what a copy for the police must hold."""
        for kind in (DocumentKind.ORDER, DocumentKind.PROOF_OF_SERVICE):
            with contextlib.suppress(NotFound):
                store_page(self.db, order, kind, order, by=self.cast.lead, at=self.at)
                known.entries += 1

    def complete(
        self, known: Known, event: str, payload: dict[str, Any], actor: Actor, data: st.DataObject
    ) -> None:
        """Name people, cases and approvals that exist in this life."""
        if event == Event.REASSIGN:
            payload["owner"] = self.cast.colleague.reference
        if event == Event.MARK_DUPLICATE:
            payload["case"] = data.draw(st.sampled_from(self.known)).reference
        if event == Event.MAKE_OFFER:
            payload["firm"] = data.draw(st.sampled_from(["hawthorn", "rowe", "third", "shut"]))
        if event == Event.TRANSFER:
            payload["force"] = OTHER_FORCE
        takes = {Event.GIVE_UP_CONTACT, Event.LOSE_CONTACT, Event.RECORD_DEATH, Event.REOPEN, Event.TRANSFER}
        if event in takes and data.draw(st.integers(0, 3)):
            leads = [lead for lead in (self.cast.far_lead, self.cast.other_lead) if lead != actor]
            payload["approval"] = self.approve(known, event, leads[0])

    def approve(self, known: Known, event: str, lead: Actor) -> str:
        given = approve(self.db, known.reference, event, known.version, actor=lead, at=self.at)
        known.entries += given not in self.given
        self.given.add(given)
        return given

    @rule(data=st.data(), times=TIMES)
    def ask_anything(self, data, times):
        """Ask anything at all: any event of any chart, by anybody, of anything, at any version, perhaps as a dry run."""
        known = data.draw(st.sampled_from(self.known))
        for _ in range(times):
            self.ask_blindly(known, data)

    def ask_blindly(self, known: Known, data: st.DataObject) -> None:
        facts = self.cast.facts(known.reference)
        chart = data.draw(
            st.sampled_from([Chart.CASE, Chart.CASE, *(chart for chart in Chart if chart != Chart.NOTICE)])
        )
        event = data.draw(st.sampled_from(DEFINITIONS[CURRENT].charts[chart].events))
        subjects = sorted(facts["offers"]) if chart is Chart.OFFER else sorted(facts["orders"])
        subject = None if chart is Chart.CASE else data.draw(st.sampled_from([*subjects, "O-99999999"]))
        actor = data.draw(st.sampled_from(self.cast.everybody))
        world = World(self.at, self.named(facts))
        version = data.draw(
            st.sampled_from([None, None, known.version, known.version - 1, known.version + 1])
        )
        self.ask(
            known,
            event,
            data.draw(world.payload(chart, event)),
            actor,
            chart,
            subject,
            version=version,
            key=data.draw(st.sampled_from([None, self.reference("K")])),
            dry_run=data.draw(st.integers(0, 4)) == 0,
        )

    def named(self, facts: dict[str, Any]) -> dict[str, list[str]]:
        everybody = [self.cast.colleague.reference, self.cast.lead.reference, self.cast.officer.reference]
        return {
            "case": [known.reference for known in self.known],
            "owner": everybody,
            "approval": sorted(self.given) or ["A-00000000"],
            "order": sorted(facts["orders"]) or ["O-00000000"],
            "firm": ["hawthorn", "rowe", "shut"],
            "force": [FORCE, OTHER_FORCE],
        }

    # How an answer is judged

    def ask(
        self,
        known: Known,
        event: str,
        payload: dict[str, Any],
        actor: Actor,
        chart: Chart = Chart.CASE,
        subject: str | None = None,
        **parts: Any,
    ) -> None:
        command = Command(subject or known.reference, event, payload, chart=chart, subject=subject, **parts)
        if subject == "O-99999999":
            command = replace(command, case=known.reference)
        type(self).steps += 1
        before = self.ledger()
        try:
            done = perform(self.db, command, actor=actor, at=self.at)
        except RowanError as refusal:
            self.was_refused(known, command, actor, refusal, before)
        else:
            self.was_accepted(known, command, actor, done, before)
        self.settle()

    def was_accepted(
        self, known: Known, command: Command, actor: Actor, done: Done, before: dict[str, int]
    ) -> None:
        assert (done.case, done.version, done.seq) == (known.reference, known.version + 1, known.entries + 1)
        if command.dry_run:
            assert self.ledger() == before
            return
        joined, moved = None, 0
        if command.event == Event.MARK_DUPLICATE:
            joined, moved = self.of(command.payload["case"]), known.referrals
            assert joined is not None
            assert joined is not known
        after = self.ledger()
        assert after["entries"] == before["entries"] + 1 + moved
        assert after["answers"] == before["answers"] + (command.key is not None)
        known.version, known.entries = known.version + 1, known.entries + 1
        known.accepted(command.event, command.payload, self.at, firm=actor.firm)
        if command.event in {Event.JOIN_REFERRAL, Event.RETRACT_CONTACT}:
            known.joined(self.cast.facts(known.reference))
        if joined is not None:
            joined.version, joined.entries = joined.version + moved, joined.entries + moved
            joined.referrals, known.referrals = joined.referrals + moved, 0
            joined.joined(self.cast.facts(joined.reference))
        if command.key:
            self.asked.append(Asked(command, actor, done))

    def was_refused(
        self, known: Known, command: Command, actor: Actor, refusal: RowanError, before: dict[str, int]
    ) -> None:
        assert (
            command.event != Event.WITHDRAW_CONSENT
            or not isinstance(refusal, Refused)
            or (self.row(known)["state"] == "closed")
        ), "a withdrawal was refused"
        after = self.ledger()
        match refusal:
            case Refused(refusals=failing):
                assert len({found.guard for found in failing}) == len(failing) > 0
                left = 0 if command.dry_run else 1
                answers = left if command.key else 0
                known.entries += left
                if command.key and left:
                    self.asked.append(Asked(command, actor, failing))
            case NotFound() | NotPermitted():
                left, answers = 1, 0
            case Malformed() | Stale() | KeyReused():
                left, answers = 0, 0
            case _:
                raise refusal
        assert after == before | {
            "entries": before["entries"] + left,
            "answers": before["answers"] + answers,
        }

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def ask_the_same_again(self, data):
        again = data.draw(st.sampled_from(self.asked))
        before = self.ledger()
        answer: Done | tuple[Any, ...]
        try:
            answer = perform(self.db, again.command, actor=again.actor, at=self.at)
        except Refused as refusal:
            answer = refusal.refusals
        assert answer == again.answer
        assert self.ledger() == before

    # Delivery

    @rule(moods=MOODS, wait=st.sampled_from([None, NIGHTFALL, NIGHTFALL, *WAITS]))
    def deliver(self, moods, wait):
        """Deliver all that is due, perhaps only after a night or a few days."""
        if wait:
            self.wait(wait)
        carrier = Carrier(self, list(moods))
        carriers = dict.fromkeys((Channel.SMS, Channel.EMAIL), carrier)
        courier = Courier(OutboxDesk(self.db, SAID, lambda: 0.5), carriers, lambda: self.at)
        before = self.ledger()
        with contextlib.suppress(Killed):
            courier.look_back()
            courier.sweep()
        assert self.wrong == []
        after = self.ledger()
        for known in self.known:
            entries = self.cast.entries(known.reference)[known.entries :]
            assert {(entry["chart"], entry["version"]) for entry in entries} <= {("notice", known.version)}
            known.entries += len(entries)
        unmoved = ("notices", "orders", "offers", "deadlines", "answers")
        assert all(after[table] == before[table] for table in unmoved)
        self.settle()

    @rule(data=st.data())
    def decide_about_a_notice(self, data):
        held = [row for row in self.cast.rows("notices") if row["state"] not in {"delivered", "unconfirmed"}]
        if not held:
            return
        row = data.draw(st.sampled_from(held))
        event = data.draw(
            st.sampled_from(["release", "retry", "cancel", "accept", "hold", "deliver", "fail"])
        )
        actor = data.draw(
            st.sampled_from([self.cast.caseworker, self.cast.lead, PROVIDER, self.cast.officer])
        )
        (case,) = self.cast.rows("cases", id=row["case_id"])
        known, before = self.of(case["reference"]), self.ledger()
        assert known is not None
        try:
            notices.move(self.db, row["reference"], event, {}, actor=actor, at=self.at)
        except (NotFound, NotPermitted):
            assert self.ledger() == before | {"entries": before["entries"] + 1}
        except Refused:
            assert self.ledger() == before | {"entries": before["entries"] + 1}
            known.entries += 1
        else:
            known.entries += 1
            self.by_hand[row["reference"]] = self.by_hand.get(row["reference"], 0) + (event == "retry")
        self.settle()

    # Accidents and time

    @rule(span=st.sampled_from(WAITS))
    def let_time_pass(self, span):
        self.wait(span)

    def wait(self, span: timedelta) -> None:
        self.at += span

    @rule(most=st.integers(1, 20))
    def fold_counts(self, most):
        counting.fold(self.db, most)

    @rule()
    def restart(self):
        self.db.close()
        self.db = self.cast.db = self.opened()

    @rule(data=st.data())
    def she_dies(self, data):
        """Have her death recorded by two leads, wherever the case stands, and go on."""
        known = data.draw(st.sampled_from(self.known))
        if self.row(known)["state"] != "closed":
            approval = self.approve(known, Event.RECORD_DEATH, self.cast.other_lead)
            self.ask(known, Event.RECORD_DEATH, {"approval": approval}, self.cast.lead)
            self.go_to_court(known, data)

    @rule()
    def firms_look(self):
        """Whoever of a firm asks for her number gets it only while the firm acts with her consent."""
        for known in self.known:
            for actor in (self.cast.solicitor, self.cast.rival, self.cast.third):
                self.look(known, actor)

    def firms_see_what_they_may(self, known: Known) -> None:
        with self.db.reading() as tx:
            for actor in (self.cast.solicitor, self.cast.rival, self.cast.third):
                may = known.firm == actor.firm and known.may_instruct
                try:
                    case = seen(tx, load(tx, known.reference), actor, self.at)
                except NotFound:
                    assert not may, "a firm that acts for her does not see her case"
                else:
                    opens = reveals.may_reveal(case, actor, ["survivor.phone"])
                    assert bool(opens) is may, "a firm sees more of her, or less, than it may"

    def look(self, known: Known, actor: Actor) -> None:
        may = known.firm == actor.firm and known.may_instruct
        try:
            reveals.reveal(
                self.db, known.reference, ["survivor.phone"], "to call her", actor=actor, at=self.at
            )
        except (NotFound, NotPermitted):
            assert not may, "a firm that acts for her does not get her number"
        else:
            assert may, "a firm that does not act for her gets her number"
            known.entries += 1

    # What must always hold

    def settle(self) -> None:
        """Hold every case against the model, its trail and what must always be so."""
        for known in self.known:
            row = self.row(known)
            assert (row["version"], row["seq"]) == (known.version, known.entries)
            facts = orjson.loads(row["facts"])
            if row["state"] in {"solicitor_assigned", "order_sought"}:
                assert known.may_instruct, "a firm is at work without her consent"
            if row["state"] != "closed":
                assert facts["owner"] or facts["queue"]
                assert facts["clocks"], "nothing is due"
            assert row["firm"] == known.firm
            self.firms_see_what_they_may(known)
            assert {name: facts[name] for name in CONTACT[:3]} == {
                name: known.contact.get(name) or ([] if name != "safety" else None) for name in CONTACT[:3]
            }
        self.look_at_notices()

    def look_at_notices(self) -> None:
        rows = self.cast.rows("notices")
        causes = {
            tuple(row[name] for name in ("case_id", "cause_seq", "rule", "recipient", "recipient_ref"))
            for row in rows
        }
        assert len(causes) == len(rows), "one step told somebody twice"
        references_of = {row["id"]: row["reference"] for row in self.cast.rows("cases")}
        for row in rows:
            if row["recipient"] != Recipient.SURVIVOR or row["reference"] in self.planned:
                continue
            known = self.of(references_of[row["case_id"]])
            assert known is not None
            assert known.over_since is None, "something is planned for her after the end"
            self.planned[row["reference"]] = known.route_changes

    @invariant()
    def rows_are_what_the_trail_says(self):
        for known in self.known:
            assert replay.check_case(self.db, known.reference) == ()

    # Who asks

    def actor(self, role: Role, facts: dict[str, Any], subject: str | None) -> Actor:
        """Return who of that role is the likeliest to be let in."""
        match role:
            case Role.SOLICITOR if subject is not None and subject in facts["offers"]:
                return self.solicitor_of(facts, subject)
            case Role.SOLICITOR:
                firms = [facts["firm"], *(order["firm"] for order in facts["orders"].values())]
                lawyers = (self.cast.solicitor, self.cast.rival, self.cast.third)
                return next((actor for actor in lawyers if actor.firm in firms), self.cast.solicitor)
            case Role.PROVIDER:
                return PROVIDER
            case _:
                actor: Actor = getattr(self.cast, role.value)
                return actor

    def solicitor_of(self, facts: dict[str, Any], offer: str) -> Actor:
        firm = facts["offers"][offer]["firm"]
        return next(actor for actor in self.cast.everybody if actor.firm == firm)


class Carrier:
    """A carrier in changing moods, which looks at each message to her before it leaves."""

    addressed = True

    def __init__(self, life: Life, moods: list[str]) -> None:
        self.life, self.moods = life, moods

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        mood = self.moods.pop() if self.moods else "sent"
        if to.recipient is Recipient.SURVIVOR:
            self.look(message, reference)
        if mood not in {"refused", "failed"}:
            self.life.left[reference] = self.life.left.get(reference, 0) + 1
            if to.recipient is Recipient.SURVIVOR:
                assert self.life.left[reference] <= 1 + self.life.by_hand.get(reference, 0), (
                    "sent to her twice"
                )
        match mood:
            case "killed":
                raise Killed
            case "doubt":
                return in_doubt("a time-out")
            case "refused":
                return not_arrived("connection refused", not_before=self.life.at + timedelta(minutes=1))
            case "failed":
                return failed("no such number")
            case _:
                return accepted(reference, receipts=mood == "receipt")

    def look(self, message: Message, reference: str) -> None:
        """Hold that nothing reaches her unless the model says, from what she said, that it may."""
        life = self.life
        row = life.cast.row("notices", reference=reference)
        self.hold(row["state"] == "sending" and row["claimed_at"] is not None, "sent before its claim")
        (case,) = life.cast.rows("cases", id=row["case_id"])
        known = life.of(case["reference"])
        routes = life.planned[reference]
        self.hold(known is not None and known.is_hers_to_send(message.channel, routes, life.at), "not safe")

    def hold(self, holds: bool, what: str) -> None:
        # Remembered, not raised: delivery takes whatever a carrier raises for a carrier that broke.
        if not holds:
            self.life.wrong.append(what)

    def lookup(self, known: channels.Known) -> Result | None:
        return accepted(known.reference) if self.life.left.get(known.reference) else None
