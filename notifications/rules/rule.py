"""What a rule is: one event, one kind of recipient, the reason for telling them, and on what condition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from states.position import Step
from states.vocabulary import Chart, Recipient

Facts = Mapping[str, Any]


class Need(StrEnum):
    """The word of hers that a notice needs, asked when it is planned and again when it is claimed."""

    NOTHING = "nothing"
    CONSENT = "consent"
    INSTRUCT_FIRM = "instruct_firm"
    TELL_FORCE = "tell_force"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Scene:
    """One step with the facts on both sides of it: all that a condition may read."""

    step: Step
    after: Facts
    before: Facts

    @property
    def order(self) -> Facts:
        """The order that the step is about, as the step leaves it."""
        return self.after["orders"][self.step.subject]  # type: ignore[no-any-return] # a dict of dicts


@dataclass(frozen=True, slots=True)
class Condition:
    """A named condition on a scene; the sentence finishes "only if …"."""

    name: str
    sentence: str
    holds: Callable[[Scene], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is told of one event, and why. `values` are all the placeholders its templates may use.

    `reason` says why they are told; for a survivor it is what a person who calls her instead
    has to say, so it never stands in a message.
    """

    chart: Chart
    event: str
    recipient: Recipient
    reason: str
    when: Condition | None = None
    needs: Need = Need.NOTHING
    values: tuple[str, ...] = ("reference",)

    @property
    def folder(self) -> str:
        """The folder of its templates: the event, after its chart for all charts but the case's."""
        return self.event if self.chart is Chart.CASE else f"{self.chart}.{self.event}"

    @property
    def name(self) -> str:
        """What the outbox calls the rule; also its templates, less channel and language."""
        return f"{self.folder}/{self.recipient}"
