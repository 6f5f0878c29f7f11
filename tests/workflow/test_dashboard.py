import math
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import orjson
import pytest

from states.errors import NotFound, NotPermitted
from states.vocabulary import Chart, Role
from tests.workflow.cast import FORCE, HAWTHORN, OTHER_FORCE, Cast
from tests.workflow.tallied import Fate, fill, places
from workflow import counting, dashboard, people
from workflow.counting.changes import INSERT_CHANGE, written
from workflow.counting.reading import SELECT_PENDING
from workflow.dashboard import DEFINITIONS, Cell, Unit, Why, freezing
from workflow.dashboard.figures import wilson
from workflow.dashboard.periods import Grain, after, grain_of, months_between, months_of, period_of, shifted
from workflow.dashboard.publishing import Exact, grains_for, publish
from workflow.dashboard.rules import LEAST, STEP, Bound, Kept
from workflow.dashboard.tables import quantile
from workflow.db import Database, Tx
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.surveys import counts as surveys
from workflow.surveys.counts import Cohort as Asked

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
FIRST, LAST = "2025-09", "2026-10"


@pytest.fixture(scope="module")
def shown(databases, tmp_path_factory) -> Iterator[Cast]:
    """A force of some forty cases a month, published month after month; another has none."""
    url = databases.create("sqlite", migrated=True)
    cast = Cast(Database(url, keys=Keys.create(tmp_path_factory.mktemp("keys") / "keys.json")))
    for force in (FORCE, OTHER_FORCE):
        people.add_force(cast.db, force, force.title())
    random, fates = Random(3), dict[str, list[Fate]]()
    for month in months_between(FIRST, LAST):
        fates[month] = [Fate(random) for _ in range(random.randrange(40, 60))]
        for case in (case for cases in fates.values() for case in cases):
            case.live_on()
        fill(cast.db, places(FORCE, fates))
        made = dashboard.freeze(cast.db, midnight(month))
        assert (made, dashboard.freeze(cast.db, midnight(month))) == (1, 0)
    yield cast
    cast.db.close()
    databases.drop(url)


def midnight(month: str) -> datetime:
    """Return five minutes after the end of a month in London, in winter or summer."""
    day = after(month)
    return datetime(day.year, day.month, day.day, 0, 5, tzinfo=UTC)


def published(cast: Cast, month: str | None = None, **between: str) -> dashboard.Dashboard:
    return dashboard.published(cast.db, cast.analyst, AT, FORCE, month, **between)


# Periods and sums


def test_a_month_belongs_to_one_period_of_each_length():
    for month in months_between("2025-01", "2026-12"):
        for grain in Grain:
            period = period_of(month, grain)
            assert month in months_of(period)
            assert grain_of(period) is grain
    assert months_of("2026-Q4") == ("2026-10", "2026-11", "2026-12")
    assert shifted("2026-01", -1) == "2025-12"
    assert after("2026").isoformat() == "2027-01-01"


def test_the_interval_of_a_share_is_wilsons():
    low, high = wilson(10, 20)
    assert (round(low, 4), round(high, 4)) == (0.2993, 0.7007)
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == pytest.approx(1)


def test_a_quantile_is_the_hour_by_whose_end_that_share_was_over():
    spans = {"4": 5, "40": 4, "400": 1}
    assert (quantile(spans, 0.5), quantile(spans, 0.9), quantile(spans, 1.0)) == (1.0, 10.0, 100.0)
    assert quantile({}, 0.5) is None


# What may be published


def kept(shown: dict[str, int | None], bound: Bound, gone: set[str] | None = None) -> dict[str, int | None]:
    held = Kept({("p", key): count for key, count in shown.items()}, {("p", key) for key in gone or ()}, {})
    held.withhold([bound])
    return {key: count for (_, key), count in held.shown.items()}


def test_what_is_withheld_for_others_is_the_smallest_that_helps_and_stays_so():
    names = {name: ("p", name) for name in ("whole", "a", "b", "small")}
    all_of = Bound(
        (names["whole"],), (names["a"], names["b"], names["small"]), frozenset({names["a"], names["b"]})
    )
    safe = {"whole": 40, "a": 20, "b": 10, "small": None}
    assert kept(safe, all_of) == safe
    # 45 and more are at most 24, 14 and what is small: 7 at the least.
    telling = safe | {"whole": 45}
    assert kept(telling, all_of) == telling | {"b": None}
    assert kept(safe, all_of, gone={"b"}) == safe | {"b": None}


