"""Every page: found by following links through the demonstration, as each person who may enter.

What is drawn by one route is one page, with the event where it has one. A route that nobody finds a way to is
either told in `BESIDE`, or a fault: `unfound()`.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

import requests
from starlette.routing import Match, Route

from api.web import ROUTERS
from states.vocabulary import State
from tests.browser.browsing import SAYS

#: Pages that no link leads to, and by which address they are seen.
BESIDE: dict[str, tuple[str, ...]] = {
    "": (
        "/sign-in",
        "/invitation",
        "/enter",
        "/help",
        "/help/safety",
        "/accessibility",
        "/privacy",
        "/no-such-page",
        "/q/nothing-behind-it",
    ),
    # Who enters a demonstration has no password, and so no link to these.
    "caseworker": (
        "/shortcuts",
        "/search",
        "/unserved",
        "/account/password",
        "/account/codes",
        "/account/app",
        "/account/app/code",
    ),
}
#: Addresses of one page that are looked into for links to others.
ENOUGH = 3
#: Who sees cases in a list that can be narrowed to one state.
LISTS = {"caseworker", "lead"}
CASE = re.compile(r'href="(/cases/C-[0-9A-Z]{8})"')
LINK = re.compile(r'<a\b[^>]*?href="([^"#?][^"#]*)', re.IGNORECASE)
PERSON = re.compile(r'name="person" value="([^"]+)">\s*<h\d[^>]*>([^<]+)<')

#: Parts of an address that make another page of one route.
TELLING = ("event", "chart")


@dataclass(frozen=True, slots=True)
class Found:
    """A page as one role sees it: its name, and an address of it. Nobody is the role ""."""

    role: str
    name: str
    address: str

    @property
    def route(self) -> str:
        """The page without its event: forms of events are drawn alike."""
        route = next((held.path for held in routes() if _pattern(held.path).fullmatch(self.name)), self.name)
        return re.sub(r"^/(orders|offers|notices|referrals)/(.*)/[a-z_-]+$", r"/\1/\2/{event}", route)


def routes() -> list[Route]:
    """Return every route that draws a page."""
    return [
        route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, Route) and route.methods and "GET" in route.methods
    ]


def name_of(path: str) -> str | None:
    """Return the name of the page that is drawn at an address."""
    for route in routes():
        matched, scope = route.matches({"type": "http", "path": path, "method": "GET", "root_path": ""})
        if matched is Match.FULL:
            name: str = route.path
            for part in TELLING:
                name = name.replace(f"{{{part}}}", str(scope["path_params"].get(part, "")))
            return name
    return None


def people(address: str) -> dict[str, str]:
    """Return who is offered in the demonstration, the first one of each role."""
    offered = PERSON.findall(requests.get(f"{address}/enter", timeout=30).text)
    found: dict[str, str] = {}
    for reference, words in offered:
        for role, says in SAYS.items():
            if words.startswith(says) and not (role == "caseworker" and words.startswith("Lead")):
                found.setdefault(role, reference)
    return found


def session(address: str, person: str | None) -> requests.Session:
    """Enter as somebody, or as nobody."""
    made = requests.Session()
    made.headers["Accept"] = "text/html"
    if person is not None:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        made.post(f"{address}/enter", {"person": person}, timeout=30)
    return made


def every_page(address: str) -> Iterator[Found]:
    """Yield each page once for each role that finds it."""
    yield from _walk(address, "", None)
    for role, person in people(address).items():
        yield from _walk(address, role, person)


def _walk(address: str, role: str, person: str | None) -> Iterator[Found]:
    held = session(address, person)
    # What a case offers depends on where it stands: one of each state is looked into to the end.
    wholly = tuple(_one_of_each_state(held, address)) if role in LISTS else ()
    # Only a task leads to her survey, and only while she is asked.
    surveys = [f"{case}/survey" for case in wholly]
    waiting = deque(["/", *BESIDE.get(role, ()), *wholly, *surveys])
    seen: set[str] = set(waiting)
    drawn: dict[str, int] = defaultdict(int)
    while waiting:
        path = waiting.popleft()
        name = name_of(urlsplit(path).path)
        if drawn[name or path] >= ENOUGH and not path.startswith(wholly):
            continue
        answer = held.get(urljoin(address, path), timeout=60)
        landed = urlsplit(answer.url)
        name = name_of(landed.path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        # A page that is refused is a page too, but one of them is enough.
        key = name if answer.ok and name else f"/problem/{answer.status_code}"
        drawn[key] += 1
        if drawn[key] == 1:
            yield Found(role, key, landed.path + (f"?{landed.query}" if landed.query else ""))
        for link in LINK.findall(answer.text):
            to = unescape(link)
            if to.startswith("/") and to not in seen and not to.startswith(("/static", "/reference", "//")):
                seen.add(to)
                waiting.append(to)


def _one_of_each_state(held: requests.Session, address: str) -> Iterator[str]:
    for state in State:
        listed = held.get(f"{address}/queue?view=all&state={state.value}", timeout=60).text
        yield from CASE.findall(listed)[-1:]


def unfound(found: list[Found]) -> list[str]:
    """Return the routes that draw a page and were found by nobody."""
    names = {one.name for one in found}
    return [path for path in _paths() if not any(_pattern(path).fullmatch(name) for name in names)]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(event|chart)\\}", "[^/]+", re.escape(path)))


def _paths() -> list[str]:
    return sorted({route.path for route in routes()})
