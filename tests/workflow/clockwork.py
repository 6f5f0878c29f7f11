"""Cases in which each clock runs, what becomes of it as time goes by, and a process of its own that sweeps.

`python -m tests.workflow.clockwork URL KEYS AT` waits for a line to start, sweeps until nothing is left, and prints
how many deadlines it acted on.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from states.position import moment, parsed
from states.timers import ORDER_END, PAUSE
from states.vocabulary import Chart, Clock, Event, OrderEvent
from tests.workflow.cast import Cast
from workflow.db import Database
from workflow.keys import Keys
from workflow.tables import from_micros
from workflow.timers import REACH, sweep

DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
HIGH = {"tool": "dash", "version": "2009", "grade": "high", "flags": ["strangulation"]}


class Scene(NamedTuple):
    """A case in which one clock runs."""

    case: str
    key: str


def of_case(clock: str, state: str, *asked: Any, **facts: Any) -> Callable[[Cast], Scene]:
    """Make a scene of a clock of the case: each of `asked` is who, event and payload."""

    def made(cast: Cast) -> Scene:
        case = cast.case(state, **facts)
        for who, event, *payload in asked:
            cast.do(getattr(cast, who), case, event, *payload)
        return Scene(case, clock)

    return made


def of_order(clock: str, *asked: Any) -> Callable[[Cast], Scene]:
    """Make a scene of a clock of an order: each of `asked` is an event, its chart and its payload."""

    def made(cast: Cast) -> Scene:
        case = cast.case("order_sought")
        order = cast.order(case)
        for event, chart, *payload in asked:
            cast.move(cast.solicitor, event, order, *payload, chart=chart)
        return Scene(case, f"{clock}:{order}")

    return made


def offered(cast: Cast) -> Scene:
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    return Scene(case, f"offer:{offer}")


def paused(cast: Cast) -> Scene:
    case = cast.case("contacted")
    until = moment(cast.at + 3 * DAY)
    cast.do(cast.caseworker, case, Event.PAUSE, {"clock": "decision", "reason": "away", "until": until})
    return Scene(case, PAUSE)


ORDER, SERVICE = Chart.ORDER, Chart.SERVICE
MADE = (OrderEvent.MAKE_ORDER, ORDER)
SURVEYED = {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm", "survey"]}

#: How each clock comes to run.
SCENES: Mapping[str, Callable[[Cast], Scene]] = {
    Clock.FIRST_CONTACT: of_case("first_contact", "received"),
    Clock.INFORMATION_ASKED: of_case("information_asked", "taken", ("caseworker", Event.REQUEST_INFORMATION)),
    Clock.DECISION: of_case("decision", "contacted"),
    Clock.PREPARATION: of_case("preparation", "consented"),
    Clock.OFFER: offered,
    Clock.FIRM_CALLS_HER: of_case("firm_calls_her", "solicitor_assigned"),
    Clock.FILING: of_case("filing", "solicitor_assigned"),
    Clock.RETURNED_BY_COURT: of_order("returned_by_court", (OrderEvent.SEND_BACK, ORDER)),
    Clock.COURT_ANSWER: of_order("court_answer"),
    Clock.OUTCOME_TO_RECORD: lambda cast: Scene(
        of_order("court_answer", (OrderEvent.REFUSE, ORDER))(cast).case, "outcome_to_record"
    ),
    Clock.HEARING: of_order("hearing", (OrderEvent.LIST_HEARING, ORDER)),
    Clock.SERVICE: of_order("service", MADE),
    Clock.POLICE_COPY: of_order("police_copy", MADE, ("serve", SERVICE)),
    Clock.EXPIRY: of_order("expiry", MADE),
    Clock.SURVEY: of_case(
        "survey",
        "contacted",
        ("caseworker", Event.GIVE_CONSENT, SURVEYED),
        ("caseworker", Event.GIVE_ADVICE_ONLY),
    ),
    Clock.CLOSING: of_case("closing", "contacted", ("caseworker", Event.DECLINE)),
    Clock.THREAT_TO_LIFE: of_case("threat_to_life", "taken", ("caseworker", Event.ASSESS_RISK, HIGH)),
    PAUSE: paused,
    ORDER_END: of_order(ORDER_END, MADE),
}
#: Clocks that are over once the system has done what it does when they run out.
DONE_BY_ITSELF = {Clock.OFFER, Clock.SURVEY, Clock.CLOSING, PAUSE, ORDER_END}


def deadline(cast: Cast, scene: Scene) -> dict[str, Any] | None:
    rows = cast.rows("deadlines", case_id=cast.found(scene.case).id, key=scene.key)
    return rows[0] if rows else None


def come(cast: Cast, scene: Scene) -> datetime:
    """Return when something is next to be done about the clock."""
    row = deadline(cast, scene)
    assert row is not None
    return from_micros(row["next_at"])


def swept(cast: Cast, at: datetime) -> int:
    """Sweep until nothing is left to be done at that moment, as the loop does."""
    cast.at = max(cast.at, at)
    done = 0
    while some := sweep(cast.db, at):
        done += some
    return done


def reached(cast: Cast, scene: Scene) -> list[dict[str, Any]]:
    """Return what the entries say that the clock left."""
    bodies = [orjson.loads(entry["body"]) for entry in cast.entries(scene.case) if entry["event"] == REACH]
    return [body for body in bodies if body["key"] == scene.key]


def tasks(cast: Cast, scene: Scene, *, everything: bool = False) -> list[dict[str, Any]]:
    """Return the tasks that the clock raised, those that are done only if asked for."""
    rows = cast.rows("tasks", case_id=cast.found(scene.case).id, deadline=scene.key)
    return [row for row in rows if everything or row["done_at"] is None]


def asked(cast: Cast, scene: Scene) -> set[tuple[str, str]]:
    return {(task["kind"], task["role"]) for task in tasks(cast, scene)}


def told(cast: Cast, scene: Scene) -> set[str]:
    clock = scene.key.partition(":")[0]
    rows = cast.rows("notices", case_id=cast.found(scene.case).id)
    return {row["rule"] for row in rows if row["rule"].startswith(f"clock.{clock}/")}


def quiet(cast: Cast) -> None:
    """Let every notice have arrived: a case with one on its way is not closed."""
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'delivered'")


def main(url: str, keys: str, at: str) -> None:
    """Sweep beside whoever else does."""
    db, done = Database(url, keys=Keys.load(Path(keys))), 0
    print("ready", flush=True)
    input()
    while some := sweep(db, parsed(at), limit=5):
        done += some
    db.close()
    print(done)


if __name__ == "__main__":
    main(*sys.argv[1:])
