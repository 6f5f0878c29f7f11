"""Who comes to what: the same question by everybody, and "not found" in the same words for what is not theirs."""

import pytest

from tests.api.test_doors import is_problem
from tests.api.world import FIRM, World

NOBODY = "00000000"


@pytest.fixture
def sought(world: World) -> dict[str, str]:
    """One case before the court, by every reference that leads to it."""
    referral = world.refer()
    case, order = world.sought()
    (notice, *_) = world.get("lead", f"/cases/{case}/notices").json()["items"]
    (offer, *_) = world.get("lead", f"/cases/{case}").json()["offers"]
    return {
        "referral": referral,
        "case": case,
        "order": order,
        "offer": offer["reference"],
        "notice": notice["reference"],
    }


READS = [
    ("case", "/cases/{}"),
    ("case", "/cases/{}/orders"),
    ("case", "/cases/{}/notices"),
    ("case", "/cases/{}/history"),
    ("case", "/cases/{}/history?at=2026-11-23T10:00:00Z"),
    ("notice", "/notices/{}/words"),
    ("referral", "/referrals/{}"),
]
WRITES = [
    ("case", "/cases/{}/events", {"event": "add_note", "payload": {"note": "x"}}),
    ("case", "/cases/{}/events?dry_run=true", {"event": "add_note", "payload": {"note": "x"}}),
    ("case", "/cases/{}/offers", {"firm": FIRM}),
    ("case", "/cases/{}/approvals", {"event": "record_death", "version": 1}),
    ("case", "/cases/{}/reveal", {"fields": ["survivor.phone"], "purpose": "to call her"}),
    (
        "referral",
        "/cases/{}/events",
        {"event": "add_incident", "payload": {"occurred_at": "2026-11-22T00:00:00Z"}},
    ),
    ("offer", "/offers/{}/events", {"event": "accept"}),
    ("order", "/orders/{}/events", {"event": "list_hearing", "payload": {"hearing_at": "2026-12-01"}}),
    ("notice", "/notices/{}/events", {"event": "cancel", "payload": {}}),
]
#: Who has nothing to do with that case.
STRANGERS = ("other_officer", "other_solicitor", "analyst", "administrator")


def missing(reference: str) -> str:
    return f"{reference[0]}-{NOBODY}"


@pytest.mark.parametrize("who", STRANGERS)
def test_what_is_not_theirs_is_not_found_in_the_words_of_what_is_not_there(world, sought, who):
    for kind, path in READS:
        theirs = world.get(who, path.format(sought[kind]))
        none = world.get(who, path.format(missing(sought[kind])))
        assert theirs.status_code == 404, (path, theirs.text)
        assert (theirs.json(), dict(theirs.headers)) == (none.json(), dict(none.headers)), path
    for kind, path, body in WRITES:
        theirs = world.post(who, path.format(sought[kind]), body)
        none = world.post(who, path.format(missing(sought[kind])), body)
        assert theirs.status_code == 404, (path, theirs.text)
        assert theirs.json() == none.json(), path


def test_a_referrer_learns_nothing_by_the_reference_of_a_case(world):
    referral = world.refer()
    case = world.get("lead", "/cases").json()["items"][0]["reference"]
    for path in (f"/cases/{case}", f"/cases/{case}/history", f"/cases/{case}/orders"):
        is_problem(world.get("officer", path), "not-found", 404)
    told = world.get("officer", f"/cases/{referral}").json()
    assert (told["reference"], told["sight"]) == (referral, "status")
    assert case not in str(told)
    assert case not in world.get("officer", f"/referrals/{referral}").text


def test_a_referrer_is_answered_by_the_referral_alone(world):
    referral = world.refer()
    (item,) = world.get("lead", "/cases").json()["items"]
    seen = world.get("officer", f"/referrals/{referral}").json()
    payload = {"occurred_at": "2026-11-22T00:00:00Z"}
    told = world.move("officer", f"/cases/{referral}", "add_incident", payload, version=seen["version"])
    assert told["reference"] == referral
    assert (told["notices"], told["clocks"], told["created"]) == ([], {}, [])
    assert told["state"] == "received"
    after = world.get("officer", f"/referrals/{referral}").json()
    assert told["version"] == after["version"] != seen["version"]
    assert item["reference"] not in str(told)


def test_an_old_token_of_a_referrer_is_stale_and_tells_nothing(world):
    referral = world.refer()
    old = world.get("officer", f"/referrals/{referral}").json()["version"]
    payload = {"occurred_at": "2026-11-22T00:00:00Z"}
    world.move("officer", f"/cases/{referral}", "add_incident", payload, version=old)
    for version in (old, "none", 1):
        body = {"event": "add_incident", "payload": payload, "version": version}
        answer = world.post("officer", f"/cases/{referral}/events", body)
        is_problem(answer, "stale", 409)
        assert answer.json()["changes"] == []
        assert answer.json()["possible"] is True


