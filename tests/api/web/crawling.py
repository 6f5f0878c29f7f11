"""A scanner: it reads pages as strictly as a browser that trusts nobody, and follows every link of a demonstration."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_plus, urljoin, urlsplit

from fastapi.testclient import TestClient
from starlette.routing import Match

from api.commands.stages import STAGES, stand
from api.limits import UPLOADS
from states.vocabulary import Role
from tests.api.visiting import Page, Visitor
from workflow import people, queries
from workflow.db import Database
from workflow.marks import CAST, MADE_BY_DEMO, set_mark
from workflow.simulate.cast import gather

#: Attributes that make a browser go or fetch somewhere.
LEADING = ("href", "src", "action", "formaction", "srcset", "poster", "data", "ping", "background", "cite")
#: Beginnings of what such an attribute may hold: an address of ours, a part of the page, a number to ring.
OURS = re.compile(r"/(?![/\\])|#|\?|tel:[0-9]+\Z|\Z")
#: Addresses of one page that are opened for one role.
ENOUGH = 2
#: Parts of an address that make another page of one route.
TELLING = ("event", "chart")
#: Characters; a shorter value, and one that a list offers, is a word of ours as well.
SHORTEST = 4
WORD = re.compile(r"[a-z_]+")
POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b")
#: Where the browser runs: on the machine of the demonstration, so that anybody may enter.
NEAR = ("127.0.0.1", 50_000)
ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Control:
    """One control of a form."""

    kind: str
    name: str
    value: str


@dataclass
class Sheet:
    """One form as it was drawn, with every value that can be sent."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Looker(HTMLParser):
    """Reads one page: its links and forms, and whatever the strict policy would have stopped."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self.sheets: list[Sheet] = []
        self.title = ""
        self._within = ""
        self._area: Control | None = None
        self._choice = ""
        self._takes_file = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self._judge(tag, held)
        if tag in ("script", "style", "title"):
            self._within = tag
        if tag == "a" and "href" in held:
            self.links.append(held["href"])
        if tag == "form":
            self.sheets.append(Sheet(held.get("action", ""), held.get("method", "get").lower()))
        elif self.sheets:
            self._control(tag, held, self.sheets[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.title += data
        elif self._within and data.strip():
            self.faults.append(f"inline {self._within}")
        elif self._area is not None:
            self._area.value += data

    def _judge(self, tag: str, held: dict[str, str]) -> None:
        self.faults += [f"{name} of {tag}" for name in held if name == "style" or name.startswith("on")]
        self.faults += [
            f"{tag} leads to {held[name][:60]!r}"
            for name in LEADING
            if name in held and not OURS.match(held[name])
        ]
        if tag in ("base", "iframe", "object", "embed", "meta") and held.keys() & {
            "http-equiv",
            "src",
            "href",
        }:
            self.faults.append(f"a {tag} that leads elsewhere")
        if tag == "form":
            self._takes_file = "multipart" in held.get("enctype", "")
            if self._takes_file and not UPLOADS.fullmatch(held.get("action", "")):
                self.faults.append("a form for uploads")
        if tag == "input" and held.get("type") == "file" and not self._takes_file:
            self.faults.append("an upload")

    def _control(self, tag: str, held: dict[str, str], sheet: Sheet) -> None:
        name, value = held.get("name", ""), held.get("value", "")
        if tag == "button":
            sheet.buttons.append((name, value))
        elif tag == "input" and name:
            sheet.controls.append(Control(held.get("type", "text"), name, value))
        elif tag == "textarea":
            self._area = Control("textarea", name, "")
            sheet.controls.append(self._area)
        elif tag == "select":
            self._choice = name
        elif tag == "option" and value:
            sheet.controls.append(Control("option", self._choice, value))


@dataclass(frozen=True)
class Seen:
    """One page that a role was shown, by the address asked for."""

    role: str
    name: str
    path: str
    page: Page
    look: Looker


class Demonstration:
    """A demonstration in this process: cases in every open state, and somebody of every role to enter as."""

    def __init__(self, client: TestClient, db: Database, at: Any) -> None:
        self.client, self.db = client, db
        #: A case and its referral that a test added.
        self.case = self.referral = ""
        cast = gather(db, at)
        for number in range(len(STAGES)):
            stand(db, cast, number, number, at)
        lead = cast.leads[0]
        first = queries.case_list(db, lead, at, limit=1).items[0].reference
        (officer, *_) = queries.case_view(db, first, lead, at).facts["referrers"]
        owner = next(
            item.owner
            for item in queries.case_list(db, lead, at).items
            if item.owner and item.state != "received"
        )
        self.people = {
            "officer": officer,
            "caseworker": owner,
            "lead": lead.reference,
            "solicitor": cast.solicitors[min(cast.solicitors)].reference,
        }
        for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.ANALYST):
            force = "cambridgeshire" if role is Role.ANALYST else None
            self.people[role.value] = people.add_person(db, name=role.title(), role=role, force=force, at=at)
        self.roles = ("", *self.people)
        set_mark(db, MADE_BY_DEMO, "played")
        set_mark(db, CAST, " ".join(self.people.values()))

    def visitor(self, role: str) -> Visitor:
        """A browser in which somebody of that role has entered; the role "" is nobody."""
        return Visitor(self.client, self.people[role] if role else None)


class Crawl:
    """Follows the links of one role."""

    def __init__(self, demonstration: Demonstration, role: str) -> None:
        self.role, self.browser = role, demonstration.visitor(role)
        app: Any = demonstration.client.app
        self._pages = app.state.pages

    def seen(self, *beside: str, enough: int = ENOUGH) -> Iterator[Seen]:
        """Yield each page as it is reached from the first one; `beside` are those that nothing leads to."""
        waiting = deque(["/", *beside])
        met, opened = set(waiting), defaultdict[str, int](int)
        while waiting:
            path = waiting.popleft()
            name = self.name_of(path)
            if opened[name] >= enough:
                continue
            opened[name] += 1
            page = self.browser.get(path)
            look = Looker(page.html)
            yield Seen(self.role, self.name_of(page.path), path, page, look)
            gets = [sheet.action for sheet in look.sheets if sheet.method == "get"]
            for link in [*look.links, *gets]:
                to = urljoin(page.path, link).partition("#")[0]
                # Another banner is not another page.
                to = re.sub(r"([?&])done=[^&]*&?", r"\1", to).rstrip("?&")
                if (
                    to.startswith("/")
                    and not to.startswith(("//", "/static", "/reference"))
                    and to not in met
                ):
                    met.add(to)
                    waiting.append(to)

    def name_of(self, path: str) -> str:
        """Name the page of an address: its route, with the event where it has one; or the address of no page."""
        name, parts = self.route_of(path)
        for part in TELLING:
            name = name.replace(f"{{{part}}}", str(parts.get(part, "")))
        return name

    def route_of(self, path: str, method: str = "GET") -> tuple[str, dict[str, Any]]:
        """Return the route of an address with the parts that it names; the address itself where there is none."""
        scope = {"type": "http", "path": urlsplit(path).path, "method": method, "root_path": ""}
        for route in self._pages:
            matched, found = route.matches(scope)
            if matched is Match.FULL:
                return route.path, found["path_params"]
        return urlsplit(path).path, {}


def personal(details: Any) -> set[str]:
    """Every value of some opened details by which somebody could be known, in small letters."""
    said = (value.lower() for value in _leaves(details) if len(value) > SHORTEST)
    found = {value for value in said if not WORD.fullmatch(value)}
    # Of a whole address its postcode, too.
    return found | {code for value in found for code in POSTCODE.findall(value)}


def _leaves(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list):
        for inner in held.values() if isinstance(held, dict) else held:
            yield from _leaves(inner)


def told_in(address: str, values: set[str]) -> set[str]:
    """The personal values that stand in an address, however it is written there."""
    plain = unquote_plus(address).lower()
    return {value for value in values if value in plain or value.replace(" ", "") in plain}
