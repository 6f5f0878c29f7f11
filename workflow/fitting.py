"""Whether what is said of a person, a force or a firm fits together."""

import re

from states.errors import Malformed, Problem
from states.permissions import OF_PEOPLE
from states.vocabulary import Role

#: Roles that act for a force, and for a firm.
OF_A_FORCE, OF_A_FIRM = frozenset({Role.OFFICER, Role.ANALYST}), frozenset({Role.SOLICITOR})

#: What the short name of a force or a firm looks like, and an address that a notice could go to.
CODE, EMAIL = re.compile(r"[\w-]{1,40}"), re.compile(r"[^@\s]+@[^@\s]+")


def checked(name: str, role: Role | str, force: str | None, firm: str | None, email: str | None) -> Role:
    """Return the role, or refuse a person who could do nothing, or too much. Raises Malformed."""
    if role not in OF_PEOPLE:
        raise Malformed(
            "there is no such role to sign in as", [Problem("role", "must be a role of a person")]
        )
    held = Role(role)
    problems = [] if name.strip() else [Problem("name", "must be given")]
    if held in OF_A_FORCE and force is None:
        problems.append(Problem("force", f"is wanted for the role {held}"))
    if (held in OF_A_FIRM) is (firm is None):
        problems.append(Problem("firm", "is wanted for a solicitor, and for nobody else"))
    problems += _code("force", force) + _code("firm", firm)
    if email is not None and not EMAIL.fullmatch(email):
        problems.append(Problem("email", "must be one address"))
    if problems:
        raise Malformed("the person does not fit their role", problems)
    return held


def check_body(kind: str, code: str, name: str) -> None:
    """Refuse the code or the name of a force or a firm that could not be told from a slip. Raises Malformed."""
    problems = _code("code", code) + ([] if name.strip() else [Problem("name", "must be given")])
    if problems:
        raise Malformed(f"that is no {kind}", problems)


def _code(field: str, code: str | None) -> list[Problem]:
    if code is None or CODE.fullmatch(code):
        return []
    return [Problem(field, "must be a short name of letters, digits and hyphens")]
