"""Where a dashboard stands: its own address, and those of what belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Address:
    """The address of one dashboard: of which place of the pages, and what was chosen there."""

    base: str
    chosen: Mapping[str, str]

    @property
    def itself(self) -> str:
        """The dashboard as it stands."""
        return self._with("")

    @property
    def definitions(self) -> str:
        """What each figure counts."""
        return self._with("/figures")

    @property
    def export(self) -> str:
        """Where a file is asked for."""
        return f"{self.base}/export"

    def how(self, key: str) -> str:
        """How one figure was computed."""
        return self._with(f"/figures/{key}")

    def other(self, **chosen: str) -> str:
        """The same place, with something else chosen."""
        return Address(self.base, chosen).itself

    def _with(self, path: str) -> str:
        asked = urlencode({name: value for name, value in self.chosen.items() if value})
        return f"{self.base}{path}?{asked}" if asked else f"{self.base}{path}"
