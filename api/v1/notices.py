"""Notices beside their cases: what is stuck, many at once, and what messages say before and after they are sent."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request
from pydantic import Field

from api.dependencies import Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute, doors
from api.errors import NOT_FOUND, NOT_PERMITTED, REFUSED, answers, named
from api.problems import FieldOut, RefusalOut
from api.v1.incoming import NoticesEventsIn, Paging
from api.v1.outgoing import PageOut
from api.v1.shapes import Events, In, Out
from notifications.preview import Preview, Wanted
from notifications.rendering import LANGUAGES
from states.vocabulary import Channel, Recipient
from workflow import settling
from workflow.exact_words import exact_words
from workflow.previews import preview
from workflow.settling import settle_all
from workflow.stuck import Why, stuck
from workflow.trials import send_trial

router = APIRouter(prefix="/api/v1/notices", tags=["Notices"], route_class=SignedInRoute)

MessageName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=80,
        pattern=r"^[a-z_]+(\.[a-z_]+)?$",
        examples=["make_contact"],
        description="The event that it tells of, after its chart for all charts but the case's.",
    ),
]
Language = Annotated[
    str, Field(pattern=f"^({'|'.join(LANGUAGES)})$", json_schema_extra={"enum": list(LANGUAGES)})
]


class StuckIn(Paging):
    """Which notices that wait for a person."""

    why: Why | None = None


class PreviewIn(In):
    """Which messages are to be shown; what is left out means all."""

    event: MessageName | None = None
    recipient: Recipient | None = None
    channel: Channel | None = None
    language: Language = LANGUAGES[0]
    case: Annotated[
        str | None,
        Field(pattern=r"^[A-Z]-[0-9A-HJKMNP-TV-Z]{8}$", description="Fill in what this case would."),
    ] = None


class TrialIn(In):
    """The message to send to oneself."""

    event: MessageName
    recipient: Recipient
    language: Language = LANGUAGES[0]


class StuckOut(Out):
    """One notice that waits for a person. `since` is when it began to, `reason` what was last said of it."""

    reference: str
    case: str
    why: Why
    since: datetime
    reason: str | None
    rule: str
    recipient: str
    recipient_ref: str
    channel: str
    state: str
    version: int
    attempts: int
    events: Events


class ReportOut(Out):
    """What became of one of many. `detail` says why it was not done."""

    reference: str
    event: str
    outcome: settling.Outcome
    state: str | None
    version: int | None
    detail: str | None
    refusals: list[RefusalOut]
    problems: list[FieldOut]

    @classmethod
    def of(cls, report: settling.Report) -> Self:
        """Write one report. A name that no schema of ours has is not repeated."""
        return cls(
            reference=report.reference,
            event=report.event,
            outcome=report.outcome,
            state=report.state,
            version=report.version,
            detail=report.detail,
            refusals=[RefusalOut.model_validate(refusal) for refusal in report.refusals],
            problems=[
                FieldOut(field=named(problem.field.split(".")), message=problem.message)
                for problem in report.problems
            ],
        )


class ReportsOut(Out):
    """What became of each, in the order in which they were asked, and how many were done."""

    done: int
    items: list[ReportOut]


class PreviewOut(Out):
    """One message as it would be sent. `samples` names the placeholders that hold no value of a case or setting."""

    name: str
    reason: str
    recipient: str
    channel: str
    language: str
    subject: str | None
    body: str
    digest: str
    samples: list[str]

    @classmethod
    def of(cls, shown: Preview) -> Self:
        """Write one message."""
        rule, message = shown.rule, shown.message
        return cls(
            name=rule.name,
            reason=rule.reason,
            recipient=rule.recipient,
            channel=message.channel,
            language=message.language,
            subject=message.subject,
            body=message.body,
            digest=message.digest,
            samples=list(shown.samples),
        )


class PreviewsOut(Out):
    """Messages as they would be sent."""

    items: list[PreviewOut]


class TrialOut(Out):
    """One message that its carrier took. `reference` is the name under which it went."""

    reference: str
    rule: str
    channel: str
    language: str


class WordsOut(Out):
    """What one notice said. Of one that was never claimed nothing was written yet: digest and body are null."""

    reference: str
    case: str
    rule: str
    recipient: str
    channel: str
    language: str
    state: str
    digest: str | None
    subject: Annotated[str | None, Field(repr=False)]
    body: Annotated[str | None, Field(repr=False)]


@router.get("/stuck", responses=answers(NOT_PERMITTED))
def list_stuck(wanted: Annotated[StuckIn, Query()], db: Db, actor: SignedIn, at: Now) -> PageOut[StuckOut]:
    """List the notices that wait for a person, the longest waiting first: in doubt, failed, held or late."""
    return PageOut[StuckOut].model_validate(stuck(db, actor, at, **wanted.model_dump()))


@router.post("/events", responses=answers(NOT_PERMITTED))
def move_notices(body: NoticesEventsIn, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None) -> ReportsOut:
    """Ask one event of each of many notices, and report of each what became of it. None undoes another."""
    items = [settling.Wanted(item.reference, item.event, item.payload) for item in body.items]
    reports = settle_all(db, items, actor=actor, at=at, key=key)
    done = sum(report.outcome is settling.Outcome.DONE for report in reports)
    return ReportsOut(done=done, items=[ReportOut.of(report) for report in reports])


@router.get("/preview", responses=answers(NOT_PERMITTED, NOT_FOUND))
def show_messages(
    wanted: Annotated[PreviewIn, Query()], request: Request, db: Db, actor: SignedIn, at: Now
) -> PreviewsOut:
    """Show messages as they would be sent: with samples, or with what one case would fill in."""
    chosen = Wanted(wanted.event, wanted.recipient, wanted.channel, wanted.language)
    standing = doors(request).settings.standing
    found = preview(db, chosen, case=wanted.case, standing=standing, actor=actor, at=at)
    return PreviewsOut(items=[PreviewOut.of(each) for each in found])


@router.post("/test", responses=answers(NOT_PERMITTED, REFUSED))
def send_to_oneself(
    body: TrialIn, request: Request, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None
) -> TrialOut:
    """Send one message, filled with samples, to the e-mail address of whoever asks."""
    held = doors(request)
    chosen = Wanted(body.event, body.recipient, Channel.EMAIL, body.language)
    (found,) = preview(db, chosen, standing=held.settings.standing, actor=actor, at=at)
    carrier = held.carriers.get(Channel.EMAIL)
    return TrialOut.model_validate(send_trial(db, carrier, found, actor=actor, at=at, key=key))


@router.get("/{reference}/words", responses=answers(NOT_PERMITTED, NOT_FOUND))
def show_words(reference: Reference, db: Db, actor: SignedIn, at: Now) -> WordsOut:
    """Show the exact words of a notice, as they were sealed when it was claimed. It leaves an entry."""
    return WordsOut.model_validate(exact_words(db, reference, actor=actor, at=at))
