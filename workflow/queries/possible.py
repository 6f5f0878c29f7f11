"""What an actor may ask for now, and what stands against the rest: the same charts and permissions as the command's.

What a command would say is not known yet: guards that judge it are left out here and asked then.
"""

from datetime import datetime

from states.errors import Refusal
from states.moves import Ask
from states.permissions import may_ask
from states.vocabulary import Chart
from workflow.actors import Actor
from workflow.finding import Case

#: The charts of one order.
OF_AN_ORDER = (Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY)


def possible(
    case: Case,
    actor: Actor,
    at: datetime,
    *,
    chart: Chart = Chart.CASE,
    subject: str | None = None,
) -> dict[str, list[Refusal]]:
    """Return each event that the actor may ever ask for, with the guards that fail; none, where it is allowed.

    `case` must hold what the actor sees of it, as `finding.seen()` gives it. What their role or their sight of
    the case does not admit from here is left out, and so is what only comes with another chart's step.
    """
    if not may_ask(actor, case.sight, chart, subject, case.position.facts):
        return {}
    ask = Ask("", actor.role, at, actor.reference, chart=chart, subject=subject)
    events = case.rules.possible(case.position, ask)
    return {event: [*refusals] for event, refusals in events.items()}


def of_order(case: Case, actor: Actor, at: datetime, order: str) -> dict[str, dict[str, list[Refusal]]]:
    """Return the same for the charts of one order, by chart."""
    return {chart.value: possible(case, actor, at, chart=chart, subject=order) for chart in OF_AN_ORDER}