def test_an_officer_lists_their_own_referrals_and_nobody_elses(world):
    mine = [world.refer() for _ in range(3)]
    page = world.get("officer", "/referrals", limit=2).json()
    rest = world.get("officer", "/referrals", limit=2, cursor=page["next"]).json()
    assert [item["reference"] for item in page["items"] + rest["items"]] == mine[::-1]
    assert rest["next"] is None
    assert world.get("other_officer", "/referrals").json()["items"] == []
    is_problem(world.get("caseworker", "/referrals"), "not-permitted", 403)


def test_a_case_is_named_to_those_who_may_see_it_alone(world):
    from tests.api.world import referral

    assert "case" not in world.post("officer", "/referrals", referral(), key="a").json()
    assert world.post("caseworker", "/referrals", referral(), key="a").json()["case"].startswith("C-")


@pytest.mark.parametrize("who", ["solicitor", "analyst", "auditor", "administrator"])
def test_who_may_not_refer_is_told_so(world, who):
    from tests.api.world import referral

    is_problem(world.post(who, "/referrals", referral(), key="a"), "not-permitted", 403)


def test_an_officer_of_another_force_may_not_refer_to_this_one(world):
    from tests.api.world import referral

    is_problem(world.post("other_officer", "/referrals", referral(), key="a"), "not-permitted", 403)


def test_a_firm_sees_an_offer_without_her_and_after_declining_nothing(world):
    case, offer = world.offered()
    (shown,) = world.get("solicitor", "/offers").json()["items"]
    assert shown["reference"] == offer
    assert shown["case"] is None
    assert case not in str(shown)
    assert "Anna" not in str(shown)
    is_problem(world.get("solicitor", f"/cases/{case}/history"), "not-permitted", 403)
    told = world.move("solicitor", f"/offers/{offer}", "decline", {"reason": "capacity"})
    assert (told["state"], told["version"], told["notices"], told["clocks"]) == (None, None, [], {})
    assert world.get("solicitor", "/offers").json()["items"] == []
    is_problem(world.get("solicitor", f"/cases/{case}"), "not-found", 404)


def test_a_firm_that_acts_sees_its_case_and_what_concerns_it(world):
    case, order = world.sought()
    told = world.move("solicitor", f"/orders/{order}", "list_hearing", {"hearing_at": "2026-12-01"})
    assert told["reference"] == order
    assert all(notice["recipient"] == "firm" for notice in told["notices"])
    view = world.get("solicitor", f"/cases/{case}").json()
    assert view["sight"] == "case"
    assert [one["reference"] for one in view["orders"]] == [order]


def test_an_auditor_reads_and_moves_nothing(world, sought):
    for kind, path in READS:
        assert world.get("auditor", path.format(sought[kind])).status_code == 200, path
    for kind, path, body in WRITES:
        answer = world.post("auditor", path.format(sought[kind]), body)
        assert answer.status_code in {403, 404}, (path, answer.text)


def test_only_the_owner_opens_how_to_reach_her(world):
    case = world.contacted()
    body = {"fields": ["survivor.phone"], "purpose": "to call her back"}
    opened = world.post("caseworker", f"/cases/{case}/reveal", body)
    assert opened.json()["fields"]["survivor.phone"].startswith("07700 9")
    is_problem(world.post("other_caseworker", f"/cases/{case}/reveal", body), "not-permitted", 403)
    entries = world.get("lead", f"/cases/{case}/history").json()["items"]
    assert "reveal" in {entry["event"] for entry in entries}
    assert "call her back" not in str(entries)


@pytest.mark.parametrize("who", ["officer", "analyst", "administrator", "auditor"])
def test_tasks_are_for_those_who_work_on_cases(world, who):
    is_problem(world.get(who, "/tasks"), "not-permitted", 403)


def test_tasks_and_cases_are_listed_in_pages_that_follow_each_other(world):
    cases = {world.case() for _ in range(3)}
    for path in ("/cases", "/tasks"):
        seen, cursor = [], None
        while True:
            page = world.get("caseworker", path, limit=2, **({"cursor": cursor} if cursor else {})).json()
            seen += [item["reference"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert len(seen) == len(set(seen))
        if path == "/cases":
            assert set(seen) == cases


def test_a_list_of_cases_is_narrowed(world, clock):
    mine = world.contacted()
    other = world.case()
    owner = world.get("caseworker", f"/cases/{mine}").json()["facts"]["owner"]

    def listed(**narrowed: str):
        return {item["reference"] for item in world.get("caseworker", "/cases", **narrowed).json()["items"]}

    assert listed() == {mine, other}
    assert listed(state="contacted") == {mine}
    assert listed(owner=owner) == {mine}
    assert listed(due_before="2026-11-25T00:00:00Z") == {other}
