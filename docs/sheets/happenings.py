"""The pages of what follows from a step: clocks, tasks, notices."""

from collections.abc import Iterable
from enum import StrEnum

from docs.sheets.page import Page, plain, sentence, word, words
from notifications.rules import NOBODY_IS_TOLD, RULES, Need, Rule
from states.timetable import CLOCKS
from states.vocabulary import Chart, OrderState, State
from workflow.task_words import SAYS
from workflow.task_rules import TASK_RULES

NEEDS = {
    Need.NOTHING: "",
    Need.CONSENT: "her consent",
    Need.INSTRUCT_FIRM: "her consent to instruct a firm",
    Need.TELL_FORCE: "her word that the force may be told",
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
        "Leaving the states in which a clock runs stops it. Nothing happens by itself yet when one runs out: "
        "it is shown, and people act. Where the numbers come from: "
        "[sources](../sources.md#clocks)."
    )
    page.table(
        ("Clock", "How long", "Escalates to"),
        [
            (word(rule.clock), sentence(rule.says), ", ".join(plain(who) for who in rule.escalates))
            for rule in CLOCKS
        ],
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


def tasks() -> Page:
    """Write the page of the tasks that steps raise."""
    page = Page("Tasks")
    page.block(
        "Work for a person, raised by a step and due at a time. Some are done by an event, by themselves."
    )
    page.table(
        ("Task", "For", "What to do", "Raised by", "Done by"),
        [
            (
                word(rule.kind),
                word(rule.role),
                sentence(rule.says),
                moves(rule.moves),
                ", ".join(map(word, rule.completes_on)),
            )
            for rule in TASK_RULES
        ],
    )
    page.heading("Raised by intake and delivery")
    ruled = {rule.kind for rule in TASK_RULES}
    return page.table(
        ("Task", "What to do"),
        [(word(kind), sentence(says)) for kind, says in sorted(SAYS.items()) if kind not in ruled],
    )


def notices() -> Page:
    """Write the page that says who is told of what, why, and in what words."""
    page = Page("Notices")
    page.block(
        "Who is told of each event and why. Whether a notice to her goes out is judged again when it is claimed: "
        "see [safety](../explanation/safety.md). The words are in [messages](messages.md). Where a person calls her instead, the reason is what they have to say; "
        "it never stands in a message."
    )
    page.block(
        "A default carrier writes each message into a file. Nothing is sent to anybody in this version."
    )
    for chart in Chart:
        rules = [rule for rule in RULES if rule.chart is chart]
        if rules:
            page.heading(f"Events of {plain(chart)}")
            page.table(("Event", "Told", "Because", "Only if", "Needs"), map(_rule, rules))
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
