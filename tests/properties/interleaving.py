"""Texts to one woman while her world changes: workers claim, send, settle and die between any two words about her."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from notifications.channels import Addressee, Known, Result, accepted, arrived, failed, in_doubt, not_arrived
from notifications.courier import Courier
from notifications.delivery import IN_DOUBT_AFTER, look_back, send
from notifications.desk import Claimed
from notifications.rendering import Message
from states.errors import RowanError
from states.position import LONDON, moment
from states.vocabulary import Channel, Event, OrderEvent, Recipient
from tests.properties.asking import WINDOW
from tests.workflow.cast import AT, PHONE, SAID, Cast
from workflow import notices
from workflow.db import Database
from workflow.desk import OutboxDesk

NUMBERS = ("07700 900777", "07700 900888")
SAFE = {"safety": "safe", "channels": ["phone", "sms"], "windows": [], "withheld_number": True}
#: What tightens her rules, as it is said.
TIGHTER: dict[str, dict[str, Any]] = {
    "unsafe": {"safety": "unsafe"},
    "unknown": {"safety": "unknown", "channels": ["sms"]},
    "no texts": {"safety": "safe", "channels": ["phone"], "withheld_number": True},
    "hours": {"safety": "safe", "channels": ["phone", "sms"], "windows": [WINDOW], "withheld_number": True},
}
#: What happens, and how often beside the rest.
TURNS = ["work"] * 16 + ["world"] * 3 + ["plan"] * 3 + ["person", "receipt", "time"]
HANDS = [0, 0, 0, 1]
WORK = ["claim"] * 4 + ["carry"] * 8 + ["settle"] * 3 + ["crash", "look back"]
MOODS = ["sent", "sent", "receipt", "receipt", "left", "lost", "refused", "bounced", "failed"]
CHANGES = ["rules", "rules", "safe", "safe", "safe", "number", "number", "withdrawal", "no more", "death"]
DECISIONS = ["release", "release", "retry", "retry", "cancel", "accept"]
SPANS = [timedelta(minutes=2), timedelta(minutes=2), timedelta(minutes=16), timedelta(hours=9)]

#: How old a claim may be when it is sent, as a courier has it.
FRESH = IN_DOUBT_AFTER / 3

Turn = tuple[Any, ...]


def turns(chance: Random, number: int) -> list[Turn]:
    """Draw what happens, one thing after the other.

    From one seed, not from Hypothesis's own choices: of those it repeats what it drew, and a worker who claims
    twice and carries nothing teaches little.
    """
    return [_turn(chance) for _ in range(number)]


def _turn(chance: Random) -> Turn:
    drawn: Mapping[str, Sequence[Sequence[Any]]] = {
        "work": (HANDS, WORK, MOODS),
        "world": (CHANGES, sorted(TIGHTER), NUMBERS),
        "plan": (),
        "person": (range(6), DECISIONS),
        "receipt": (range(6), ("none", "delivered", "bounced")),
        "time": (SPANS,),
    }
    what = chance.choice(TURNS)
    return what, *map(chance.choice, drawn[what])


@dataclass
class Her:
    """What she said and what became of her, as people know it; never read from the system."""

    phone: str = PHONE
    numbers: int = 0
    texts: bool = True
    agrees: bool = True
    lives: bool = True
    #: Why messages to her stopped.
    stopped: str | None = None
    #: How often she had changed her number when each message was planned.
    planned: dict[str, int] = field(default_factory=dict)

    def may_get(self, reference: str, to: Addressee) -> bool:
        """Say whether this text may leave for that number now."""
        reached = self.texts and self.stopped is None and to.address == self.phone
        return reached and self.agrees and self.lives and self.planned[reference] == self.numbers


@dataclass
class Hand:
    """What one worker holds: claims that it has still to send, and results that it has still to record."""

    claimed: list[tuple[Claimed, datetime]] = field(default_factory=list)
    results: list[tuple[str, Result]] = field(default_factory=list)


class Interleaving:
    """What people, workers, a provider and time do to one case; nothing wrong may ever leave."""

    addressed = True

    def __init__(self, db: Database, seen: Counter[str]) -> None:
        self.db, self.seen = db, seen
        self.cast, self.her = Cast(db), Her()
        self.desk = OutboxDesk(self.db, SAID, lambda: 0.5)
        self.carriers = dict.fromkeys((Channel.SMS, Channel.EMAIL), self)
        self.hands = (Hand(), Hand())
        self.mood, self.sent, self.by_hand = "sent", Counter[str](), Counter[str]()
        self.wrong: list[str] = []
        self.case = self.cast.case("order_sought")
        self.order = self.cast.order(self.case)
        self.cast.at = AT + timedelta(minutes=30)
        self.see_what_is_planned()

    def play(self, script: list[Turn]) -> None:
        """Let all of it happen, and then let nobody be forgotten."""
        parts: dict[str, Callable[..., None]] = {
            "work": self.a_worker_works,
            "world": self.her_world_changes,
            "plan": self.a_text_is_planned,
            "person": self.a_person_decides,
            "receipt": self.a_receipt_comes,
            "time": self.time_passes,
        }
        for what, *drawn in script:
            parts[what](*drawn)
        self.nothing_of_hers_waits_unseen()

    # The carrier

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Carry one message, as the provider is minded; remember whatever should not have come here."""
        if to.recipient is not Recipient.SURVIVOR:
            return accepted(reference)
        # The hour is that of the claim, which is no older than this.
        hour = (self.cast.at - FRESH).astimezone(LONDON).hour
        self.hold(message.channel is Channel.SMS and 8 <= hour < 19, f"{reference} was sent at night")
        self.hold(self.her.may_get(reference, to), f"{reference} was sent, and must not be: {self.her}")
        if self.mood in {"sent", "receipt", "left"}:
            self.sent[reference] += 1
            self.seen["sent"] += 1
        self.hold(self.sent[reference] <= 1 + self.by_hand[reference], f"{reference} was sent twice")
        match self.mood:
            case "left" | "lost":
                return in_doubt("a time-out")
            case "refused":
                return not_arrived("connection refused")
            case "bounced":
                return failed("she is not there", bounced=True)
            case "failed":
                return failed("the network failed")
            case _:
                return accepted(reference, receipts=self.mood == "receipt")

    def lookup(self, known: Known) -> Result | None:
        """Say what is known of a message."""
        return accepted(known.reference, receipts=True) if self.sent[known.reference] else None

    def hold(self, holds: bool, what: str) -> None:
        # Remembered, not raised: delivery takes whatever a carrier raises for a carrier that broke.
        if not holds:
            self.wrong.append(what)

    # People

    def see_what_is_planned(self) -> None:
        for row in self.cast.rows("notices", recipient="survivor"):
            self.her.planned.setdefault(row["reference"], self.her.numbers)

    def one(self, number: int) -> str:
        return list(self.her.planned)[number % len(self.her.planned)]

    def do(self, who: str, event: Event, payload: dict[str, Any]) -> bool:
        """Ask something of the case; whether it was accepted."""
        try:
            self.cast.do(getattr(self.cast, who), self.case, event, payload)
        except RowanError:
            return False
        self.seen[event] += 1
        return True

    def a_text_is_planned(self) -> None:
        try:
            self.cast.move(self.cast.solicitor, OrderEvent.LIST_HEARING, self.order)
        except RowanError:
            return
        self.see_what_is_planned()

    def her_world_changes(self, what: str, how: str, number: str) -> None:
        match what:
            case "rules":
                if self.do("officer", Event.SET_SAFETY, TIGHTER[how]):
                    self.her.texts = False
            case "safe":
                self.she_says_that_it_is_safe()
            case "number":
                self.she_changes_her_number(number)
            case "withdrawal":
                given = {"asked_safely": True, "under_pressure": "no"}
                self.her.agrees &= not self.do("caseworker", Event.WITHDRAW_CONSENT, given)
            case "no more":
                if self.do("caseworker", Event.STOP_MESSAGES, {"reason": "opted_out"}):
                    self.her.stopped = "opted_out"
            case _:
                self.she_dies()

    def she_says_that_it_is_safe(self) -> None:
        spoke_at = moment(self.cast.at + timedelta(minutes=1))
        if self.do("caseworker", Event.SET_SAFETY, SAFE | {"spoke_at": spoke_at}):
            self.her.texts, self.her.stopped = True, None

    def she_changes_her_number(self, number: str) -> None:
        changes = number != self.her.phone
        if self.do("caseworker", Event.UPDATE_DETAILS, {"survivor": {"phone": number}}):
            self.her.phone = number
            self.her.numbers += changes
            if changes and self.her.stopped == "bounced":
                self.her.stopped = None

    def she_dies(self) -> None:
        if self.her.lives:
            approval = self.cast.approval(self.case, Event.RECORD_DEATH)
            assert self.do("lead", Event.RECORD_DEATH, {"approval": approval})
            self.her.lives = False

    def a_person_decides(self, number: int, event: str) -> None:
        reference = self.one(number)
        try:
            notices.move(self.db, reference, event, {}, actor=self.cast.caseworker, at=self.cast.at)
        except RowanError:
            return
        self.seen[event] += 1
        self.by_hand[reference] += event == "retry"

    # Workers

    def a_worker_works(self, number: int, what: str, mood: str) -> None:
        hand = self.hands[number]
        match what:
            case "claim":
                self.claim(hand)
            case "carry":
                self.mood = mood
                self.carry(hand)
            case "settle":
                self.settle(hand)
            case "crash":
                hand.claimed.clear()
                hand.results.clear()
            case _:
                look_back(self.desk, self.carriers, self.cast.at)

    def claim(self, hand: Hand) -> None:
        at = self.cast.at
        hand.claimed += [(claimed, at) for claimed in self.desk.claim_many(sorted(self.her.planned), at)]

    def carry(self, hand: Hand) -> None:
        if hand.claimed:
            claimed, at = hand.claimed.pop(0)
            result = send(self.desk, self.carriers, claimed, lambda: self.cast.at - at < FRESH)
            hand.results.append((claimed.reference, result))
            assert self.wrong == []

    def settle(self, hand: Hand) -> None:
        results, hand.results = hand.results, []
        for reference, result in results:
            self.seen[result.event] += 1
            self.desk.settle_many([(reference, result)], self.cast.at)
            self.expect_a_stop(reference, result)

    def expect_a_stop(self, reference: str, result: Result) -> None:
        """Hold that a bounce which was recorded stopped messages in the same transaction."""
        row = self.cast.row("notices", reference=reference)
        if not (result.bounced and row["state"] == "failed" and self.her.stopped is None):
            return
        if self.cast.facts(self.case)["messages_stopped"] == "bounced":
            self.her.stopped = "bounced"
        assert self.her.stopped, "it bounced, and messages go on"
        assert [task for task in self.cast.rows("tasks", subject=reference) if task["done_at"] is None]

    def a_receipt_comes(self, number: int, news: str) -> None:
        reference = self.one(number)
        if self.sent[reference]:
            results = {"none": None, "delivered": arrived(), "bounced": failed("gone", bounced=True)}
            result = results[news]
            self.desk.heard(reference, result, self.cast.at)
            if result is not None:
                self.expect_a_stop(reference, result)

    def time_passes(self, span: timedelta) -> None:
        self.cast.at += span

    # In the end

    def nothing_of_hers_waits_unseen(self) -> None:
        """Whatever crashed is found again: each text has ended, or a person has one task about it."""
        self.mood = "sent"
        courier = Courier(self.desk, self.carriers, lambda: self.cast.at)
        for _ in range(2):
            self.cast.at += IN_DOUBT_AFTER + timedelta(hours=1)
            courier.look_back()
            courier.sweep()
        assert self.wrong == []
        for row in self.cast.rows("notices", recipient="survivor"):
            tasks = [
                task for task in self.cast.rows("tasks", subject=row["reference"]) if task["done_at"] is None
            ]
            waits = row["state"] in {"held", "in_doubt", "failed"}
            assert waits or row["state"] in {"accepted", "delivered", "unconfirmed", "cancelled"}
            assert len(tasks) == waits, f"{row['reference']} is {row['state']} with {len(tasks)} tasks"
