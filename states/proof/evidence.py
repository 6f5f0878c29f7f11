"""What the claims find: how often each was checked, and the shortest path to each way it fails."""

from dataclasses import dataclass, field

from states.proof.graph import Graph


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which a claim fails: why, and the shortest way there, the events in order."""

    reason: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim about a definition: of how many things it was asked, and how it fails."""

    name: str
    says: str
    checked: int
    failures: tuple[Failure, ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether the claim holds; what was never asked does not."""
        return self.checked > 0 and not self.failures


@dataclass(slots=True)
class Evidence:
    """Collects what is found about each claim."""

    checked: dict[str, int] = field(default_factory=dict)
    failed: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _known: set[tuple[str, str, str]] = field(default_factory=set)

    def hold(self, claim: str, times: int = 1) -> None:
        """Note that the claim was asked of so many things."""
        self.checked[claim] = self.checked.get(claim, 0) + times

    def fail(self, claim: str, path: tuple[str, ...], reason: str) -> None:
        """Note that the claim fails at the end of the path; the shortest path to each reason is kept."""
        reasons = self.failed.setdefault(claim, {})
        if reason not in reasons or len(path) < len(reasons[reason]):
            reasons[reason] = path

    def fail_at(self, claim: str, graph: Graph, number: int, reason: str, last: str = "") -> None:
        """Note that the claim fails at a position, or in the last step, from it.

        Positions come nearest first, so only the first failure of a kind is worth its path.
        """
        mark = (claim, reason, graph.world)
        if mark not in self._known:
            self._known.add(mark)
            path = graph.path(number)
            self.fail(claim, (*path, last) if last else path, reason)

    def claim(self, name: str, says: str) -> Claim:
        """Return what was found about a claim, the nearest failure first."""
        found = sorted(self.failed.get(name, {}).items(), key=lambda pair: len(pair[1]))
        return Claim(
            name, says, self.checked.get(name, 0), tuple(Failure(reason, path) for reason, path in found)
        )
