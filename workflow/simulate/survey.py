"""Whether it helped, as fictional survivors say when they are asked: by phone, because no link leads anywhere here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from states.position import parsed
from states.surveys import ANSWERED_WITHIN, may_answer
from states.vocabulary import Clock, Event
from workflow.actors import SYSTEM
from workflow.survey_by_phone import record
from workflow.surveys.keeping import Answers

if TYPE_CHECKING:
    from workflow.simulate.life import Life

#: Who answers when she is called, and who says something beside it (I).
ANSWERS, COMMENTS = 0.45, 0.2
#: How often each item has each answer, in hundredths; the rest leaves it out. Near what is known of one service, and
#: otherwise our guess (I). Source: docs/sources.md#TV.
SAY: Mapping[str, Mapping[str, int]] = {
    "abuse_since": {"stopped": 66, "less": 18, "same": 9, "more": 3},
    "felt_safety": {"much_safer": 42, "safer": 33, "same": 16, "less_safe": 4},
    "told": {"always": 45, "mostly": 30, "sometimes": 15, "never": 6},
    "service": {"very_good": 48, "good": 34, "fair": 10, "poor": 4, "very_poor": 2},
    "solicitor": {"very_good": 25, "good": 20, "fair": 9, "poor": 4, "very_poor": 2, "none_had": 35},
}
WORDS = (
    "Fictional comment: somebody called when they said they would.",
    "Fictional comment: I had to say it all three times.",
)
#: Days that somebody has until they reach her.
LATEST = 9


def ask(life: "Life") -> None:
    """Have the system ask her, and her caseworker call her; most do not answer."""
    life.do(Event.INVITE_TO_SURVEY, by=SYSTEM)
    if not life.chance(ANSWERS):
        return
    life.office(days=life.random.uniform(0, LATEST))
    life.calling_time()
    if may_answer(life.facts, life.at):
        answers = _answers(life)
        record(life.db, life.case, answers, actor=life.caseworker, at=life.at)
        life.steps += 1


def wait_for_the_last(life: "Life") -> None:
    """Let time pass until no survey is to come, and none can be answered."""
    while (clock := life.facts["clocks"].get(Clock.SURVEY)) is not None:
        life.wait_until(parsed(clock["due"]))
    latest = max((one["invited_at"] for one in life.facts.get("surveys", {}).values()), default=None)
    if latest is not None and may_answer(life.facts, life.at):
        life.wait_until(parsed(latest) + ANSWERED_WITHIN)


def _answers(life: "Life") -> Answers:
    chosen = {item: _said(life, codes) for item, codes in SAY.items()}
    return Answers(
        # Whoever leaves out everything says nothing: one answer is given always.
        chosen={
            item: code or next(iter(SAY[item])) for item, code in chosen.items() if code or item == "told"
        },
        comment=life.random.choice(WORDS) if life.chance(COMMENTS) else "",
        contact_me=life.chance(0.05),
        language="en",
    )


def _said(life: "Life", codes: Mapping[str, int]) -> str:
    (code,) = life.random.choices(("", *codes), (100 - sum(codes.values()), *codes.values()))
    return code
