"""Documents on pages: the tab of a case, where they are uploaded and listed, and one document with what may be done with it.

No page ever shows what stands in one: it leaves as a file, for a purpose.
"""

from api.web.documents import listing, one, police

ROUTERS = (listing.router, listing.uploads, one.router, police.router)
