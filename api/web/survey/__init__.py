"""Asking whether it helped: the page behind her link, the same questions by phone, and what was written, for leads."""

from api.web.survey import by_link, by_phone, comments

ROUTERS = (by_link.router, by_phone.router, comments.router)
