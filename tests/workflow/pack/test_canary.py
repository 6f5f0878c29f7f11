"""The canary scan: whatever random cases hold of a way to her or a place of hers stands on the page for the court alone.

The scan has rules of its own, not those of the code: it presses every document together and looks for each value in
the shapes in which somebody could read it. Each value that it looks for it must find on that page, so that a scan
that finds nothing anywhere cannot pass.
"""

import os
import random
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import orjson

from api.packs import sent
from tests.workflow.pack.applying import AT, Json, address, changed, source
from tests.workflow.pack.printed import text_of
from workflow.pack.making import Opened
from workflow.pack.standing import Pack, judged

CASES = 1000 if os.environ.get("ROWAN_PROFILE") == "full" else 50
REFERENCE = "C-7KQ29MXD"
STREETS = ("Quince Lane", "Medlar Street", "Sorrel Close", "Damson Avenue", "Teasel Road")
#: Where free text goes onto the form.
TEXTS = (
    ("situation", "additionalDetailsForCourt"),
    ("situation", "ordersAppliedWithoutNoticeReasonDetails"),
    ("respondentBehaviour", "stopBehaviourAnythingElse"),
    ("theHome", "anythingElseForCourtToConsider"),
    ("theHome", "propertySpeciallyAdaptedDetails"),
    ("goingToCourt", "disabilityNeedsDetails"),
    ("applicantDetails", "applicantContactInstructions"),
    ("applicantDetails", "legalRepresentativeReference"),
    ("respondentDetails", "respondentOtherNames"),
    ("statementOfTruth", "representativePositionHeld"),
)


class Her:
    """One woman's ways and places, none of them told by chance anywhere."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.phone = f"07700 9{chance.randrange(100_000):05}"
        self.email = f"kestrel{chance.randrange(10**6):06}@example.org"
        self.number, self.street = chance.randrange(100, 900), chance.choice(STREETS)
        self.postcode = f"QZ{chance.randrange(10, 99)} {chance.randrange(1, 9)}XK"
        self.school = f"Wren{chance.randrange(10**5)} Primary"
        self.work = f"Osprey{chance.randrange(10**5)} Bakery"
        self.keeps = {way for way in ("phone", "email", "address") if chance.random() < 0.7}

    @property
    def canaries(self) -> dict[str, str]:
        """What nobody but the court may read, by what it is."""
        ways = {"phone": self.phone, "email": self.email, "address": f"{self.number} {self.street}"}
        kept = {way: value for way, value in ways.items() if way in self.keeps}
        kept |= {"postcode": self.postcode} if "address" in self.keeps else {}
        return {**kept, "school": self.school, "work": self.work}

    def disguised(self, value: str) -> str:
        """Write a value as somebody might who tells it."""
        if value == self.phone:
            digits = value.replace(" ", "")
            return self.chance.choice(
                [value, digits, f"+44{digits[1:]}", f"+44 (0) {digits[1:5]}-{digits[5:]}"]
            )
        shapes: list[Callable[[str], str]] = [str, str.upper, str.lower, lambda text: text.replace(" ", "  ")]
        if value != self.email:
            shapes += [lambda text: text.replace(" ", ""), lambda text: text.replace(" ", "-")]
        return self.chance.choice(shapes)(value)


@lru_cache(maxsize=16)
def pressed(text: str) -> str:
    """Letters and digits alone, small."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).casefold())


@lru_cache(maxsize=16)
def digits(text: str) -> str:
    """Digits alone."""
    return re.sub(r"[^0-9]", "", text)


def tells(text: str, what: str, value: str) -> bool:
    """Say whether a document tells a canary."""
    if what == "phone":
        return digits(value)[1:] in digits(text)
    return pressed(value) in pressed(text)


