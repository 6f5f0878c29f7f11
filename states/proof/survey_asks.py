"""The sample asks about surveys: she is asked, by whatever way there is, and answers by her link or to who calls her."""

from states.proof.sample import HER, NOTHING_SAID, Sample
from states.vocabulary import Chart, Event, Role, SurveyWay

WORKERS = (Role.CASEWORKER, Role.LEAD)


def _invitation(how: str, *, address: bool) -> Sample:
    found = {"survey_address": address}
    roles = (Role.SYSTEM, *WORKERS)
    return Sample(Chart.CASE, Event.INVITE_TO_SURVEY.value, roles, NOTHING_SAID, found, how)


def _answer(way: SurveyWay, *roles: Role) -> Sample:
    payload = {"way": way.value, "contact_me": False}
    found = {"answers_kept": True}
    return Sample(Chart.CASE, Event.RECORD_SURVEY.value, roles, payload, found, way.value, HER)


SURVEY_ASKS: tuple[Sample, ...] = (
    _invitation("with somewhere to answer", address=True),
    _invitation("with nowhere to answer", address=False),
    _answer(SurveyWay.PHONE, *WORKERS),
    _answer(SurveyWay.LINK, Role.SURVIVOR),
)
