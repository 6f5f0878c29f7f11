"""Hearings leave as a calendar file that names nobody, and that any calendar reads."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from api.web.presenters.calendar import Hearing, hearings, written

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def lines(*found: Hearing) -> list[str]:
    content = written(found, AT).decode()
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    return content.split("\r\n")


def test_the_file_of_a_case_names_the_order_and_the_court_alone(world, visit):
    case, order = world.sought()
    solicitor = visit("solicitor")
    assert solicitor.get(f"/cases/{case}/hearings.ics").status == 404
    assert "calendar file" not in solicitor.get(f"/cases/{case}/orders").text
    world.move("solicitor", f"/orders/{order}", "list_hearing", {"hearing_at": "2026-12-10T14:00:00Z"})
    page = solicitor.get(f"/cases/{case}/orders")
    answer = solicitor.get(page.links["Hearings as a calendar file, without names"]).response
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="dates.ics"'
    assert answer.headers["cache-control"] == "no-store"
    assert f"SUMMARY:Hearing {order}\r\n" in answer.text
    assert "DTSTART:20261210T140000Z\r\n" in answer.text
    for named in ("Anna", "Brian", case, "molest", "abuse"):
        assert named not in answer.text
    # The same hearing has the same name in the next file: a calendar replaces it.
    again = solicitor.get(f"/cases/{case}/hearings.ics").response
    assert [line for line in again.text.split("\r\n") if line.startswith("UID")] == [
        line for line in answer.text.split("\r\n") if line.startswith("UID")
    ]
    # A firm that gave the case back still owes the court this hearing.
    world.move("solicitor", f"/cases/{case}", "release_firm", {"reason": "no capacity"})
    assert solicitor.get(f"/cases/{case}/hearings.ics").status == 200
    assert visit("officer").get(f"/cases/{case}/hearings.ics").status == 403


def test_a_day_without_an_hour_is_a_whole_day():
    said = lines(Hearing("O-7KQ29MXD", "Return day", "Leeds", "2026-12-31"))
    assert "DTSTART;VALUE=DATE:20261231" in said
    assert "DTEND;VALUE=DATE:20270101" in said
    assert not [line for line in said if line.startswith("DURATION")]


def test_what_stands_in_a_court_begins_no_line_and_no_value_of_its_own():
    said = lines(Hearing("O-7KQ29MXD", "Hearing", "Leeds; a, b\\c\r\nSUMMARY:x", "2026-12-10"))
    assert "LOCATION:Leeds\\; a\\, b\\\\c\\nSUMMARY:x" in said
    assert len([line for line in said if line.startswith("SUMMARY")]) == 1


@pytest.mark.parametrize("court", ["é" * 200, "x" * 64, "x" * 65, "x" * 66, "a€𝄞" * 40])
def test_long_lines_go_on_in_the_next_one_and_come_back_whole(court):
    said = lines(Hearing("O-7KQ29MXD", "Hearing", court, "2026-12-10"))
    assert max(len(line.encode()) for line in said) <= 75
    assert f"LOCATION:{court}" in "\r\n".join(said).replace("\r\n ", "").split("\r\n")


def test_only_what_is_still_to_come_is_in_it_the_first_one_first():
    def order(reference, hearing_at=None, return_day=None, clocks=("hearing",)):
        return SimpleNamespace(
            reference=reference,
            court="Leeds",
            hearing_at=hearing_at,
            return_day=return_day,
            clocks=dict.fromkeys(clocks),
        )

    found = hearings(
        [
            order("O-00000001", "2026-12-10T14:00:00Z", "2026-12-07"),
            order("O-00000002", "2026-11-21"),
            order("O-00000003", "2026-11-22"),
            # Its result is recorded: nobody waits for it.
            order("O-00000004", "2026-12-01", clocks=()),
        ],
        AT,
    )
    assert [(one.reference, one.which) for one in found] == [
        ("O-00000003", "Hearing"),
        ("O-00000001", "Return day"),
        ("O-00000001", "Hearing"),
    ]
