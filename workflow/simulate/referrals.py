"""Fictional referrals: nobody in them exists. The same seed gives the same referrals, each by its number alone.

How often something is missing, unsafe or said twice is our guess (I), made to exercise every path; how often a
case ends in which way is said in `mix.py`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from states.position import moment
from states.vocabulary import Flag
from workflow.forces import FORCES
from workflow.simulate import names

#: When the first referral of a file is said to be written, and how long after it the next.
FIRST, EVERY = datetime(2026, 1, 5, 7, 30, tzinfo=UTC), timedelta(minutes=7)
#: The share of referrals about two people who were referred before, and how many referrals before at most.
AGAIN, AGO = 0.04, 40

LANGUAGES = ("en",) * 17 + ("pl", "ur", "ro")
RELATIONSHIPS = (
    ("former_partner",) * 5 + ("spouse",) * 3 + ("cohabitant",) * 3 + ("parent", "sibling", "engaged")
)
SUMMARIES = (
    "Fictional account: he came to the door at night, shouted threats and left when a neighbour called.",
    "Fictional account: he grabbed her by the arms in the kitchen; the children were upstairs.",
    "Fictional account: he sends dozens of messages a day and waits outside her work.",
    "Fictional account: he broke her telephone and took her keys; she stayed with a friend.",
)
REASONS = ("Fictional reason: she could not be asked safely, and the risk was judged too high to wait.",)
WINDOWS = (
    [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "10:00", "to": "14:00"}],
    [{"days": ["tue", "thu"], "from": "09:30", "to": "11:30"}],
    [
        {"days": ["mon", "wed"], "from": "12:00", "to": "17:00"},
        {"days": ["sat"], "from": "09:00", "to": "12:00"},
    ],
)
FLAGS = tuple(flag.value for flag in Flag)

Sent = dict[str, Any]


def referrals(cases: int, seed: int) -> Iterator[Sent]:
    """Yield that many referrals; some are about people who were referred before."""
    for number in range(cases):
        random = _random(seed, number, "again")
        about = max(0, number - random.randrange(1, AGO)) if random.random() < AGAIN else number
        sent = referral(seed, about, at=FIRST + EVERY * number)
        yield sent if about == number else again(sent, seed, number)


def referral(seed: int, number: int, *, at: datetime) -> Sent:
    """Return one referral as it is sent at that time. Its people depend on seed and number alone."""
    random = _random(seed, number, "people")
    survivor = _survivor(random)
    respondent = _respondent(random)
    force = random.choice(tuple(FORCES))
    return {
        "force": force,
        "referrer": _referrer(random),
        "survivor": survivor,
        "safe_contact": _safe_contact(random, survivor),
        "respondent": respondent,
        "incident": _incident(random, at),
        "risk": _risk(random),
        "children": _children(random),
        "existing_orders": [],
        "bail": _bail(random, at),
        "consent": _consent(random, at),
    }


def again(sent: Mapping[str, Any], seed: int, number: int) -> Sent:
    """Return what another officer sends of the same two people after something more has happened."""
    random = _random(seed, number, "officer")
    return {**sent, "referrer": _referrer(random), "risk": _risk(random)}


def alike(sent: Mapping[str, Any], seed: int, number: int) -> Sent:
    """Return the same referral as somebody sends it who knows less: it looks alike, and no more can be said."""
    random = _random(seed, number, "alike")
    survivor = sent["survivor"] | {"phone": None, "email": names.email("unknown", random)}
    return {**sent, "survivor": survivor, "respondent": sent["respondent"] | {"date_of_birth": None}}


def _random(seed: int, number: int, what: str) -> Random:
    # Each by itself: one choice more in one referral changes no other.
    return Random(f"{seed}/{number}/{what}")


def _person(random: Random, given: tuple[str, ...], born: float) -> Sent:
    birth = date(1955, 1, 1) + timedelta(days=random.randrange(50 * 365))
    known = random.random() < born
    return {
        "name": f"{random.choice(given)} {names.surname(random)}",
        "date_of_birth": birth.isoformat() if known else None,
    }


def _survivor(random: Random) -> Sent:
    person = _person(random, names.HERS, born=0.9)
    by_phone = random.random() < 0.93
    return {
        **person,
        "phone": names.telephone(random) if by_phone else None,
        "email": names.email(person["name"], random) if not by_phone or random.random() < 0.4 else None,
        "address": names.address(random) if random.random() < 0.85 else None,
        "language": random.choice(LANGUAGES),
        "interpreter": random.random() < 0.06,
    }


def _respondent(random: Random) -> Sent:
    return {
        **_person(random, names.HIS, born=0.75),
        "phone": names.telephone(random, names.HIS_NUMBERS) if random.random() < 0.2 else None,
        "relationship": random.choice(RELATIONSHIPS) if random.random() < 0.95 else None,
        "lives_with_survivor": random.random() < 0.3,
    }


def _referrer(random: Random) -> Sent:
    return {"role": "officer", "collar_number": f"{random.randrange(1000, 1400)}"}


def _safe_contact(random: Random, survivor: Sent) -> Sent:
    (safety,) = random.choices(("safe", "restricted", "unsafe", "unknown"), (40, 42, 6, 12))
    ways = ["phone", "sms"] if survivor["phone"] else ["email"]
    restricted = safety == "restricted"
    named = {"safe": ways, "restricted": ways[:1], "unsafe": ["through_officer"], "unknown": []}[safety]
    return {
        "safety": safety,
        "channels": named,
        "windows": random.choice(WINDOWS) if restricted and random.random() < 0.6 else [],
        "voicemail": random.random() < 0.3 if safety == "safe" else None,
        "withheld_number": random.random() < 0.5 if restricted else None,
        "code_word": random.choice(names.STREETS) if random.random() < 0.2 else None,
        "instructions": "Fictional: ask for the library book." if random.random() < 0.1 else None,
    }


def _incident(random: Random, at: datetime) -> Sent:
    before = timedelta(minutes=random.randrange(30, 10 * 24 * 60))
    return {
        "occurred_at": moment(at - before) if random.random() < 0.95 else None,
        "crime_reference": f"ZZ/{random.randrange(10000, 99999)}/{at:%y}",
        "summary": random.choice(SUMMARIES),
    }


def _risk(random: Random) -> Sent | None:
    if random.random() < 0.08:
        return None
    (grade,) = random.choices(("standard", "medium", "high"), (45, 37, 18))
    least, most = {"standard": (0, 8), "medium": (6, 13), "high": (14, 24)}[grade]
    flags = random.sample(FLAGS, random.randrange(1, 3)) if grade == "high" or random.random() < 0.05 else []
    dash = random.random() < 0.8
    return {
        "tool": "dash" if dash else "dara",
        "version": "2009" if dash else "2022",
        "grade": grade,
        "score": random.randint(least, most) if dash else None,
        "flags": flags,
    }


def _children(random: Random) -> list[Sent]:
    (count,) = random.choices((0, 1, 2, 3), (40, 25, 25, 10))
    born = [date(2009, 1, 1) + timedelta(days=random.randrange(16 * 365)) for _ in range(count)]
    return [
        {"name": random.choice((*names.HERS, *names.HIS)), "date_of_birth": day.isoformat()} for day in born
    ]


def _bail(random: Random, at: datetime) -> Sent | None:
    if random.random() < 0.6:
        return None
    return {"conditions": True, "ends_on": (at + timedelta(days=28)).date().isoformat()}


def _consent(random: Random, at: datetime) -> Sent:
    if random.random() < 0.03:
        return {"to_referral": False, "override_reason": random.choice(REASONS), "tell_force": False}
    return {"to_referral": True, "given_at": moment(at), "tell_force": random.random() < 0.7}
