"""The dashboard counted again by somebody who reads nothing but the trail.

It knows no measure, no sum and no chart: it reads each case's entries in order, clear bodies alone, and counts by
the words in which each figure is defined (the design; docs/explanation on figures). What no entry says is not
counted here: how many officers are registered, and what survivors answered, whose rows lead to no case.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import text

from workflow.actors import Actor
from workflow.dashboard import Dashboard, live
from workflow.db import Database

LONDON = ZoneInfo("Europe/London")
#: How often which event ends a case in which way; what a court decided is told by its orders.
EXITS = {
    "mark_duplicate": "duplicate",
    "give_up_contact": "unable_to_contact",
    "lose_contact": "lost_contact",
    "decline": "declined",
    "find_ineligible": "ineligible",
    "refer_elsewhere": "referred_elsewhere",
    "send_warning_letter": "warning_letter_sent",
    "give_advice_only": "advice_given",
    "withdraw_consent": "consent_withdrawn",
    "record_death": "deceased",
}
IN_FORCE, PENDING = {"interim", "made", "expiring"}, {"drafted", "applied", "returned", "listed", "interim"}
SERVED, COPIED = {"served", "dispensed"}, {"sent", "acknowledged"}
#: What is counted, of which whole.
SHARES = {
    "contacted": "accepted",
    "contact_24h": "accepted",
    "consented": "contacted",
    "assigned": "consented",
    "filed": "consented",
    "without_notice": "filed",
    "made_of_filed": "filed",
    "made_of_consented": "consented",
    "made_of_accepted": "accepted",
    "interim": "made",
    "final": "made",
    "undertaking": "filed",
    "refused": "filed",
    "served": "made",
    "protected": "made",
    "repeat": "accepted",
    "released": "accepted",
    "released_contacted": "released",
    "released_made": "released",
}
COHORT = ("accepted", "contacted", "contact_24h", "consented", "filed", "made", "protected")

Json = dict[str, Any]


@dataclass
class Order:
    """One order, as the trail tells of it."""

    type: str
    without_notice: bool
    state: str = "applied"
    service: str = "not_due"
    copy: str = "not_due"
    sealed_at: datetime | None = None
    interim_at: datetime | None = None
    final_at: datetime | None = None
    served_at: datetime | None = None
    undertaking: bool = False
    protected: bool = False

    @property
    def made_at(self) -> datetime | None:
        return min((at for at in (self.interim_at, self.final_at) if at), default=None)

    def look(self) -> None:
        """Remember that the woman was protected, once she is."""
        if self.state in IN_FORCE and self.service in SERVED and self.copy in COPIED:
            self.protected = True

    def weight(self) -> tuple[int, str] | None:
        """Say what an order that is resolved makes of the case: the best wins."""
        if self.state in PENDING:
            return None
        if self.made_at:
            return 3, "order_made"
        if self.undertaking:
            return 2, "undertaking_given"
        return (1, "order_refused") if self.state == "refused" else (0, "application_withdrawn")


@dataclass
class Case:
    """One case, as far as its trail has been read."""

    force: str
    referred_at: datetime
    repeat: bool
    state: str = "received"
    exit: str | None = None
    contacted_at: datetime | None = None
    consented_at: datetime | None = None
    flags: set[str] = field(default_factory=set)
    offers: dict[str, Json] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)

    @property
    def cohort(self) -> str:
        return f"{self.referred_at.astimezone(LONDON):%Y-%m}"

    @property
    def ended(self) -> str | None:
        if self.exit is None or self.exit == "deceased":
            return self.exit
        weights = [weight for order in self.orders.values() if (weight := order.weight())]
        return max(weights)[1] if weights else self.exit

    @property
    def firm(self) -> str | None:
        taken = [offer for offer in self.offers.values() if offer["accepted_at"]]
        return max(taken, key=lambda offer: offer["accepted_at"])["firm"] if taken else None

    def holds(self) -> set[str]:
        """Name whatever is so of a case that is no duplicate; whoever came far came past all before."""
        orders = list(self.orders.values())
        so = {
            "filed": bool(orders),
            "made": any(order.made_at for order in orders),
            "served": any(order.made_at and order.served_at for order in orders),
            "protected": any(order.protected for order in orders),
            "without_notice": any(order.without_notice for order in orders),
            "interim": any(order.interim_at for order in orders),
            "final": any(order.final_at for order in orders),
            "undertaking": any(order.undertaking for order in orders),
            "refused": any(order.state == "refused" for order in orders),
            "repeat": self.repeat,
            "released": "suspect_released" in self.flags,
        }
        so["assigned"] = so["filed"] or self.firm is not None
        so["consented"] = so["assigned"] or self.consented_at is not None
        so["contacted"] = so["consented"] or self.contacted_at is not None
        so["contact_24h"] = (
            self.contacted_at is not None and self.contacted_at - self.referred_at <= timedelta(hours=24)
        )
        so["released_contacted"] = so["released"] and so["contacted"]
        so["released_made"] = so["released"] and so["made"]
        return {name for name, holds in so.items() if holds} | {"accepted"}

    def spans(self) -> Iterator[tuple[str, timedelta]]:
        if self.contacted_at:
            yield "contact", self.contacted_at - self.referred_at
        accepted = [offer["accepted_at"] for offer in self.offers.values() if offer["accepted_at"]]
        if accepted and self.consented_at:
            yield "assign", min(accepted) - self.consented_at
        served = [(o.made_at, o.served_at) for o in self.orders.values() if o.made_at and o.served_at]
        if served:
            made_at, served_at = min(served)
            yield "serve", served_at - made_at

    def waits(self, at: datetime) -> bool:
        """Say whether an order in force was made over 48 hours ago and is not served."""
        return any(
            order.state in IN_FORCE
            and order.service not in SERVED
            and order.sealed_at is not None
            and at - order.sealed_at >= timedelta(hours=48)
            for order in self.orders.values()
        )


@dataclass
class Trail:
    """All that was read: cases, referrals by force and month, and who sent them."""

    cases: list[Case] = field(default_factory=list)
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    senders: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def read(db: Database) -> Trail:
    """Read the trail of every case, in order."""
    trail = Trail()
    asked = text("SELECT stream, at, body FROM entries WHERE stream LIKE 'case:%' ORDER BY stream, seq")
    open_case: tuple[str, Case] | None = None
    with db.reading() as tx:
        for stream, micros, body in tx.connection.execute(asked):
            said = orjson.loads(body)
            if "steps" not in said:
                continue
            at = datetime.fromtimestamp(micros / 1_000_000, UTC)
            if open_case is None or open_case[0] != stream:
                open_case = (stream, _opened(said["payload"]))
                trail.cases.append(open_case[1])
            _heard(trail, open_case[1], said, at)
            for number, step in enumerate(said["steps"]):
                payload = said["payload"] if number == 0 else step.get("payload") or {}
                _take(open_case[1], step, payload, said.get("found") or {}, at)
    return trail


def _opened(payload: Json) -> Case:
    referred = datetime.fromisoformat(payload["referred_at"])
    return Case(payload["force"], referred, payload["repeat_of"] is not None)


def _heard(trail: Trail, case: Case, said: Json, at: datetime) -> None:
    """Count a referral; one that came over from a duplicate was counted when it was sent."""
    first, payload = said["steps"][0]["event"], said["payload"]
    if first == "receive_referral":
        sender = payload["referrers"][0]
    elif first == "join_referral" and "duplicate" not in said["found"]:
        sender = payload["referrer"]
    else:
        return
    where = (case.force, f"{at.astimezone(LONDON):%Y-%m}")
    trail.sent[where] += 1
    trail.senders[where].add(sender)


def _take(case: Case, step: Json, payload: Json, found: Json, at: datetime) -> None:
    chart, event, subject = step["chart"], step["event"], str(step.get("subject"))
    if chart == "case":
        HEARD.get(event, _nothing)(case, payload, found, at)
        case.state = step["target"]
        if event in EXITS and (case.exit is None or event == "record_death"):
            case.exit = EXITS[event]
    elif chart == "offer":
        offer = case.offers[subject]
        offer["state"] = step["target"]
        if event == "accept":
            offer["accepted_at"] = at
        elif event == "decline":
            offer["reason"] = payload.get("reason", "other")
    elif chart in ("order", "service", "police_copy"):
        _of_order(case.orders[subject], step, payload, at)


def _nothing(case: Case, payload: Json, found: Json, at: datetime) -> None:
    """Most events say nothing that is counted."""


def _flags(case: Case, payload: Json, _: Json, __: datetime) -> None:
    case.flags |= set(payload.get("flags") or ())


def _reached(case: Case, _: Json, __: Json, at: datetime) -> None:
    case.contacted_at = case.contacted_at or at


def _not_reached(case: Case, _: Json, __: Json, ___: datetime) -> None:
    case.contacted_at = None


def _consented(case: Case, _: Json, __: Json, at: datetime) -> None:
    case.consented_at = case.consented_at or at


def _offered(case: Case, payload: Json, found: Json, _: datetime) -> None:
    case.offers[found["offer"]] = {"firm": payload["firm"], "state": "offered", "accepted_at": None}


def _sought(case: Case, payload: Json, found: Json, _: datetime) -> None:
    for reference, sought in zip(found["orders"], payload["orders"], strict=True):
        case.orders[reference] = Order(sought["type"], sought["without_notice"])


def _decided(case: Case, _: Json, __: Json, ___: datetime) -> None:
    case.exit = "outcome"


def _reopened(case: Case, _: Json, __: Json, ___: datetime) -> None:
    case.exit = None


#: What the entries of a case say that is counted.
HEARD = {
    "receive_referral": _flags,
    "join_referral": _flags,
    "assess_risk": _flags,
    "make_contact": _reached,
    "retract_contact": _not_reached,
    "give_consent": _consented,
    "make_offer": _offered,
    "seek_order": _sought,
    "record_outcome": _decided,
    "reopen": _reopened,
}


def _of_order(order: Order, step: Json, payload: Json, at: datetime) -> None:
    chart, event, target = step["chart"], step["event"], step["target"]
    if chart == "service":
        order.service = target
        if target in SERVED:
            order.served_at = order.served_at or _by(payload.get("served_on"), at)
    elif chart == "police_copy":
        order.copy = target
    else:
        order.state = target
        if event in ("grant_interim", "make_order", "vary", "extend"):
            order.sealed_at = at
        if event == "grant_interim":
            order.interim_at = order.interim_at or at
        elif event == "make_order":
            order.final_at = order.final_at or at
        elif event == "take_undertaking":
            order.undertaking = True
    order.look()


def _by(day: str | None, at: datetime) -> datetime:
    """Return when he was told at the latest: whoever records a day records no hour of it."""
    if day is None:
        return at
    end = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), LONDON)
    return min(at, end)


# Against the dashboard


@dataclass
class Compared:
    """How many numbers were compared, and those that differ: which, what is shown, and what the trail says."""

    figures: int = 0
    different: list[str] = field(default_factory=list)

    def hold(self, where: str, shown: Any, told: Any) -> None:
        self.figures += 1
        if shown != told:
            self.different.append(f"{where}: shown {shown}, told {told}")


def compare(db: Database, lead: Actor, at: datetime, first: str, last: str) -> Compared:
    """Compare every live figure, for all, for each force and for each firm, with what the trail says."""
    trail, compared = read(db), Compared()
    places: list[tuple[str, str, Callable[[Case], bool]]] = [("all", "", lambda _: True)]
    places += [
        ("force", force, lambda case, force=force: case.force == force)  # type: ignore[misc]
        for force in sorted({case.force for case in trail.cases})
    ]
    places += [
        ("firm", firm, lambda case, firm=firm: case.firm == firm and case.ended != "duplicate")  # type: ignore[misc]
        for firm in sorted({case.firm for case in trail.cases if case.firm})
    ]
    for scope, code, chosen in places:
        shown = live(db, lead, at, scope, code, first=first, last=last)
        _compare(compared, shown, trail, [case for case in trail.cases if chosen(case)], at)
    return compared


def _compare(compared: Compared, shown: Dashboard, trail: Trail, cases: list[Case], at: datetime) -> None:
    where = f"{shown.scope} {shown.code}".strip()
    accepted = [case for case in cases if case.ended != "duplicate"]
    held = Counter(name for case in accepted for name in case.holds())
    counts = {"accepted": held["accepted"], "unserved_48h": sum(case.waits(at) for case in cases)}
    if shown.scope != "firm":
        counts["cases"] = len(cases)
        sent = _sent(trail, shown)
        counts["referrals"] = sum(sent.values())
        counts["officers_referring"] = _senders(trail, shown)
        _cells(compared, f"{where} series referrals", shown.series, "referrals", sent)
    figures = {figure.key: figure for figure in shown.figures}
    for key, number in counts.items():
        compared.hold(f"{where} {key}", figures[key].value, number)
    for key, whole in SHARES.items():
        part = held["made"] if key.startswith("made_of") else held[key]
        numerator, denominator = figures[key].numerator, figures[key].denominator
        compared.hold(f"{where} {key}", numerator and numerator.value, part)
        compared.hold(f"{where} {key} of", denominator and denominator.value, held[whole])
        share = part / held[whole] if held[whole] else None
        compared.hold(f"{where} {key} share", figures[key].value, share)
    for key, value in _hours(accepted):
        compared.hold(f"{where} {key}", figures[key].value, value)
    months = Counter(case.cohort for case in accepted)
    _cells(compared, f"{where} series accepted", shown.series, "accepted", months)
    for split, buckets in _splits(accepted, shown).items():
        _cells(compared, f"{where} {split}", shown.splits, split, buckets)
    for cohort in shown.cohorts:
        of = Counter(name for case in accepted if case.cohort == cohort.period for name in case.holds())
        for key in COHORT:
            compared.hold(f"{where} cohort {cohort.period} {key}", cohort.cells[key].value, of[key])


def _cells(compared: Compared, where: str, shown: Iterable[Any], key: str, told: Mapping[str, int]) -> None:
    (found,) = (each for each in shown if each.key == key)
    for name in sorted(found.cells.keys() | told.keys()):
        cell = found.cells.get(name)
        compared.hold(f"{where} {name}", cell.value if cell else 0, told.get(name, 0))


def _sent(trail: Trail, shown: Dashboard) -> Counter[str]:
    sent: Counter[str] = Counter()
    for (force, month), times in trail.sent.items():
        if shown.scope == "all" or force == shown.code:
            sent[month] += times
    return sent


def _senders(trail: Trail, shown: Dashboard) -> int:
    return sum(
        len(senders)
        for (force, month), senders in trail.senders.items()
        if month == shown.last and (shown.scope == "all" or force == shown.code)
    )


def _splits(accepted: list[Case], shown: Dashboard) -> dict[str, Counter[str]]:
    states = Counter(case.state for case in accepted if case.state not in ("outcome", "closed"))
    ends = Counter(case.ended for case in accepted if case.ended)
    made = Counter(
        kind for case in accepted for kind in {order.type for order in case.orders.values() if order.made_at}
    )
    return {"states": states, "exits": ends, "order_types": made}


def _hours(accepted: list[Case]) -> Iterator[tuple[str, float | None]]:
    spans: dict[str, list[float]] = defaultdict(list)
    for case in accepted:
        for key, span in case.spans():
            spans[key].append(_rounded(span))
    for key in ("contact", "assign", "serve"):
        ordered = sorted(spans[key])
        for name, share in (("median", 0.5), ("p90", 0.9)):
            place = max(0, math.ceil(share * len(ordered)) - 1)
            yield f"{key}_{name}", ordered[place] if ordered else None


def _rounded(span: timedelta) -> float:
    """Return hours as they are told: to the quarter within a day, to the hour within a week, else to the day."""
    hours = max(0.25, math.ceil(span / timedelta(minutes=15)) / 4)
    for within, step in ((24, 0.25), (168, 1), (math.inf, 24)):
        if hours <= within:
            return min(90 * 24.0, math.ceil(hours / step) * step)
    raise AssertionError
