"""What a sample ask is: one event with a payload that its guards accept, and whose help it needs.

Only the most permissive payloads and findings are sampled: what is refused leads nowhere new.
Values that depend on the moment or on the facts are small functions of both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from states.moves import Ask
from states.permissions import Viewer
from states.position import Facts, local_day, moment
from states.vocabulary import Chart, Role

#: A value of a payload or a finding that depends on the facts and the moment.
Filled = Callable[[Facts, datetime], Any]

#: The firms of every world; the last one is never offered anything.
FIRMS = ("first firm", "second firm", "stranger firm")

OFFICER, CASEWORKER, COLLEAGUE = "P-00000FF1", "P-0000CA5E", "P-000C0773"
LEAD, MACHINE = "P-00001EAD", ""
ACTORS: Mapping[Role, str] = {
    Role.OFFICER: OFFICER,
    Role.CASEWORKER: CASEWORKER,
    Role.LEAD: LEAD,
    Role.SOLICITOR: "P-00050111",
    Role.SYSTEM: MACHINE,
    Role.PROVIDER: MACHINE,
    # She has no reference: the link that she holds is all that is known of who answers.
    Role.SURVIVOR: MACHINE,
}


class Need(StrEnum):
    """Whose help a step needs, or what it rests on."""

    #: Her word or presence.
    HER = "her"
    #: An act of a firm.
    FIRM = "firm"
    #: Something that need not be so, such as a respondent's death or another service's word.
    TRUTH = "truth"
    #: Her death.
    DEATH = "death"


NOTHING: frozenset[Need] = frozenset()
NOTHING_SAID: Mapping[str, Any] = {}
HER, TRUTH, DEATH = frozenset({Need.HER}), frozenset({Need.TRUTH}), frozenset({Need.DEATH})


@dataclass(frozen=True, slots=True)
class Sample:
    """One event as it may be asked. `roles` are all that may ask it so, the leading one first."""

    chart: Chart
    event: str
    roles: tuple[Role, ...]
    payload: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    how: str = ""
    needs: frozenset[Need] = NOTHING

    @property
    def name(self) -> str:
        """The event as a path shows it; an event of the case stands alone."""
        event = self.event if self.chart is Chart.CASE else f"{self.chart}.{self.event}"
        return f"{event} ({self.how})" if self.how else event

    def ask(self, facts: Facts, at: datetime, by: Role, subject: str | None = None) -> Ask:
        """Make the ask of it at that moment."""
        payload, found = _filled(self.payload, facts, at), _filled(self.found, facts, at)
        return Ask(self.event, by, at, ACTORS[by], payload, found, self.chart, subject)

    def needs_of(self, by: Role) -> frozenset[Need]:
        """Say what it needs where that role asks."""
        return self.needs | {Need.FIRM} if by is Role.SOLICITOR else self.needs

    def only(self, by: Role) -> "Sample":
        """Return the same sample, asked by that role alone."""
        return replace(self, roles=(by,))

    def drafts(self) -> int:
        """Say how many new orders it seeks."""
        return len(self.payload.get("orders", ()))


def _filled(values: Mapping[str, Any], facts: Facts, at: datetime) -> dict[str, Any]:
    return {name: value(facts, at) if callable(value) else value for name, value in values.items()}


def viewer(by: Role, chart: Chart, subject: str | None, facts: Facts) -> Viewer:
    """Return who of that role is the likeliest to be let in: of a firm, the one that acts."""
    if by is not Role.SOLICITOR:
        return Viewer(ACTORS[by], by)
    if chart is Chart.CASE:
        firm = facts["firm"]
    else:
        firm = facts["offers" if chart is Chart.OFFER else "orders"][subject]["firm"]
    return Viewer(ACTORS[by], by, firm=firm)


def day(days: int) -> Filled:
    """Name the day so many days from now."""
    return lambda _, at: (local_day(at) + timedelta(days=days)).isoformat()


def hour(hours: int) -> Filled:
    """Name the moment so many hours from now."""
    return lambda _, at: moment(at + timedelta(hours=hours))


def new_orders(count: int) -> Filled:
    """Name orders that the case has not yet."""
    return lambda facts, _: [f"O-{len(facts['orders']) + number:08}" for number in range(1, count + 1)]


def new_offer(facts: Facts, _: datetime) -> str:
    """Name an offer that the case has not yet."""
    return f"F-{len(facts['offers']) + 1:08}"


def an_order(facts: Facts, _: datetime) -> str | None:
    """Name an order of the case, if it has one."""
    return next(iter(facts["orders"]), None)
