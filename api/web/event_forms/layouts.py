"""Where the schema alone makes a poor form: another order or kind of its fields, and words to read out to her."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.schemas import fields_of
from states.vocabulary import Chart, Event, OrderEvent

#: Read to her before she decides. Source: docs/sources.md#design.
PRIVACY = (
    "I will tell you what we do with what you tell us before you decide anything.",
    "We keep your name, how to reach you safely, and what happened, to help you to be protected.",
    "It is locked away. Only the people who work on your case open it, and each time leaves a mark.",
    "If you agree, we ask a solicitor to act for you. A solicitor learns who you are only after agreeing to act.",
    "We tell the police what became of their referral only if you say that we may.",
    "You may change your mind at any time, and nobody will be cross.",
    "You may ask to see what we keep, and you may complain to the Information Commissioner.",
)
#: A form calls nobody out.
CALL_FIRST = "If he is there now or she is in danger: call 999 (or your control room) first. This form calls nobody out."


@dataclass(frozen=True, slots=True)
class Layout:
    """How the form of one event differs from its schema. `first` names the fields that come before all others."""

    first: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    #: What a caseworker reads out to her before she answers.
    read_out: tuple[str, ...] = ()
    #: What comes before all else, where somebody may be in danger while they type.
    danger: str = ""
    #: What a guard asks for though the schema does not.
    needed: frozenset[str] = frozenset()
    #: Groups of which a field may be emptied.
    emptied: frozenset[str] = frozenset()
    #: Moments that are filled in with the present one.
    now: frozenset[str] = frozenset()


PLAIN = Layout()
LAYOUTS: Mapping[tuple[Chart, str], Layout] = {
    (Chart.CASE, Event.LOG_ATTEMPT): Layout(
        ("result", "channel", "call_back_at", "note"), now=frozenset({"at"})
    ),
    (Chart.CASE, Event.GIVE_CONSENT): Layout(read_out=PRIVACY),
    (Chart.CASE, Event.CHANGE_CONSENT): Layout(read_out=PRIVACY),
    (Chart.CASE, Event.SET_SAFETY): Layout(
        ("safety", "channels", "voicemail", "withheld_number", "windows", "spoke_at"),
        kinds={"code_word": Kind.TEXT},
    ),
    (Chart.CASE, Event.UPDATE_DETAILS): Layout(
        kinds={"survivor.address.lines": Kind.SPLIT, "respondent.address.lines": Kind.SPLIT},
        emptied=frozenset({"survivor", "respondent"}),
    ),
    (Chart.CASE, Event.ADD_INCIDENT): Layout(
        ("occurred_at", "summary"), danger=CALL_FIRST, kinds={"crime_reference": Kind.TEXT}
    ),
    (Chart.CASE, Event.REPORT_BREACH): Layout(
        ("occurred_at", "order", "summary"), danger=CALL_FIRST, kinds={"crime_reference": Kind.TEXT}
    ),
    (Chart.CASE, Event.WITHDRAW_CONSENT): Layout(("under_pressure", "asked_safely")),
    (Chart.CASE, Event.TRANSFER): Layout(("force", "service")),
    (Chart.CASE, Event.PAUSE): Layout(("clock", "until")),
    (Chart.CASE, Event.SEEK_ORDER): Layout(kinds={"orders.court": Kind.SUGGESTED}),
    (Chart.CASE, Event.RECORD_MEANS): Layout(("benefit", "gross_income", "disposable_income")),
    (Chart.ORDER, OrderEvent.GRANT_INTERIM): Layout(
        ("made_on", "expires_on", "return_day", "terms", "power_of_arrest"),
        needed=frozenset({"expires_on", "return_day"}),
    ),
    (Chart.ORDER, OrderEvent.MAKE_ORDER): Layout(("made_on", "expires_on", "terms", "power_of_arrest")),
    (Chart.ORDER, OrderEvent.TAKE_UNDERTAKING): Layout(
        ("bar_shown", "made_on", "expires_on", "terms", "other_terms")
    ),
    (Chart.ORDER, OrderEvent.VARY): Layout(("made_on", "expires_on", "terms", "power_of_arrest")),
    (Chart.ORDER, OrderEvent.EXTEND): Layout(("made_on", "expires_on", "terms", "power_of_arrest")),
    (Chart.ORDER, OrderEvent.REVIEW): Layout(("decision",)),
}
#: Events that are asked on pages of their own, by what those add to the address of the case: too much for one form.
ELSEWHERE: Mapping[tuple[Chart, str], str] = {
    (Chart.CASE, Event.RECORD_APPLICATION): "/application",
    (Chart.CASE, Event.RECORD_SURVEY): "/survey",
}


def layout_of(chart: Chart, event: str) -> Layout:
    """Return how the form of an event differs from its schema."""
    return LAYOUTS.get((chart, event), PLAIN)


@cache
def laid_out(chart: Chart, event: str) -> tuple[Field, ...]:
    """Return the fields of an event's form as they are drawn. Raises KeyError for an unknown event."""
    layout = layout_of(chart, event)
    fields = {one.name: one for one in _other_kinds(fields_of(chart, event), layout)}
    return tuple(fields.pop(name) for name in layout.first) + tuple(fields.values())


def _other_kinds(fields: tuple[Field, ...], layout: Layout, above: str = "") -> tuple[Field, ...]:
    return tuple(
        replace(
            one,
            kind=layout.kinds.get(f"{above}{one.name}", one.kind),
            fields=_other_kinds(one.fields, layout, f"{above}{one.name}."),
            emptied=f"{above}{one.name}" in layout.emptied,
            required=one.required or f"{above}{one.name}" in layout.needed,
        )
        for one in fields
    )
