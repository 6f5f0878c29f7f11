"""What a guard is: a named condition with a sentence, a remedy and who can fix it.

A guard stays a plain function, so that python-statemachine can call it as a condition; what
is said about it stands in `GUARDS` under its name. A published definition names its guards,
so a guard that a published definition uses may be reworded, but never removed or renamed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from states.errors import Refusal
from states.position import Asked
from states.vocabulary import Role

Condition = Callable[[Asked], bool]

CASEWORKERS = frozenset({Role.CASEWORKER, Role.LEAD})


@dataclass(frozen=True, slots=True)
class Guard:
    """One named condition. `reason` finishes "We could not do this because …".

    `told` marks a guard that judges what the command says, or what was looked up for it: nobody
    can say beforehand whether it will hold.
    """

    name: str
    holds: Condition
    reason: str
    remedy: str
    who: str
    told: bool = False

    def refusal(self) -> Refusal:
        """Say no in words fit for the person refused."""
        return Refusal(self.name, self.reason, self.remedy, self.who)


GUARDS: dict[str, Guard] = {}
#: Conditions that only choose between two targets; never shown as a refusal.
CHOOSERS: dict[str, Condition] = {}
#: Conditions that say who may ask, by name.
ASKERS: dict[str, frozenset[Role]] = {}
#: The same conditions, by their roles.
_BY: dict[frozenset[Role], Condition] = {}


def guard(
    reason: str, *, remedy: str, who: str = "caseworker", told: bool = False
) -> Callable[[Condition], Condition]:
    """Register a condition as a guard. Fails on a name used twice."""

    def register(condition: Condition) -> Condition:
        name = condition.__name__
        if name in GUARDS:
            message = f"two guards are called {name}"
            raise ValueError(message)
        GUARDS[name] = Guard(name, condition, reason, remedy, who, told)
        return condition

    return register


def chooser(condition: Condition) -> Condition:
    """Register a condition that only chooses between two targets."""
    CHOOSERS[condition.__name__] = condition
    return condition


def by(*roles: Role | frozenset[Role]) -> Condition:
    """Make the condition that one of these roles asks; nobody, if none is named.

    A coupled step passes: it was permitted with the step that brings it.
    """
    allowed = frozenset(
        member for role in roles for member in (role if isinstance(role, frozenset) else frozenset({role}))
    )
    if allowed in _BY:
        return _BY[allowed]

    def condition(asked: Asked) -> bool:
        return asked.coupled or asked.by in allowed

    # The library shows conditions by name and caches their signatures by qualified name.
    name = "by_" + ("_or_".join(sorted(allowed)) or "another_chart")
    condition.__name__ = condition.__qualname__ = name
    ASKERS[name] = allowed
    _BY[allowed] = condition
    return condition
