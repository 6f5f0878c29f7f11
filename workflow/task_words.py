"""What a task says to whoever does it: what to do, and which event or word of theirs shows it done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from states.clock_rule import ClockRule
from states.clocks import RULES
from states.definitions import CURRENT, DEFINITIONS
from states.payloads import TAKES_APPROVAL
from states.timers import TIMERS
from states.vocabulary import Chart, Clock, Event, NoticeEvent, Role
from workflow.task_rules import TASK_RULES

#: What begins the words of a task that a lead has because somebody else did not act in time.
OVERDUE = "overdue_"
#: What leads are asked for a second person's word, and what tells who asked of the answer.
APPROVAL_ASKED, APPROVAL_GIVEN = "approval_asked", "approval_given"
APPROVAL_TURNED_DOWN = "approval_turned_down"
#: Roles that nobody signs in as: what they ask shows nothing that a person could do.
_MACHINES = frozenset({Role.SYSTEM, Role.PROVIDER})


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of task says, the events that show it done, and whether a person may say so by hand."""

    says: str
    completes_on: tuple[str, ...] = ()
    by_hand: bool = False
    #: Whether the events are those of the notice that the task is about.
    of_a_notice: bool = False
    #: Whether the task itself names which one of the events it is about.
    of_one: bool = False


_DECIDED = tuple(
    event.value
    for event in (
        NoticeEvent.DELIVER,
        NoticeEvent.ACCEPT,
        NoticeEvent.FAIL,
        NoticeEvent.RETRY,
        NoticeEvent.CANCEL,
    )
)

_APPROVED = tuple(sorted(TAKES_APPROVAL))

#: What is raised elsewhere than by the rules of steps.
OTHERS: Mapping[str, Words] = {
    "ask": Words("Ask for what the referral did not say", (Event.UPDATE_DETAILS.value,), by_hand=True),
    "check_duplicate": Words(
        "See whether the two cases are the same matter", (Event.MARK_DUPLICATE.value,), by_hand=True
    ),
    "check_repeat": Words("Read the earlier case between the same two people", by_hand=True),
    "call_her": Words(
        "Tell her by a call: no machine may send it",
        (NoticeEvent.RELEASE.value, NoticeEvent.CANCEL.value),
        by_hand=True,
        of_a_notice=True,
    ),
    "notice_held": Words(
        "See to a message that no machine may send to a professional",
        (NoticeEvent.RELEASE.value, NoticeEvent.CANCEL.value),
        of_a_notice=True,
    ),
    "notice_in_doubt": Words("Decide whether a message reached her", _DECIDED, of_a_notice=True),
    "glass_broken": Words(
        "A lead opened contact details of a case that is not theirs: see whether that was right", by_hand=True
    ),
    APPROVAL_ASKED: Words("Say whether you approve what was asked for", _APPROVED, of_one=True),
    APPROVAL_GIVEN: Words(
        "A lead approved it: record it within 24 hours", _APPROVED, by_hand=True, of_one=True
    ),
    APPROVAL_TURNED_DOWN: Words("A lead turned it down: see why", _APPROVED, by_hand=True, of_one=True),
    "she_replied": Words("Read what she answered to a text, and act on it", by_hand=True),
    "unknown_reply": Words("Somebody whom no open case knows answered a text: find out who", by_hand=True),
}
_BY_RULES: Mapping[str, Words] = {
    rule.kind: Words(rule.says, rule.completes_on, rule.by_hand) for rule in TASK_RULES
}
WORDS: Mapping[str, Words] = {**OTHERS, **_BY_RULES}


def words_of(kind: str, deadline: str | None = None, completes_on: str | None = None) -> Words:
    """Return the words of a task: of its clock where one raised it, else of its kind.

    `completes_on` is what its row names, where it stands for one of its kind alone.
    """
    if deadline is not None:
        return _of_clock(kind, deadline.partition(":")[0])
    words = WORDS.get(kind)
    if words is None:
        return Words(
            kind.replace("_", " "), (completes_on,) if completes_on else (), by_hand=not completes_on
        )
    if completes_on and (words.of_one or completes_on not in words.completes_on):
        return Words(words.says, (completes_on,), words.by_hand, words.of_a_notice, words.of_one)
    return words


def _of_clock(kind: str, clock: str) -> Words:
    asks = TIMERS[clock].asks
    says = f"Escalated: {asks[0].lower()}{asks[1:]}" if kind.startswith(OVERDUE) else asks
    # In a case from before surveys were recorded no event says that she answered.
    return Words(says, stopping(clock), by_hand=clock == Clock.SURVEY)


def stopping(clock: str) -> tuple[str, ...]:
    """Name the events by which a person stops what runs out: those that stop its clock, then those that end what it is for."""
    rule = RULES.get(clock)
    if rule is None:
        then = TIMERS[clock].then
        return (str(then[1]),) if then else ()
    stops = {str(event) for _, event in rule.stops}
    return (*sorted(stops), *sorted(set(_leaving(rule)) - stops))


def _leaving(rule: ClockRule) -> Iterator[str]:
    """Yield what a person may ask to leave the states in which a clock runs."""
    chart, states = Chart.CASE, frozenset(map(str, rule.runs_in))
    if rule.clock is Clock.OFFER:
        chart, states = Chart.OFFER, frozenset({"offered"})
    elif rule.order_states:
        chart, states = Chart.ORDER, frozenset(map(str, rule.order_states))
    for (state, event), ways in DEFINITIONS[CURRENT].charts[chart].branches.items():
        if state in states and any(way.target not in states and way.asks - _MACHINES for way in ways):
            yield event
