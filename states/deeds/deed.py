"""What a deed is, and all of them by name.

`facts` are those of the case, `own` those of the order or offer that moves (the case's own
for the case chart). `apply()` hands over copies: a deed may replace values freely, but must
never change a list or dictionary that it did not make. What it records is plain JSON.
"""

from collections.abc import Callable

from states.position import Facts, Step

Deed = Callable[[Facts, Facts, Step], None]

DEEDS: dict[str, Deed] = {}


def deed(function: Deed) -> Deed:
    """Register a deed under its name."""
    DEEDS[function.__name__] = function
    return function
