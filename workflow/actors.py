"""Who acts: a person who signed in, or the system itself."""

from dataclasses import dataclass

from states.permissions import Viewer
from states.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor(Viewer):
    """A viewer who may also act. `person_id` is their row; `watched` says that conflicts are listed for them."""

    person_id: int | None = None
    watched: bool = False


#: Timers and sweeps.
SYSTEM = Actor("system", Role.SYSTEM)
#: Delivery receipts.
PROVIDER = Actor("provider", Role.PROVIDER)
#: She, by a link of hers: nothing else is known of who answers.
SURVIVOR = Actor("survivor", Role.SURVIVOR)
