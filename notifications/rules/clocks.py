"""Who is told when a clock runs out, worked out from the clocks' own table, so that none can be forgotten.

Whoever is asked to act hears of it when the clock is due; whoever it escalates to hears when it escalates, and
again each time it repeats. The step of a clock is none of a chart: the sweep makes it up, says in its payload which
times of the clock have come (`stages`) and whether the system itself did what was to be done (`did`), in which case
the rules of that step have told people already.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from notifications.rules.rule import Condition, Facts, Need, Rule, Scene
from states import clock_rule
from states.clocks import RULES as CLOCK_RULES
from states.timers import ORDER_END, TIMERS, TimerRule
from states.vocabulary import Chart, Clock, Recipient, Role


class Stage(StrEnum):
    """A time of a clock that has come."""

    DUE = "due"
    ESCALATES = "escalates"
    REPEATS = "repeats"


R = Recipient

#: Whom each role that is asked, and each word that a clock escalates to, stands for.
RECIPIENTS: Mapping[str, Recipient] = {
    Role.CASEWORKER.value: R.CASEWORKER,
    Role.SOLICITOR.value: R.FIRM,
    Role.LEAD.value: R.LEAD,
    clock_rule.OWNER: R.CASEWORKER,
    clock_rule.FIRM: R.FIRM,
    clock_rule.LEAD: R.LEAD,
    clock_rule.FORCE: R.FORCE,
}
REASONS: Mapping[Recipient, str] = {
    R.CASEWORKER: "whoever has the case hears that something is to be done now",
    R.FIRM: "the firm hears that something is to be done now",
    R.LEAD: "what nobody did in time is seen by a lead",
    R.FORCE: "an order that is not served does not protect her yet",
}


def event_of(clock: str) -> str:
    """Name the step that is made up for a clock."""
    return f"clock.{clock}"


def asked_at_due(rule: TimerRule) -> tuple[Recipient, ...]:
    """Return who is asked to act when the clock is due."""
    return (RECIPIENTS[rule.asks_of.value],)


def told_later(rule: TimerRule) -> tuple[Recipient, ...]:
    """Return who hears of the clock when it escalates or repeats; where nobody is named, who was asked before."""
    return tuple(RECIPIENTS[word] for word in rule.escalates) or asked_at_due(rule)


def hears(rule: TimerRule, stages: Collection[str]) -> tuple[Recipient, ...]:
    """Return who hears of a clock when these times of it have come, each once."""
    due = asked_at_due(rule) if Stage.DUE in stages else ()
    later = told_later(rule) if set(stages) - {Stage.DUE} else ()
    return tuple(dict.fromkeys((*due, *later)))


def is_of_order(clock: str) -> bool:
    """Say whether the clock belongs to an order, and not to the case itself or to an offer."""
    return clock == ORDER_END or bool(clock in CLOCK_RULES and CLOCK_RULES[clock].order_states)


def firm_is_gone(order: Facts, facts: Facts) -> bool:
    """Say whether the firm that sought an order no longer acts in its case: then its owner is asked as well."""
    return bool(order["firm"] != facts["firm"])


def _rules(rule: TimerRule) -> Iterator[Rule]:
    told = dict.fromkeys((*asked_at_due(rule), *told_later(rule)))
    if R.FIRM in told and is_of_order(rule.name):
        told |= dict.fromkeys((R.CASEWORKER,))
    for recipient in told:
        yield Rule(
            Chart.CASE,
            event_of(rule.name),
            recipient,
            REASONS[recipient],
            _condition(rule, recipient),
            _need(rule, recipient),
            _values(rule, recipient),
        )


def _condition(rule: TimerRule, recipient: Recipient) -> Condition:
    """Say when this recipient hears of the clock."""

    def holds(scene: Scene) -> bool:
        if scene.step.payload["did"]:
            return False
        told = hears(rule, scene.step.payload["stages"])
        stands_in = (
            recipient is R.CASEWORKER and is_of_order(rule.name) and firm_is_gone(scene.order, scene.after)
        )
        return recipient in told or (stands_in and R.FIRM in told)

    at_due, later = recipient in asked_at_due(rule), recipient in told_later(rule)
    if at_due and later:
        name, sentence = "is_due_or_late", "it is due, and again when it escalates"
    elif at_due:
        name, sentence = "is_due", "it is due"
    elif later:
        name, sentence = "is_late", "it escalates"
    else:
        name, sentence = "firm_is_gone", "the firm that sought the order no longer acts"
    by_itself = ", and the system could not do it by itself" if rule.then else ""
    return Condition(name, sentence + by_itself, holds)


def _need(rule: TimerRule, recipient: Recipient) -> Need:
    """Ask for her consent before a firm hears of the case; of an order that it sought it hears by duty."""
    return Need.INSTRUCT_FIRM if recipient is R.FIRM and not is_of_order(rule.name) else Need.NOTHING


def _values(rule: TimerRule, recipient: Recipient) -> tuple[str, ...]:
    if not is_of_order(rule.name):
        return ("reference",)
    if recipient is R.FORCE:
        # The police know an order, not a case.
        return ("order",)
    until = ("expires_on",) if rule.name == Clock.EXPIRY else ()
    return ("reference", "order", *until)


RULES: tuple[Rule, ...] = tuple(made for rule in TIMERS.values() for made in _rules(rule))
