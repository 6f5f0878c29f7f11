"""The firms for a case as whoever works on it sees them: ranked with reasons, and those left out with theirs.

Nothing is written and nothing of her is shown but about where she lives: her outward code to who may open her
address, her postcode area to anybody else.
"""

from dataclasses import dataclass
from datetime import datetime

from states.errors import NotPermitted, Refusal
from states.vocabulary import Event
from workflow.access import WORKS_AS
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.looking import found, looking, shown
from workflow.panel.matters import ADDRESS, ranking_for
from workflow.panel.offering import Excluded, Ranked
from workflow.queries.possible import possible
from workflow.reveals import may_reveal, opens


@dataclass(frozen=True, slots=True)
class RankingView:
    """A part of the ranking of one case as it stands at `version`, from the place `first` on.

    `of` and `excluded_of` count all that are ranked and left out; `refusals` say why no offer can be made now.
    """

    case: str
    version: int
    first: int
    of: int
    ranked: tuple[Ranked, ...]
    excluded_of: int
    excluded: tuple[Excluded, ...]
    refusals: tuple[Refusal, ...]


def ranking(
    db: Database, reference: str, actor: Actor, at: datetime, *, first: int = 1, most: int = 50
) -> RankingView:
    """Rank the firms for a case, and tell of `most` of them. Raises NotFound, and NotPermitted for who offers no cases.

    A place before the first or behind the last firm is that one's.
    """
    with looking(db, actor, "ranking", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        if actor.role not in WORKS_AS:
            message = "the ranking is for caseworkers and leads"
            raise NotPermitted(message)
        whole = ranking_for(tx, db.keys, case, at, precise=_may_know(tx, case, actor, at))
        refusals = possible(case, actor, at).get(Event.MAKE_OFFER, [])
    place = max(min(first, len(whole.order)), 1)
    return RankingView(
        case.reference,
        case.version,
        place,
        len(whole.order),
        whole.ranked(place - 1, most),
        len(whole.excluded),
        whole.excluded[:most],
        tuple(refusals),
    )


def _may_know(tx: Tx, case: Case, actor: Actor, at: datetime) -> bool:
    return bool(may_reveal(case, actor, [ADDRESS], opened=opens(tx, case, actor, at)))
