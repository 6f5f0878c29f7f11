"""One case for who works on it: what stands above every part of it, and its parts, each a page with an address."""

from api.web.case_page import contact, firms, glass, history, notices, overview, people, revealing, written

ROUTERS = (
    overview.router,
    firms.router,
    people.router,
    revealing.router,
    contact.router,
    notices.router,
    history.router,
    written.router,
    glass.router,
)
