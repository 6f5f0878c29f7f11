"""The doctor, and the words that people are sent."""

from typing import Annotated

import typer

from api.clock import now
from api.commands.console import AsJson, counting, end, load_settings, remark, say, tell
from api.settings import FICTIONAL, FICTIONAL_NUMBER, Settings
from api.starting import opened, private_files
from notifications.rendering import LANGUAGES, PLACEHOLDERS, Message, render
from notifications.rules import RULES, Rule
from notifications.safety import MACHINE_CHANNELS
from states.vocabulary import Channel, Recipient
from workflow.doctor import Check, examine
from workflow.faults import ConfigurationFault, StorageUnavailable

notices = typer.Typer(help="The messages that people are sent.", no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(help='One event, or "event/recipient". Default: all of them.')]
Language = Annotated[str, typer.Option(help="The language.")]

#: Bits of a file's mode that let others in.
OTHERS = 0o077


def examine_all(*, as_json: AsJson = False) -> None:
    """Examine the installation, the settings and the data, changing nothing. Fails where anything is wrong."""
    settings = load_settings()
    checks = [_files(settings)]
    if settings.call_back_number == FICTIONAL_NUMBER:
        remark(FICTIONAL)
    try:
        with opened(settings) as db, counting("Examining") as count:
            checks += examine(db, progress=lambda _, done, of: count(done, of), at=now())
    except (ConfigurationFault, StorageUnavailable) as fault:
        checks.append(Check("database", "the database can be opened", 0, 1, (str(fault),)))
    holds = all(check.holds or not check.grave for check in checks)
    if as_json:
        tell({"holds": holds, "checks": checks})
    else:
        for check in checks:
            mark = "holds" if check.holds else "FAILS" if check.grave else "warns"
            say(f"{mark}  {check.name}: {check.says} ({check.good:,} of {check.of:,})")
            for wrong in check.wrong:
                say(f"       {wrong}")
    end(holds=holds)


def _files(settings: Settings) -> Check:
    """Check that nobody else on this machine reads what settings name."""
    files = [file for file in private_files(settings) if file.exists()]
    wrong = [
        f"others may look into {file}: run `chmod go= {file}`"
        for file in files
        if file.stat().st_mode & OTHERS
    ]
    return Check(
        "files", "keys and data are for their owner alone", len(files) - len(wrong), len(files), tuple(wrong)
    )


@notices.command("preview")
def preview(name: Name = None, *, language: Language = LANGUAGES[0], as_json: AsJson = False) -> None:
    """Show messages as they are sent, with the longest values that their placeholders may take."""
    if language not in LANGUAGES:
        raise typer.BadParameter(f"the languages are {', '.join(LANGUAGES)}")
    found = [
        (rule, _written(rule, channel, language))
        for rule in RULES
        if name in (None, rule.folder, rule.name)
        for channel in _channels(rule)
    ]
    if not found:
        raise typer.BadParameter("no message has that name")
    if as_json:
        tell([{"name": rule.name, **_parts(message)} for rule, message in found])
        return
    for rule, message in found:
        say(f"── {rule.name}, by {message.channel}")
        say(f"Subject: {message.subject}\n\n{message.body}" if message.subject else message.body)


def _channels(rule: Rule) -> tuple[Channel, ...]:
    return tuple(MACHINE_CHANNELS) if rule.recipient is Recipient.SURVIVOR else (Channel.EMAIL,)


def _written(rule: Rule, channel: Channel, language: str) -> Message:
    return render(rule.name, channel, language, {name: PLACEHOLDERS[name] for name in rule.values})


def _parts(message: Message) -> dict[str, str | None]:
    return {"channel": message.channel, "subject": message.subject, "body": message.body}
