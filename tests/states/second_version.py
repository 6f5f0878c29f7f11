"""A later version beside the one that is published: for tests that hold a case to the version it started on.

It differs from that one in its case chart alone: she may also decline once she has consented,
and nobody gives consent for a case that nobody owns.
"""

from copy import deepcopy
from pathlib import Path

from states.definition import Table
from states.definitions import CURRENT
from states.guarding import GUARDS, guard
from states.moves import Definition
from states.position import Asked
from states.published import Frozen, digest, load, publish, read, thaw
from states.vocabulary import Chart

SECOND = "3"

if "somebody_owns_it" not in GUARDS:

    @guard("nobody owns the case", remedy="Take it first")
    def somebody_owns_it(asked: Asked) -> bool:
        return asked.facts["owner"] is not None


def second_case() -> Frozen:
    """Return the case chart of the second version, as its file would hold it."""
    frozen = deepcopy(read(Chart.CASE, CURRENT)) | {"version": SECOND}
    for row in frozen["transitions"]:
        if row["event"] == "give_consent":
            row["guards"].append("somebody_owns_it")
    (decline,) = (row for row in frozen["transitions"] if row["event"] == "decline")
    frozen["transitions"].append({**decline, "from": "consented"})
    return frozen | {"digest": digest(frozen)}


def second_version() -> Definition:
    """Return the second version, rebuilt from what its files would hold."""
    return Definition(SECOND, {chart: _second(chart) for chart in Chart})


def publish_second(folder: Path) -> None:
    """Write the first and the second version into a folder."""
    publish(load(CURRENT), folder)
    publish(second_version(), folder)


def _second(chart: Chart) -> Table:
    if chart is Chart.CASE:
        return thaw(second_case())
    return thaw(read(chart, CURRENT) | {"version": SECOND})
