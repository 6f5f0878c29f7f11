"""Coming in by the pages: passwords, codes, and what was typed too late; what a firm says of itself; a broken glass."""

import re
from base64 import b32decode
from datetime import UTC, datetime

from tests.api.visiting import Visitor
from tests.journeys.asking import Asker
from tests.journeys.setting import Setting
from workflow import firms, glass, invitations, people, totp
from workflow.actors import SYSTEM, Actor
from workflow.db import Database
from workflow.firms import Hours
from workflow.importing.offices import import_offices
from workflow.panel.profiles import firm_page

CODE = r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b"


def comes_in(setting: Setting, asker: Asker) -> None:
    """A lead is invited, signs in, and is signed out while they type; a stranger guesses."""
    canaries, at = setting.canaries, datetime.now(UTC)
    password = f"{canaries.word('a password')} beside the quay"
    with setting.opened() as db:
        login = f"{canaries.word(LOGIN)}@rowan.example"
        person = people.add_person(db, name="Somebody", role="lead", email=login, at=at)
        invitation = invitations.invite(db, person, by=SYSTEM, at=at)
    browser = Visitor(asker.client)
    page = browser.get("/invitation").submit("Continue", code=invitation)
    page = page.submit("Continue", password=password, again=password)
    key = re.search(r"Key: ((?:[A-Z2-7]{4} ){8})", page.text)
    assert key is not None
    secret = b32decode(key[1].replace(" ", ""))
    codes = re.findall(CODE, page.submit("Continue", code=totp.code_at(secret, datetime.now(UTC))).text)
    assert len(codes) == 10
    setting.secrets |= {text.encode() for text in (invitation, key[1], str(browser.cookie), *codes)}
    setting.secrets.add(secret)
    # Long ago for the session, which ends while they type.
    setting.database("UPDATE sessions SET seen_at = 0")
    typed = {
        "survivor.name": canaries.named("a name typed too late"),
        "note": canaries.word("typed too late"),
    }
    page = browser.post("/refer", typed)
    assert page.status == 401
    wrong = {"login": f"{canaries.word('a login')}@x.example", "password": canaries.word("a wrong password")}
    page = page.submit("Continue", **wrong)
    page = page.submit("Continue", login=login, password=password).submit("Use a recovery code")
    sent = dict(page.form("Sign in").fields) | {"code": codes[0]}
    answer = browser.once(
        "POST", "/sign-in/recovery", "&".join(f"{name}={value}" for name, value in sent.items())
    )
    assert answer.headers["location"] == "/refer?done=typed"
    setting.secrets.add(str(browser.cookie).encode())


def says_whom_it_may_not_act_about(setting: Setting) -> None:
    """A firm lists somebody and its hours; its office and what it takes come from a file."""
    at, canaries = datetime.now(UTC), setting.canaries
    with setting.opened() as db:
        firm = _signed_in(db, setting, "solicitor")
        named = {
            "name": canaries.named("somebody a firm acts for"),
            "phone": canaries.phone("their telephone"),
        }
        firms.add_conflict(db, named, "M-2026/17", actor=firm, at=at)
        firms.set_hours(db, [Hours("mon", 540, 1020)], actor=firm, at=at)
        file = setting.home.parent / "offices.csv"
        said = "town,postcode,latitude,longitude,areas,languages,legal_aid,capacity"
        name = firm_page(db, str(firm.firm), firm, at).name
        file.write_text(f'firm,code,{said}\n"{name}",{firm.firm},Ely,CB7 4AA,52.4,0.26,CB,pl,yes,90\n')
        import_offices(db, file, actor=SYSTEM, at=at)


def breaks_the_glass(setting: Setting, asker: Asker) -> None:
    """A lead opens the details of a case that is another's."""
    case = asker.refer()
    asker.do("caseworker", case, "take")
    with setting.opened() as db:
        reason = setting.canaries.named("why the glass was broken")
        glass.break_glass(db, case, reason, actor=_signed_in(db, setting, "lead"), at=datetime.now(UTC))


def _signed_in(db: Database, setting: Setting, who: str) -> Actor:
    found = people.authenticate(db, setting.tokens[who], at=datetime.now(UTC))
    assert found is not None
    return found


#: What a login is planted as: an address of somebody of the service.
LOGIN = "a colleague's e-mail"
