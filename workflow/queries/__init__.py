"""What screens may ask: frozen views, cut to what the actor may see, in pages that start where the last one ended.

Every question is answered from an index, whatever the number of cases; nothing here writes, except that refusals
and auditors' readings leave their entry on the access stream.
"""

from workflow.queries.cases import case_list, case_view
from workflow.queries.history import AsAt, HistoryItem, as_at, changes, history
from workflow.queries.overdue import OverdueView, count_overdue, overdue
from workflow.queries.paging import MOST, Page
from workflow.queries.panel import listed_conflicts, panel
from workflow.queries.possible import possible
from workflow.queries.queues import QueueItem, Wanted, Whose, queue, queue_counts
from workflow.queries.referrals import referral_list, referral_view, version_of
from workflow.queries.search import search
from workflow.queries.sign_offs import SignOffView, sign_offs
from workflow.queries.task_lists import Part, count_tasks, tasks
from workflow.queries.unserved import UnservedView, unserved
from workflow.queries.views import (
    CaseItem,
    CaseView,
    NoticeView,
    OfferView,
    OrderView,
    ReferralView,
    TaskView,
)
from workflow.queries.work import notices, offers, orders
from workflow.queries.workload import LoadView, workload

__all__ = [
    "MOST",
    "AsAt",
    "CaseItem",
    "CaseView",
    "HistoryItem",
    "LoadView",
    "NoticeView",
    "OfferView",
    "OrderView",
    "OverdueView",
    "Page",
    "Part",
    "QueueItem",
    "ReferralView",
    "SignOffView",
    "TaskView",
    "UnservedView",
    "Wanted",
    "Whose",
    "as_at",
    "case_list",
    "case_view",
    "changes",
    "count_overdue",
    "count_tasks",
    "history",
    "listed_conflicts",
    "notices",
    "offers",
    "orders",
    "overdue",
    "panel",
    "possible",
    "queue",
    "queue_counts",
    "referral_list",
    "referral_view",
    "search",
    "sign_offs",
    "tasks",
    "unserved",
    "version_of",
    "workload",
]
