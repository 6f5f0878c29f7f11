"""What steps record about surveys: that she was asked and how, and that she answered; never what."""

from states.deeds.deed import deed
from states.position import Facts, Step, moment
from states.surveys import asked, machine_may_write, open_wave, wave_to_ask
from states.vocabulary import SurveyWay


@deed
def invite_to_survey(facts: Facts, _: Facts, step: Step) -> None:
    """Record how she is asked: by a link where a machine may send her one and there is somewhere to answer, else by a call."""
    wave = wave_to_ask(facts, step.at)
    written = step.found.get("survey_address") is True and machine_may_write(facts)
    way = SurveyWay.LINK if written else SurveyWay.PHONE
    invited = {"way": way.value, "invited_at": moment(step.at), "answered_at": None}
    facts["surveys"] = {**asked(facts), str(wave): invited}


@deed
def record_survey(facts: Facts, _: Facts, step: Step) -> None:
    """Record that she answered the survey that waited for it."""
    wave = str(open_wave(facts))
    answered = {**asked(facts)[wave], "answered_at": moment(step.at)}
    facts["surveys"] = {**asked(facts), wave: answered}