def test_where_no_single_one_helps_the_largest_go_first():
    # Four wholes of at most 14 and one that is small hold parts of 65: 9 of them are small, for certain.
    shown = {"small": None, **{f"whole{number}": 10 for number in range(4)}, "a": 35, "b": 30}
    wholes = tuple(("p", key) for key in shown if key not in "ab")
    parts = (("p", "a"), ("p", "b"))
    assert kept(shown, Bound(parts, wholes, frozenset(parts))) == shown | {"b": None}
    more = shown | {"a": 65, "b": 65}
    assert kept(more, Bound(parts, wholes, frozenset(parts))) == more | {"a": None, "b": None}


@pytest.mark.parametrize(
    ("pace", "grains"),
    [(2, "yy"), (20, "qy"), (50, "my"), (120, "mq"), (400, "mm")],
)
def test_a_force_has_longer_periods_the_fewer_cases_it_has(pace, grains):
    cells = {"accepted": pace, "contacted": pace // 2, "referrals": pace, "contact_24h": pace // 3}

    def exactly(months):
        return {key: count * len(months) for key, count in cells.items()}

    exact = Exact("2025-03", "2026-05", exactly, lambda *_: {}, {"unserved_48h": 0}, {})
    first = grains_for("2025", None, exact)
    assert "".join(grain.value[0] for grain in first) == grains
    sheet = publish(exact, {"2025": first, "2026": first}, None)
    assert sheet.last == "2026-05"
    # The periods follow one another, and those inside the longer ones are whole.
    for periods in (sheet.fine, sheet.coarse):
        months = [month for period in periods for month in months_of(period)]
        assert months == sorted(set(months))
    for period in sheet.coarse:
        assert sheet.inside(period)


@pytest.mark.parametrize(
    ("hours", "reached", "within", "told"),
    [
        # Half of 30 and more were reached in time, at most 14 of them in the first month: the other says the rest.
        (10, 25, (10, 5), False),
        (10, 15, (10, 5), True),
        (10, 15, (10, 10), True),
        # Fewer than half of at most 42 were, and 20 of those in two months.
        (40, 10, (10, 10, 5), False),
        (40, 25, (10, 5), True),
    ],
)
def test_hours_are_not_told_where_they_say_how_many_were_reached_in_time(hours, reached, within, told):
    in_time = dict(zip(("2026-01", "2026-02", "2026-03"), within, strict=False))

    def exactly(months):
        some = reached * len(months)
        kept = sum(in_time[month] for month in months)
        return {"accepted": some, "contacted": some, "referrals": some, "contact_24h": kept}

    spans = {str(hours * 4): 60}
    exact = Exact("2026-01", max(in_time), exactly, lambda *_: spans, {"unserved_48h": 0}, {})
    sheet = publish(exact, {"2026": (Grain.MONTH, Grain.YEAR)}, None)
    assert (sheet.hours["contact"].median is not None) is told
    assert sheet.hours["serve"].median is not None


def test_surveys_are_told_by_year_with_who_was_asked(cast: Cast):
    people.add_force(cast.db, FORCE, "Cambridgeshire")
    cast.case()
    told = {"invited": 40, "answered": 20}
    answers = {"abuse_since": "stopped", "felt_safety": "safer", "told": "never", "solicitor": "none_had"}
    with cast.db.transaction() as tx:
        for item, times in told.items():
            surveys.add(tx, Asked(FORCE, "2026-10", "first"), [(item, "link")] * times)
        for item, code in answers.items():
            surveys.add(tx, Asked(FORCE, "2026-10", "first"), [(item, code)] * 20)
        surveys.add(tx, Asked(FORCE, "2026-10", "second"), [("invited", "link")] * 30)
    board = dashboard.live(cast.db, cast.lead, cast.at, "force", FORCE, first="2026-01", last="2026-11")
    assert board.figure("survey_invited").value == 40
    assert board.figure("survey_response").value == 0.5
    assert board.figure("survey_abuse_since").value == board.figure("survey_felt_safety").value == 1
    assert board.figure("survey_told").value == 0
    assert board.figure("survey_solicitor").why is Why.NOTHING
    dashboard.freeze(cast.db, datetime(2026, 12, 1, 1, tzinfo=UTC))
    shown = dashboard.published(cast.db, cast.analyst, cast.at, FORCE)
    assert shown.figure("survey_response").value == 0.5
    assert shown.figure("survey_told").why is Why.PROTECTS


def test_every_published_count_is_a_multiple_of_five_from_ten_on(shown):
    board = published(shown)
    cells = [cell for series in board.series for cell in series.cells.values()]
    cells += [cell for split in board.splits for cell in split.cells.values()]
    cells += [cell for cohort in board.cohorts for cell in cohort.cells.values()]
    cells += [cell for figure in board.figures for cell in (figure.numerator, figure.denominator) if cell]
    told = [cell.value for cell in cells if cell.value is not None]
    assert len(told) > 50
    assert all(value >= LEAST and value % STEP == 0 for value in told)
    assert all(cell.why is Why.PROTECTS for cell in cells if cell.value is None)


def test_a_share_is_made_of_the_numbers_beside_it(shown):
    shares = [
        figure for figure in published(shown).figures if figure.value is not None and figure.denominator
    ]
    assert len(shares) >= 6
    for figure in shares:
        assert figure.numerator
        assert figure.denominator
        assert figure.denominator.value
        assert figure.value == (figure.numerator.value or 0) / figure.denominator.value
        assert (figure.low or 0) <= figure.value <= (figure.high or 0)
        assert figure.periods


def test_what_was_published_never_changes(shown):
    before = published(shown, "2026-09")
    kept = Counter({("force", FORCE, "2026-09", "reached", "received"): 500})
    with shown.db.transaction() as tx:
        counting.folding.add(tx, kept)
    assert dashboard.freeze(shown.db, midnight("2026-09")) == 0
    assert published(shown, "2026-09") == before


@pytest.mark.both
def test_a_snapshot_misses_nothing_that_is_folded_while_it_is_made(postgres_database, monkeypatch):
    cast, place = Cast(postgres_database), ("force", FORCE, "2026-09", "reached", "received")
    people.add_force(cast.db, FORCE, "Cambridgeshire")
    fill(cast.db, Counter({place: 500}))
    with cast.db.transaction() as tx:
        tx.write(INSERT_CHANGE, changes=written({place: 100}))
    # A step may append after the fold that every freezing begins with.
    monkeypatch.setattr(freezing, "fold_all", lambda _: None)
    plain = Tx.rows

    def rows(tx: Tx, statement: Prepared, **values: Any) -> Any:
        if statement is SELECT_PENDING:
            with ThreadPoolExecutor(1) as other:
                assert other.submit(counting.fold, cast.db).result() == 1
        return plain(tx, statement, **values)

    monkeypatch.setattr(Tx, "rows", rows)
    assert dashboard.freeze(cast.db, midnight("2026-09")) == 1
    (sheet,) = (orjson.loads(row["published"]) for row in cast.rows("snapshots"))
    assert sheet["fine"]["2026-09"]["accepted"] == 600


def test_a_month_is_published_once_it_has_ended_in_london(cast: Cast):
    people.add_force(cast.db, FORCE, "Cambridgeshire")
    cast.at = datetime(2026, 5, 20, 10, tzinfo=UTC)
    cast.case()
    # Half past eleven at night of the last of May in UTC is June in London.
    assert dashboard.freeze(cast.db, datetime(2026, 5, 31, 22, 30, tzinfo=UTC)) == 0
    assert dashboard.freeze(cast.db, datetime(2026, 5, 31, 23, 30, tzinfo=UTC)) == 1
    assert dashboard.freeze(cast.db, datetime(2026, 6, 2, tzinfo=UTC)) == 0
    assert dashboard.snapshots(cast.db, cast.analyst, AT, FORCE) == ("2026-05",)


def test_periods_that_have_begun_stay_as_long_as_they_were(shown):
    grains = [orjson.loads(row["published"])["grains"] for row in shown.rows("snapshots")]
    for earlier, later in pairwise(grains):
        assert earlier.items() <= later.items()
    assert set(grains[-1]) == {"2025", "2026"}


def test_a_range_of_months_shows_nothing_that_the_snapshot_does_not(shown):
    whole, part = published(shown), published(shown, first="2026-01", last="2026-06")
    assert part.month == "2026-06"
    cut = published(shown, first="2026-03")
    assert cut.month == whole.month
    (all_of, of_cut) = (next(s for s in board.series if s.key == "accepted") for board in (whole, cut))
    assert of_cut.cells.items() < all_of.cells.items()
    assert min(of_cut.cells) >= "2026-03"
    assert {cohort.period for cohort in cut.cohorts} <= {cohort.period for cohort in whole.cohorts}


def test_a_cohort_is_mature_ninety_days_after_its_period(shown):
    ages = {cohort.period: (cohort.age_days, cohort.mature) for cohort in published(shown).cohorts}
    assert all(mature == (age >= 90) for age, mature in ages.values())
    assert {mature for _, mature in ages.values()} == {True, False}


# Who sees what


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ANALYST, Role.AUDITOR, Role.LEAD)]
)
def test_published_numbers_are_for_analysts_auditors_and_leads(shown, role):
    actor = next((who for who in shown.everybody if who.role == role), None)
    if actor is not None:
        with pytest.raises(NotPermitted):
            dashboard.published(shown.db, actor, AT, FORCE)


