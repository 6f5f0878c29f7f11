"""The application to the court, section by section: how far it has come, what is missing, and its documents."""

from api.web.application import documents, overview, sections

ROUTERS = (overview.router, documents.router, sections.router)
