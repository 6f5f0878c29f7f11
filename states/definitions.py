"""The published definitions by version, and the one that new cases start on."""

from states.case import CaseChart
from states.definition import compiled
from states.moves import Definition
from states.notice import NoticeChart
from states.offer import OfferChart
from states.order import OrderChart, PoliceCopyChart, ServiceChart
from states.published import load, versions
from states.vocabulary import Chart

CHARTS = {
    Chart.CASE: CaseChart,
    Chart.ORDER: OrderChart,
    Chart.SERVICE: ServiceChart,
    Chart.POLICE_COPY: PoliceCopyChart,
    Chart.OFFER: OfferChart,
    Chart.NOTICE: NoticeChart,
}

#: The version that new cases start on. A test holds its files equal to the charts above.
CURRENT = "2"

#: Cases stay on the version they started on: the older ones come from their files alone.
DEFINITIONS: dict[str, Definition] = {
    **{version: load(version) for version in versions() if version != CURRENT},
    CURRENT: Definition(CURRENT, {chart: compiled(chart, machine) for chart, machine in CHARTS.items()}),
}
