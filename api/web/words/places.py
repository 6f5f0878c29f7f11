"""Where each role may go from any page, the first one being where they begin."""

from collections.abc import Mapping

from states.vocabulary import Role

Links = tuple[tuple[str, str], ...]

NAVIGATION: Mapping[Role, Links] = {
    Role.OFFICER: (("/refer", "Refer"), ("/referrals", "My referrals"), ("/order-card", "Order card")),
    Role.CASEWORKER: (("/queue", "Cases"), ("/tasks", "Tasks"), ("/refer", "Refer")),
    Role.LEAD: (
        ("/queue", "Cases"),
        ("/tasks", "Tasks"),
        ("/lead/sign-offs", "Sign-offs"),
        ("/lead/workload", "Workload"),
        ("/lead/overdue", "Overdue"),
        ("/lead/stuck", "Stuck notices"),
        ("/lead/panel", "Panel"),
        ("/lead/dashboard", "Dashboard"),
    ),
    Role.SOLICITOR: (
        ("/firm/offers", "Offers"),
        ("/firm/cases", "Cases"),
        ("/tasks", "Tasks"),
        ("/firm/people", "Our firm"),
    ),
    Role.AUDITOR: (
        ("/audit", "Trail"),
        ("/audit/definitions", "Definitions"),
        ("/audit/chain", "Chains"),
        ("/audit/dashboard", "Figures"),
    ),
    Role.ADMINISTRATOR: (
        ("/admin/people", "People"),
        ("/admin/forces", "Forces"),
        ("/admin/firms", "Firms"),
        ("/admin/templates", "Templates"),
        ("/admin/settings", "Settings"),
        ("/admin/delivery", "Delivery"),
    ),
    Role.ANALYST: (("/analysis", "Dashboard"),),
}
