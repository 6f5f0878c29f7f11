"""The court of a case is found without an address in an address, and by her postcode without showing it."""

ADDRESS = {"lines": ["Elm Cottage"], "postcode": "CB1 1AA"}


def hers(world):
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take", {})
    world.move("caseworker", f"/cases/{case}", "update_details", {"survivor": {"address": ADDRESS}})
    return case


def test_a_court_is_found_by_council_with_its_address_and_region(world, visit, courts):
    case = world.case()
    page = visit("caseworker").get(f"/cases/{case}/court")
    found = page.submit("Find the court", council="ashby")
    assert found.path == f"/cases/{case}/court"
    for said in ("Ashby Family Court", "1 High Street, AB1 1AB", "Midlands"):
        assert said in found.text
    assert "ashby" not in found.path
    assert "The list names no such council" in page.submit("Find the court", council="Nowhere").text
    wrong = page.submit("Find the court", council="", area="CB1 1AA")
    assert (wrong.status, wrong.links[wrong_area()]) == (422, "#area")
    closed = page.submit("Find the court", council="", area="CB1")
    assert "The list calls this court closed" in closed.text
    assert page.submit("Find the court").status == 422


def wrong_area() -> str:
    return "Give the first half of a postcode alone, such as CF81 or EX: never the whole postcode"


def test_her_postcode_finds_the_court_and_is_shown_to_nobody(world, visit, courts):
    case = hers(world)
    page = visit("caseworker").get(f"/cases/{case}/court")
    found = page.submit("Find the court by her postcode")
    assert "Elm Court" in found.text
    assert "CB1" not in found.html
    assert "Elm Cottage" not in found.html
    entries = world.get("auditor", f"/cases/{case}/history", limit=200).json()["items"]
    assert "reveal" in {entry["event"] for entry in entries}
    # A lead whose case it is not is not offered it, and gets nothing by asking.
    lead = visit("lead")
    assert "Find the court by her postcode" not in lead.get(f"/cases/{case}/court").text
    assert lead.post(f"/cases/{case}/court", {"by": "address"}).status == 403


def test_without_a_list_the_page_says_how_one_comes(world, visit):
    page = visit("caseworker").get("/courts")
    assert "No list of courts was imported yet" in page.submit("Find the court", council="Ashby").text
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take", {})
    detail = {"survivor": {"address": {"lines": ["x"], "postcode": "ZZ"}}}
    world.move("caseworker", f"/cases/{case}", "update_details", detail)
    page = visit("caseworker").get(f"/cases/{case}/court").submit("Find the court by her postcode")
    assert "No list of courts was imported yet" in page.text


def test_anybody_who_works_on_cases_asks_without_a_case(visit, courts):
    assert "Ashby Family Court" in visit("solicitor").post("/courts", {"council": "ash"}).text
    lead = visit("lead")
    assert "Elm Court" in lead.post("/courts", {"area": "CB"}).text
    assert "names no court" in lead.post("/courts", {"area": "ZZ"}).text
    # A whole postcode is somebody's, and must stand in no address: nothing is read from one.
    assert "Elm Court" not in lead.get("/courts?area=CB").text
    assert visit("officer").get("/courts").status == 403


def test_programs_ask_by_one_of_the_two(world, courts):
    (found,) = world.get("caseworker", "/courts", council="ash").json()["items"]
    assert found["court"] == {
        "code": "100001",
        "name": "Ashby Family Court",
        "address": "1 High Street, AB1 1AB",
        "area": "Ashby",
        "region": "Midlands",
        "open": True,
    }
    (found,) = world.get("solicitor", "/courts", postcode_area="CB1").json()["items"]
    assert (found["council"], found["only"]) == ("Elm Borough", ["CB"])
    assert world.get("caseworker", "/courts").status_code == 422
    assert world.get("caseworker", "/courts", council="a", postcode_area="CB").status_code == 422
    assert world.get("caseworker", "/courts", postcode_area="CB1 1AA").status_code == 422
    assert world.get("officer", "/courts", council="ash").status_code == 403


def test_the_form_of_an_application_suggests_the_courts_that_are_open(world, visit, courts):
    case = world.assigned()
    page = visit("solicitor").get(f"/cases/{case}/events/seek_order")
    assert '<option value="Ashby Family Court">' in page.html
    assert "Elm Court" not in page.html
    assert 'list="orders-0-court-list"' in page.html