def drawn(chance: random.Random) -> tuple[Her, Pack]:
    """Draw a case: what she keeps, and everything in which it may be told by the way."""
    her = Her(chance)
    shares = chance.choice([None, False, True]) if her.keeps else True
    if shares is not True:
        her.keeps = {"phone", "email", "address"}
    whole = changed({"fl401": {"applicantDetails": {"shareContactDetailsWithRespondent": shares}}})
    whole["confidential"] = {
        "keptRoutes": sorted(her.keeps),
        "schools": [{"name": her.school}],
        "workplaces": [{"name": her.work, "address": "9 Rye Hill, QX1 1XX"}],
    }
    known = {} if chance.random() < 0.4 else held_by_case(her)
    mine = whole["fl401"]["applicantDetails"]
    for name in ("applicantPhoneNumber", "applicantEmailAddress", "applicantAddress"):
        del mine[name]
    if not known or chance.random() < 0.5:
        # Each way is held by the case, by the application, or by both.
        hers = address(her.number, her.street, her.postcode)
        mine |= {
            "applicantPhoneNumber": her.phone,
            "applicantEmailAddress": her.email,
            "applicantAddress": hers,
        }
    tell(her, whole["fl401"])
    return her, judged(source(whole, survivor__name="Ada Fictional", **known))


def held_by_case(her: Her) -> Json:
    """What the case itself holds of her."""
    lines = [f"{her.number} {her.street}", "Leeds"]
    return {
        "survivor__phone": her.phone,
        "survivor__email": her.email,
        "survivor__address": {"lines": lines, "postcode": her.postcode},
    }


def tell(her: Her, form: Json) -> None:
    """Tell her secrets here and there on the form, by the way."""
    chance, canaries = her.chance, [*her.canaries.values()]
    for group, name in TEXTS:
        if chance.random() < 0.4:
            form[group][name] = f"He knows {her.disguised(chance.choice(canaries))} by now."
    line = her.disguised(f"{her.number} {her.street}")
    home = address(her.number, her.street, her.postcode, addressLine1=line)
    child = form["family"]["protectedChildren"][0]
    for where, name, value in (
        (form["theHome"], "occupationOrderAddress", home),
        (form["respondentDetails"], "respondentAddress", {"postCode": her.disguised(her.postcode)[:10]}),
        (form["respondentDetails"], "respondentPhoneNumber", her.phone),
        (child, "relationship", her.disguised(her.school)),
    ):
        if chance.random() < 0.4:
            where[name] = value


def documents(pack: Pack) -> dict[str, str]:
    """Every document of an application but the page for the court, with the names of all files."""
    made = {what: sent(pack, what, REFERENCE, AT) for what in (Opened.FORM, Opened.FL401, Opened.C8)}
    leaves = orjson.dumps([{name: getattr(leaf, name) for name in leaf.__slots__} for leaf in pack.leaves])
    return {
        "electronic form": bytes(made[Opened.FORM].body).decode(),
        "printed form": text_of(bytes(made[Opened.FL401].body)),
        "list of paths": leaves.decode(),
        "names of files": " ".join(answer.headers["content-disposition"] for answer in made.values()),
        "c8": text_of(bytes(made[Opened.C8].body)),
    }


def test_no_way_to_her_and_no_place_of_hers_leaks_into_any_document_but_the_page_for_the_court():
    chance = random.Random(401)
    leaks, scanned, looked_for = [], 0, 0
    for number in range(CASES):
        her, pack = drawn(chance)
        told = documents(pack)
        alone = told.pop("c8")
        for what, value in her.canaries.items():
            looked_for += 1
            assert tells(alone, what, value), (number, what)
            leaks += [(number, document, what) for document, text in told.items() if tells(text, what, value)]
        scanned += len(told)
    print(f"{len(leaks)} leaks of {looked_for} values in {scanned} documents of {CASES} cases")
    assert leaks == []
    assert looked_for > 3 * CASES


def test_the_scan_finds_what_is_planted():
    """What she shares stands on the form, and the scan sees it there: on paper as in the file."""
    her = Her(random.Random(1))
    her.keeps = set()
    whole = changed({"fl401": {"applicantDetails": {"applicantPhoneNumber": her.phone}}})
    text = f"He waits at ({her.school}) \\ )7"
    whole["fl401"]["applicantDetails"]["applicantAddress"] = address(her.number, her.street, her.postcode)
    whole["fl401"]["situation"]["additionalDetailsForCourt"] = text
    told = documents(judged(source(whole)))
    for document in ("electronic form", "printed form"):
        assert tells(told[document], "phone", her.phone), document
        assert tells(told[document], "address", f"{her.number} {her.street}"), document
        assert tells(told[document], "school", her.school), document
        assert not tells(told["c8"], "school", her.school)
    assert text in told["printed form"]
