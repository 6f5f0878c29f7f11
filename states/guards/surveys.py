"""Conditions on asking her whether it helped."""

from states.due import may_survey
from states.guarding import guard
from states.position import Asked
from states.surveys import due_wave, may_answer, open_wave, wave_to_ask
from states.vocabulary import Clock, Role


@guard(
    "she has not agreed to be asked how it went, or it is not known to be safe",
    remedy="When you next speak to her, ask whether she agrees, and record it",
)
def she_may_be_surveyed(asked: Asked) -> bool:
    return may_survey(asked.facts)


@guard(
    "no survey is due, or she was asked or answered already",
    remedy="Wait: she is asked five weeks and six months after the outcome",
    who="system",
)
def a_survey_is_due(asked: Asked) -> bool:
    # A person may send her another link, as long as she has not answered.
    which = due_wave if asked.by == Role.SYSTEM else wave_to_ask
    return which(asked.facts, asked.at) is not None


@guard(
    "no survey waits for her answer",
    remedy="Wait: she is asked five weeks and six months after the outcome",
    who="system",
)
def a_survey_waits(asked: Asked) -> bool:
    return open_wave(asked.facts) is not None


@guard(
    "a survey is still to come, or may still be answered",
    remedy="Close it yourself, or wait",
)
def no_survey_waits(asked: Asked) -> bool:
    if asked.by != Role.SYSTEM:
        return True
    return Clock.SURVEY not in asked.facts["clocks"] and not may_answer(asked.facts, asked.at)


@guard(
    "the answers themselves were not given with it",
    remedy="Ask her the questions of the survey, and send the answers together",
    told=True,
)
def answers_are_kept(asked: Asked) -> bool:
    # They are kept in the same transaction, apart from the case: nothing else may say that she answered.
    return asked.found.get("answers_kept") is True
