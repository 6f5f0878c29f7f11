"""A word for the charts: an event that leaves each state where it is."""

from statemachine import State
from statemachine.transition_list import TransitionList

from states.guarding import Condition


def within(*states: State, cond: list[Condition]) -> TransitionList:
    """Return transitions that leave each state where it is."""
    stays = TransitionList()
    for state in states:
        stays = stays | state.to.itself(cond=cond)
    return stays
