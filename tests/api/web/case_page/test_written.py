"""What people wrote with a step: sealed in the history, read by those who work on the case, shown once."""

NOTE = 'He reads her letters. <b>"Call" at noon</b>'


def noted(world, who="caseworker"):
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take")
    world.move(who, f"/cases/{case}", "add_note", {"note": NOTE})
    return case


def test_a_note_is_sealed_until_somebody_reads_it(world, caseworker):
    case = noted(world)
    page = caseworker.get(f"/cases/{case}/history")
    assert "letters" not in page.html
    read = page.submit(
        next(words for form in page.forms for words in form.buttons if words.startswith("Read what"))
    )
    assert "He reads her letters." in read.text
    assert "<b>" not in read.html
    assert read.response.headers["cache-control"] == "no-store"
    after = caseworker.get(f"/cases/{case}/history")
    assert "letters" not in after.html
    assert after.text.count("Sealed details were opened") == 1


def test_going_back_to_it_shows_nothing(world, caseworker):
    case = noted(world)
    page = caseworker.get(f"/cases/{case}/written")
    assert page.path == f"/cases/{case}/history"
    assert "letters" not in page.html


def test_entries_that_are_none_are_not_there(world, caseworker, visit):
    case = noted(world)
    for number in ("", "x", "0", "1", "99999999999999999999"):
        assert caseworker.post(f"/cases/{case}/written", {"entry": number}).status == 404
    assert visit("solicitor").post(f"/cases/{case}/written", {"entry": "3"}).status == 404
