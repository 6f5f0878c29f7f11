"""The published definitions by version, and the one that new cases start on."""

from states.case import CaseChart
from states.definition import compiled
from states.moves import Definition
from states.notice import NoticeChart
from states.offer import OfferChart
from states.order import OrderChart, PoliceCopyChart, ServiceChart
from states.vocabulary import Chart

CHARTS = {
    Chart.CASE: CaseChart,
    Chart.ORDER: OrderChart,
    Chart.SERVICE: ServiceChart,
    Chart.POLICE_COPY: PoliceCopyChart,
    Chart.OFFER: OfferChart,
    Chart.NOTICE: NoticeChart,
}

#: The version that new cases start on.
CURRENT = "1"

DEFINITIONS: dict[str, Definition] = {
    CURRENT: Definition(CURRENT, {chart: compiled(chart, machine) for chart, machine in CHARTS.items()}),
}
