"""One case as it is lived: who acts, what time it is, and what they do, through the engine's own door.

Time only moves forwards, and never past the present: a life that reaches it is left as it then stands.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import bindparam, select

from notifications.channels import accepted
from notifications.rendering import PLACEHOLDERS, STANDING
from states.contact import is_calling_time, permitted_channels
from states.facts import is_high_risk
from states.position import LONDON, Facts, local_day, parsed
from states.surveys import ANSWERED_WITHIN, may_answer
from states.vocabulary import Chart, Clock, Event, NoticeState, State
from workflow.actors import SYSTEM, Actor
from workflow.approvals import approve
from workflow.command import Command, Done
from workflow.commands import perform
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.finding import Case, load
from workflow.prepared import Prepared
from workflow.simulate import survey
from workflow.simulate.cast import Cast, actor_of
from workflow.survey_by_phone import record
from workflow.tables import CaseRow, NoticeRow

CASES, NOTICES = CaseRow.__table__, NoticeRow.__table__

#: Hours in which an office works, by the London clock, and on how many days of the week.
OPENS, SHUTS, DAYS = 9, 17, 5
#: An outcome waits so long before the system may close it. Source: docs/sources.md#design.
SETTLED = timedelta(days=90)

#: What templates are told beside the values of a notice.
SAID = {name: PLACEHOLDERS[name] for name in STANDING}
SELECT_PLANNED = Prepared(
    select(NOTICES.c.reference)
    .join(CASES, CASES.c.id == NOTICES.c.case_id)
    .where(CASES.c.reference == bindparam("of_case"), NOTICES.c.state == NoticeState.PLANNED.value)
)


class Present(Exception):
    """The life has reached the present: what comes next has not happened yet."""


class Life:
    """One case on its way. `random` is its own, so that no other life can change it."""

    def __init__(
        self, db: Database, cast: Cast, random: Random, case: str, *, at: datetime, present: datetime
    ) -> None:
        self.db, self.cast, self.random, self.case = db, cast, random, case
        self.at, self.present = at, present
        self.steps = 0
        #: The state of the case after what was done last.
        self.state: str | None = None
        self.caseworker = random.choice(cast.caseworkers)
        self.lead, self.second_lead = random.sample(cast.leads, 2)

    def look(self) -> Case:
        """Return the case as it is now."""
        with self.db.reading() as tx:
            return load(tx, self.case)

    @property
    def facts(self) -> Facts:
        """What is recorded about the case now."""
        return self.look().position.facts

    @property
    def officer(self) -> Actor:
        """Who referred first."""
        return actor_of(self.db, self.facts["referrers"][0])

    @property
    def solicitor(self) -> Actor:
        """Who acts for her."""
        return self.cast.solicitors[self.facts["firm"]]

    def today(self, *, days: int = 0) -> str:
        """Return the day it is, or one some days later, as payloads write it."""
        return (local_day(self.at) + timedelta(days=days)).isoformat()

    def now(self) -> str:
        """Return the moment it is, as payloads write it."""
        return self.at.isoformat()

    def chance(self, share: float) -> bool:
        """Throw dice."""
        return self.random.random() < share

    # Time

    def wait(self, *, days: float = 0, hours: float = 0) -> None:
        """Let time pass. Raises Present where it would come to what has not happened yet."""
        until = (self.at + timedelta(days=days, hours=hours)).replace(microsecond=0)
        if self.state == State.OUTCOME:
            self._be_asked(until)
        self.at = max(self.at, until)
        if self.at > self.present:
            self.at = self.present
            raise Present

    def _be_asked(self, until: datetime) -> None:
        """Have her asked whether it helped, where the time for it comes before then."""
        while (clock := self.facts["clocks"].get(Clock.SURVEY)) is not None:
            due = parsed(clock["due"])
            if due > min(until, self.present):
                return
            self.at = max(self.at, due)
            self._ask()

    def _ask(self) -> None:
        """Have the system ask her, and her caseworker call her; most do not answer."""
        self.do(Event.INVITE_TO_SURVEY, by=SYSTEM)
        if not self.chance(survey.ANSWERS):
            return
        self.office(days=self.random.uniform(0, survey.LATEST))
        self.calling_time()
        # She is called long before no answer is awaited any more.
        said = survey.answers(self.random)
        record(self.db, self.case, said, actor=self.caseworker, at=self.at)
        self.steps += 1

    def wait_until(self, moment: datetime) -> None:
        """Let time pass until then, if it is still to come."""
        self.wait(hours=max(0.0, (moment - self.at) / timedelta(hours=1)))

    def office(self, *, days: float = 0) -> None:
        """Let time pass, then until somebody is at their desk."""
        self.wait(days=days, hours=self.random.uniform(0.2, 3))
        while not self._is_office_time():
            self.wait(hours=1)

    def _is_office_time(self) -> bool:
        local = self.at.astimezone(LONDON)
        return local.weekday() < DAYS and OPENS <= local.hour < SHUTS

    def calling_time(self) -> None:
        """Let time pass until she may be called."""
        while not is_calling_time(self.facts, self.at):
            self.wait(hours=0.5)

    def way(self) -> str:
        """Return the way to her that she named and that leads to her, else the officer."""
        facts = self.facts
        named = sorted(permitted_channels(facts), reverse=True)
        return next((channel for channel in named if facts["routes"].get(channel)), "through_officer")

    # Deeds

    def do(
        self,
        event: str,
        payload: Mapping[str, Any] | None = None,
        *,
        by: Actor | None = None,
        chart: Chart = Chart.CASE,
        subject: str | None = None,
    ) -> Done:
        """Perform one event now; by the caseworker, unless somebody else does it."""
        self.steps += 1
        command = Command(self.case, event, payload or {}, chart=chart, subject=subject)
        done = perform(self.db, command, actor=by or self.caseworker, at=self.at)
        self.state = done.state
        return done

    def approved(self, event: str, by: Actor | None = None) -> dict[str, str]:
        """Have a lead approve the event, as part of its payload."""
        lead = by or self.lead
        return {"approval": approve(self.db, self.case, event, self.look().version, actor=lead, at=self.at)}

    def approved_if_high_risk(self, event: str) -> dict[str, str]:
        """As `approved()`, but only where she is at high risk."""
        return self.approved(event) if is_high_risk(self.facts) else {}

    def deliver(self) -> None:
        """Send what is planned, to nobody."""
        with self.db.reading() as tx:
            planned = sorted(reference for (reference,) in tx.rows(SELECT_PLANNED, of_case=self.case))
        desk = OutboxDesk(self.db, SAID)
        claimed = desk.claim_many(planned, self.at)
        desk.settle_many([(notice.reference, accepted()) for notice in claimed], self.at)

    def close(self) -> None:
        """Wait as long as the system does, and close the case."""
        facts = self.facts
        self.wait_until(parsed(facts["outcome_at"]) + SETTLED)
        self._wait_for_the_last()
        self.office()
        self.deliver()
        self.do(Event.CLOSE, by=SYSTEM)

    def _wait_for_the_last(self) -> None:
        """Let time pass until no survey is to come, and none can be answered."""
        while (clock := self.facts["clocks"].get(Clock.SURVEY)) is not None:
            self.wait_until(parsed(clock["due"]))
        asked = self.facts.get("surveys", {}).values()
        latest = max((one["invited_at"] for one in asked), default=None)
        if latest is not None and may_answer(self.facts, self.at):
            self.wait_until(parsed(latest) + ANSWERED_WITHIN)
