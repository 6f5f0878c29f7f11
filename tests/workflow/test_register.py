"""The list of those who may sign in: every one of them once, and nobody's name in an address."""

from base64 import urlsafe_b64decode

from tests.workflow.cast import AT
from workflow import people
from workflow.queries import register

NAMES = ["Beth Brook", "Anna Ash", "Anna Ash", "Cleo Cliff", "Anna Ash"]


def test_everybody_stands_on_one_page_and_in_no_cursor(database):
    for name in NAMES:
        people.add_person(database, name=name, role="auditor", at=AT)
    found: list[register.PersonView] = []
    cursor = None
    while True:
        page = register.people(database, cursor=cursor, limit=2)
        found += page.items
        if (cursor := page.next_cursor) is None:
            break
        held = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        assert not [name for name in NAMES if name in held]
    assert [one.name for one in found] == sorted(NAMES)
    assert len({one.reference for one in found}) == len(found)
    assert register.people(database, cursor="WyJQLTAwMDAwMDAwIl0").items == ()
