"""The contact log and the messages of a case."""


def test_an_attempt_is_logged_in_three_taps(world, caseworker):
    case = world.contacted()
    page = caseworker.get(f"/cases/{case}/contact")
    done = page.submit("Save attempt", result="no_answer")
    assert "The attempt is logged." in done.text
    log = caseworker.get(f"/cases/{case}/contact")
    assert "Nobody answered" in log.text
    assert "By phone" in log.text
    # A second press of the same form.
    page.submit("Save attempt", result="no_answer")
    assert caseworker.get(f"/cases/{case}/contact").text.count("Nobody answered") == 2


def test_an_attempt_without_a_result_says_what_is_missing(world, caseworker):
    case = world.contacted()
    page = caseworker.get(f"/cases/{case}/contact").submit("Save attempt")
    assert page.status == 422
    assert "There is a problem" in page.text


def test_a_note_of_an_attempt_stays_sealed_in_the_log(world, caseworker):
    case = world.contacted()
    page = caseworker.get(f"/cases/{case}/contact")
    page.submit("Save attempt", result="not_safe_to_talk", note="He was in the room")
    for tab in ("/contact", "/history"):
        shown = caseworker.get(f"/cases/{case}{tab}")
        assert "He was in the room" not in shown.html
        assert "sealed" in shown.text


def test_the_rules_of_contact_change_what_the_card_says(world, caseworker):
    case = world.contacted()
    world.move("caseworker", f"/cases/{case}", "set_safety", {"safety": "unsafe"})
    page = caseworker.get(f"/cases/{case}/contact")
    assert "Do not contact her: it is not safe." in page.text
    assert "I am about to call her" not in page.text
    assert "No, it is not safe" in page.text.partition("The rules for contact were set")[2]


def test_the_exact_words_show_to_who_answers_for_them_and_are_on_the_trail(world, visit, caseworker, clock):
    case = world.contacted()
    (notice, *_) = world.get("caseworker", f"/cases/{case}/notices").json()["items"]
    page = caseworker.get(f"/cases/{case}/notices")
    words = caseworker.post(f"/cases/{case}/words", {"notice": notice["reference"]})
    assert words.status == 200
    assert notice["reference"] in words.text
    assert "Read the exact words" not in visit("other_caseworker").get(f"/cases/{case}/notices").text
    refused = visit("other_caseworker").post(f"/cases/{case}/words", {"notice": notice["reference"]})
    assert refused.status == 403
    elsewhere = world.case()
    assert caseworker.post(f"/cases/{elsewhere}/words", {"notice": notice["reference"]}).status == 404
    assert caseworker.get(f"/cases/{case}/words").path == f"/cases/{case}/notices"
    assert page.status == 200
    assert visit("solicitor").post(f"/cases/{case}/words", {"notice": notice["reference"]}).status == 404


def test_a_refused_attempt_stands_in_the_history_with_its_reason(world, caseworker):
    case = world.contacted()
    world.post("caseworker", f"/cases/{case}/events", {"event": "lose_contact", "payload": {"reason": "x"}})
    page = caseworker.get(f"/cases/{case}/history")
    assert "Refused: Contact with her was lost" in page.text
    assert "Nothing was done, because" in page.text
    every = page.follow("With the way of each message")
    assert "A message" in every.text
    assert "A message" not in every.follow("Without the way of each message").text


def test_a_number_that_leads_to_a_stranger_is_not_offered_again(world, caseworker):
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take")
    page = caseworker.get(f"/cases/{case}/contact")
    assert "show her number" in page.text
    page.submit("Save attempt", result="wrong_number")
    page = caseworker.get(f"/cases/{case}/contact")
    assert "Do not call it again before it is put right." in page.text
    assert "show her number" not in page.text
    assert "Her number leads to somebody else" in caseworker.get(f"/cases/{case}").text


def test_a_call_back_wants_its_hour(world, caseworker):
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take")
    page = caseworker.get(f"/cases/{case}/contact").submit("Save attempt", result="call_back_agreed")
    assert page.status == 422
    assert "Enter when she is to be called back" in page.text
