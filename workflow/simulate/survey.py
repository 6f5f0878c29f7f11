"""Whether it helped, as fictional survivors say when they are asked: by phone, because no link leads anywhere here."""

from collections.abc import Mapping
from random import Random

from workflow.surveys.keeping import Answers

#: Who answers when she is called, who says something beside it, and who asks to be called again (I).
ANSWERS, COMMENTS, ASKS_BACK = 0.45, 0.2, 0.05
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


def answers(random: Random) -> Answers:
    """Throw dice for what somebody says; one item at least, so that it is an answer."""
    chosen = {item: _said(random, codes) for item, codes in SAY.items()}
    return Answers(
        chosen={
            item: code or next(iter(SAY[item])) for item, code in chosen.items() if code or item == "told"
        },
        comment=random.choice(WORDS) if random.random() < COMMENTS else "",
        contact_me=random.random() < ASKS_BACK,
        language="en",
    )


def _said(random: Random, codes: Mapping[str, int]) -> str:
    (code,) = random.choices(("", *codes), (100 - sum(codes.values()), *codes.values()))
    return code
