"""People who ask a served process over HTTP, and everything that it answered them, word for word."""

from typing import Any

import httpx2

from states.vocabulary import Channel, Chart, CopyEvent, ServiceEvent
from tests.journeys.canaries import Canaries
from tests.journeys.outside import CALLBACK_TOKEN, CALLBACKS, Outside

#: Under which part of the address the subjects of each chart stand.
PLACES = {Chart.CASE: "cases", Chart.OFFER: "offers", Chart.NOTICE: "notices"}
#: What may be shown to whoever asked for it by name.
REVEALED = "reveal"


class Asker:
    """One served process and everybody's tokens."""

    def __init__(
        self,
        client: httpx2.Client,
        tokens: dict[str, str],
        canaries: Canaries,
        outside: Outside | None = None,
    ) -> None:
        self.client, self.tokens, self.canaries, self._outside = client, tokens, canaries, outside
        #: What was answered to everything but reveals, by what was asked.
        self.answers: list[tuple[str, bytes]] = []
        self.asked: set[tuple[Chart, str]] = set()
        self.accepted: set[tuple[Chart, str]] = set()
        self.statuses: set[int] = set()
        self._number = 0

    def send(self, who: str | None, method: str, path: str, **more: Any) -> httpx2.Response:
        """Ask anything, and keep the answer: its first line, its head and its body."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        answer = self.client.request(method, path, headers=headers | more.pop("headers", {}), **more)
        if not path.endswith(REVEALED) or answer.status_code != 200:
            head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            whole = f"{answer.status_code} {answer.reason_phrase}\n{head}\n\n".encode() + answer.content
            self.answers.append((f"{method} {path.partition('?')[0]} by {who}", whole))
        self.statuses.add(answer.status_code)
        return answer

    def get(self, who: str | None, path: str, **params: Any) -> httpx2.Response:
        """Read something."""
        return self.send(who, "GET", f"/api/v1{path}", params=params)

    def post(self, who: str | None, path: str, body: Any, **headers: str) -> httpx2.Response:
        """Ask for something, each time under a key of its own."""
        self._number += 1
        return self.send(
            who,
            "POST",
            f"/api/v1{path}",
            json=body,
            headers={"Idempotency-Key": f"key-{self._number}", **headers},
        )

    @property
    def outside(self) -> Outside:
        """Those to whom the process sends."""
        assert self._outside is not None
        return self._outside

    def call_back(self, path: str, body: Any, token: str = CALLBACK_TOKEN) -> int:
        """Say something as the provider does; what it is answered."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.send(None, "POST", f"{CALLBACKS}{path}", json=body, headers=headers).status_code

    def refer(self, who: str = "caseworker", **changed: Any) -> str:
        """Refer somebody; the reference of the case, or for an officer of the referral."""
        answer = self.post(who, "/referrals", self.canaries.referral(**changed))
        assert answer.status_code == 201, answer.text
        told = answer.json()
        return str(told.get("case") or told["reference"])

    def ask(
        self, who: str, subject: str, event: str, chart: Chart = Chart.CASE, **payload: Any
    ) -> httpx2.Response:
        """Ask one event, with every sealed field filled."""
        if chart is Chart.ORDER:
            chart = chart_of(event)
        said = self.canaries.payload(chart, event, **payload)
        answer = self.post(
            who, f"/{PLACES.get(chart, 'orders')}/{subject}/events", {"event": event, "payload": said}
        )
        self.asked.add((chart, event))
        if answer.status_code == 200:
            self.accepted.add((chart, event))
        return answer

    def do(
        self, who: str, subject: str, event: str, chart: Chart = Chart.CASE, **payload: Any
    ) -> dict[str, Any]:
        """Ask one event, which is accepted."""
        answer = self.ask(who, subject, event, chart, **payload)
        assert answer.status_code == 200, (event, answer.text)
        told: dict[str, Any] = answer.json()
        return told

    def offer(self, case: str, firm: str) -> str:
        """Offer a case to a firm; the reference of the offer."""
        answer = self.post("caseworker", f"/cases/{case}/offers", {"firm": firm})
        assert answer.status_code == 201, answer.text
        self.asked.add((Chart.CASE, "make_offer"))
        self.accepted.add((Chart.CASE, "make_offer"))
        (offer,) = answer.json()["created"]
        return str(offer)

    def approval(self, case: str, event: str) -> str:
        """Another lead's word for an event of a case as it stands."""
        version = self.get("lead", f"/cases/{case}").json()["version"]
        answer = self.post("other_lead", f"/cases/{case}/approvals", {"event": event, "version": version})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["approval"])

    def contacted(self, **changed: Any) -> str:
        """A case in which she was reached by its owner."""
        case = self.refer(**changed)
        self.do("caseworker", case, "take")
        self.do("caseworker", case, "make_contact", channel=Channel.PHONE)
        return case

    def reveal(self, who: str, case: str, fields: list[str]) -> dict[str, Any]:
        """Open fields of a case; the purpose names somebody."""
        body = {"fields": fields, "purpose": self.canaries.word("purpose of a reveal")}
        answer = self.post(who, f"/cases/{case}/{REVEALED}", body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()["fields"]
        return told


def chart_of(event: str) -> Chart:
    """The chart of an event that is asked of an order."""
    if event in set(ServiceEvent):
        return Chart.SERVICE
    return Chart.POLICE_COPY if event in set(CopyEvent) else Chart.ORDER
