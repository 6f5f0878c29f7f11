"""Nobody is named by whatever carries messages, however it fails: each fault of each carrier, at an hour of its own."""

import io
import logging
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import delivering
from api.logs import write_json_lines
from api.settings import PREFIX, Settings
from api.starting import carriers
from notifications.channels import Addressee, Carrier, Result
from notifications.channels.file import FileCarrier
from notifications.courier import Courier
from notifications.desk import Claimed
from states.vocabulary import Channel, Chart, Recipient, Role
from tests.databases import Kind
from tests.journeys.canaries import Canaries, found_in
from tests.journeys.kept import CONTACT, Place, columns, database_files, files, leaks, told
from tests.journeys.outside import Outside, reached
from tests.journeys.printing import Printing, printing
from tests.provider import mail
from tests.provider.plan import Fault, Plan
from tests.provider.wire import Answer
from workflow import people
from workflow.actors import SYSTEM, Actor
from workflow.command import Command
from workflow.commands import perform
from workflow.contacts import Contact, set_contact
from workflow.db import Database
from workflow.intake import take_referral
from workflow.keys import Keys
from workflow.notice_rows import NOTICES
from workflow.tables import to_micros

#: Ten in the morning, tomorrow, wherever the clock of London stands: messages to her leave at any time of the run.
MORNING = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
#: Seconds that a carrier waits: faults that hang take that long.
SHORT = "0.3"
#: Notices that are sent in each round.
SENT = 1


class Office:
    """A database, what carries from it, and a clock that is moved by hand."""

    def __init__(self, db: Database, settings: Settings, outside: Outside) -> None:
        self.db, self.outside, self.canaries = db, outside, Canaries()
        self.at = MORNING
        self.carriers = dict(carriers(settings, self.clock))
        by_notify = settings.model_copy(update={"channels": "sms=notify,email=notify,webhook=webhook"})
        self.notify = carriers(by_notify, self.clock)[Channel.EMAIL]
        made = people.add_person(
            db,
            name=self.canaries.word("a colleague's name"),
            role=Role.CASEWORKER,
            email=self.canaries.word("a colleague's e-mail") + "@rowan.example",
            at=self.at,
        )
        self.caseworker = Actor(made, Role.CASEWORKER)
        people.add_force(db, "cambridgeshire", "Cambridgeshire")
        hook = f"{outside.force.url}/{self.canaries.word(CONTACT)}"
        secret = set_contact(
            db,
            Contact(Recipient.FORCE, "cambridgeshire", Channel.WEBHOOK, hook, "en"),
            by=SYSTEM,
            at=self.at,
        )
        outside.force.secret = str(secret).encode()

    def clock(self) -> datetime:
        return self.at

    def courier(self, settings: Settings, **given: Carrier) -> Courier:
        """What delivers by the carriers of the settings, but for those that are given."""
        by = self.carriers | {Channel(name): carrier for name, carrier in given.items()}
        return delivering.courier(settings, self.db, self.clock, by)

    def tomorrow(self) -> None:
        """The next morning: nobody asked for a pause as long as that."""
        self.at += timedelta(days=1)

    def case(self, channel: str) -> list[str]:
        """A case of somebody who may be reached by one channel, and consents; what is to be sent now."""
        self._do(self._contacted(channel), "give_consent", scope=["instruct_firm", "tell_force"])
        return self.planned()

    def _contacted(self, channel: str) -> str:
        sent = self.canaries.referral()
        sent["safe_contact"] |= {"channels": [channel], "windows": []}
        sent["consent"] |= {"given_at": self.at.isoformat()}
        taken = take_referral(self.db, sent, actor=self.caseworker, key=f"{self.at} {channel}", at=self.at)
        case = str(taken.case_reference)
        for event in ("take", "make_contact"):
            self._do(case, event)
        return case

    def _do(self, case: str, event: str, **said: Any) -> None:
        payload = self.canaries.payload(Chart.CASE, event, **said)
        perform(self.db, Command(case, event, payload), actor=self.caseworker, at=self.at)

    def breach(self) -> list[str]:
        """A case of which a force is told."""
        case = self._contacted("sms")
        self._do(case, "report_breach")
        return self.planned()

    def planned(self) -> list[str]:
        """What is planned today, hers and a force's first."""
        first = NOTICES.c.recipient.in_((Recipient.SURVIVOR.value, Recipient.FORCE.value))
        today = NOTICES.c.planned_at == to_micros(self.at)
        with self.db.reading() as tx:
            wanted = NOTICES.select().where(today).order_by(first.desc())
            return [row.reference for row in tx.connection.execute(wanted)]


class Hearing(logging.Handler):
    """Keeps all that any logger says, before a formatter of ours leaves something out."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, its arguments, and what raised it."""
        self.lines.append(f"{self.format(record)} {record.args!r} {getattr(record, 'fields', '')!r}")


