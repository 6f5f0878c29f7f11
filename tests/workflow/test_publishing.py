import os
from random import Random
from typing import Any

import pytest

from tests.workflow.attacking import TYPES, Attacker, Target, withheld
from tests.workflow.tallied import Fate, places
from workflow.counting import Counted
from workflow.counting.changes import Places
from workflow.dashboard import rules
from workflow.dashboard.periods import months_of, shifted
from workflow.dashboard.publishing import Exact, grains_for, publish
from workflow.dashboard.sheet import Sheet, as_json
from workflow.dashboard.tables import SPANS, tabulate

FULL = os.environ.get("ROWAN_PROFILE") == "full"
#: Fictional forces that are attacked, and how many of what is withheld of each.
FORCES, TARGETS = (60, 60) if FULL else (6, 12)
#: Snapshots of each.
MONTHS = 8


def counted_of(held: Places) -> Counted:
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for (_, _, month, measure, bucket), times in held.items():
        sums.setdefault((month, measure), {})[bucket] = times
    return Counted(sums)


def exact_of(counts: Counted, first: str, last: str, referring: int) -> Exact:
    return Exact(
        first,
        last,
        lambda months: tabulate(counts, months),
        lambda span, months: counts.buckets(SPANS[span], months),
        {"officers_referring": referring, "unserved_48h": 0},
        {},
    )


class Force:
    """A fictional force and all that was published of it, month after month."""

    def __init__(self, random: Random) -> None:
        pace, onward = random.choice((2, 5, 8, 12, 15, 20, 40, 45, 60)), random.choice((0.5, 1.0, 1.2, 1.5))
        first = random.choice(("2025-01", "2025-08", "2025-10"))
        self.snapshots: list[Any] = []
        self.truth: dict[Target, int] = {}
        fates: dict[str, list[Fate]] = {}
        sheet: Sheet | None = None
        grains: dict[str, Any] = {}
        for time in range(MONTHS):
            month = shifted(first, time)
            fates[month] = [Fate(random, onward) for _ in range(random.randrange(pace // 2, 2 * pace))]
            for case in (case for cases in fates.values() for case in cases):
                case.live_on()
            counts = counted_of(places("a", fates))
            exact = exact_of(counts, first, month, counts.buckets("officers", [month])[""])
            if month[:4] not in grains:
                grains[month[:4]] = grains_for(month[:4], sheet, exact)
            sheet = publish(exact, grains, sheet)
            self.snapshots.append(as_json(sheet, grains))
            self._remember(time, sheet, exact)

    def _remember(self, time: int, sheet: Sheet, exact: Exact) -> None:
        for where, periods in (("fine", sheet.fine), ("coarse", sheet.coarse)):
            for period, cells in periods.items():
                held = exact.of([m for m in months_of(period) if exact.first <= m <= exact.last])
                for key in cells:
                    self.truth[Target(time, where, period, key)] = held.get(key, 0)

    def small(self) -> list[Target]:
        return [target for target in withheld(self.snapshots) if self.truth[target] < rules.LEAST]


def attack(seed: int, forces: int, targets: int) -> tuple[int, int, list[tuple[Target, int, int, int]]]:
    """Attack so many forces; return how many numbers were withheld, how many attacked, and what was told of which."""
    every = tried = 0
    told = []
    for number in range(forces):
        random = Random(f"{seed}/{number}")
        force = Force(random)
        small = force.small()
        every += len(small)
        # The last snapshot knows most; what was withheld earlier must stay so.
        chosen = random.sample(small, min(targets, len(small)))
        attacker = Attacker(force.snapshots, set(small))
        for target in chosen:
            least, most = attacker.interval(target)
            tried += 1
            assert least <= force.truth[target] <= most, "the attacker believes something that is not so"
            if most - least + 1 < rules.VALUES:
                told.append((target, least, most, force.truth[target]))
    return every, tried, told


@pytest.mark.no_cover
def test_no_small_number_is_told_by_all_that_was_ever_published():
    every, tried, told = attack(1, FORCES, TARGETS)
    print(
        f"{len(told)} of {tried} attacked numbers told ({every} withheld, {FORCES} forces, {MONTHS} snapshots each)"
    )
    assert tried > FORCES * 3
    assert told == []


def test_the_attacker_tells_a_number_that_nothing_protects():
    # 45 and more orders, of which at most 24 and 14 are of two kinds: seven and more are of the third.
    shown = {"made": 45, "order_types:non_molestation": 20, "order_types:occupation": 10}
    told = {
        "order_types:prohibited_steps": None,
        **shown,
        **dict.fromkeys(("consented", "assigned", "filed"), 45),
    }
    head = dict.fromkeys(("referrals", "accepted", "contacted", "contact_24h"), 60)
    hours = {"contact": [None, None]}
    sheet = {"fine": {"2026": head}, "coarse": {"2026": told}, "hours": hours, "now": {}}
    target = Target(0, "coarse", "2026", "order_types:prohibited_steps")
    assert withheld([sheet]) == [target]
    assert Attacker([sheet], {target}).interval(target) == (7, 9)
    # Nor do the rules leave it so.
    names = [("2026", key) for key in TYPES]
    held = rules.Kept({("2026", key): count for key, count in told.items()}, (), {})
    held.withhold([rules.Bound((("2026", "made"),), tuple(names), frozenset(names))])
    assert held.shown["2026", "order_types:occupation"] is None
