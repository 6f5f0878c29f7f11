"""The named conditions on which a rule may tell somebody. None may read anything but the scene."""

from notifications.rules.rule import Condition, Scene
from states.cascade import TOO_MANY_DECLINES
from states.contact import keeps_rules
from states.surveys import open_wave, way_of
from states.vocabulary import Grade, OrderState, Safety, State, SurveyWay

#: Orders in these states bind the respondent and are known to the police by legal duty. An undertaking is not.
KNOWN_TO_POLICE = frozenset({OrderState.INTERIM, OrderState.MADE, OrderState.EXPIRING})


def _against_safety(scene: Scene) -> bool:
    return not keeps_rules(scene.after, scene.step.payload)


def _became_unsafe(scene: Scene) -> bool:
    return bool(scene.after["safety"] == Safety.UNSAFE != scene.before["safety"])


def _risk_rose(scene: Scene) -> bool:
    newly_high = bool(scene.after["grade"] == Grade.HIGH != scene.before["grade"])
    return newly_high or not set(scene.after["flags"]) <= set(scene.before["flags"])


def _order_is_in_force(scene: Scene) -> bool:
    # Intake looked it up: an order of this case, or of the one that the referral repeats.
    return scene.step.found.get("order_in_force") is True


def _route_is_wanted(scene: Scene) -> bool:
    # Once she was reached, the question itself would tell the officer what became of the referral.
    return _became_unsafe(scene) and (_still_received(scene) or scene.after["tell_force"] is True)


def _still_received(scene: Scene) -> bool:
    return scene.step.source == State.RECEIVED


def _by_link(scene: Scene) -> bool:
    wave = open_wave(dict(scene.after))
    return wave is not None and way_of(dict(scene.after), wave) == SurveyWay.LINK


def _police_know(scene: Scene) -> bool:
    return scene.step.source in KNOWN_TO_POLICE or scene.after["tell_force"] is True


AGAINST_SAFETY = Condition("against_safety", "the attempt was against her rules", _against_safety)
BECAME_UNSAFE = Condition("became_unsafe", "contact has just become unsafe", _became_unsafe)
ENDS_CASE = Condition(
    "ends_case", "it had not come to its outcome before", lambda scene: scene.step.source != State.OUTCOME
)
HIGH_RISK = Condition("high_risk", "the risk grade is high", lambda scene: scene.after["grade"] == Grade.HIGH)
MAY_BE_PRESSED = Condition(
    "may_be_pressed",
    "it is not clear that she was asked safely and is under no pressure",
    lambda scene: scene.after["pressed"] is not False,
)
POLICE_KNOW = Condition("police_know", "the police know of the order, or she agreed", _police_know)
ALARMING = Condition(
    "alarming",
    "the grade is high, a flag was raised, or an order may have been broken",
    lambda scene: _risk_rose(scene) or _order_is_in_force(scene),
)
RISK_ROSE = Condition("risk_rose", "the grade became high, or a new flag was raised", _risk_rose)
ROUTE_IS_WANTED = Condition(
    "route_is_wanted", "contact has become unsafe, and asking for a route tells nothing new", _route_is_wanted
)
BY_LINK = Condition("by_link", "a machine may send her a link to the questions", _by_link)
STILL_RECEIVED = Condition("still_received", "she has not been reached yet", _still_received)
TOO_MANY_DECLINED = Condition(
    "too_many_declined",
    "three offers or more have ended unaccepted",
    lambda scene: scene.after["declines"] >= TOO_MANY_DECLINES,
)
