"""What routes ask for a step: who asks, when, under which key, and whether it is only tried."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import Db, MaybeKey, Now, SignedIn
from api.steps import take_step
from api.v1.outgoing import StepOut
from api.v1.shapes import Token, Version
from workflow.command import Command

DryRun = Annotated[bool, Query(description="Answer what would happen, and write nothing.", alias="dry_run")]


class Asking:
    """One request that asks for a step: who asks, when, and under which key."""

    def __init__(
        self, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None, *, dry_run: DryRun = False
    ) -> None:
        self.db, self.actor, self.at = db, actor, at
        self._key, self._dry_run = key, dry_run

    def perform(self, command: Command, seen: Version | Token | None) -> StepOut:
        """Perform a command for the version that its asker saw, and tell them what it did."""
        asked = replace(command, key=self._key, dry_run=self._dry_run)
        return StepOut.model_validate(take_step(self.db, asked, seen, self.actor, self.at))


Asked = Annotated[Asking, Depends()]
