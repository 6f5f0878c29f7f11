"""No personal data in addresses, logs, errors, measures, the trail, subjects or file names: a served process proves it.

A value that occurs nowhere else stands in every personal field; then everything that was kept or shown is read.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import make_url

from api.settings import PREFIX, Settings
from states.payloads import PAYLOADS
from states.payloads.fields import sealed_fields
from states.vocabulary import Chart
from tests.databases import Kind
from tests.journeys.asking import Asker
from tests.journeys.at_pages import works_at_pages
from tests.journeys.calling import hears, meets_faults
from tests.journeys.canaries import found_in, values_in
from tests.journeys.daily import works_a_day
from tests.journeys.doors import breaks_the_glass, comes_in, says_whom_it_may_not_act_about
from tests.journeys.kept import BROKEN, CONTACT, Place, columns
from tests.journeys.lives import live
from tests.journeys.setting import Setting
from tests.journeys.surveyed import answers_a_survey
from tests.journeys.wrong_places import (
    ask_everything,
    misuse_every_route,
    read_everything,
    routes,
    send_nonsense,
)
from workflow import absence, legal_aid, people, timers
from workflow.command import Command
from workflow.commands import perform
from workflow.dashboard import freeze
from workflow.details import APPLICATION, FIELDS, HAND_OVER, REPLIES
from workflow.intake import take_referral
from workflow.keys import Keys
from workflow.tables import METADATA

#: What no referral holds: it is written by whoever carries on, and by her.
OF_LATER = {HAND_OVER, REPLIES, APPLICATION, *legal_aid.FIELDS}
EVENTS = {(chart, str(event)) for chart, models in PAYLOADS.items() for event in models}
#: Events that carry something sealed and that no person can bring about here: only a machine doubts, and she is lost
#: only a week after she last answered.
BY_NOBODY = {(Chart.NOTICE, "doubt"), (Chart.CASE, "lose_contact")}


@pytest.fixture
def setting(
    database_kind: Kind,
    fresh_database: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Setting:
    """An installation over a database of each kind in turn."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "notices").mkdir(mode=0o700)
    Keys.create(home / "keys.json")
    made = Setting(home, fresh_database(database_kind, migrated=True), monkeypatch)
    if database_kind == "sqlite":
        Path(str(make_url(made.url).database)).chmod(0o600)
    made.employ()
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.whole)], indirect=True
)
def test_nothing_personal_is_kept_or_shown_where_it_must_not_be(setting: Setting):
    with setting.served() as asker:
        case = live(asker, setting.people)
        shows_what_is_revealed(asker)
        works_a_day(asker, setting.people, case)
        hears(asker)
        meets_faults(asker, by_mail=setting.is_file)
        ask_everything(asker, case)
        assert asker.asked == EVENTS
        sealing = {(chart, event) for chart, event in EVENTS if sealed_fields(PAYLOADS[chart][event])}
        assert sealing - asker.accepted == BY_NOBODY
        assert misuse_every_route(asker) == {f"{method} {path}" for method, path, _ in routes(asker)}
        send_nonsense(asker, case)
        imports(setting)
        imports_courts(setting)
        read_everything(asker, [case, *references(setting)])
        if setting.is_file:
            # No page asks which engine is below it.
            works_at_pages(setting, asker)
        breaks(setting, asker)
        comes_in(setting, asker)
        says_whom_it_may_not_act_about(setting)
        breaks_the_glass(setting, asker)
        assert {200, 201, 401, 403, 404, 405, 409, 413, 422, 500} <= asker.statuses
        setting.said += [Place(f"the answer to {what}", answer) for what, answer in asker.answers]
        # While it serves, so that the write-ahead log is there to be read.
        assert setting.kept(*rejects(setting)) == []
    lose_contact(setting)
    waits(setting)
    answers_a_survey(setting)
    publishes(setting)
    commands(setting, case)
    assert setting.kept(*rejects(setting)) == []
    looked_at = {place.name for place in columns(setting.url)}
    assert {str(column) for table in METADATA.sorted_tables for column in table.columns} <= looked_at
    assert finds_what_is_planted(setting)