def test_an_analyst_sees_no_other_force_and_learns_nothing_of_it(shown):
    for ask in (dashboard.published, dashboard.snapshots):
        with pytest.raises(NotFound):
            ask(shown.db, shown.analyst, AT, OTHER_FORCE)
    assert dashboard.published_forces(shown.db, shown.analyst, AT) == ((FORCE, FORCE.title()),)


def test_an_auditor_reads_any_force_and_leaves_an_entry(shown):
    before = len(shown.rows("entries", stream="access"))
    assert dashboard.published(shown.db, shown.auditor, AT, FORCE) == published(shown)
    (entry,) = shown.rows("entries", stream="access")[before:]
    assert (entry["event"], entry["role"]) == ("read", "auditor")


def test_what_was_not_published_is_not_found(shown):
    for force, month in ((FORCE, "2024-01"), (OTHER_FORCE, None), ("nowhere", None)):
        with pytest.raises(NotFound):
            dashboard.published(shown.db, shown.auditor, AT, force, month)


def test_live_numbers_are_for_leads_alone(shown):
    for actor in shown.everybody:
        if actor.role is not Role.LEAD:
            with pytest.raises(NotPermitted):
                dashboard.live(shown.db, actor, AT, first=FIRST, last=LAST)
            with pytest.raises(NotPermitted):
                dashboard.counted_places(shown.db, actor, AT, "force")
    for scope, code in (("force", "nowhere"), ("firm", "nowhere"), ("officer", "P-1")):
        with pytest.raises(NotFound):
            dashboard.live(shown.db, shown.lead, AT, scope, code, first=FIRST, last=LAST)