@contextmanager
def logging_all() -> Iterator[Callable[[], list[Place]]]:
    """Log as a process at `debug` does; hand out what was logged, written by us and as it came."""
    root, stream, hearing = logging.getLogger(), io.StringIO(), Hearing()
    handlers, level, kept = root.handlers[:], root.level, sys.stderr
    sys.stderr = stream
    try:
        # Whatever a library writes to standard error by itself is kept with it.
        write_json_lines("debug")
        root.addHandler(hearing)
        yield lambda: [
            Place("the log", stream.getvalue().encode()),
            Place("what was logged", "\n".join(hearing.lines).encode()),
        ]
    finally:
        sys.stderr = kept
        root.handlers[:], root.level = handlers, level
        logging.captureWarnings(False)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with reached(tmp_path / "outside", Plan(slow=0.05, hung=0.5)) as found:
        yield found


@pytest.fixture
def office(
    database_kind: Kind,
    fresh_database: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    outside: Outside,
) -> Iterator[Office]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    Keys.create(home / "keys.json")
    chosen = outside.environment("smtp") | {
        "ROWAN_HOME": str(home),
        "ROWAN_DATABASE_URL": fresh_database(database_kind, migrated=True),
        "ROWAN_CONNECT_TIMEOUT": SHORT,
        "ROWAN_READ_TIMEOUT": SHORT,
        "ROWAN_HANDS": "1",
    }
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    db = Database(settings.database, keys=settings.held_keys())
    yield Office(db, settings, outside)
    db.close()


Round = tuple[list[str], dict[str, Carrier], deque[Any]]


def rounds(office: Office) -> Iterator[Round]:
    """Each fault of each carrier: what is to be sent, hers or a force's first, by what, and who waits to be told.

    Every request of a round meets its fault.
    """
    outside = office.outside
    for fault in Fault:
        for channel in ("sms", "email"):
            outside.notify.tell(*[fault] * SENT)
            yield office.case(channel), {channel: office.notify}, outside.notify.plan.told
    for of_mail in mail.Fault:
        outside.mail.tell(*[of_mail] * SENT)
        yield office.case("email"), {}, outside.mail.told
    for answer in of_a_force(office):
        outside.force.tell(*[answer] * SENT)
        yield office.breach(), {}, outside.force.told


def of_a_force(office: Office) -> list[Answer]:
    """What a force's system may answer, in words that quote people."""
    word = office.canaries.word
    words = {word("what a force says"): word("what a force says")}
    heads = {"Location": f"https://{word('a host')}.example/{word('a path')}", "Retry-After": word("a pause")}
    statuses = (204, 301, 400, 401, 404, 410, 425, 429, 500, 503)
    broken = f"HTTP/1.1 200 {word('a reason')}\r\n{word('half a header')}".encode()
    return [*(Answer(status, words, heads) for status in statuses), Answer(cut=True), Answer(raw=broken)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "database_kind", [pytest.param("sqlite", marks=pytest.mark.whole), "postgresql"], indirect=True
)
def test_nobody_is_named_by_what_carries_messages_however_it_fails(office: Office, tmp_path: Path):
    outside, settings = office.outside, Settings()
    # Objects are the same on both engines, and printing each takes its time.
    on_file = settings.database.startswith("sqlite")
    printer = Printing(outside.secrets) if on_file else None
    with logging_all() as logged:
        for due, by, told_of in rounds(office):
            with printing(printer):
                office.courier(settings, **by).deliver(due[:SENT])
            assert len(told_of) < SENT, "nobody met this fault"
            told_of.clear()
            outside.notify.book.shut_until = 0.0
            office.tomorrow()
        files_for = FileCarrier(settings.notices)
        due = office.case("sms")
        office.courier(settings, sms=files_for, email=files_for, webhook=files_for).deliver(due)
        office.tomorrow()
        with printing(printer):
            last = office.courier(settings)
            last.look_back()
            last.poll()
        said = logged()
    places = [*said, *outside.shown(), *columns(settings.database), *database_files(settings.database)]
    places += files(settings.home)
    assert leaks(places, office.canaries) == []
    assert told(places, outside.secrets) == []
    assert printer is None or (sorted(printer.told), {Result, Addressee, Claimed} - printer.printed) == (
        [],
        set(),
    )
    assert outside.force.posted
    assert all(posted.is_signed for posted in outside.force.posted)
    assert all(found_in(str(kept.to).encode()) for kept in outside.notify.book.kept)
    assert outside.notify.book.lookups
    assert len(list(settings.notices.iterdir())) == len(due)


def test_what_a_library_logs_or_raises_is_heard():
    canaries = Canaries()
    with logging_all() as logged:
        broken = ValueError(canaries.word("an error"))
        logging.getLogger("some.library").error("it broke", exc_info=broken)
        logging.getLogger("some.library").debug("to %s", canaries.phone("a number"))
        print(canaries.word("a line"), file=sys.stderr)
        places: Any = {place.name: place.content for place in logged()}
    assert found_in(places["what was logged"]) | found_in(places["the log"]) == set(canaries.places)
