"""What a definition of a figure is, and how each kind of them is written."""

from dataclasses import dataclass

from workflow.dashboard.model import Unit

#: What is said of every published number.
CUT = (
    "Shown from 10 on, cut down to a multiple of 5: 25 says 25 to 29. Smaller numbers, and numbers that would give"
    " one away, are withheld."
)
#: What is said of every published share, and of hours.
SHARE = (
    "Made of the two numbers beside it as they are shown, and of nothing finer; not shown unless both are."
)
BANDED = "Shown as the end of a band, from 10 cases on (the upper tenth from 20), unless it gave a small number away."
#: What counts for no figure but the number of cases.
NO_DUPLICATES = "Cases that were duplicates of others."


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. `of` is what the share is taken of, in words that follow "of 870 "; `how` is a sentence."""

    name: str
    unit: Unit
    counts: str
    how: str
    of: str | None = None
    leaves_out: str = NO_DUPLICATES
    suppression: str = CUT
    #: The cells that it is made of.
    numerator: str | None = None
    denominator: str | None = None
    #: Whether only a lead sees it, live.
    live_only: bool = False


def counted(
    name: str, cell: str, counts: str, how: str, *, leaves_out: str = NO_DUPLICATES, live_only: bool = False
) -> Definition:
    """Define a number."""
    return Definition(
        name, Unit.COUNT, counts, how, leaves_out=leaves_out, numerator=cell, live_only=live_only
    )


def share(
    name: str,
    cell: str,
    of_cell: str,
    counts: str,
    of: str,
    *,
    leaves_out: str = NO_DUPLICATES,
    live_only: bool = False,
) -> Definition:
    """Define a share of one number in another."""
    how = f"{counts} divided by {of}, by the month in which they were referred."
    return Definition(
        name,
        Unit.RATE,
        counts,
        how,
        of,
        leaves_out,
        SHARE,
        numerator=cell,
        denominator=of_cell,
        live_only=live_only,
    )


def hours(name: str, share: str, span: str) -> Definition:
    """Define by how many hours a share of the cases was over."""
    how = (
        f"The hours {span}, in order from the shortest: {share} of the cases took no longer. Round the clock."
    )
    return Definition(name, Unit.HOURS, f"hours {span}", how, suppression=BANDED)
