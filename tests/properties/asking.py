"""What people plausibly ask of a case: payloads that its guards may well accept, for this moment and these people."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from states.position import moment
from states.vocabulary import Chart
from tests.states.building import sent

Given = dict[str, Any]
Filled = Callable[[datetime], st.SearchStrategy[Given]]

WINDOW = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}
#: How she may be reached, in a few of the ways that people say it.
CONTACTS: tuple[Given, ...] = (
    {"safety": "safe", "channels": ["phone", "sms"]},
    {"safety": "restricted", "channels": ["sms", "email"]},
    {"safety": "restricted", "channels": ["sms"], "windows": [WINDOW]},
    {"safety": "restricted", "channels": ["phone"]},
    {"safety": "unsafe"},
    {"safety": "unknown", "channels": ["sms"]},
    {"safety": "safe", "channels": []},
)
SCOPES = (
    ["instruct_firm"],
    ["instruct_firm", "survey"],
    ["instruct_firm", "tell_force", "survey"],
    ["survey"],
)


def _days(at: datetime, days: int) -> str:
    return (at + timedelta(days=days)).date().isoformat()


def _consent(_: datetime) -> st.SearchStrategy[Given]:
    yes = {"privacy_notice_given": True, "has_capacity": True}
    return st.sampled_from(SCOPES).map(lambda scope: yes | {"scope": scope})


def _safety(at: datetime) -> st.SearchStrategy[Given]:
    spoke = st.sampled_from([None, moment(at)])
    return st.builds(
        lambda contact, spoke_at: contact | {"withheld_number": True, "spoke_at": spoke_at},
        st.sampled_from(CONTACTS),
        spoke,
    )


def _details(_: datetime) -> st.SearchStrategy[Given]:
    # The respondent's own number is among them: it must be refused.
    phone = st.sampled_from([None, "07700 900777", "07700 900888", "07700 900456"])
    route = phone.map(lambda number: {"survivor": {"phone": number}})
    return route | st.just({"survivor": {"email": "zelda.seeded@example.org"}}) | st.just({"language": "cy"})


def _attempt(at: datetime) -> st.SearchStrategy[Given]:
    return st.builds(
        lambda channel, result: {
            "channel": channel,
            "result": result,
            "at": moment(at),
            "call_back_at": moment(at + timedelta(hours=20)),
        },
        st.sampled_from(["phone", "phone", "sms", "through_officer"]),
        st.sampled_from(["no_answer", "voicemail_left", "call_back_agreed"]),
    )


def _withdrawal(_: datetime) -> st.SearchStrategy[Given]:
    return st.sampled_from([{}, {"asked_safely": True, "under_pressure": "no"}])


def _orders(at: datetime) -> st.SearchStrategy[Given]:
    sought = {"court": "Leeds", "applied_on": _days(at, 0)}
    kinds = [
        sought | {"type": "non_molestation"},
        sought
        | {"type": "occupation", "without_notice": True, "without_notice_grounds": ["significant_harm"]},
    ]
    return st.lists(st.sampled_from(kinds), max_size=2).map(
        lambda orders: {"orders": orders, "confidential_address_protected": True}
    )


def _interim(at: datetime) -> st.SearchStrategy[Given]:
    return st.just({"made_on": _days(at, 0), "expires_on": _days(at, 28), "return_day": _days(at, 14)})


def _made(at: datetime) -> st.SearchStrategy[Given]:
    expiries = st.sampled_from([None, _days(at, 20), _days(at, 365)])
    return expiries.map(lambda day: {"made_on": _days(at, 0), "expires_on": day})


def _pause(at: datetime) -> st.SearchStrategy[Given]:
    clocks = st.sampled_from(["decision", "preparation", "filing", "information_asked", "first_contact"])
    until = moment(at + timedelta(days=5))
    return clocks.map(lambda clock: {"clock": clock, "reason": "away", "until": until})


#: What depends on the moment or is said in more than one way. The rest is what builders of the charts' tests say.
SAID: Mapping[tuple[Chart, str], Filled] = {
    (Chart.CASE, "give_consent"): _consent,
    (Chart.CASE, "change_consent"): _consent,
    (Chart.CASE, "set_safety"): _safety,
    (Chart.CASE, "update_details"): _details,
    (Chart.CASE, "log_attempt"): _attempt,
    (Chart.CASE, "withdraw_consent"): _withdrawal,
    (Chart.CASE, "seek_order"): _orders,
    (Chart.CASE, "pause"): _pause,
    (Chart.ORDER, "grant_interim"): _interim,
    (Chart.ORDER, "make_order"): _made,
    (Chart.ORDER, "vary"): _made,
    (Chart.ORDER, "extend"): _made,
    (Chart.ORDER, "take_undertaking"): lambda at: _made(at).map(lambda days: days | {"bar_shown": True}),
}


def plausible(chart: Chart, event: str, at: datetime) -> st.SearchStrategy[Given]:
    """Draw a payload that may well be accepted."""
    if (chart, event) in SAID:
        return SAID[chart, event](at)
    return st.just(sent(chart, event))
