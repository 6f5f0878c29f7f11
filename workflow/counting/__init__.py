"""The counting: what cases count for, kept as they move, and counted again from the cases when somebody asks.

A step appends what it changes, in its own transaction, and waits for nobody; a sweep folds the changes into sums.
Whoever reads adds what is not folded yet. `recount()` owes nothing to either.
"""

from workflow.counting.changes import add_referral, add_step, of_position
from workflow.counting.folding import AT_ONCE, fold, fold_all
from workflow.counting.reading import Counted, counted
from workflow.counting.recount import compare, rebuild, recount

__all__ = [
    "AT_ONCE",
    "Counted",
    "add_referral",
    "add_step",
    "compare",
    "counted",
    "fold",
    "fold_all",
    "of_position",
    "rebuild",
    "recount",
]
