"""What a problem document looks like (RFC 9457); `api/errors.py` says which problem is which."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ProblemOut(BaseModel):
    """Why something could not be done (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(pattern=r"^/problems/[a-z-]+$")]
    title: str
    status: int
    detail: str


class RefusalOut(BaseModel):
    """One failing guard: why, what would mend it, and who can."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    guard: str
    reason: str
    remedy: str
    who: str


class ConflictOut(ProblemOut):
    """Refused by guards, stale, a reused key, or somebody else was first: `type` says which."""

    refusals: list[RefusalOut] | None = None
    changes: Annotated[
        list[str] | None, Field(description="Where it is stale: the events since, the oldest first.")
    ] = None
    possible: Annotated[
        bool | None, Field(description="Where it is stale: whether the event is possible now.")
    ] = None


class FieldOut(BaseModel):
    """One field that does not fit."""

    model_config = ConfigDict(extra="forbid")

    field: str
    message: str


class MalformedOut(ProblemOut):
    """Which fields do not fit, and never what they held."""

    problems: list[FieldOut]


class FaultOut(ProblemOut):
    """A fault of ours, with the reference to quote when asking about it."""

    reference: str
