"""Where a force's analyst begins. The dashboard is not built yet, and the page says so."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from states.permissions import Place

router = pages(Place.ANALYSIS)


@router.get("/analysis")
def show_analysis(here: Here) -> Response:
    """Say what there is for an analyst now."""
    return here.show("analysis.html")
