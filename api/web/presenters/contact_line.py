"""The line that is in sight on every page of a case: how she may be reached, in the fewest words.

Made of clear facts alone. Unknown means no, and a blank is never a yes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.filters import clock, moment
from api.web.words.options import LANGUAGES
from notifications.safety import Contact, next_call_time
from states.contact import DAYS, permitted_channels
from states.position import local_day
from states.vocabulary import Channel, Safety

SHORT_DAYS = dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
#: What is said where she may not be reached at all.
NOT_HER: Mapping[str, str] = {
    Safety.UNSAFE: "Do not contact her: it is not safe. Ask the officer who referred her.",
    Safety.UNKNOWN: "Do not contact her: nobody knows whether it is safe. Ask the officer who referred her.",
}
NO_WAY = "Do not contact her: she named no safe way. Ask the officer who referred her."
THROUGH_OFFICER = "Reach her only through the officer who referred her. Do not call. Do not text."
DIED = "She has died. Nobody contacts her."

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """How she may be reached. `loud` where she may not be."""

    text: str
    loud: bool


@dataclass(frozen=True, slots=True)
class Calling:
    """The "how to call" card: each line a rule of hers, and whether this is an hour for it."""

    possible: bool
    now: bool
    when: str
    rules: tuple[str, ...]


def contact_line(facts: Facts) -> ContactLine:
    """Say how she may be reached."""
    if facts["deceased"]:
        return ContactLine(DIED, loud=True)
    if facts["safety"] in NOT_HER:
        return ContactLine(NOT_HER[facts["safety"]], loud=True)
    channels = permitted_channels(facts)
    if not channels:
        return ContactLine(NO_WAY, loud=True)
    if channels == {Channel.THROUGH_OFFICER}:
        return ContactLine(THROUGH_OFFICER, loud=True)
    return ContactLine(" ".join(_parts(facts, channels)), loud=False)


def _parts(facts: Facts, channels: frozenset[str]) -> Iterator[str]:
    calls = Channel.PHONE in channels
    if calls:
        yield f"Call only {hours(facts['windows'])}."
        yield from _rules_of_calls(facts)
    else:
        yield "Do not call."
    # Machines keep no hours, so that no text goes where she named any.
    texts = Channel.SMS in channels and not facts["windows"] and not facts["messages_stopped"]
    yield "Texts are safe." if texts else "Do not text."
    if Channel.EMAIL in channels:
        yield "E-mail is safe."
    if Channel.IN_PERSON in channels:
        yield "Meeting her is safe." if calls else f"Meet her only {hours(facts['windows'])}."
    if facts["interpreter"]:
        yield f"Interpreter first: {language(facts)}."


def _rules_of_calls(facts: Facts) -> Iterator[str]:
    if facts["withheld_number"] is not False:
        yield "Withhold your number."
    yield "Voicemail is safe." if facts["voicemail"] is True else "No voicemail."


def hours(windows: list[Mapping[str, Any]]) -> str:
    """Write the hours in which people may reach her: "10am to 2pm on Mon and Tue"."""
    if not windows:
        return "8am to 9pm"
    return ", ".join(_window(window) for window in windows)


def _window(window: Mapping[str, Any]) -> str:
    span = f"{_hour(window['from'])} to {_hour(window['to'])}"
    return span if set(window["days"]) == set(DAYS) else f"{span} {_days(window['days'])}"


def _hour(text: str) -> str:
    hour, minute = (int(part) for part in text.split(":"))
    if hour == 24 or (hour, minute) == (0, 0):
        return "midnight"
    if (hour, minute) == (12, 0):
        return "midday"
    minutes = f":{minute:02}" if minute else ""
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"


def _days(days: list[str]) -> str:
    places = sorted(DAYS.index(day) for day in days)
    names = [SHORT_DAYS[DAYS[place]] for place in places]
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def language(facts: Facts) -> str:
    """Name the language that she speaks best."""
    return LANGUAGES.get(facts["language"], facts["language"])


def calling(facts: Facts, at: datetime) -> Calling:
    """Say how to call her, and when that is possible."""
    line = contact_line(facts)
    opens = None if line.loud else next_call_time(Contact.of(facts), at)
    if opens is None:
        return Calling(
            possible=False, now=False, when=line.text if line.loud else "Do not call her.", rules=()
        )
    now = opens <= at
    when = (
        "You may call her now." if now else f"Do not call now. You may call her from {_opening(opens, at)}."
    )
    return Calling(possible=True, now=now, when=when, rules=tuple(_how(facts)))


def _opening(opens: datetime, at: datetime) -> str:
    return f"{clock(opens)} today" if local_day(opens) == local_day(at) else moment(opens)


def _how(facts: Facts) -> Iterator[str]:
    if facts["interpreter"]:
        yield f"First bring a professional interpreter into the call: {language(facts)}. Never family, never a child."
    yield f"Call only {hours(facts['windows'])}."
    if facts["withheld_number"] is not False:
        yield "Withhold your number: dial 141 first."
    yield "You may leave a voicemail." if facts["voicemail"] is True else "Leave no voicemail."
    if facts["call_back_at"]:
        yield f"She asked to be called back on {moment(facts['call_back_at'])}."
    yield "Make sure that it is her before you say who you are. If anything sounds wrong, say it was a wrong number."
