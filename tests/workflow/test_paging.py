import random
from base64 import urlsafe_b64encode

import orjson
import pytest
from sqlalchemy import select

from states.errors import Malformed
from tests.workflow.cast import AT, Cast
from workflow import queries
from workflow.queries.paging import LARGEST, MOST, by_due, checked, cursor_of, page, place_of
from workflow.tables import METADATA, CaseRow

CASES = CaseRow.__table__


def test_a_cursor_gives_back_the_place_it_was_made_of():
    assert place_of(cursor_of((12, "T-00000001")), int, str) == (12, "T-00000001")
    assert place_of(cursor_of((None, 7)), int | None, int) == (None, 7)
    assert place_of(None, int) is None


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "é",
        "AAAA",
        "x" * 10_000,
        cursor_of((1,)),
        cursor_of((1, 2, 3)),
        cursor_of(("1", 2)),
        cursor_of((1, None)),
        cursor_of((1.5, 2)),
        cursor_of((True, 2)),
        cursor_of((LARGEST + 1, 2)),
        urlsafe_b64encode(b'{"a": 1}').decode(),
        urlsafe_b64encode(orjson.dumps([1] * 400)).decode(),
    ],
)
def test_a_cursor_that_we_did_not_give_is_malformed(cursor: str):
    with pytest.raises(Malformed) as refusal:
        place_of(cursor, int | None, int)
    assert [problem.field for problem in refusal.value.problems] == ["cursor"]


def test_a_cursor_never_carries_what_an_engine_cannot_take():
    with pytest.raises(Malformed):
        place_of(cursor_of(("a\0b",)), str)


@pytest.mark.parametrize("limit", [-1, 0, MOST + 1])
def test_a_page_is_neither_empty_nor_endless(limit: int):
    with pytest.raises(Malformed, match="1 to 200"):
        checked(limit)


def test_the_last_page_has_no_next_one():
    assert page([1, 2], 2, lambda row: (row,)).next_cursor is None
    assert page([], 2, lambda row: (row,)) == queries.Page(())
    assert page([1, 2, 3], 2, lambda row: (row,)).next_cursor == cursor_of((2,))


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_by_due_hold_every_row_once_and_in_order_on_both_engines(cast: Cast, size: int):
    dice = random.Random(size)
    dues = [dice.choice([None, 1, 2, 3]) for _ in range(20)]
    row = {"definition": "1", "state": "received", "version": 1, "seq": 1, "head": bytes(32)}
    row |= {"force": "f", "queue": "f", "sensitive": False, "created_at": 0, "updated_at": 0, "facts": "{}"}
    with cast.db.transaction() as tx:
        tx.connection.execute(
            METADATA.tables["cases"].insert(),
            [
                row | {"reference": f"C-{n}", "due_at": due, "key_id": "k", "wrapped_key": b"k"}
                for n, due in enumerate(dues)
            ],
        )
    seen: list[tuple[int | None, int]] = []
    cursor = None
    with cast.db.reading() as tx:
        while True:
            after = place_of(cursor, int | None, int)
            query = select(CASES.c.due_at, CASES.c.id)
            rows = by_due(tx, query, CASES.c.due_at, CASES.c.id, after=after, most=size + 1)
            cut = page(rows, size, tuple)
            seen += [(row.due_at, row.id) for row in cut.items]
            if (cursor := cut.next_cursor) is None:
                break
    assert len(seen) == len(dues)
    assert [due for due, _ in seen] == sorted(dues, key=lambda due: (due is None, due or 0))
    assert seen == sorted(seen, key=lambda place: (place[0] is None, place[0] or 0, place[1]))


def test_every_list_turns_its_pages(cast: Cast):
    for _ in range(3):
        cast.case("offered")
    for turn in (
        lambda cursor: queries.case_list(cast.db, cast.lead, cast.at, cursor=cursor, limit=2),
        lambda cursor: queries.offers(cast.db, cast.solicitor, cast.at, cursor=cursor, limit=2),
        lambda cursor: queries.referral_list(cast.db, cast.officer, cast.at, cursor=cursor, limit=2),
    ):
        first = turn(None)
        last = turn(first.next_cursor)
        assert (len(first.items), len(last.items), last.next_cursor) == (2, 1, None)
        references = [item.reference for item in (*first.items, *last.items)]
        assert len(set(references)) == 3


def test_the_newest_referral_is_listed_first(cast: Cast):
    for _ in range(3):
        cast.case("taken")
    listed = queries.referral_list(cast.db, cast.officer, cast.at)
    times = [view.received_at for view in listed.items]
    assert times == sorted(times, reverse=True)
    assert times[-1] == AT
