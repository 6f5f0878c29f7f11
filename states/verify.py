"""Proving a definition: explore every world, hold every claim, explain each failure by its path.

Guards are never free switches: each step is what `decide()` makes of a concrete position that
declared effects have led to. Reads no clock: whoever wants the seconds hands in a timer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from states.moves import Definition
from states.proof import coverage, sending, watching
from states.proof.evidence import Claim
from states.proof.exploration import START, Explorer, Progress, Stopped, World
from states.proof.worlds import WORLDS
from states.vocabulary import Chart

BEGINS = ("worlds begin", "every world can be walked to where it begins")

#: Every claim with its sentence, in the order in which they are told.
CLAIMS: tuple[tuple[str, str], ...] = (
    BEGINS,
    coverage.REACHED,
    coverage.FIRES,
    coverage.TAKEN,
    coverage.RIGHTS,
    coverage.LEFT,
    watching.UNAMBIGUOUS,
    *((claim.name, claim.says) for claim in watching.POSITION_CLAIMS),
    *((claim.name, claim.says) for claim in watching.MOVE_CLAIMS),
    watching.WITHOUT_HER,
    watching.WITHOUT_FIRM,
    sending.SETTLES,
    sending.NEVER_TWICE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the proof found: how much it explored, and each claim with how often it was checked."""

    version: str
    positions: int
    steps: int
    claims: tuple[Claim, ...]
    seconds: float | None = None

    @property
    def holds(self) -> bool:
        """Say whether every claim holds."""
        return all(claim.holds for claim in self.claims)

    def text(self) -> str:
        """Write the report for a terminal: a line a claim, and the way to each failure."""
        lines = [f"Definition {self.version}: {self.positions:,} positions, {self.steps:,} steps"]
        if self.seconds is not None:
            lines[0] += f" in {self.seconds:.1f} s"
        for claim in self.claims:
            lines.append(f"{'holds' if claim.holds else 'FAILS':5}  {claim.checked:>9,}  {claim.says}")
            for failure in claim.failures:
                lines.append(f"       because {failure.reason}, after:")
                lines.extend(f"         {number}. {step}" for number, step in enumerate(failure.path, 1))
        return "\n".join(lines) + "\n"


def verify(
    definition: Definition,
    *,
    worlds: Sequence[World] = WORLDS,
    progress: Progress | None = None,
    timer: Callable[[], float] | None = None,
) -> Report:
    """Prove a definition over these worlds. Only all worlds together reach everything.

    `progress` hears of a world, of how many positions are done and of how many are known;
    `timer` returns seconds.
    """
    started = timer() if timer else 0.0
    claims = watching.Claims(definition)
    positions = steps = 0
    for world in worlds:
        claims.evidence.hold(BEGINS[0])
        try:
            graph = Explorer(definition, world, claims).run(progress)
        except Stopped as stopped:
            claims.evidence.fail(BEGINS[0], stopped.path, stopped.reason)
            continue
        if not world.brief:
            claims.explored(graph)
        positions += len(graph.positions)
        steps += sum(map(len, graph.edges))
    notices = sending.Sending(definition.charts[Chart.NOTICE], claims.seen, claims.evidence, START)
    positions += notices.run()
    steps += sum(map(len, notices.steps.values()))
    coverage.cover(definition, claims.seen, claims.evidence)
    return Report(
        definition.version,
        positions,
        steps,
        tuple(claims.evidence.claim(name, says) for name, says in CLAIMS),
        timer() - started if timer else None,
    )