# Live, of real cases


def test_a_lead_sees_exact_numbers_of_all_of_a_force_and_of_a_firm(cast: Cast):
    people.add_force(cast.db, FORCE, "Cambridgeshire")
    cast.case("order_sought")
    cast.case("contacted", flags=["suspect_released"])
    board = dashboard.live(cast.db, cast.lead, cast.at, "force", FORCE, first="2026-11", last="2026-11")
    told = {figure.key: figure for figure in board.figures}
    assert (board.live, board.name, board.month) == (True, "Cambridgeshire", None)
    assert (told["accepted"].value, told["contacted"].value, told["filed"].value) == (2, 1.0, 1.0)
    assert told["released_contacted"].value == 1.0
    assert told["served"].why is Why.NOTHING
    assert 0 < (told["contact_median"].value or 0) <= 1
    states = next(split for split in board.splits if split.key == "states").cells
    assert states == {"order_sought": Cell(1), "contacted": Cell(1)}
    firm = dashboard.live(cast.db, cast.lead, cast.at, "firm", HAWTHORN, first="2026-11", last="2026-11")
    assert firm.figure("accepted").value == 1
    assert "referrals" not in {figure.key for figure in firm.figures}
    with pytest.raises(KeyError):
        firm.figure("referrals")
    everything = dashboard.live(cast.db, cast.lead, cast.at, first="2026-11", last="2026-11")
    assert everything.figure("accepted").value == 2
    assert dashboard.counted_places(cast.db, cast.lead, cast.at, "firm") == ()
    counting.fold(cast.db)
    assert dashboard.counted_places(cast.db, cast.lead, cast.at, "firm") == ((HAWTHORN, HAWTHORN.title()),)


def test_an_order_that_waits_two_days_for_its_service_is_counted_until_it_is_served(cast: Cast):
    case = cast.case("order_sought")
    order = cast.order(case)
    cast.move(cast.solicitor, "make_order", order)
    for hours, waiting in ((47, 0), (49, 1)):
        at = cast.at + timedelta(hours=hours)
        for scope, code in (("all", ""), ("force", FORCE), ("firm", HAWTHORN)):
            people.add_force(cast.db, FORCE, "Cambridgeshire")
            board = dashboard.live(cast.db, cast.lead, at, scope, code, first="2026-11", last="2026-11")
            assert board.figure("unserved_48h").value == waiting
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    board = dashboard.live(cast.db, cast.lead, cast.at + timedelta(hours=50), first="2026-11", last="2026-11")
    assert board.figure("unserved_48h").value == 0


def test_every_figure_is_defined_and_says_what_it_is_taken_of(shown):
    board = published(shown)
    live = dashboard.live(shown.db, shown.lead, AT, first=FIRST, last=LAST)
    keys = {figure.key for figure in board.figures}
    assert keys < {figure.key for figure in live.figures} <= set(DEFINITIONS)
    for figure in live.figures:
        what = DEFINITIONS[figure.key]
        assert what.unit is figure.unit
        assert (what.of is not None) == (figure.unit is Unit.RATE)
        assert what.how[-1] + what.suppression[-1] == ".."
    assert not math.isnan(sum(figure.value or 0 for figure in live.figures))
