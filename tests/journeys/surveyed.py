"""She is asked whether it helped, answers by her link, and says in her own words what nobody is to find anywhere."""

from datetime import UTC, datetime, timedelta

from states.vocabulary import Chart
from tests.journeys.setting import Setting
from workflow import people, timers
from workflow.command import Command
from workflow.commands import perform
from workflow.db import Database
from workflow.intake import take_referral
from workflow.marks import set_mark
from workflow.survey_by_link import answer
from workflow.survey_comments import read_comments
from workflow.surveys.counts import month_of
from workflow.surveys.inviting import ADDRESS, PATH, new_link
from workflow.surveys.keeping import Answers

#: When the survey of a case that ended just now is due, at the latest.
DUE = timedelta(weeks=5, days=1)


def answers_a_survey(setting: Setting) -> None:
    """A case ends, she is asked weeks later, and a lead reads what she wrote."""
    at, canaries = datetime.now(UTC), setting.canaries
    with setting.opened() as db:
        worker = people.authenticate(db, setting.tokens["caseworker"], at=at)
        lead = people.authenticate(db, setting.tokens["lead"], at=at)
        assert worker is not None
        assert lead is not None
        taken = take_referral(db, canaries.referral(), actor=worker, key="surveyed", at=at)
        case = str(taken.case_reference)
        for event, said in (
            ("take", {}),
            ("make_contact", {}),
            ("give_consent", {"scope": ["instruct_firm", "survey"]}),
            ("give_advice_only", {}),
        ):
            payload = canaries.payload(Chart.CASE, event, **said)
            perform(db, Command(case, event, payload), actor=worker, at=at)
        later = at + DUE
        while timers.sweep(db, later, 1000):
            pass
        token = _link_of(db, case, later)
        # Wherever it is found from now on, it got out.
        setting.secrets.add(token.encode())
        comment = canaries.word("what she wrote with her answers")
        answers = Answers({"service": "good"}, comment, contact_me=True, language="en")
        assert answer(db, token, answers, at=later)
        (read,) = read_comments(db, month_of(at), actor=lead, at=later).comments
        assert read.text == comment


def _link_of(db: Database, case: str, at: datetime) -> str:
    set_mark(db, ADDRESS, "https://rowan.example.org")
    with db.transaction() as tx:
        ((number,),) = tx.connection.exec_driver_sql(
            f"SELECT id FROM cases WHERE reference = '{case}'"
        ).fetchall()
        link = new_link(tx, db.keys, number, at)
    assert link is not None
    return link.partition(PATH)[2]
