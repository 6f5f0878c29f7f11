"""A security scanner's walk over the demonstration: every link followed and every form looked at, as each role.

Looking changes nothing, and no page holds what the strict policy forbids, or says of anybody what is sealed.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import make_url

from api.headers import SECURITY, policy
from tests.api.web.crawling import Crawl, Looker, Seen, personal, told_in
from tests.browser.finding import BESIDE
from workflow.details import FIELDS, open_details
from workflow.finding import load

# What it walks through is counted where it is tested by itself.
pytestmark = pytest.mark.no_cover

#: Pages that a browser may keep, each with the reason; every other one must not be stored anywhere.
KEPT = {
    "/refer": (
        "private, no-cache",
        "the empty form, so that Back gives back what was typed; it holds nothing",
    ),
    "/bank-holidays": ("private, max-age=86400", "where somebody who is watched leads a browser in haste"),
}
#: Forms that a GET sends: they choose among references and words of ours, and never hold a name.
BY_GET = {
    "/queue",
    "/audit",
    "/audit/chain",
    "/audit/chain/check",
    "/audit/cases/{reference}/at",
    "/lead/reassign",
    "/admin/people",
}
#: Files: they have no title.
FILES = {"/cases/{reference}/hearings.ics"}
#: The one page that shows what is sealed in answer to a GET: an auditor's, whose reading is on the trail before it.
SHOWS_SEALED = {"/audit/notices/{reference}"}
#: Rows that looking may add or change: that somebody is there, and that somebody looked. `entries` and `streams` only
#: on the stream "access", where every reading of an auditor, every search and every refused look leaves its entry.
MAY_CHANGE = {"sessions": ("seen_at",)}
ACCESS = "stream = 'access'"


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


class Watched:
    """The database, looked at from beside: whether anything was written, and whether that was no more than may be."""

    def __init__(self, url: str) -> None:
        self._file = str(make_url(url).database)
        self._connection = sqlite3.connect(self._file)
        self._version, self._digest = self._written(), self._state()

    def changed(self) -> bool:
        """Say whether anything but what may be written was written since the last time."""
        if self._version == (version := self._written()):
            return False
        before, self._version, self._digest = self._digest, version, self._state()
        return before != self._digest

    def _written(self) -> int:
        ((version,),) = self._connection.execute("PRAGMA data_version").fetchall()
        return int(version)

    def _state(self) -> str:
        digest = hashlib.sha256()
        named = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (table,) in self._connection.execute(named).fetchall():
            columns = [
                f'"{column}"'
                for _, column, *_ in self._connection.execute(f"PRAGMA table_info({table})")
                if column not in MAY_CHANGE.get(table, ())
            ]
            but = f" WHERE NOT ({ACCESS})" if '"stream"' in columns else ""
            query = f"SELECT {', '.join(columns)} FROM {table}{but}"
            for row in self._connection.execute(query):
                digest.update(repr((table, row)).encode())
        return digest.hexdigest()

    def close(self) -> None:
        self._connection.close()


@pytest.mark.no_cover  # Each page has tests of its own that count its lines.
def test_no_look_changes_anything_or_shows_what_must_not_be_shown(scanned, settings, db):
    values = parties(db)
    assert len(values) > 20
    faults: list[str] = []
    pages, sheets = set(), 0
    with closing(Watched(settings.database)) as watched:
        for role in scanned.roles:
            crawl = Crawl(scanned, role)
            # Entering is no look.
            watched.changed()
            for seen in crawl.seen(*BESIDE.get(role, ())):
                here = f"{seen.name} at {seen.path} by {role or 'nobody'}"
                found = [*judged(seen, values), *(["a look changed something"] if watched.changed() else [])]
                faults += [f"{here}: {fault}" for fault in found]
                pages.add((role, seen.name))
                sheets += len(seen.look.sheets)
    assert not faults, "\n".join(faults)
    print(f"{len(pages)} pages of {len(scanned.roles)} roles, {sheets} forms drawn")
    assert len({name for _, name in pages}) > 90
    assert sheets > 300


def test_the_scanner_finds_what_is_planted():
    planted = {
        '<p style="color: red">': "style of p",
        '<a onclick="go()">': "onclick of a",
        "<script>alert(1)</script>": "inline script",
        '<script src="//cdn.example/x.js"></script>': "script leads to '//cdn.example/x.js'",
        '<a href="JavaScript:alert(1)">': "a leads to 'JavaScript:alert(1)'",
        '<img src="https://x.example/1.png">': "img leads to 'https://x.example/1.png'",
        '<form action="https://x.example">': "form leads to 'https://x.example'",
        '<form><button formaction="/\\x.example">': "button leads to '/\\\\x.example'",
        '<base href="/x">': "a base that leads elsewhere",
        '<form><input type="file" name="x">': "an upload",
        '<form action="/cases" enctype="multipart/form-data">': "a form for uploads",
    }
    assert {html: Looker(html).faults for html in planted} == {
        html: [fault] for html, fault in planted.items()
    }
    assert told_in("/search?q=Anna+Example", {"anna example"}) == {"anna example"}
    assert told_in("/x/07700%20900123", personal({"phone": "07700 900123"})) == {"07700 900123"}


def parties(db) -> set[str]:
    """Whatever identifies a party of any case."""
    with db.reading() as tx:
        cases = [row[0] for row in tx.connection.exec_driver_sql("SELECT reference FROM cases")]
        opened = [open_details(tx, db.keys, load(tx, case), FIELDS) for case in cases]
    who = ("survivor.", "respondent.", "children")
    return personal([value for case in opened for name, value in case.items() if name.startswith(who)])


def judged(seen: Seen, values: set[str]) -> Iterator[str]:
    """Say what is wrong with one page."""
    yield from seen.look.faults
    yield from _heads(seen)
    yield from _forms(seen)
    yield from _tells(seen, values)


def _heads(seen: Seen) -> Iterator[str]:
    answer = seen.page.response
    if answer.status_code >= 500:
        yield f"a fault of ours: {answer.status_code}"
    kept, _ = KEPT.get(seen.name, ("no-store", ""))
    wanted = {**SECURITY, "Content-Security-Policy": policy(), "Cache-Control": kept}
    for name, value in wanted.items():
        if (said := answer.headers.get(name)) != value:
            yield f"{name} is {said!r}"


def _forms(seen: Seen) -> Iterator[str]:
    for sheet in seen.look.sheets:
        if sheet.method != "post" and seen.name not in BY_GET:
            yield f"a form that is sent by {sheet.method}"
        if not (sheet.action or seen.path).startswith("/"):
            yield "a form that is sent elsewhere"


def _tells(seen: Seen, values: set[str]) -> Iterator[str]:
    look = seen.look
    for address in (seen.path, seen.page.path, *look.links, *(sheet.action for sheet in look.sheets)):
        if told_in(address, values):
            yield f"an address holds somebody: {address!r}"
    if (not look.title and seen.name not in FILES) or told_in(look.title, values):
        yield f"the title says {look.title!r}"
    if seen.name not in SHOWS_SEALED and (told := told_in(seen.page.html, values)):
        yield f"it shows {sorted(told)[:3]}"
