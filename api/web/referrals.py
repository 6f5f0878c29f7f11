"""What became of an officer's referrals, and what they may still do: answer, report, and stop all contact.

Everything goes by the referral's own reference; no page here names her, or the case behind it.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace

from fastapi.responses import Response

from api.steps import take_step
from api.web.event_forms import about, answering
from api.web.event_forms.sheet import CHANCE, KEY, VERSION, sent_key
from api.web.forms import Form
from api.web.pages import Here, pages
from api.web.words.referrals import ANSWER, AS_FAR, ASKS, COME_TO, NOT_SAFE, THEN, WAY
from states.permissions import Place, may_enter
from states.vocabulary import Disposition, Safety
from workflow.command import Command
from workflow.queries.referrals import ENDINGS, referral_list, referral_view
from workflow.questions import is_asked, read_questions

router = pages(Place.REFERRING, prefix="/referrals")

#: Referrals of one page.
ROWS = 25
#: The number of a question in the name of a field, which anybody may write.
NUMBER = re.compile(r"[0-9]{1,3}")


@router.get("")
def mine(here: Here, cursor: str | None = None) -> Response:
    """List the referrals that an officer has sent, the newest first."""
    listed = referral_list(here.db, here.actor, here.at, cursor=cursor, limit=ROWS)
    return here.show("referrals/list.html", page=listed, later=cursor is not None)


@router.get("/{reference}")
def one(here: Here, reference: str) -> Response:
    """Show what became of one referral, and what may be done now."""
    found = referral_view(here.db, reference, here.actor, here.at)
    now = {event for event, refusals in found.events.items() if not refusals}
    return here.show(
        "referrals/one.html",
        referral=found,
        then=THEN[found.says],
        way=_way(found.status),
        as_far=AS_FAR,
        # Where she lets us tell that there is one, and for whom the card is.
        look_up=found.says == ENDINGS[Disposition.ORDER_MADE] and may_enter(here.actor, Place.ORDER_CARD),
        asked=ANSWER in now and is_asked(here.db, reference, actor=here.actor, at=here.at),
        may_answer=ANSWER in now,
        may_stop=NOT_SAFE in now,
        asks=[(f"/referrals/{reference}/{event}", words) for event, words in ASKS.items() if event in now],
        # Whoever sees the case acts on it there.
        case=None if found.events else f"/cases/{reference}",
    )


@router.get("/{reference}/not-safe")
def warn(here: Here, reference: str) -> Response:
    """Ask once whether all contact is to stop."""
    found = referral_view(here.db, reference, here.actor, here.at)
    may_stop = found.events.get(NOT_SAFE) == []
    hidden = [(KEY, secrets.token_urlsafe(CHANCE))]
    return here.show("referrals/not_safe.html", referral=found, may_stop=may_stop, hidden=hidden)


@router.post("/{reference}/not-safe")
def stop(here: Here, reference: str) -> Response:
    """Stop all contact but through the officer, at once."""
    payload = {"safety": Safety.UNSAFE.value}
    command = Command(reference, NOT_SAFE, payload, key=sent_key(here.form))
    # From however old a page: what it forbids is never stale.
    take_step(here.db, command, None, here.actor, here.at)
    return here.go(f"/referrals/{reference}", done="not_safe")


@router.post("/{reference}/questions")
def read(here: Here, reference: str) -> Response:
    """Open what a caseworker asks, for whom it is asked of, and take the answers below it."""
    questions = read_questions(here.db, reference, actor=here.actor, at=here.at)
    if not questions:
        return here.go(f"/referrals/{reference}")
    found = referral_view(here.db, reference, here.actor, here.at)
    return here.show(
        "referrals/questions.html",
        referral=found,
        questions=questions,
        hidden=[(VERSION, found.version), (KEY, secrets.token_urlsafe(CHANCE))],
    )


@router.get("/{reference}/questions")
def asked(here: Here, reference: str) -> Response:
    """Lead back to the referral: a question is opened only by asking for it there."""
    return here.go(f"/referrals/{reference}")


@router.get("/{reference}/answers")
def resume(here: Here, reference: str) -> Response:
    """Show what was being answered when a session ended."""
    return answering.ask(here, about.referral_event(reference, ANSWER))


@router.post("/{reference}/answers")
def answer(here: Here, reference: str) -> Response:
    """Take the answers, each with the number of its question: not every question can be answered."""
    numbered = replace(here, form=Form(_numbered(here.form)))
    return answering.take(numbered, about.referral_event(reference, ANSWER))


@router.get("/{reference}/{event}")
def ask(here: Here, reference: str, event: str) -> Response:
    """Show the form of an event."""
    return answering.ask(here, about.referral_event(reference, event))


@router.post("/{reference}/{event}")
def take(here: Here, reference: str, event: str) -> Response:
    """Take the form of an event."""
    return answering.take(here, about.referral_event(reference, event))


def _way(status: str) -> list[dict[str, str]]:
    """Return the steps of the way that a referral has come, or none where its status tells of none."""
    come = COME_TO.get(status)
    if come is None:
        return []
    stands = ["done"] * come + ["current"] + ["todo"] * (len(WAY) - come - 1)
    return [{"text": text, "stands": how} for text, how in zip(WAY, stands, strict=True)]


def _numbered(form: Form) -> Iterator[tuple[str, str]]:
    several = len([name for name in form.names() if name.startswith("answers.")]) > 1
    for name, value in form.pairs():
        number = name.removeprefix("answers.")
        if several and number != name and NUMBER.fullmatch(number) and value.strip():
            yield name, f"{int(number) + 1}. {value.strip()}"
        else:
            yield name, value
