"""Steps per second: `perform()` against the driver that executes just the writes of the same steps.

Three databases start alike. One records the writes of each step, one performs the steps, one
has the recorded writes executed by the bare driver with ready values, one commit a step. The
latter two take turns, round by round, so that a noisy machine is as unkind to both.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from bench.figures import Figure
from bench.stage import Stage
from workflow.actors import Actor
from workflow.command import Command
from workflow.commands import perform
from workflow.db import Database
from workflow.lines import Line, PostgresLine
from workflow.prepared import Prepared

ROUNDS = 5
#: One life of four steps: with and without guards, sealed payload, notices, clocks.
LIFE: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "log_attempt",
        {
            "channel": "phone",
            "result": "no_answer",
            "at": "2026-11-23T10:00:00Z",
            "note": "No answer, no message left.",
        },
    ),
    ("make_contact", {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}),
    (
        "give_consent",
        {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm", "tell_force"]},
    ),
    ("add_note", {"note": "She asks to be called before ten."}),
)

Write = tuple[str, Sequence[Any]]


def commands(references: Sequence[str]) -> Iterator[tuple[Command, datetime]]:
    """Yield the steps of each case's life, each with an idempotency key."""
    start = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    for number, (event, payload) in enumerate(LIFE):
        for reference in references:
            at = start + timedelta(minutes=number)
            yield Command(reference, event, payload, version=number + 1, key=f"{reference}-{number}"), at


@contextmanager
def recording(into: list[list[Write]]) -> Iterator[None]:
    """Keep each write of each transaction as the driver gets it."""

    def keeping(method: Callable[..., Any], *, many: bool = False) -> Callable[..., Any]:
        def keep(line: Line, statement: Prepared, values: Any) -> Any:
            compiled = statement.on(line.dialect)
            into[-1].extend(
                (compiled.text, list(compiled.bind(row))) for row in (values if many else [values])
            )
            return method(line, statement, values)

        return keep

    with ExitStack() as stack:
        for kind, name in ((Line, "run"), (Line, "write"), (PostgresLine, "write")):
            stack.enter_context(mock.patch.object(kind, name, keeping(getattr(kind, name))))
        stack.enter_context(mock.patch.object(Line, "run_many", keeping(Line.run_many, many=True)))
        yield


def measure(stage: Stage, steps: int) -> Figure:
    """Measure one engine; the ratio is the median over the rounds."""
    cases = steps // len(LIFE)
    base = stage.populated(cases)
    actor = stage.caseworker
    recorder, performer, raw = (stage.copy_of(base) for _ in range(3))
    asked = list(commands(stage.references))
    writes = _recorded(stage, recorder, asked, actor)
    pairs = _rounds(stage, performer, raw, asked, writes, actor)
    ratios = [bare / engine for engine, bare in pairs]
    rate = statistics.median(len(asked) / ROUNDS / engine for engine, _ in pairs)
    limit = "at least 0.40" if stage.kind == "sqlite" else "at least 0.45"
    written = statistics.mean(len(step) for step in writes)
    return Figure(
        f"steps per second, {stage.label}",
        round(rate, 1),
        "steps/s",
        limit,
        round(statistics.median(ratios), 3),
        f"{len(asked)} steps of {cases} cases in {ROUNDS} interleaved rounds, {written:.1f} writes a step, "
        f"rounds {', '.join(f'{ratio:.2f}' for ratio in ratios)}",
    )


def _recorded(
    stage: Stage, url: str, asked: Sequence[tuple[Command, datetime]], actor: Actor
) -> list[list[Write]]:
    writes: list[list[Write]] = []
    db = stage.open(url)
    with recording(writes):
        for command, at in asked:
            writes.append([])
            perform(db, command, actor=actor, at=at)
    db.close()
    return writes


def _rounds(
    stage: Stage,
    performer: str,
    raw: str,
    asked: Sequence[tuple[Command, datetime]],
    writes: Sequence[Sequence[Write]],
    actor: Actor,
) -> list[tuple[float, float]]:
    db = stage.open(performer)
    size = len(asked) // ROUNDS
    pairs = []
    with stage.bare(raw) as bare:
        for number in range(ROUNDS):
            part = slice(number * size, (number + 1) * size)
            engine = _performed(db, asked[part], actor)
            pairs.append((engine, bare(writes[part])))
    db.close()
    return pairs


def _performed(db: Database, asked: Sequence[tuple[Command, datetime]], actor: Actor) -> float:
    start = time.perf_counter()
    for command, at in asked:
        perform(db, command, actor=actor, at=at)
    return time.perf_counter() - start
