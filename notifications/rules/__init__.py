"""The rule table: for every event of every chart who is told, or why nobody is.

Read `case.py`, `orders.py`, `offers.py` and `clocks.py` for the rules. A test holds the table complete:
an event without a rule must say in `NOBODY_IS_TOLD` why.
"""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from notifications.rules import case, clocks, offers, orders
from notifications.rules.rule import Condition, Facts, Need, Rule, Scene
from states.vocabulary import Chart

__all__ = [
    "BY_EVENT",
    "BY_NAME",
    "NOBODY_IS_TOLD",
    "RULES",
    "Condition",
    "Facts",
    "Need",
    "Rule",
    "Scene",
]

RULES: tuple[Rule, ...] = (*case.RULES, *orders.RULES, *offers.RULES, *clocks.RULES)

NOBODY_IS_TOLD: Mapping[tuple[Chart, str], str] = MappingProxyType(
    {**case.NOBODY_IS_TOLD, **orders.NOBODY_IS_TOLD, **offers.NOBODY_IS_TOLD}
)

#: The rule that an outbox row names.
BY_NAME: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rule in RULES})


def _by_event() -> Mapping[tuple[Chart, str], tuple[Rule, ...]]:
    found = defaultdict(list)
    for rule in RULES:
        found[rule.chart, str(rule.event)].append(rule)
    return MappingProxyType({key: tuple(rules) for key, rules in found.items()})


BY_EVENT = _by_event()
