"""What blocks a referral, and what becomes of everything else that does not fit."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.errors import Malformed
from tests.workflow.referred import LEFT_OUT, PERSONAL, SENT, changed
from workflow.details import FIELDS
from workflow.referral import LONGEST, read_referral

ROUTES = {"survivor__phone": None, "survivor__email": None}
NO_CONSENT = {"consent__to_referral": False}


def refused(sent: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Malformed) as refusal:
        read_referral(sent)
    return {problem.field: problem.message for problem in refusal.value.problems}


def test_a_whole_referral_is_read_and_nothing_is_left_to_ask():
    referral = read_referral(SENT)
    assert referral.asks == ()
    assert referral.contact == {
        name: SENT["safe_contact"][name]
        for name in ("safety", "channels", "windows", "voicemail", "withheld_number")
    }
    assert referral.routes == {"phone": True, "email": True, "in_person": True}
    assert referral.clear == {
        "tell_force": True,
        "language": "pl",
        "interpreter": False,
        "grade": "medium",
        "flags": [],
        "risk_tool": "dash 2009",
    }
    assert referral.details["survivor.address"] == SENT["survivor"]["address"]
    assert set(referral.details) <= set(FIELDS)


def test_the_least_that_may_be_sent_is_taken():
    sent = {
        "force": "essex",
        "survivor": {"alias": "Bee"},
        "safe_contact": {"safety": "unknown", "channels": ["through_officer"]},
        "consent": {"override_reason": "her life is in danger"},
    }
    referral = read_referral(sent)
    assert referral.details == {
        "survivor.alias": "Bee",
        "consent.override_reason": "her life is in danger",
    }
    assert referral.contact["safety"] == "unknown"
    assert (referral.clear["grade"], referral.clear["flags"], referral.clear["risk_tool"]) == (
        "standard",
        [],
        None,
    )
    assert referral.clear["tell_force"] is False
    assert set(referral.asks) == {
        "safe_contact",
        "survivor.name",
        "survivor.date_of_birth",
        "respondent.name",
        "respondent.date_of_birth",
        "respondent.relationship",
        "incident.occurred_at",
        "risk",
    }


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"force": LEFT_OUT}, "force"),
        ({"force": ""}, "force"),
        ({"force": 7}, "force"),
        ({"survivor": LEFT_OUT}, "survivor.name survivor.phone"),
        ({"survivor": "Jane Heronlight"}, "survivor.name survivor.phone"),
        ({"survivor__name": " "}, "survivor.name"),
        ({"survivor__name": "J" * 300}, "survivor.name"),
        (ROUTES, "survivor.phone"),
        (ROUTES | {"survivor__email": "not an address"}, "survivor.phone"),
        (ROUTES | {"survivor__phone": "ask her mother"}, "survivor.phone"),
        ({"safe_contact": LEFT_OUT}, "safe_contact.safety"),
        ({"safe_contact__safety": None}, "safe_contact.safety"),
        ({"safe_contact__safety": "SAFE"}, "safe_contact.safety"),
        ({"safe_contact": ["phone"]}, "safe_contact.safety"),
        ({"consent": LEFT_OUT}, "consent.to_referral"),
        ({"consent": True}, "consent.to_referral"),
        (NO_CONSENT, "consent.to_referral"),
        ({"consent__to_referral": "yes"}, "consent.to_referral"),
        (NO_CONSENT | {"consent__override_reason": "  "}, "consent.to_referral"),
    ],
)
def test_only_five_things_block_a_referral(changes, fields):
    assert set(refused(changed(**changes))) == set(fields.split())


def test_whatever_blocks_is_said_at_once():
    assert set(refused({})) == {
        "force",
        "survivor.name",
        "survivor.phone",
        "safe_contact.safety",
        "consent.to_referral",
    }


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"survivor__phone": "ask her mother", "survivor__email": None}, "is not a telephone number"),
        (ROUTES | {"survivor__phone": 7}, "Input should be a valid string"),
        (
            {"survivor__phone": "+44 7700 900456", "survivor__email": None},
            "is the respondent's too",
        ),
    ],
)
def test_a_route_that_cannot_be_used_is_told_from_one_that_is_missing(changes, says):
    assert refused(changed(**changes))["survivor.phone"] == says


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({"respondent__date_of_birth": "in March"}, ["respondent.date_of_birth"]),
        ({"respondent__date_of_birth": 19881201}, ["respondent.date_of_birth"]),
        ({"respondent": "John"}, ["respondent", "respondent.name", "respondent.date_of_birth"]),
        ({"respondent__relationship": LEFT_OUT}, ["respondent.relationship"]),
        ({"survivor__date_of_birth": None}, ["survivor.date_of_birth"]),
        ({"survivor__name": None, "survivor__alias": "Bee"}, ["survivor.name"]),
        ({"survivor__phone": "077"}, ["survivor.phone"]),
        ({"survivor__email": "jane at home"}, ["survivor.email"]),
        ({"survivor__email": "jane@"}, ["survivor.email"]),
        ({"survivor__address": {"lines": "1 Acorn Row"}}, ["survivor.address"]),
        ({"survivor__language": "Polish"}, ["survivor.language"]),
        ({"incident__occurred_at": "2026-11-20T21:10:00"}, ["incident.occurred_at"]),
        ({"incident": None}, ["incident.occurred_at"]),
        ({"incident__summary": "x" * 20_001}, ["incident.summary"]),
        ({"risk": None}, ["risk"]),
        ({"risk__grade": "HIGH"}, ["risk"]),
        ({"risk__flags": ["weapon", "dog"]}, ["risk"]),
        ({"risk__tool": "Jane Heronlight is in danger"}, ["risk"]),
        ({"children": [{"name": "Robin"}, {"date_of_birth": "soon"}, 7]}, ["children"]),
        ({"existing_orders": [{"type": "order"}]}, ["existing_orders"]),
        ({"bail": "until May"}, ["bail"]),
        ({"bail__ends_on": "May"}, ["bail.ends_on"]),
        ({"referrer__email": "me"}, ["referrer.email"]),
        ({"consent__tell_force": "yes"}, ["consent.tell_force"]),
    ],
)
def test_whatever_else_is_missing_or_unusable_is_asked_for(changes, asks):
    referral = read_referral(changed(**changes))
    assert set(asks) <= set(referral.asks)
    assert referral.asks[0] == asks[0]
    assert len(set(referral.asks)) == len(referral.asks)


def test_what_fits_is_kept_beside_what_does_not():
    referral = read_referral(
        changed(
            children=[{"name": "Robin"}, 7, {"name": "Wren", "date_of_birth": "soon"}],
            risk__flags=["dog", "weapon", "cat"],
        )
    )
    assert [child["name"] for child in referral.details["children"]] == ["Robin", "Wren"]
    assert referral.clear["flags"] == ["weapon"]


@pytest.mark.parametrize(
    "changes",
    [
        {"safe_contact__windows": [{"days": ["mon"], "from": "14:00", "to": "10:00"}]},
        {"safe_contact__windows": [{"days": ["mon"], "from": "25:00", "to": "26:00"}]},
        {"safe_contact__windows": "mornings"},
        {"safe_contact__channels": ["phone", "pigeon"]},
        {"safe_contact__voicemail": "yes"},
        {"safe_contact__withheld_number": 1},
        {"safe_contact__instructions": "\x00"},
        {"safe_contact__code_word": ["marmalade"]},
    ],
)
def test_what_cannot_be_read_of_safe_contact_means_that_nothing_is_known(changes):
    referral = read_referral(changed(**changes))
    assert referral.contact["safety"] == "unknown"
    assert referral.asks == ("safe_contact",)


@pytest.mark.parametrize("safety", ["unknown", "unsafe"])
def test_unknown_and_unsafe_stay_what_they_are(safety):
    referral = read_referral(changed(safe_contact={"safety": safety}))
    assert referral.contact == {
        "safety": safety,
        "channels": [],
        "windows": [],
        "voicemail": None,
        "withheld_number": None,
    }
    assert ("safe_contact" in referral.asks) is (safety == "unknown")


@pytest.mark.parametrize(
    ("changes", "dropped"),
    [
        ({"survivor__phone": "0044 7700 900 456"}, "phone"),
        ({"survivor__email": "John@Rowan.example", "respondent__email": "john@rowan.example"}, "email"),
    ],
)
def test_a_route_that_is_his_too_is_no_route_to_her(changes, dropped):
    referral = read_referral(changed(**changes))
    assert referral.routes[dropped] is False
    assert f"survivor.{dropped}" not in referral.details
    assert f"survivor.{dropped}" in referral.asks


def test_a_number_that_cannot_be_dialled_is_kept_for_people_and_is_no_route():
    referral = read_referral(changed(survivor__phone="her mother's"))
    assert referral.details["survivor.phone"] == "her mother's"
    assert referral.routes["phone"] is False


@pytest.mark.parametrize(
    ("tool", "score", "grade", "expected"),
    [
        ("dash", 14, "standard", "high"),
        ("DASH", 20, None, "high"),
        ("DASH 2009", 14, "standard", "high"),
        ("dash", 13, "standard", "standard"),
        ("dara", 14, "medium", "medium"),
        (None, 14, None, "standard"),
    ],
)
def test_a_high_score_is_high_risk_whatever_was_judged(tool, score, grade, expected):
    risk = {"tool": tool, "score": score, "grade": grade}
    assert read_referral(changed(risk=risk)).clear["grade"] == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"survivor__shoe_size": 7}, "survivor.shoe_size"),
        ({"children": [{"school": "x"}]}, "children.0.school"),
        ({"Jane Heronlight": 7}, "?"),
        ({"incident__respondent\u202e": 7}, "incident.?"),
    ],
)
def test_unknown_fields_are_refused_by_name_unless_the_name_may_be_somebodys(changes, field):
    assert refused(changed(**changes)) == {field: "is not a field of a referral"}


@pytest.mark.parametrize(
    "sent",
    [
        changed(force=object()),
        changed(risk__score=10**30),
        changed(survivor__name="\ud800"),
        changed(incident__summary="x" * LONGEST),
    ],
)
def test_what_is_no_json_or_too_long_is_refused(sent):
    assert refused(sent) == {}


def test_no_refusal_repeats_what_was_sent():
    sent = changed(
        force=LEFT_OUT,
        survivor__email="jane@rowan(at)home",
        survivor__address="1 Acorn Row",
        respondent__date_of_birth="John Thistlebrace",
        Heronlight=1,
    )
    with pytest.raises(Malformed) as refusal:
        read_referral(sent)
    said = repr(refusal.value.problems) + str(refusal.value)
    assert not [word for word in (*PERSONAL, "rowan(at)home") if word in said]


def test_a_referral_shows_nothing_when_it_is_printed():
    assert not [word for word in PERSONAL if word in repr(read_referral(SENT))]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, held in inner for found in paths(held, (*path, name)))]


@given(data=st.data())
def test_whatever_is_sent_is_read_or_refused_and_never_loosens_safe_contact(data):
    sent = changed()
    for path in data.draw(st.lists(st.sampled_from(paths(SENT)[1:]), min_size=1, max_size=4)):
        within: Any = sent
        try:
            for part in path[:-1]:
                within = within[part]
            within[path[-1]] = data.draw(ANYTHING)
        except (KeyError, IndexError, TypeError):
            continue
    try:
        referral = read_referral(sent)
    except Malformed:
        return
    orjson.dumps([referral.contact, referral.clear, referral.details, referral.routes])
    named = sent["safe_contact"]["windows"]
    assert referral.contact["safety"] == "unknown" or len(referral.contact["windows"]) == len(named or ())
