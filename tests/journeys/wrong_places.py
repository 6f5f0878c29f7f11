"""Names and numbers where nobody expects them: in addresses, headers, keys, and in requests that are refused."""

from collections.abc import Iterator, Mapping
from typing import Any

from states.payloads import PAYLOADS
from states.vocabulary import Chart
from tests.journeys.asking import PLACES, Asker

#: Nobody of these may ask anything of a case that they have no part in.
STRANGERS = ("other_officer", "other_solicitor", "administrator", "auditor", "analyst")
EVENTS = [(chart, str(event)) for chart, models in PAYLOADS.items() for event in models]


def ask_everything(asker: Asker, case: str) -> None:
    """Ask every event of every chart: refused by a guard, from a stranger, for an old version, and ill-formed."""
    subjects = subjects_of(asker, case)
    for number, (chart, event) in enumerate(EVENTS):
        subject = subjects[chart]
        asker.ask("lead", subject, event, chart)
        asker.ask(STRANGERS[number % len(STRANGERS)], subject, event, chart)
        where = f"/{PLACES.get(chart, 'orders')}/{subject}/events"
        said = asker.canaries.payload(chart, event)
        asker.post("lead", where, {"event": event, "payload": said, "version": 1})
        wrong = {name: [{asker.canaries.named(event): asker.canaries.word(event)}] for name in said}
        asker.post("lead", where, {"event": event, "payload": wrong | {asker.canaries.named(event): 1}})


def subjects_of(asker: Asker, case: str) -> dict[Chart, str]:
    """What the events of each chart may be asked of."""
    orders = asker.get("lead", f"/cases/{case}/orders").json()["items"]
    notices = asker.get("lead", f"/cases/{case}/notices").json()["items"]
    offers = asker.get("lead", f"/cases/{case}").json()["offers"]
    subjects = dict.fromkeys((Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY), orders[0]["reference"])
    first = {Chart.OFFER: offers[0]["reference"], Chart.NOTICE: notices[0]["reference"]}
    return {Chart.CASE: case} | subjects | first


