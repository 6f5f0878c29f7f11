"""The conditions of the charts that run beside a case: orders, their service and copy, offers, notices."""

from datetime import date

from states.guarding import guard
from states.position import Asked, local_day, parsed
from states.vocabulary import NoticeState, Recipient, ReviewDecision, Role, Server

MACHINES = frozenset({Role.SYSTEM, Role.PROVIDER})


# Orders


@guard(
    "an interim order needs an expiry and a return day",
    remedy="Give both days from the sealed order",
    who="solicitor",
)
def expiry_and_return_are_given(asked: Asked) -> bool:
    return asked.payload.get("expires_on") is not None and asked.payload.get("return_day") is not None


@guard(
    "it is not recorded that the judge was shown the bar of section 46(3A)",
    remedy="Record that the bar was shown, and that an undertaking carries no power of arrest",
    who="solicitor",
)
def bar_was_shown(asked: Asked) -> bool:
    return asked.payload["bar_shown"] is True


@guard("only a lead may release an order from watch", remedy="Ask a lead to review it", who="lead")
def lead_releases(asked: Asked) -> bool:
    return asked.payload["decision"] != ReviewDecision.RELEASE_FROM_WATCH or asked.by == Role.LEAD


@guard(
    "an order that has an expiry is watched until then", remedy="Extend it, or let it end", who="caseworker"
)
def release_is_for_orders_without_expiry(asked: Asked) -> bool:
    released = asked.payload["decision"] == ReviewDecision.RELEASE_FROM_WATCH
    return not released or asked.order.get("expires_on") is None


@guard("it has not expired", remedy="Wait for its expiry, or give the reason yourself", who="solicitor")
def expired_if_system(asked: Asked) -> bool:
    if asked.by != Role.SYSTEM:
        return True
    expires = asked.order.get("expires_on")
    return expires is not None and date.fromisoformat(expires) < local_day(asked.at)


@guard("it does not expire, or not soon", remedy="Wait until 42 days before its expiry", who="system")
def expiry_is_near(asked: Asked) -> bool:
    expires = asked.order.get("expires_on")
    return expires is not None and (date.fromisoformat(expires) - local_day(asked.at)).days <= WARN_DAYS


#: Days before its expiry at which an order is called expiring (I). Source: docs/sources.md#design.
WARN_DAYS = 42


# Service


@guard("the applicant may never serve the order herself", remedy="Record who else served it", who="solicitor")
def server_is_not_the_applicant(asked: Asked) -> bool:
    return asked.payload["served_by"] != Server.APPLICANT


# Offers


@guard("the offer's time has not run out", remedy="Wait for the firm's answer, or withdraw the offer")
def offer_has_run_out(asked: Asked) -> bool:
    clock = asked.facts["clocks"].get(f"offer:{asked.subject}")
    return clock is not None and asked.at >= parsed(clock["due"])


# Notices: the facts are those of one notice


@guard("it may have arrived", remedy="Find out whether it arrived, then retry or cancel it", who="lead")
def certainly_did_not_arrive(asked: Asked) -> bool:
    return asked.payload["certain"] is True


@guard(
    "whether it reached her must be decided by a person", remedy="Decide whether to send it again", who="lead"
)
def a_person_decides_for_her(asked: Asked) -> bool:
    return asked.facts["recipient"] != Recipient.SURVIVOR or asked.by not in MACHINES


@guard("its receipt may still come", remedy="Wait for the receipt", who="system")
def receipt_is_overdue(asked: Asked) -> bool:
    return asked.facts["state"] == NoticeState.ACCEPTED and asked.found.get("receipt_overdue") is True
