"""The pages of the charts: states, events, guards, effects, couplings; and who may ask for what."""

import json
from collections.abc import Iterator

from docs.sheets.page import Page, plain, sentence, word, words
from states.coupling import COUPLINGS
from states.deeds import DEEDS
from states.definition import Branch, Table
from states.definitions import CURRENT, DEFINITIONS
from states.diagram import mermaid, svg
from states.facts import FACTS
from states.guarding import GUARDS
from states.permissions import ASKS_OF
from states.show import markdown
from states.vocabulary import Chart, Role
from workflow.queries.referrals import ENDINGS, STATUS

TABLES = {chart: DEFINITIONS[CURRENT].charts[chart] for chart in Chart}


def slug(chart: Chart) -> str:
    """Name a chart's page."""
    return chart.value.replace("_", "-")


def origins(table: Table, event: str) -> Iterator[tuple[str, Branch]]:
    """Yield each state from which an event may be asked, with each way that it can go from there."""
    for state in table.states:
        for branch in table.branches.get((state, event), ()):
            yield state, branch


def index() -> Page:
    """Write the page that leads to the charts."""
    page = Page("States")
    page.block(
        f"Definition {CURRENT}. Each chart has a page with its diagram. A case stays on the version on which it started."
    )
    rows = [
        (
            f"[{plain(chart)}](states/{slug(chart)}.md)",
            words(table.states, ordered=True),
            len(table.events),
        )
        for chart, table in TABLES.items()
    ]
    page.table(("Chart", "States", "Events"), rows)
    page.heading("What one step brings with it").block(
        "One command, one transaction, several charts. A refusal of any of these steps refuses all."
    )
    return page.table(
        ("Chart", "Events", "Brings"),
        [
            (plain(coupling.chart), words(coupling.events) or "any", sentence(coupling.says))
            for coupling in COUPLINGS
        ],
    )


def chart(of: Chart) -> Page:
    """Write the page of one chart."""
    table = TABLES[of]
    page = Page(f"States of {'an' if of.value[0] in 'aeio' else 'a'} {plain(of)}")
    page.block(f"![The {plain(of)} chart]({slug(of)}.svg)")
    page.heading("States")
    page.table(
        ("State", "Begins here", "Final", "Events that may be asked"),
        [
            (
                word(state),
                "yes" if state == table.initial else "",
                "yes" if state in table.final else "",
                words(dict.fromkeys(event for origin, event in table.branches if origin == state)),
            )
            for state in table.states
        ],
    )
    page.heading("Events and guards")
    page.block(
        "An event that only *another chart* asks for comes with a step of that chart. "
        "What each event carries is in [payloads](../payloads.md), what a deed does in [effects](../effects.md)."
    )
    page.block(markdown(DEFINITIONS[CURRENT], of).rstrip())
    brought = [coupling for coupling in COUPLINGS if coupling.chart is of]
    if brought:
        page.heading("What a step brings with it")
        page.table(
            ("Events", "Brings"),
            [(words(coupling.events) or "any", sentence(coupling.says)) for coupling in brought],
        )
    return page.heading("As Mermaid").code(mermaid(table), "mermaid")


def drawing(of: Chart) -> str:
    """Draw a chart as a file of its own; black where a page of ours would say the colour."""
    return svg(TABLES[of]).replace("<svg", '<svg color="black"', 1).rstrip() + "\n"


def guards() -> Page:
    """Write the page of all guards."""
    page = Page("Guards")
    page.block(
        'A guard\'s sentence finishes "We could not do this because …". '
        "*Told* marks a guard that judges what a command says or what was looked up for it: "
        "nobody can say beforehand whether it will hold."
    )
    used = _uses()
    page.table(
        ("Guard", "Because …", "Remedy", "Who", "Told", "Used by"),
        [
            (
                f'<a id="{name}"></a>`{name}`',
                guard.reason,
                guard.remedy,
                plain(guard.who),
                "yes" if guard.told else "",
                words(used[name]),
            )
            # Not every guard that is registered: another version may bring guards of its own.
            for name, guard in ((name, GUARDS[name]) for name in sorted(used))
        ],
    )
    page.heading("Choosers").block("They choose between two targets and are never shown as a refusal.")
    return page.bullets(word(name) for name in sorted(_choosers()))


def _choosers() -> set[str]:
    branches = (
        branch for table in TABLES.values() for branches in table.branches.values() for branch in branches
    )
    return {name for branch in branches for name, _, _ in branch.choosers}


def _uses() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for of, table in TABLES.items():
        for (_, event), branches in table.branches.items():
            for branch in branches:
                for guard in branch.guards:
                    used.setdefault(guard.name, set()).add(
                        event if of is Chart.CASE else f"{of.value}.{event}"
                    )
    return used


