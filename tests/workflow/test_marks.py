from workflow.marks import MADE_BY_DEMO, mark, set_mark


def test_a_database_says_nothing_of_itself_until_it_is_told(database):
    assert mark(database, MADE_BY_DEMO) is None
    set_mark(database, MADE_BY_DEMO, "1")
    assert mark(database, MADE_BY_DEMO) == "1"


def test_what_it_says_may_change(database):
    set_mark(database, MADE_BY_DEMO, "1")
    set_mark(database, MADE_BY_DEMO, "2")
    assert mark(database, MADE_BY_DEMO) == "2"
