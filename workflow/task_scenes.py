"""What the steps of a case look like to the rules of tasks: when somebody has to act because of one, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from states.cascade import TOO_MANY_DECLINES
from states.clocks import key
from states.contact import keeps_rules
from states.due import may_survey
from states.position import Facts, Step, parsed
from states.surveys import open_wave, way_of
from states.vocabulary import AttemptResult, Channel, Clock, Event, Role, SurveyWay

#: Time that a lead has to act where somebody may be in danger (I). Source: docs/sources.md#design.
AT_ONCE = timedelta(hours=1)
SOON = timedelta(hours=4)
#: Time to ask her how it went, and to call her back who asked for it with her answers (I).
IN_DAYS, IN_A_DAY = timedelta(days=5), timedelta(days=1)
#: How long before the time that she agreed to an attempt may be made and keep the promise (I).
EARLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """One step with the facts around it."""

    step: Step
    before: Facts
    after: Facts


class Call(StrEnum):
    """How the way to her is found for a task: the phone at the time she agreed to, or the best way left open."""

    BACK = "back"
    ANYHOW = "anyhow"


def always(_: Scene) -> bool:
    """Every such step."""
    return True


def pressed(scene: Scene) -> datetime | None:
    """When she may have withdrawn under pressure."""
    return scene.step.at + SOON if scene.after["pressed"] else None


def against_rules(scene: Scene) -> datetime | None:
    """When an attempt did not keep to her rules."""
    return None if keeps_rules(scene.before, scene.step.payload) else scene.step.at + AT_ONCE


def call_back(scene: Scene) -> datetime | None:
    """The hour at which she agreed to be called."""
    agreed = scene.step.payload["result"] == AttemptResult.CALL_BACK_AGREED
    at = scene.step.payload.get("call_back_at")
    return parsed(at) if agreed and at else None


def stranger_answered(scene: Scene) -> datetime | None:
    """When her number led to somebody else."""
    wrong = scene.step.payload["result"] == AttemptResult.WRONG_NUMBER
    return scene.step.at + AT_ONCE if wrong else None


def could_not_talk(scene: Scene) -> datetime | None:
    """When it was not safe for her to talk."""
    unsafe = scene.step.payload["result"] == AttemptResult.NOT_SAFE_TO_TALK
    return scene.step.at + SOON if unsafe else None


def changes_her_number(scene: Scene) -> bool:
    """Whether she was reached all the same, or has another number."""
    changed = scene.step.found.get("routes", {})
    return scene.step.event != Event.UPDATE_DETAILS or Channel.PHONE.value in changed


def declined_often(scene: Scene) -> datetime | None:
    """When the third firm has not taken the case."""
    return scene.step.at + SOON if scene.after["declines"] == TOO_MANY_DECLINES else None


def found_out_elsewhere(_: Scene) -> datetime | None:
    """Never by the step alone: whether the ranking has come to its end is found out after it, and asked there."""
    return None


def threatened(scene: Scene) -> datetime | None:
    """When her life may newly be in danger."""
    name = key(Clock.THREAT_TO_LIFE)
    clock = scene.after["clocks"].get(name)
    return parsed(clock["due"]) if clock and scene.before["clocks"].get(name) != clock else None


def at_once(scene: Scene) -> datetime | None:
    """Within the hour."""
    return scene.step.at + AT_ONCE


def newly_stopped(scene: Scene) -> datetime | None:
    """When messages to her have newly stopped."""
    # She may say it as often as she likes: one task is enough until somebody has found another way.
    return at_once(scene) if scene.before["messages_stopped"] is None else None


def to_be_asked_by_phone(scene: Scene) -> datetime | None:
    """When a person is to ask her how it went."""
    wave = open_wave(scene.after)
    by_phone = wave is not None and way_of(scene.after, wave) == SurveyWay.PHONE
    return scene.step.at + IN_DAYS if by_phone else None


def asks_for_contact(scene: Scene) -> datetime | None:
    """When she asked with her answers that somebody contact her."""
    return scene.step.at + IN_A_DAY if scene.step.payload["contact_me"] else None


def answered_or_void(scene: Scene) -> bool:
    """Whether nobody is to ask her the survey any more, or somebody anew."""
    asked_anew = scene.step.event == Event.INVITE_TO_SURVEY
    return asked_anew or open_wave(scene.after) is None or not may_survey(scene.after)


def needs_interpreter(scene: Scene) -> datetime | None:
    """When she newly needs an interpreter."""
    newly = scene.after["interpreter"] and not scene.before["interpreter"]
    return scene.step.at + SOON if newly else None


def by_a_lead(scene: Scene) -> bool:
    """Whether it is a lead's own word."""
    # Anybody may write a note; what is asked of a lead is shown done by a lead's own word.
    return scene.step.by is Role.LEAD


def by_a_lead_or_the_owner(scene: Scene) -> bool:
    """Whether it is the word of a lead or of the case's owner."""
    return scene.step.by is Role.LEAD or scene.step.actor == scene.before["owner"]


def not_an_attempt_of_a_firm(scene: Scene) -> bool:
    """Whether it was not her firm that tried."""
    # She agreed to be called by us: that her firm tried meanwhile keeps no promise of ours.
    return scene.step.event != Event.LOG_ATTEMPT or scene.step.by is not Role.SOLICITOR


def kept_by_attempt(scene: Scene) -> datetime | None:
    """Until when an agreed hour is kept by this attempt."""
    # An attempt of another hour that she did not answer, or one that is recorded late, keeps no promise.
    step = scene.step
    if step.event != Event.LOG_ATTEMPT or step.payload["result"] == AttemptResult.CALL_BACK_AGREED:
        return None
    return parsed(step.payload["at"]) + EARLY


def may_be_sent_to(scene: Scene) -> bool:
    """Whether messages reach her again, or never will."""
    return scene.after["messages_stopped"] is None or bool(scene.after["deceased"])


def needs_none_now(scene: Scene) -> bool:
    """Whether no interpreter is needed any more."""
    return not scene.after["interpreter"] or bool(scene.after["deceased"])
