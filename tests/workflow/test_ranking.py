"""Firms are ranked by what is known of them, each with its reasons; what is not known excludes nobody."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from workflow.panel.offering import Factor, Firm, Matter, Weighs
from workflow.panel.places import Origin, Position, Site, about, centres, miles, origin_of, rounded
from workflow.panel.ranking import LEAST, WINDOW, Ranking, load_of, rank
from workflow.panel.scoring import BANDS, RULES

CAMBRIDGE, ELY = Position(52.2053, 0.1218), Position(52.3981, 0.2623)
LONDON, LEEDS = Position(51.5072, -0.1276), Position(53.8008, -1.5491)
HERE = Matter(Origin("CB1", "CB"), "CB1", CAMBRIDGE)


def firm(code: str = "hart", **known: object) -> Firm:
    return Firm(code, code.capitalize(), **{"days": 400.0, **known})  # type: ignore[arg-type]


def order(*firms: Firm, matter: Matter = HERE) -> list[str]:
    return [one.code for one in rank(firms, matter).order]


def says(found: Ranking, factor: Factor) -> tuple[Weighs, str] | None:
    reasons = [reason for one in found.ranked() or found.excluded for reason in one.reasons]
    return next(((one.weighs, one.says) for one in reasons if one.factor is factor), None)


@pytest.mark.parametrize(
    ("postcode", "origin"),
    [
        ("CB1 1AA", ("CB1", "CB")),
        (" cb11aa", ("CB1", "CB")),
        ("CB11 3AB", ("CB11", "CB")),
        ("W1A 0AX", ("W1A", "W")),
        ("EC1A 1BB", ("EC1A", "EC")),
        ("PE28", ("PE28", "PE")),
        ("Acacia Avenue", None),
        ("", None),
        (None, None),
    ],
)
def test_a_postcode_is_cut_to_what_may_be_worked_with(postcode, origin):
    assert origin_of(postcode) == origin


def test_she_is_where_the_offices_of_her_outward_code_are_else_of_her_area_else_nowhere():
    cb1, cb7 = Origin("CB1", "CB"), Origin("CB7", "CB")
    known = centres([Site(cb1, Position(52, 0)), Site(cb1, Position(52.2, 0.2)), Site(cb7, Position(53, 1))])
    known = {**known, **centres([Site(None, LEEDS), Site(Origin("LS1", "LS"), None)])}
    assert about(cb1, known) == pytest.approx((52.1, 0.1))
    assert about(Origin("CB9", "CB"), known) == pytest.approx((52.4, 0.4))
    assert about(Origin("LS1", "LS"), known) is None
    assert about(None, known) is None


def test_miles_are_right_and_too_coarse_to_measure_with():
    assert miles(CAMBRIDGE, LONDON) == pytest.approx(49.5, abs=1)
    assert miles(LEEDS, LONDON) == pytest.approx(170, abs=3)
    assert [rounded(away) for away in (0, 2.4, 7.4, 7.6, 12, 171)] == [5, 5, 5, 10, 10, 170]
    found = rank([firm(positions=(ELY, LEEDS))], HERE)
    assert (found.ranked()[0].miles, says(found, Factor.DISTANCE)) == (
        15,
        (Weighs.FOR, "About 15 miles from CB1"),
    )
    near = rank([firm(positions=(CAMBRIDGE,))], HERE)
    assert says(near, Factor.DISTANCE) == (Weighs.FOR, "Within 5 miles from CB1")


@pytest.mark.parametrize(
    ("known", "matter", "factor", "reason"),
    [
        ({"active": False}, {}, Factor.ACTIVE, "Takes no cases now"),
        ({}, {"excluded": frozenset({"hart"})}, Factor.EARLIER, "Declined this case"),
        ({}, {"waiting": frozenset({"hart"})}, Factor.WAITING, "Has an offer"),
        ({"on_duty": False}, {"urgent": True}, Factor.DUTY, "Off duty now"),
        ({"capacity": 4, "carries": 4}, {}, Factor.CAPACITY, "carries 4 cases and takes 4"),
        ({"areas": frozenset({"PE", "CB2"})}, {}, Factor.AREA, "Does not take cases from CB"),
        ({"legal_aid": False}, {"needs_legal_aid": True}, Factor.LEGAL_AID, "Has no legal aid contract"),
    ],
)
def test_what_is_known_leaves_a_firm_out_and_says_why(known, matter, factor, reason):
    asks = {"origin": HERE.origin, "near": HERE.near, "position": HERE.position, **matter}
    found = rank([firm(**known)], Matter(**asks))
    assert found.order == ()
    weighs, told = says(found, factor) or (None, "")
    assert (weighs, reason in told) == (Weighs.AGAINST, True)


@pytest.mark.parametrize(
    ("known", "matter"),
    [
        ({}, {"urgent": True, "needs_legal_aid": True, "language": "pl"}),
        ({"on_duty": False}, {}),
        ({"carries": 99}, {}),
        ({"areas": frozenset({"CB"})}, {}),
        ({"areas": frozenset({"CB1"})}, {}),
        ({"areas": frozenset({"LS"})}, {"origin": None, "near": None, "position": None}),
        ({"legal_aid": False}, {"needs_legal_aid": None}),
        ({"positions": (LEEDS,)}, {"position": None}),
    ],
)
def test_what_is_not_known_or_not_asked_for_leaves_nobody_out(known, matter):
    asks = {"origin": HERE.origin, "near": HERE.near, "position": HERE.position, **matter}
    assert rank([firm(**known)], Matter(**asks)).excluded == ()


def test_of_a_conflict_of_interest_nothing_more_is_said():
    found = rank([firm(conflict=True, active=False, carries=3, capacity=1)], HERE)
    (left_out,) = found.excluded
    assert [one.says for one in left_out.reasons] == ["Not free to act in this case"]


def test_the_nearer_the_better_in_wide_bands_and_unknown_in_between():
    firms = [firm("far", positions=(LEEDS,)), firm("unknown"), firm("near", positions=(ELY,))]
    assert order(*firms, firm("middle", positions=(LONDON,))) == ["near", "unknown", "middle", "far"]
    assert [most for most, _ in BANDS] == sorted(most for most, _ in BANDS)


def test_her_language_counts_where_it_is_not_english():
    firms = [
        firm("none", languages=frozenset()),
        firm("polish", languages=frozenset({"pl"})),
        firm("unknown"),
    ]
    assert order(*firms, matter=Matter(language="pl")) == ["polish", "unknown", "none"]
    assert order(*firms, matter=Matter(language="en")) == ["none", "polish", "unknown"]
    told = [says(rank([one], Matter(language="pl")), Factor.LANGUAGE) for one in firms]
    assert told == [
        (Weighs.AGAINST, "Does not speak her language"),
        (Weighs.FOR, "Speaks her language"),
        (Weighs.NEITHER, "Whether it speaks her language is not known"),
    ]
    assert says(rank(firms, HERE), Factor.LANGUAGE) is None


def test_a_legal_aid_contract_counts_unless_she_needs_none():
    firms = [firm("a", legal_aid=False), firm("b"), firm("c", legal_aid=True)]
    assert order(*firms) == ["c", "b", "a"]
    needless = Matter(needs_legal_aid=False)
    assert order(*firms, matter=needless) == ["a", "b", "c"]
    assert says(rank(firms, needless), Factor.LEGAL_AID) is None


def test_at_urgent_cases_firms_on_duty_and_quick_ones_come_first():
    firms = [firm("slow", minutes=700.0), firm("quick", minutes=30.0), firm("duty", on_duty=True)]
    assert order(*firms, matter=Matter(urgent=True))[-1] == "slow"
    assert order(*firms, firm("both", on_duty=True, minutes=10.0), matter=Matter(urgent=True))[0] == "both"
    assert order(*firms) == ["quick", "slow", "duty"]
    told = [
        says(rank([one], Matter()), Factor.SPEED)
        for one in (*firms, firm(minutes=3000.0), firm(minutes=60.0))
    ]
    assert [say and say[1] for say in told] == [
        "Answers within 12 hours on average",
        "Answers within an hour on average",
        "How fast it answers is not known",
        "Answers within 3 days on average",
        "Answers within an hour on average",
    ]


def test_a_firm_that_seldom_takes_what_it_is_offered_falls_behind_and_two_offers_prove_nothing():
    firms = [firm("often", answers=5, refused=3), firm("seldom", answers=5, refused=2, turns=9)]
    assert order(*firms, firm("twice", answers=2, refused=2, turns=1)) == ["twice", "seldom", "often"]
    found = rank(firms[:1], HERE)
    assert says(found, Factor.DECLINES) == (Weighs.AGAINST, "Did not take 3 of its last 5 offers")


def test_room_is_told_and_weighs_nothing_until_there_is_none():
    assert says(rank([firm(capacity=3, carries=2)], HERE), Factor.CAPACITY) == (
        Weighs.NEITHER,
        "Has room for 1 more case",
    )
    assert order(firm("b", capacity=9), firm("a", capacity=1), firm("c")) == ["a", "b", "c"]


def test_scores_lie_between_nothing_and_a_hundred():
    best = firm(
        positions=(CAMBRIDGE,),
        languages=frozenset({"pl"}),
        legal_aid=True,
        on_duty=True,
        minutes=5.0,
        answers=4,
    )
    worst = firm(
        "w", positions=(LEEDS,), languages=frozenset(), legal_aid=False, minutes=999.0, answers=4, refused=4
    )
    asks = Matter(HERE.origin, "CB1", CAMBRIDGE, language="pl", urgent=True)
    scores = {one.code: one.score for one in rank([best, worst], asks).ranked()}
    assert scores == {"hart": 100, "w": 0}
    assert sum(rule.most for rule in RULES) == 100


def test_a_firm_that_came_yesterday_gets_its_share_and_not_all_that_comes():
    old, new = firm(turns=26, days=1000.0), firm(days=1.0, turns=1)
    assert load_of(old) == pytest.approx(26.5 / WINDOW)
    assert load_of(new) == pytest.approx(1.5 / LEAST)
    waiting = firm("old", turns=26)
    assert order(waiting, firm("new", days=1.0)) == ["new", "old"]
    assert order(waiting, firm("new", days=1.0, turns=1)) == ["old", "new"]
    assert order(waiting, firm("new", days=20.0, turns=1)) == ["new", "old"]


def test_the_same_panel_in_any_order_gives_the_same_ranking():
    random = Random(5)
    firms = [firm(f"f{n}", turns=n % 3, positions=(CAMBRIDGE,) if n % 2 else ()) for n in range(40)]
    first = rank(firms, HERE)
    random.shuffle(firms)
    assert rank(firms, HERE) == first


class Rank:
    """A rota played: each case goes to the head of its ranking, which may decline."""

    def __init__(self, weights: dict[str, int], *, apart: timedelta, seed: int = 7) -> None:
        self.weights, self.apart, self.random = weights, apart, Random(seed)
        self.offered: dict[str, list[float]] = {code: [] for code in weights}

    def firms(self, at: float) -> list[Firm]:
        window = at - WINDOW
        turns = {code: [when for when in days if when >= window] for code, days in self.offered.items()}
        return [
            firm(
                code,
                weight=weight,
                days=400.0 + at,
                turns=len(turns[code]),
                last_turn=int(max(turns[code], default=0) * 1e6),
                positions=(Position(52.2 + number / 500, 0.1),),
                languages=frozenset({"pl"}) if number % 2 else None,
                minutes=float(10 * number) if number % 3 else None,
            )
            for number, (code, weight) in enumerate(self.weights.items())
        ]

    def play(self, cases: int) -> Counter[str]:
        taken: Counter[str] = Counter()
        for number in range(cases):
            at = number * (self.apart / timedelta(days=1))
            head = rank(self.firms(at), HERE).order[0].code
            self.offered[head].append(at)
            taken[head] += 1
        return taken


def farthest(taken: Counter[str], weights: dict[str, int]) -> float:
    """How far the farthest firm is from its weighted share: 1 is ten percent of it, or one case."""
    cases, whole = sum(taken.values()), sum(weights.values())
    shares = {code: cases * weight / whole for code, weight in weights.items()}
    return max(abs(taken[code] - share) / max(1.0, share / 10) for code, share in shares.items())


@pytest.mark.parametrize("apart", [timedelta(hours=3), timedelta(days=1)], ids=["busy", "over years"])
@pytest.mark.parametrize("weights", [[1] * 20, [1, 2, 3, 4, 5] * 4], ids=["alike", "weighted"])
def test_over_a_thousand_cases_twenty_firms_of_one_area_get_their_weighted_shares(weights, apart, capsys):
    given = {f"firm-{number:02}": weight for number, weight in enumerate(weights)}
    taken = Rank(given, apart=apart).play(1000)
    worst = farthest(taken, given)
    with capsys.disabled():
        print(f"\nshares over 1,000 cases: the farthest firm is at {worst:.2f} of what is allowed")
    assert worst <= 1
