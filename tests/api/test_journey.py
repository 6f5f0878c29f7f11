import time

from tests.api.world import World


def test_a_referral_comes_to_an_order_that_protects_her_and_is_closed(world: World, clock):
    referral = world.refer()
    case, order = world.sought()
    on = f"/orders/{order}"
    world.move("solicitor", on, "list_hearing", {"hearing_at": "2026-12-01"})
    # What is on its way when a week passes is in doubt.
    delivered(world, case)
    clock.on(days=8)
    made = {"made_on": "2026-12-01", "expires_on": "2027-11-30"}
    assert world.move("solicitor", on, "make_order", made)["event"] == "make_order"
    served = {"served_on": "2026-12-01", "served_by": "process_server", "proof": "statement on file"}
    world.move("solicitor", on, "serve", served)
    world.move("solicitor", on, "send", {})
    world.move("solicitor", on, "acknowledge", {})
    (shown,) = world.get("caseworker", f"/cases/{case}/orders").json()["items"]
    assert (shown["state"], shown["service"], shown["police_copy"]) == ("made", "served", "acknowledged")
    assert shown["protected_at"] is not None
    outcome = world.move("solicitor", f"/cases/{case}", "record_outcome", {"note": "Made."})
    assert outcome["state"] == "outcome"
    assert world.get("caseworker", f"/cases/{case}").json()["facts"]["disposition"] == "order_made"

    refused = world.post("caseworker", f"/cases/{case}/events", {"event": "close"})
    assert refused.status_code == 409
    delivered(world, case)
    clock.on(days=370)
    world.move("caseworker", on, "end", {"reason": "expired"})
    close(world, case)
    assert world.get("caseworker", f"/cases/{case}").json()["state"] == "closed"
    assert world.get("officer", f"/referrals/{referral}").json()["status"] == "received"
    history = world.get("auditor", f"/cases/{case}/history", limit=200).json()["items"]
    assert [entry["seq"] for entry in history] == list(range(1, len(history) + 1))
    assert all(entry["hash"] for entry in history)


def test_two_officers_refer_the_same_woman_and_neither_learns_of_it(world: World):
    from tests.api.world import referral

    sent = referral()
    first = world.post("officer", "/referrals", sent, key="first").json()
    again = world.post("officer", "/referrals", sent, key="again").json()
    assert first.keys() == again.keys() == {"reference", "receipt"}
    assert first["reference"] != again["reference"]
    assert len(world.get("lead", "/cases").json()["items"]) == 1


def test_her_consent_withdrawn_the_firm_keeps_its_duties_and_loses_her(world: World):
    case, order = world.sought()
    assert world.get("solicitor", f"/cases/{case}").json()["details"]
    world.move(
        "caseworker", f"/cases/{case}", "withdraw_consent", {"under_pressure": "no", "asked_safely": True}
    )
    view = world.get("solicitor", f"/cases/{case}").json()
    assert view["sight"] == "duties"
    assert (view["facts"], view["details"], view["may_reveal"]) == ({}, {}, [])
    assert [one["reference"] for one in view["orders"]] == [order]
    body = {"fields": ["survivor.name"], "purpose": "to write to her"}
    assert world.post("solicitor", f"/cases/{case}/reveal", body).status_code == 403


def close(world: World, case: str) -> None:
    """Close a case once nothing is on its way: clocks that ran out meanwhile still tell people of it."""
    for _ in range(100):
        delivered(world, case)
        answer = world.post("caseworker", f"/cases/{case}/events", {"event": "close"})
        if answer.status_code == 200:
            return
        assert answer.json()["refusals"][0]["guard"] == "no_notice_moves", answer.text
    raise AssertionError(case)


def delivered(world: World, case: str) -> None:
    """Wait until nothing is on its way."""
    moving = {"planned"}
    for _ in range(200):
        notices = world.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]
        moving = {notice["state"] for notice in notices} & {"planned", "sending", "in_doubt"}
        if not moving:
            break
        time.sleep(0.05)
    assert not moving
