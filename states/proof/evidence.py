"""What the claims find: how often each was checked, and the shortest path to where it fails."""

from dataclasses import dataclass, field

from states.proof.graph import Graph


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim about a definition: whether it holds, and of how many things it was asked.

    Where it fails, `reason` says why and `path` is the shortest way there: the events, in order.
    """

    name: str
    says: str
    holds: bool
    checked: int
    reason: str = ""
    path: tuple[str, ...] | None = None


@dataclass(slots=True)
class Evidence:
    """Collects what is found about each claim."""

    checked: dict[str, int] = field(default_factory=dict)
    failed: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def hold(self, claim: str, times: int = 1) -> None:
        """Note that the claim was asked of so many things."""
        self.checked[claim] = self.checked.get(claim, 0) + times

    def fail(self, claim: str, path: tuple[str, ...], reason: str) -> None:
        """Note that the claim fails at the end of the path; the shortest path is kept."""
        if claim not in self.failed or len(path) < len(self.failed[claim][0]):
            self.failed[claim] = (path, reason)

    def fail_at(self, claim: str, graph: Graph, number: int, reason: str, last: str = "") -> None:
        """Note that the claim fails at a position, or in a step from it.

        Positions come nearest first, so only the first failure of a graph is worth its path.
        """
        if (claim, id(graph)) not in self._seen:
            self._seen.add((claim, id(graph)))
            path = graph.path(number)
            self.fail(claim, (*path, last) if last else path, reason)

    def claim(self, name: str, says: str) -> Claim:
        """Return what was found about a claim."""
        path, reason = self.failed.get(name, (None, ""))
        return Claim(name, says, path is None, self.checked.get(name, 0), reason, path)
