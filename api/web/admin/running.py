"""What runs: the words of messages with sample values, the settings without secrets, and how delivery keeps up."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response
from pydantic import SecretStr

from api.settings import PREFIX
from api.web.leading.stuck import WHY
from api.web.pages import Here, Visit, pages
from api.web.words.events import EVENTS
from api.web.words.notices import RECIPIENTS, WAYS
from notifications.preview import Wanted, previews
from notifications.rendering import LANGUAGES
from notifications.rules import RULES
from states.errors import NotFound
from states.permissions import Place
from states.vocabulary import Channel, Chart
from workflow.waiting import waiting

router = pages(Place.ADMINISTRATION, "/admin")

LANGUAGE = {"en": "English", "cy": "Welsh"}
#: What folders of clocks' templates begin with.
CLOCK = "clock"
#: Words in the names of settings whose values are nobody's to read, whatever their type.
UNSHOWN = ("password", "secret", "token", "database_url")

CHANNELS: Mapping[Channel, str] = {
    Channel.SMS: "Text message",
    Channel.EMAIL: "Email",
    Channel.WEBHOOK: "Webhook",
}
#: What carries, by the class that does.
CARRIERS = {
    "FileCarrier": "Files of this machine: nobody is reached",
    "MemoryCarrier": "Memory: nobody is reached",
    "NotifyCarrier": "GOV.UK Notify",
    "SmtpCarrier": "A mail server",
    "WebhookCarrier": "The address of each, signed",
}


@router.get("/templates")
def show_templates(here: Here) -> Response:
    """List what people are told of, each with its messages."""
    found: dict[str, list[str]] = {}
    for rule in RULES:
        found.setdefault(rule.folder, []).append(RECIPIENTS[rule.recipient])
    shown = sorted((_title(folder), folder, whom) for folder, whom in found.items())
    return here.show("admin/templates.html", folders=shown)


@router.get("/templates/{name}")
def show_template(here: Here, name: str, language: str = LANGUAGES[0]) -> Response:
    """Show the messages of one event, with sample values."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    found = previews(Wanted(event=name, language=spoken))
    if not found:
        raise NotFound("template")
    messages = [
        {
            "whom": RECIPIENTS[shown.rule.recipient],
            "way": WAYS[shown.message.channel],
            "why": shown.rule.reason,
            "subject": shown.message.subject,
            "body": shown.message.body,
        }
        for shown in found
    ]
    return here.show(
        "admin/template.html", title=_title(name), messages=messages, language=spoken, languages=LANGUAGE
    )


@router.get("/settings")
def show_settings(here: Here) -> Response:
    """Show every setting, what it is for and what it is; of a secret only whether it is set."""
    settings = here.doors.settings
    found = [
        (f"{PREFIX}{name.upper()}", field.description or "", _shown(name, getattr(settings, name)))
        for name, field in type(settings).model_fields.items()
    ]
    return here.show("admin/settings.html", settings=sorted(found))


@router.get("/delivery")
def show_delivery(here: Here) -> Response:
    """Show whether messages leave and clocks are seen to: numbers, and of no case."""
    found = waiting(here.db, here.at)
    return here.show(
        "admin/delivery.html",
        found=found,
        stuck=[(WHY[why], number) for why, number in found.stuck.items()],
        loops=_loops(here),
        channels=[
            (CHANNELS[channel], CARRIERS.get(type(held).__name__, "Another carrier"))
            for channel, held in here.doors.carriers.items()
        ],
        behind=found.delivery > here.doors.settings.delivery_lag.total_seconds(),
        engine=here.db.dialect,
    )


def _title(folder: str) -> str:
    """Return what people call the event of a folder of templates."""
    chart, _, event = folder.rpartition(".")
    if chart == CLOCK:
        return f"Clock that has run out: {event.replace('_', ' ')}"
    found = EVENTS[Chart(chart) if chart else Chart.CASE].get(event)
    # Some happen by themselves, and no page asks for them.
    return event.replace("_", " ").capitalize() if found is None else found.title


def _loops(here: Visit) -> list[dict[str, Any]]:
    """Say what runs in this process, when each last got through, and what of it fails."""
    loops = here.doors.loops
    if loops is None:
        return []
    return [
        {"name": name, "passed": loop.passed, "failing": sorted(loop.failing)}
        for name, loop in loops._asdict().items()
    ]


def _shown(name: str, value: Any) -> str:
    if value is None or value == {}:
        return "Not set"
    if isinstance(value, SecretStr) or any(word in name for word in UNSHOWN):
        return "Set"
    return ", ".join(map(str, value)) if isinstance(value, dict) else str(value)
