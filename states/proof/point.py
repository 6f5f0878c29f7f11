"""One position to hold claims at, and what a claim about positions or moves is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from states import permissions
from states.moves import Definition, Move
from states.permissions import Sight, Viewer
from states.position import Facts, Position
from states.proof.sample import ACTORS
from states.vocabulary import Chart, Role


@dataclass(frozen=True, slots=True)
class Point:
    """A position of a definition at a moment."""

    definition: Definition
    position: Position
    at: datetime

    @property
    def state(self) -> str:
        """Where the case stands."""
        return self.position.state

    @property
    def facts(self) -> Facts:
        """What is recorded about it."""
        return self.position.facts

    def is_closed(self) -> bool:
        """Say whether the case has come to its end."""
        return self.state in self.definition.charts[Chart.CASE].final

    def is_unclosed(self) -> bool:
        """Say whether something may still happen to it."""
        return not self.is_closed()

    def seen_by(self, role: Role, firm: str | None = None) -> Sight:
        """Say how much somebody of that role sees."""
        who = Viewer(ACTORS[role], role, firm=firm)
        return permissions.sight(who, self.facts, conflict=False, at=self.at)


@dataclass(frozen=True, slots=True)
class PositionClaim:
    """A claim about positions: of which it is asked, and why it fails there, if it does."""

    name: str
    says: str
    about: Callable[[Point], bool]
    broken: Callable[[Point], str | None]


@dataclass(frozen=True, slots=True)
class MoveClaim:
    """A claim about accepted moves: of which it is asked, and why it fails there, if it does."""

    name: str
    says: str
    about: Callable[[Move], bool]
    broken: Callable[[Move], str | None]
