"""Nothing waits unseen: each clock of the table is acted on, told and escalated, once, whoever looks."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from notifications.rules.clocks import RECIPIENTS, RULES, Stage, hears, is_of_order
from states.position import LONDON, moment, parsed
from states.timers import ORDER_END, PAUSE, TIMERS, timers
from states.timetable import CLOCKS
from states.vocabulary import Chart, Clock, Event, OfferEvent, OrderEvent, Recipient, Role, State
from tests.workflow.cast import HAWTHORN, ROWE, THIRD, Cast
from workflow import timers as sweeping
from workflow.clock_work import LEADS_TO, ROLES
from workflow.deadlines import late
from workflow.faults import StorageUnavailable
from workflow.replay import check_case
from workflow.tables import from_micros, to_micros
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
DONE_BY_ITSELF = {Clock.OFFER, Clock.CLOSING, PAUSE, ORDER_END}


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
    import orjson

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


def quiet(cast: Cast, **answers: str) -> None:
    """Let every notice have arrived: a case with one on its way is not closed."""
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'delivered'")


def test_every_clock_of_the_table_has_its_scene():
    assert set(SCENES) == set(TIMERS)
    assert {rule.clock.value for rule in CLOCKS} < set(TIMERS)


@pytest.mark.parametrize("clock", TIMERS)
def test_every_clock_fires_when_it_comes_and_not_before(cast: Cast, clock: str):
    scene = SCENES[clock](cast)
    at = come(cast, scene)
    swept(cast, at - TICK)
    assert (row := deadline(cast, scene)) is not None
    assert (row["next_at"], row["reached_at"], row["escalated_at"]) == (to_micros(at), None, None)
    assert (tasks(cast, scene), told(cast, scene), reached(cast, scene)) == ([], set(), [])
    if clock == Clock.CLOSING:
        quiet(cast)
    assert swept(cast, at) >= 1
    if clock in DONE_BY_ITSELF:
        assert deadline(cast, scene) is None
        assert (tasks(cast, scene), told(cast, scene)) == ([], set())
    else:
        assert (row := deadline(cast, scene)) is not None
        assert row["next_at"] is None or row["next_at"] > to_micros(at)
        (entry,) = reached(cast, scene)
        heard = hears(TIMERS[clock], entry["stages"])
        assert {task["role"] for task in tasks(cast, scene)} == {ROLES[who] for who in heard if who in ROLES}
        assert {*entry["tasks"]} == {task["reference"] for task in tasks(cast, scene)}
        by_warning = clock == Clock.EXPIRY
        assert told(cast, scene) == (set() if by_warning else {f"clock.{clock}/{who}" for who in heard})
    assert check_case(cast.db, scene.case) == ()
    assert swept(cast, at) == 0


@pytest.mark.parametrize("clock", [name for name in TIMERS if name not in DONE_BY_ITSELF])
def test_every_clock_that_stands_escalates_as_its_table_says_and_then_is_silent(cast: Cast, clock: str):
    scene = SCENES[clock](cast)
    heard: list[set[str]] = []
    times = []
    while (row := deadline(cast, scene)) is not None and row["next_at"] is not None:
        times.append(at := from_micros(row["next_at"]))
        swept(cast, at)
        heard.append({stage for entry in reached(cast, scene) for stage in entry["stages"]})
        assert len(times) <= 2
    assert heard[-1] >= {"due", "escalates"}
    row = deadline(cast, scene)
    assert row is not None
    assert sorted({row["due_at"], row["escalates_at"]}) == [to_micros(at) for at in times]
    expected = {RECIPIENTS[word] for word in TIMERS[clock].escalates}
    last = {task["role"] for task in tasks(cast, scene)}
    assert {ROLES[who] for who in expected if who in ROLES} <= last
    assert {f"clock.{clock}/{who}" for who in expected} <= told(cast, scene)


def test_a_task_of_a_clock_leads_to_an_event_that_stops_it_and_is_done_by_it(cast: Cast):
    assert set(LEADS_TO) == set(TIMERS)
    scene = SCENES[Clock.DECISION](cast)
    swept(cast, come(cast, scene))
    assert asked(cast, scene) == {("due_decision", "caseworker"), ("overdue_decision", "lead")}
    assert {task["completes_on"] for task in tasks(cast, scene)} == {Event.GIVE_CONSENT}
    cast.do(cast.caseworker, scene.case, Event.DECLINE)
    assert tasks(cast, scene) == []
    done = tasks(cast, scene, everything=True)
    assert {task["done_at"] for task in done} == {to_micros(cast.at)}
    assert {task["done_by"] for task in done} == {cast.caseworker.person_id}


def test_moving_on_cancels_the_clock(cast: Cast):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    cast.do(cast.caseworker, scene.case, Event.MAKE_CONTACT)
    assert deadline(cast, scene) is None
    swept(cast, at)
    assert (tasks(cast, scene), told(cast, scene), reached(cast, scene)) == ([], set(), [])


def test_a_deadline_that_was_spotted_and_has_gone_does_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    spotted = [*sweeping._spotted(cast.db, at, 10)]
    cast.do(cast.caseworker, scene.case, Event.MAKE_CONTACT)
    before = cast.entries(scene.case)
    monkeypatch.setattr(sweeping, "_spotted", lambda *_: spotted)
    assert sweep(cast.db, at) == 0
    assert cast.entries(scene.case) == before


@pytest.mark.parametrize("column", ["version", "next_at"])
def test_a_stale_deadline_does_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, column: str):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    spotted = [*sweeping._spotted(cast.db, at, 10)]
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE deadlines SET {column} = {column} + 1")
    monkeypatch.setattr(sweeping, "_spotted", lambda *_: spotted)
    assert sweep(cast.db, at) == 0
    assert tasks(cast, scene) == []