def effects() -> Page:
    """Write the page of effects, deeds and facts."""
    page = Page("Effects and facts")
    page.block(
        "An effect is a word of a small language or a deed with a name. "
        "The command, the replay and the verification apply the same effects."
    )
    page.table(
        ("Word", "Does"),
        [
            ("`put FACT VALUE`", "Records a constant."),
            ("`take FIELD FACT`", "Records a field of the payload; absent, nothing."),
            ("`stamp FACT`", "Records when the step happened."),
            ("`forget FACT`", "Sets a fact back to what it starts as."),
            ("`do DEED`", "Does what the deed of that name says."),
        ],
    )
    page.heading("Deeds")
    rows = [
        (word(name), sentence(deed.__doc__.strip().splitlines()[0]) if deed.__doc__ else "", _used_in(name))
        for name, deed in sorted(DEEDS.items())
    ]
    page.table(("Deed", "What it does", "Used by"), rows)
    page.heading("Facts of a case").block(
        "The whole clear truth of a case. Orders, offers and running clocks stand inside it, by reference."
    )
    return page.table(
        ("Fact", "Starts as", "What it says"),
        [(word(name), _start(start), sentence(says)) for name, (start, says) in FACTS.items()],
    )


def _start(start: object) -> str:
    return "" if start is None else word(json.dumps(start))


def _used_in(deed: str) -> str:
    return words(
        {
            event if of is Chart.CASE else f"{of.value}.{event}"
            for of, table in TABLES.items()
            for event, listed in table.effects.items()
            for effect in listed
            if effect.word == "do" and effect.of == (deed,)
        }
    )


def permissions() -> Page:
    """Write the page that says who sees how much, and who may ask for what."""
    page = Page("Permissions")
    page.block(
        "Sight comes first: how much of one case somebody sees. Who sees nothing is told that there is no such case. "
        "Then the chart says which events a role may ask for. Then guards are asked."
    )
    page.heading("Sight")
    page.table(
        ("Sight", "May ask something of"),
        [(word(sight), words(charts) or "nothing") for sight, charts in ASKS_OF.items()],
    )
    page.heading("Who sees how much")
    page.table(("Role", "Sees"), [(word(role), SEES[role]) for role in Role])
    page.block(
        "Nobody sees a case in which they or a listed associate of theirs is a party. Contact details stay masked for all "
        "but the owner, and the firm while it acts with her consent."
    )
    page.heading("What a referrer reads")
    page.block(
        "Without her word that the force may be told, a referrer reads the first line until the last one holds, "
        "and never how it ended."
    )
    page.table(
        ("The case is", "Status", "In words"),
        [(word(state), word(status), says) for state, (status, says) in STATUS.items()],
    )
    page.table(("It ended as", "In words"), [(word(ending), says) for ending, says in ENDINGS.items()])
    for of, table in TABLES.items():
        page.heading(f"Events of {plain(of)}")
        roles = [role for role in Role if any(role in branch.asks for branch in _all(table))]
        heads = ("Event", *(plain(role) for role in roles), "only with another step")
        page.table(heads, [_right(table, event, roles) for event in table.events])
    return page


#: What `states/permissions.py` says of each role, in words; a test asks the function for each.
SEES = {
    Role.OFFICER: "the status of own referrals",
    Role.CASEWORKER: "every case; a sensitive one only as its owner",
    Role.LEAD: "every case",
    Role.SOLICITOR: (
        "a summary of what is offered; the firm's cases while consent is in force; "
        "then the duties that the firm still owes"
    ),
    Role.ANALYST: "nothing (dashboards are not built yet)",
    Role.AUDITOR: "the history of every case",
    Role.ADMINISTRATOR: "nothing",
    Role.SURVIVOR: "nothing; her link lets her answer its survey",
    Role.SYSTEM: "every case; nobody signs in as it",
    Role.PROVIDER: "every case; nobody signs in as it",
}


def _all(table: Table) -> Iterator[Branch]:
    for branches in table.branches.values():
        yield from branches


def _right(table: Table, event: str, roles: list[Role]) -> tuple[str, ...]:
    found = list(origins(table, event))
    everywhere = {state for state, _ in found}
    marks = [_mark({state for state, branch in found if role in branch.asks}, everywhere) for role in roles]
    alone = all(not branch.asks for _, branch in found)
    return (word(event), *marks, "yes" if alone else "")


def _mark(where: set[str], everywhere: set[str]) -> str:
    if not where:
        return ""
    return "yes" if where == everywhere else f"from {words(where)}"
