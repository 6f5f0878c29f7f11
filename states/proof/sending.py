"""The chart of one notice, explored apart: its facts are its own, not those of its case."""

from collections import deque
from datetime import datetime

from states.definition import Table
from states.errors import NotPermitted, Refused
from states.guards import MACHINES
from states.position import Asked
from states.proof.evidence import Evidence
from states.proof.order_asks import NOTICE_ASKS
from states.proof.sample import ACTORS, Sample
from states.proof.watching import UNAMBIGUOUS, Seen, ambiguity
from states.vocabulary import Chart, NoticeState, Recipient, Role

SETTLES = ("notices settle", "every notice can be settled by a person, without a provider's word")
NEVER_TWICE = (
    "never twice to her",
    "no machine sends again what may have reached her",
)

#: A notice to her, and one to a professional.
RECIPIENTS = (Recipient.SURVIVOR, Recipient.CASEWORKER)
#: What a machine knows to have left for her.
GONE = frozenset({NoticeState.IN_DOUBT, NoticeState.FAILED})

Place = tuple[str, Recipient]
Step = tuple[Sample, Role, str]


class Sending:
    """Explores the notice chart for one recipient after the other."""

    def __init__(self, table: Table, seen: Seen, evidence: Evidence, at: datetime) -> None:
        self.table, self.seen, self.evidence, self.at = table, seen, evidence, at
        self.paths: dict[Place, tuple[str, ...]] = {}
        self.steps: dict[Place, list[Step]] = {}

    def run(self) -> int:
        """Explore, hold the claims, and return how many positions there are."""
        for recipient in RECIPIENTS:
            self._explore((self.table.initial, recipient))
        for place, path in self.paths.items():
            self.evidence.hold(SETTLES[0])
            if not self._settles(place):
                self.evidence.fail(SETTLES[0], path, f"a notice that is {place[0]} waits for a provider")
        return len(self.paths)

    def _explore(self, start: Place) -> None:
        self.paths[start] = (f"plan a notice to the {start[1]}",)
        waiting = deque([start])
        while waiting:
            place = waiting.popleft()
            path = self.paths[place]
            self.seen.meet(Chart.NOTICE, place[0], lambda: path)  # noqa: B023 - called at once
            self.steps[place] = list(self._steps(place))
            for sample, role, target in self.steps[place]:
                self._note(place, sample, role, target)
                if (target, place[1]) not in self.paths:
                    self.paths[(target, place[1])] = (*path, f"{sample.event} by {role}")
                    waiting.append((target, place[1]))

    def _steps(self, place: Place) -> list[Step]:
        state, recipient = place
        steps = []
        facts = {"state": state, "recipient": recipient.value}
        for sample in NOTICE_ASKS:
            branches = self.table.branches.get((state, sample.event), ())
            for role in sample.roles:
                asked = Asked(state, facts, sample.payload, self.at, role, ACTORS[role], sample.found)
                self.evidence.hold(UNAMBIGUOUS[0])
                if len(branches) > 1 and (reason := ambiguity(branches, asked)):
                    self.evidence.fail(
                        UNAMBIGUOUS[0], (*self.paths[place], f"{sample.event} by {role}"), reason
                    )
                try:
                    steps.append((sample, role, self.table.decide(sample.event, asked)))
                except (Refused, NotPermitted):
                    continue
        return steps

    def _note(self, place: Place, sample: Sample, role: Role, target: str) -> None:
        state, recipient = place
        self.seen.lines.add((Chart.NOTICE, state, sample.event, target))
        self.seen.asked.add((Chart.NOTICE, sample.event, role))
        if role not in MACHINES and target != state:
            self.seen.left.add((Chart.NOTICE, state))
        if recipient is Recipient.SURVIVOR and state in GONE and target == NoticeState.PLANNED:
            self.evidence.hold(NEVER_TWICE[0])
            if role in MACHINES:
                path = (*self.paths[place], f"{sample.event} by {role}")
                self.evidence.fail(NEVER_TWICE[0], path, f"the {role} sends it to her again")

    def _settles(self, start: Place) -> bool:
        """Say whether an end can be reached by what people and timers do."""
        known, waiting = {start}, [start]
        while waiting:
            state, recipient = waiting.pop()
            if state in self.table.final:
                return True
            for _, role, target in self.steps[(state, recipient)]:
                if role is not Role.PROVIDER and (target, recipient) not in known:
                    known.add((target, recipient))
                    waiting.append((target, recipient))
        return False
