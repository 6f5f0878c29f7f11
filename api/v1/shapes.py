"""What all bodies have in common: unknown fields are refused, and nothing is shown that a view does not hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.problems import RefusalOut
from states.errors import Refusal


class In(BaseModel):
    """What comes in. Its repr says nothing of what it holds: people name people anywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Name no field."""
        return ()


class Out(BaseModel):
    """What goes out, read from a frozen view of the same names."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class PossibleOut(Out):
    """Whether an event is possible now. Guards of what a command says still judge it."""

    allowed: bool
    refusals: list[RefusalOut]


def _possible(events: Mapping[str, Sequence[Refusal]]) -> dict[str, dict[str, Any]]:
    return {
        event: {"allowed": not refusals, "refusals": list(refusals)} for event, refusals in events.items()
    }


#: Each event that this person may ever ask for, with what stands against it now.
Events = Annotated[dict[str, PossibleOut], BeforeValidator(_possible)]
#: Clear facts and values, as the definition names them.
Facts = dict[str, Any]
#: Numbers are numbers: neither "1" nor true is one.
Version = Annotated[int, Field(strict=True, ge=0, le=2**53)]
Token = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
