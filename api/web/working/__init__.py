"""What caseworkers and leads work through: the queue, the search, and tasks."""

from api.web.working import queue, search, task_pages, unserved

ROUTERS = (queue.router, search.router, task_pages.router, unserved.router)
