"""The charts as they are published: what may happen, for whoever writes a client or reads a refusal."""

from functools import cache
from typing import Annotated, Any, Self

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from api.dependencies import SignedIn, SignedInRoute
from api.errors import DONE, answers
from states.clocks import CLOCKS
from states.definition import Branch, Table
from states.definitions import CURRENT, DEFINITIONS
from states.diagram import svg
from states.guarding import Guard
from states.payloads import schema
from states.vocabulary import Chart

SVG = "image/svg+xml"

router = APIRouter(prefix="/api/v1/definitions", tags=["Definitions"], route_class=SignedInRoute)


class StateOut(BaseModel):
    """One state of a chart."""

    name: str
    initial: bool
    final: bool


class GuardOut(BaseModel):
    """One named condition: why it refuses, what would mend it, and who can."""

    name: str
    reason: str
    remedy: str
    who: str

    @classmethod
    def of(cls, guard: Guard) -> Self:
        """Write one guard."""
        return cls(name=guard.name, reason=guard.reason, remedy=guard.remedy, who=guard.who)


class WayOut(BaseModel):
    """One way an event can go: from where to where, who may ask, and what must hold."""

    source: str
    target: str
    roles: list[str]
    guards: list[str]
    when: list[str]

    @classmethod
    def of(cls, source: str, branch: Branch) -> Self:
        """Write one branch; what only chooses between two of them is `when`."""
        choosers = [name if expected else f"not {name}" for name, _, expected in branch.choosers]
        guards = [guard.name for guard in branch.guards]
        return cls(
            source=source, target=branch.target, roles=sorted(branch.asks), guards=guards, when=choosers
        )


class EventOut(BaseModel):
    """One event: its ways, and the JSON Schema of what it carries."""

    name: str
    ways: list[WayOut]
    payload: dict[str, Any]


class ClockOut(BaseModel):
    """One clock of the chart: what it says, what starts and stops it, and who hears of it."""

    name: str
    says: str
    starts: list[str]
    stops: list[str]
    escalates: list[str]


class DefinitionSummary(BaseModel):
    """One published chart, by name."""

    name: str
    version: str
    states: list[str]
    events: list[str]


class DefinitionOut(BaseModel):
    """One published chart, whole."""

    name: str
    version: str
    states: list[StateOut]
    events: list[EventOut]
    guards: list[GuardOut]
    clocks: list[ClockOut]


class DefinitionList(BaseModel):
    """Every published chart."""

    items: list[DefinitionSummary]


Name = Annotated[Chart, Path(description="The chart.")]


@router.get("", responses=answers())
def list_definitions(_: SignedIn) -> DefinitionList:
    """Return every chart in short."""
    tables = DEFINITIONS[CURRENT].charts.values()
    return DefinitionList(
        items=[
            DefinitionSummary(
                name=table.chart, version=CURRENT, states=list(table.states), events=list(table.events)
            )
            for table in tables
        ]
    )


@router.get("/{name}", responses=answers())
def show_definition(_: SignedIn, name: Name) -> DefinitionOut:
    """Return one chart whole: states, events, guards, roles, payload schemas and clocks."""
    return _written(name)


@router.get(
    "/{name}/diagram.svg", response_class=Response, responses={**answers(), DONE: {"content": {SVG: {}}}}
)
def draw_definition(_: SignedIn, name: Name) -> Response:
    """Draw one chart."""
    return Response(_drawn(name), media_type=SVG)


@cache
def _drawn(chart: Chart) -> str:
    return svg(DEFINITIONS[CURRENT].charts[chart])


@cache
def _written(chart: Chart) -> DefinitionOut:
    table = DEFINITIONS[CURRENT].charts[chart]
    guards = {guard.name: guard for ways in table.branches.values() for way in ways for guard in way.guards}
    return DefinitionOut(
        name=chart,
        version=CURRENT,
        states=[
            StateOut(name=state, initial=state == table.initial, final=state in table.final)
            for state in table.states
        ],
        events=[
            EventOut(name=event, ways=_ways(table, event), payload=schema(chart, event))
            for event in table.events
        ],
        guards=[GuardOut.of(guards[name]) for name in sorted(guards)],
        clocks=_clocks(chart),
    )


def _ways(table: Table, event: str) -> list[WayOut]:
    return [
        WayOut.of(source, branch)
        for (source, name), branches in table.branches.items()
        if name == event
        for branch in branches
    ]


def _clocks(chart: Chart) -> list[ClockOut]:
    """Return the clocks that something in this chart starts."""
    return [
        ClockOut(
            name=rule.clock,
            says=rule.says,
            starts=sorted(f"{of}.{event}" for of, event in rule.starts),
            stops=sorted(f"{of}.{event}" for of, event in rule.stops),
            escalates=list(rule.escalates),
        )
        for rule in CLOCKS
        if any(of is chart for of, _ in rule.starts)
    ]