def shows_what_is_revealed(asker: Asker) -> None:
    """What is opened for a purpose is shown to whoever may see it: so these are values that could leak."""
    sent = asker.canaries.referral()
    answer = asker.post("caseworker", "/referrals", sent)
    case = answer.json()["case"]
    asker.do("caseworker", case, "take")
    asker.do("caseworker", case, "add_note", hand_over=True)
    shown = asker.reveal("caseworker", case, list(FIELDS))
    assert shown.keys() == set(FIELDS)
    assert found_in(orjson.dumps(shown[HAND_OVER]))
    for field, value in shown.items():
        if field in OF_LATER:
            continue
        group, _, name = field.partition(".")
        assert set(values_in(sent[group][name] if name else sent[group])) <= set(values_in(value)), field
    assert len(found_in(orjson.dumps(shown))) > len(FIELDS)


def references(setting: Setting) -> list[str]:
    """One of everything that has a reference."""
    found = {
        place.name: place.content.decode().split("\n")[0]
        for place in columns(setting.url)
        if _is_named(place)
    }
    assert len(found) == 8
    return list(found.values())


def _is_named(place: Place) -> bool:
    tables = ("cases", "referrals", "orders", "offers", "notices", "tasks", "approvals", "documents")
    return place.name in {f"{table}.reference" for table in tables}


def rejects(setting: Setting) -> list[Path]:
    """The files that a sender gave, and what they get back of them."""
    return [file for file in setting.home.iterdir() if file.name.startswith("sent.")]


def imports(setting: Setting) -> None:
    """Import good and bad rows; the bad ones come back to their sender, and to nobody else."""
    canaries, lines = setting.canaries, setting.home / "sent.jsonl"
    bad = [
        canaries.referral(force=canaries.word("a force")),
        {canaries.named("a field"): canaries.word("a field")},
        canaries.referral(safe_contact=None),
    ]
    rows = [orjson.dumps(row) for row in (canaries.referral(), *bad)]
    lines.write_bytes(b"\n".join([*rows, f'{{"survivor": "{canaries.word("half a row")}'.encode(), b""]))
    setting.rowan("import", str(lines), code=1)
    sent_back = found_in((setting.home / "sent.jsonl.rejected").read_bytes())
    assert sent_back == found_in(b"\n".join([*rows[1:], lines.read_bytes().splitlines()[-1]]))
    table = setting.home / "sent.csv"
    heading = "force,survivor.name,survivor.phone,safe_contact.safety,consent.to_referral,incident.summary"
    good = f"cambridgeshire,{canaries.word('a cell')},07700 900123,safe,yes,{canaries.word('a cell')}"
    worse = f"nowhere,{canaries.word('a cell')},{canaries.word('a cell')},{canaries.word('a cell')},no,="
    table.write_text("\n".join([heading, good, worse, f'"{canaries.word("a quote")},x', ""]))
    setting.rowan("import", str(table), "--json", code=1)
    (setting.home / "sent.without-heading.csv").write_text(f"{good}\n{good}\n")
    setting.rowan("import", str(setting.home / "sent.without-heading.csv"), code=2)


def imports_courts(setting: Setting) -> None:
    """Import a list of courts that do not exist, into one row of which somebody typed what does not belong there."""
    heading = "Local Authorities,RefData Court Name,epimms,Address,Status,DFJ Area,Region,Specific PostCodes,Excludes"
    good = (
        'Borough of Elm,Elm Combined Court,100002,"2 Low Road, Elm",Open,Elm,London,ZZ4;ZZ5,ZZ7',
        'Ashby County Council,Ashby Family Court,100001,"1 High Street, Ashby",Closed,Ashby,Midlands,,',
    )
    cells = [setting.canaries.word("a cell of a list of courts") for _ in heading.split(",")]
    listed = setting.home / "sent.courts.csv"
    listed.write_text("\n".join([heading, *good, ",".join(cells), ""]))
    setting.rowan("courts", "import", str(listed), code=1)
    setting.rowan("courts", "import", str(listed), "--json", code=1)
    assert found_in((setting.home / "sent.courts.csv.rejected").read_bytes()) == set(cells)
    listed.write_text("\n".join([",".join(cells), *good, ""]))
    setting.rowan("courts", "import", str(listed), code=2)


def breaks(setting: Setting, asker: Asker) -> None:
    """Faults of ours, at places where what they stumble over is a person."""
    sent = asker.canaries.referral()
    case = asker.post("caseworker", "/referrals", sent).json()["case"]
    asker.do("caseworker", case, "take")
    for column in ("facts", "definition"):
        ((held,),) = setting.database(f"SELECT {column} FROM cases WHERE reference = '{case}' ")
        broken = f'{{"{asker.canaries.word(BROKEN)}'
        setting.database(f"UPDATE cases SET {column} = '{broken}' WHERE reference = '{case}'")
        assert asker.get("caseworker", f"/cases/{case}").status_code == 500
        assert asker.ask("caseworker", case, "add_note").status_code == 500
        setting.database(f"UPDATE cases SET {column} = '{held}' WHERE reference = '{case}'")


