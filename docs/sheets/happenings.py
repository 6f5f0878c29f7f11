"""The pages of what follows from a step: clocks, tasks, notices."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from docs.sheets.page import Page, plain, sentence, word, words
from notifications.rules import NOBODY_IS_TOLD, RULES, Need, Rule
from notifications.rules.clocks import RULES as OF_CLOCKS
from states.timers import TIMERS, TimerRule
from states.timetable import CLOCKS
from states.vocabulary import Chart, OrderState, State
from workflow.task_rules import TASK_RULES
from workflow.task_words import OTHERS

NEEDS = {
    Need.NOTHING: "",
    Need.CONSENT: "her consent",
    Need.INSTRUCT_FIRM: "her consent to instruct a firm",
    Need.TELL_FORCE: "her word that the force may be told",
    Need.SURVEY: "that she may be asked still",
}


def moves(found: Iterable[tuple[Chart, str]]) -> str:
    """Write events, those of other charts after their chart's name."""
    return words(event if chart is Chart.CASE else f"{chart.value}.{event}" for chart, event in found)


def within(states: Iterable[str], of: type[StrEnum]) -> str:
    """Write some states of a chart in their order."""
    held = set(states)
    missing = [state for state in of if state not in held]
    if held and len(missing) == 1:
        return f"any but {word(missing[0])}"
    return words((state for state in of if state in held), ordered=True)


def clocks() -> Page:
    """Write the page of all clocks."""
    page = Page("Clocks")
    page.block(
        "What must happen by when. A clock is worked out by the step that starts it and recorded with it. "
        "Leaving the states in which a clock runs stops it. How the sweep acts on it: "
        "[deadlines](../explanation/deadlines.md). Where the numbers come from: [sources](../sources.md#clocks)."
    )
    page.table(("Clock", "How long"), [(word(rule.clock), sentence(rule.says)) for rule in CLOCKS])
    page.heading("What happens when it runs out")
    page.block(
        "The system does what it may by itself. Where it may do nothing, or is refused, people are asked: each is "
        "told by a notice and has a task, until the clock stops. A pause and the expiry of an order run out too."
    )
    page.table(
        ("Clock", "The system", "Else who is asked when it is due", "What", "Escalates to", "Again"),
        map(_run_out, TIMERS.values()),
    )
    page.heading("When they start and stop")
    return page.table(
        ("Clock", "Started by", "Stopped by", "Runs while the case is", "and the order is"),
        [
            (
                word(rule.clock),
                moves(rule.starts),
                moves(rule.stops) + (f" (by a {rule.stopped_by} only)" if rule.stopped_by else ""),
                within(rule.runs_in, State),
                within(rule.order_states, OrderState),
            )
            for rule in CLOCKS
        ],
    )


def _run_out(rule: TimerRule) -> tuple[str, ...]:
    return (
        word(rule.name),
        moves([rule.then]) if rule.then else "",
        plain(rule.asks_of),
        sentence(rule.asks),
        ", ".join(plain(who) for who in rule.escalates),
        _often(rule.repeats) if rule.repeats else "",
    )


def _often(span: timedelta) -> str:
    return f"every {span.days} days" if span.days else "every hour"


def tasks() -> Page:
    """Write the page of the tasks that steps raise."""
    page = Page("Tasks")
    page.block(
        "Work for a person, raised by a step and due at a time. An event shows it done by itself; where none does, "
        "or where the table says so, a person says that it is done. What a clock asks for stands in "
        "[clocks](clocks.md#what-happens-when-it-runs-out)."
    )
    page.table(
        ("Task", "For", "What to do", "Raised by", "Done by", "Or by hand"),
        [
            (
                word(rule.kind),
                word(rule.role),
                sentence(rule.says),
                moves(rule.moves),
                ", ".join(map(word, rule.completes_on)),
                _by_hand(by_hand=rule.by_hand),
            )
            for rule in TASK_RULES
        ],
    )
    page.heading("Raised by intake and delivery")
    return page.table(
        ("Task", "What to do", "Done by", "Or by hand"),
        [
            (
                word(kind),
                sentence(said.says),
                ", ".join(
                    word(f"notice.{event}" if said.of_a_notice else event) for event in said.completes_on
                ),
                _by_hand(by_hand=said.by_hand),
            )
            for kind, said in sorted(OTHERS.items())
        ],
    )


def _by_hand(*, by_hand: bool) -> str:
    return "yes" if by_hand else ""


def notices() -> Page:
    """Write the page that says who is told of what, why, and in what words."""
    page = Page("Notices")
    page.block(
        "Who is told of each event and why. Whether a notice to her goes out is judged again when it is claimed: "
        "see [safety](../explanation/safety.md); how it goes out, in [delivery](../explanation/delivery.md). The words "
        "are in [messages](messages.md). Where a person calls her instead, the reason is what they have to say; "
        "it never stands in a message."
    )
    for chart in Chart:
        rules = [rule for rule in RULES if rule.chart is chart and rule not in OF_CLOCKS]
        if rules:
            page.heading(f"Events of {plain(chart)}")
            page.table(("Event", "Told", "Because", "Only if", "Needs"), map(_rule, rules))
    page.heading("Clocks that run out")
    page.table(("Clock", "Told", "Because", "Only if", "Needs"), map(_rule, OF_CLOCKS))
    page.heading("Of what nobody is told")
    page.table(
        ("Event", "Because"),
        [(moves([move]), sentence(reason)) for move, reason in NOBODY_IS_TOLD.items()],
    )
    return page


def _rule(rule: Rule) -> tuple[str, ...]:
    return (
        word(rule.event),
        plain(rule.recipient),
        sentence(rule.reason),
        rule.when.sentence if rule.when else "",
        NEEDS[rule.needs],
    )
