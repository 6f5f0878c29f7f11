"""The messages that people are sent: their words, those that are stuck, and what a person decides about them."""

from collections.abc import Callable
from typing import Annotated

import typer

from api.clock import now
from api.commands.console import AsJson, end, load_settings, remark, say, tell
from api.commands.signing_in import Token, signed_in
from api.starting import carriers, opened
from notifications.preview import Preview, Wanted, previews
from notifications.rendering import LANGUAGES
from states.vocabulary import Channel, NoticeEvent, Recipient
from workflow.access_log import REFERENCE
from workflow.previews import preview as preview_of
from workflow.settling import MOST, Outcome, Report, settle_all
from workflow.settling import Wanted as Asked
from workflow.stuck import StuckView, Why, stuck
from workflow.trials import send_trial

notices = typer.Typer(help="The messages that people are sent.", no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(help='One event, or "event/recipient". Default: all of them.')]
Event = Annotated[str, typer.Argument(help='The event that it tells of, such as "make_contact".')]
To = Annotated[Recipient | None, typer.Option("--recipient", help="Whom it is for.", case_sensitive=False)]
ToOne = Annotated[Recipient, typer.Option("--recipient", help="Whom it is for.", case_sensitive=False)]
By = Annotated[Channel | None, typer.Option("--channel", help="How it would go.", case_sensitive=False)]
Language = Annotated[str, typer.Option(help=f"The language: {', '.join(LANGUAGES)}.")]
Case = Annotated[str | None, typer.Option(help="Fill in what this case would. Takes a token.")]
Kind = Annotated[
    Why | None, typer.Option("--why", help="Only what waits for this reason.", case_sensitive=False)
]
Limit = Annotated[int, typer.Option(min=1, max=200, help="The most that are listed.")]
References = Annotated[list[str], typer.Argument(help='Their references, such as "N-7KQ29MXD".')]


@notices.command("preview")
def preview(
    name: Name = None,
    recipient: To = None,
    channel: By = None,
    language: Language = LANGUAGES[0],
    case: Case = None,
    token: Token = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show messages as they are sent, with the longest values that their placeholders may take."""
    wanted = _wanted(name, recipient, channel, language)
    shown = previews(wanted) if case is None else _of_case(wanted, case, token)
    if not shown:
        raise typer.BadParameter("no message has that name")
    if as_json:
        tell([_parts(each) for each in shown])
        return
    for each in shown:
        message = each.message
        say(f"── {each.rule.name}, by {message.channel}")
        say(f"Subject: {message.subject}\n\n{message.body}" if message.subject else message.body)


@notices.command("test")
def try_out(
    event: Event,
    recipient: ToOne,
    language: Language = LANGUAGES[0],
    token: Token = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Send one message, filled with samples, to the e-mail address of whoever asks."""
    settings, at = load_settings(), now()
    wanted = _wanted(event, recipient, Channel.EMAIL, language)
    with opened(settings) as db:
        actor = signed_in(db, token)
        (found,) = preview_of(db, wanted, standing=settings.standing, actor=actor, at=at)
        carrier = carriers(settings, now).get(Channel.EMAIL)
        trial = send_trial(db, carrier, found, actor=actor, at=at)
    tell(trial) if as_json else say(f"{trial.rule} went to you as {trial.reference}.")


@notices.command("stuck")
def list_stuck(why: Kind = None, limit: Limit = 50, token: Token = None, *, as_json: AsJson = False) -> None:
    """List the notices that wait for a person, the longest waiting first. Fails where there is one."""
    with opened(load_settings()) as db:
        page = stuck(db, signed_in(db, token), now(), limit=limit, why=why)
    more = page.next_cursor is not None
    if as_json:
        tell({"items": page.items, "more": more})
    else:
        for view in page.items:
            say(_line(view))
        if more:
            remark(f"rowan: there are more than {limit}")
    end(holds=not page.items)


def _deciding(name: str, event: NoticeEvent, says: str) -> Callable[..., None]:
    """Make a command that asks one event of each notice that is named."""

    def decide(references: References, token: Token = None, *, as_json: AsJson = False) -> None:
        if not all(map(REFERENCE.fullmatch, references)):
            # Not repeated: people type names anywhere.
            raise typer.BadParameter('a reference looks like "N-7KQ29MXD"')
        asked = [Asked(reference, event.value) for reference in references]
        reports: list[Report] = []
        with opened(load_settings()) as db:
            actor = signed_in(db, token)
            for start in range(0, len(asked), MOST):
                reports += settle_all(db, asked[start : start + MOST], actor=actor, at=now())
        if as_json:
            tell(reports)
        else:
            for report in reports:
                say(_told(report))
        end(holds=all(report.outcome is Outcome.DONE for report in reports))

    decide.__doc__ = f"{says} Reports on each; fails where one was not done."
    return notices.command(name)(decide)


retry = _deciding("retry", NoticeEvent.RETRY, "Send again what failed or is in doubt.")
cancel = _deciding("cancel", NoticeEvent.CANCEL, "Cancel notices for good.")
arrived = _deciding("arrived", NoticeEvent.DELIVER, "Say of notices that they arrived.")
release = _deciding("release", NoticeEvent.RELEASE, "Let held notices go, to be judged afresh.")


def _wanted(name: str | None, recipient: Recipient | None, channel: Channel | None, language: str) -> Wanted:
    if language not in LANGUAGES:
        raise typer.BadParameter(f"the languages are {', '.join(LANGUAGES)}")
    event, _, to = (name or "").partition("/")
    if to and to not in frozenset(Recipient):
        raise typer.BadParameter("no message has that name")
    return Wanted(event or None, Recipient(to) if to else recipient, channel, language)


def _of_case(wanted: Wanted, case: str, token: str | None) -> tuple[Preview, ...]:
    settings = load_settings()
    with opened(settings) as db:
        actor = signed_in(db, token)
        return preview_of(db, wanted, case=case, standing=settings.standing, actor=actor, at=now())


def _parts(shown: Preview) -> dict[str, str | None]:
    message = shown.message
    return {
        "name": shown.rule.name,
        "channel": message.channel,
        "language": message.language,
        "subject": message.subject,
        "body": message.body,
    }


def _line(view: StuckView) -> str:
    since = f"{view.since:%Y-%m-%d %H:%M}Z"
    about = f"{view.rule} by {view.channel}, case {view.case}"
    return f"{view.reference}  {view.why} since {since}: {about}" + (
        f": {view.reason}" if view.reason else ""
    )


def _told(report: Report) -> str:
    if report.outcome is Outcome.DONE:
        return f"{report.reference}  done: {report.state}"
    mend = "".join(f" {refusal.remedy} ({refusal.who})." for refusal in report.refusals)
    return f"{report.reference}  {report.outcome.replace('_', ' ')}: {report.detail}.{mend}"