def lose_contact(setting: Setting) -> None:
    """What takes a week of silence."""
    at, canaries = datetime.now(UTC), setting.canaries
    with setting.opened() as db:
        worker = people.authenticate(db, setting.tokens["caseworker"], at=at)
        assert worker is not None

        def do(event: str, on: datetime, **payload: Any) -> None:
            said = canaries.payload(Chart.CASE, event, **payload)
            perform(db, Command(case, event, said), actor=worker, at=on)

        taken = take_referral(db, canaries.referral(), actor=worker, key="later", at=at)
        case = str(taken.case_reference)
        do("take", at)
        do("make_contact", at)
        for days in (1, 5, 9):
            on = (at + timedelta(days=days)).replace(hour=9 + days)
            do("log_attempt", on, at=on.isoformat())
        do("lose_contact", at + timedelta(days=10))


def waits(setting: Setting) -> None:
    """What time alone brings about: clocks run out, and those who are away come back."""
    later = datetime.now(UTC) + timedelta(days=60)
    with setting.opened() as db:
        assert timers.sweep(db, later, 1000)
        absence.move_tasks(db, later)


def publishes(setting: Setting) -> None:
    """A month ends, what forces may see of it is frozen, and somebody is referred who is not counted in it."""
    later = datetime.now(UTC) + timedelta(days=60)
    with setting.opened() as db:
        assert freeze(db, later)
        assert freeze(db, later) == 0
        worker = people.authenticate(db, setting.tokens["caseworker"], at=later)
        assert worker is not None
        # Freezing folds all counts: hers is not folded yet.
        take_referral(db, setting.canaries.referral(), actor=worker, key="after the month", at=later)


def commands(setting: Setting, case: str) -> None:
    """Every command that reads what is kept."""
    setting.rowan("people", "token", setting.canaries.word("a colleague's name"), "--role", "lead")
    for words in (("trail", "verify"), ("trail", "replay", case), ("doctor",), ("keys", "rotate")):
        setting.rowan(*words)
        setting.rowan(*words, "--json")
    setting.rowan("trail", "verify", setting.canaries.word("a stream"), code=2)
    setting.rowan("trail", "replay", setting.canaries.word("a case"), code=2)
    setting.rowan("people", "disable", setting.canaries.word("a person"), code=2)
    address = f"{setting.canaries.word(CONTACT)}@rowan.example"
    setting.rowan("contacts", "set", "force", setting.canaries.named("a code"), address, code=2)
    setting.rowan("contacts", "set", "force", "essex", setting.canaries.named("an address"), code=2)
    setting.rowan("contacts", "list")
    signed_in = ("--token", setting.tokens["lead"])
    for words in (("preview", "--case", case), ("preview", "--language", "cy"), ("stuck", "--why", "failed")):
        setting.rowan("notices", *words, *signed_in, code=None)
    setting.rowan("notices", "retry", setting.canaries.word("a reference"), *signed_in, code=2)
    setting.rowan("notices", "preview", setting.canaries.word("an event"), *signed_in, code=2)
    copy = setting.home.parent / "backup file"
    setting.rowan("backup", str(copy))
    setting.said += [Place("backup file", copy.read_bytes()), *columns(f"sqlite:///{copy}")]


def finds_what_is_planted(setting: Setting) -> bool:
    """The search finds what is there: in a column, in a job, in a file, in a file's name, in a log, and in disguise."""
    planted = setting.canaries.word("planted on purpose")
    wanted = {"a log", "another log", "a file's name", f"file notices/{planted}.txt", "tasks.queue"}
    setting.database(f"UPDATE tasks SET queue = '{planted}'")
    if not setting.is_file:
        wanted.add("procrastinate_jobs.args")
        setting.database(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            f""" VALUES ('delivery', 'deliver', '{{"notices": ["{planted}"]}}')"""
        )
    (setting.home / "notices" / f"{planted}.txt").write_text(f"Subject: {planted.upper()}")
    setting.said.append(Place("a log", planted.encode().hex().encode()))
    setting.said.append(Place("another log", setting.tokens["lead"].encode()))
    told = setting.kept(*rejects(setting))
    return {leak.partition(":")[0] for leak in told} >= wanted