def routes(asker: Asker) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every route that the application describes: its method, its template, and what is said of it."""
    for path, ways in asker.send(None, "GET", "/openapi.json").json()["paths"].items():
        for method, about in ways.items():
            yield method.upper(), path, about


def misuse_every_route(asker: Asker) -> set[str]:
    """Put names into every part of every request; the routes that were asked."""
    asked = set()
    for method, path, about in routes(asker):
        parameters = about.get("parameters", [])
        declared = [one["name"] for one in parameters if one["in"] == "query"]
        for who in ("caseworker", None):
            filled = path
            for one in parameters:
                filled = filled.replace(f"{{{one['name']}}}", asker.canaries.word("an address"))
            # Whoever sends a name that could be a field's is told that it is none; so this one could not be.
            names = [*declared, asker.canaries.named("a name in a query")]
            query = {name: asker.canaries.named("a query") for name in names}
            asker.send(who, method, filled, params=query, headers=_headers(asker), json=_body(asker))
        asked.add(f"{method} {path}")
    return asked


def _headers(asker: Asker) -> dict[str, str]:
    names = (
        "User-Agent",
        "Referer",
        "Cookie",
        "X-Forwarded-For",
        "X-Request-Id",
        "Idempotency-Key",
        "Accept",
    )
    return {name: asker.canaries.word(f"the header {name}") for name in names}


def _body(asker: Asker) -> dict[str, Any]:
    return {
        asker.canaries.named("a body"): asker.canaries.word("a body"),
        "event": asker.canaries.word("a body"),
    }


def send_nonsense(asker: Asker, case: str) -> None:
    """Send what is no request of ours at all."""
    word, named = asker.canaries.word, asker.canaries.named
    where = f"/api/v1/cases/{case}"
    asker.send(None, "GET", where, headers={"Authorization": f"Bearer {word('a token')}"})
    asker.send(None, "GET", f"/{named('an address')}/{word('an address')}")
    asker.send("lead", word("a method").upper(), where)
    headers = {"Content-Type": "application/json"}
    for text in (
        f'{{"event": "{word("half a body")}',
        f'["{word("a list")}"]',
        f'"{word("a string")}"',
        "\ud83d",
    ):
        content = text.encode(errors="surrogatepass")
        asker.send("lead", "POST", f"{where}/events", content=content, headers=headers)
        asker.send(
            "lead", "POST", "/api/v1/referrals", content=content, headers=headers | {"Idempotency-Key": "a"}
        )
    asker.send(
        "lead", "POST", f"{where}/events", content=word("a form"), headers={"Content-Type": word("a type")}
    )
    asker.send(
        "lead", "POST", f"{where}/events", content=(word("too much") * 40_000).encode(), headers=headers
    )
    asker.post("lead", f"/cases/{case}/reveal", {"fields": [word("a field")], "purpose": word("a purpose")})
    for who in ("auditor", "other_caseworker"):
        asker.post(who, f"/cases/{case}/reveal", {"fields": ["survivor.phone"], "purpose": word("a purpose")})
    asker.post("lead", f"/cases/{case}/approvals", {"event": word("an event"), "version": 1})
    _refer_badly(asker)
    bad = {
        "survivor": {
            "email": f"{word('an e-mail')}@{word('a domain')}·x.example",
            "date_of_birth": word("a day"),
        }
    }
    asker.post("lead", where.removeprefix("/api/v1") + "/events", {"event": "update_details", "payload": bad})


def _refer_badly(asker: Asker) -> None:
    word, canaries = asker.canaries.word, asker.canaries
    sent = canaries.referral()
    for who in ("analyst", "other_officer", "caseworker"):
        wrong: list[dict[str, Any]] = [
            {"force": word("a force")},
            {"survivor": {}},
            {canaries.named("a field"): word("a field")},
            {"safe_contact": word("a group")},
        ]
        for changed in wrong:
            asker.post(who, "/referrals", sent | changed)
    badly = {
        "email": f"{word('an e-mail')}@{word('a domain')}·x.example",
        "name": 5,
        "phone": word("a phone"),
    }
    asker.post("caseworker", "/referrals", canaries.referral() | {"survivor": badly})
    # A whole referral of which single values do not fit is taken; they become tasks.
    taken = canaries.referral()
    taken["survivor"] |= {"email": badly["email"], "date_of_birth": word("a day")}
    taken["risk"] = {
        "tool": canaries.named("a tool") + "!",
        "grade": word("a grade"),
        "flags": [word("a flag")],
    }
    taken["safe_contact"] |= {"windows": [{"days": [word("a weekday")], "from": word("an hour"), "to": "x"}]}
    assert asker.post("caseworker", "/referrals", taken).status_code == 201
    key = word("an idempotency key")
    for referral in (canaries.referral(), canaries.referral()):
        asker.post("officer", "/referrals", referral, **{"Idempotency-Key": key})


def read_everything(asker: Asker, references: list[str]) -> None:
    """Read every page of the first reference as everybody, and of everything else as those who work on it."""
    paths = sorted({path for method, path, _ in routes(asker) if method == "GET"})
    for path in paths:
        for who in asker.tokens:
            if "{reference}" in path:
                for reference in references if who in ("officer", "lead", "solicitor") else references[:1]:
                    asker.send(who, "GET", path.replace("{reference}", reference))
            elif "{name}" in path:
                asker.send(who, "GET", path.replace("{name}", Chart.CASE))
            elif path != "/openapi.json":
                asker.send(who, "GET", path)
    for case in references[:1]:
        asker.get("auditor", f"/cases/{case}/history", limit=200)
        asker.get("lead", f"/cases/{case}/history", at="2199-01-01T00:00:00Z")
        asker.get("lead", "/cases", limit=200)
