"""The static files: the ones that were meant, kept for ever by a browser, and few enough for a phone at night."""

import gzip
import importlib.util
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from api.web.assets import STATIC, assets, url
from api.web.environment import ENVIRONMENT
from tests.api.visiting import Visitor

ROOT = Path(__file__).parents[3]
#: Bytes that the officer's form may take when nothing of it is in the browser yet. Source: docs/sources.md#design.
FIRST_LOAD = 50 * 1024
GOVUK = "vendor/govuk-frontend@6.3.0/govuk-frontend.min.css"


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets_build", ROOT / "assets" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_shipped_of_others_is_exactly_what_is_listed(hook):
    assert hook.missing() == []
    shipped = {
        path.relative_to(hook.VENDOR).as_posix() for path in hook.VENDOR.rglob("*.*") if path.is_file()
    }
    assert shipped == set(hook.listed())
    assert hook.listed()


def test_a_file_that_somebody_touched_is_noticed(hook, monkeypatch, tmp_path):
    monkeypatch.setattr(hook, "VENDOR", tmp_path)
    for name in hook.listed():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("something else")
    assert hook.missing() == sorted(hook.listed())


def test_nothing_shipped_asks_for_a_typeface_or_a_picture_of_others():
    for name, asset in assets().items():
        if name.endswith(".css"):
            assert not re.search(
                r"@font-face|url\((?!\"?data:)|GDS Transport|@import", asset.body.decode()
            ), name


def test_what_npm_fetches_is_locked_without_addresses():
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text())
    packages = {name: held for name, held in lock["packages"].items() if name}
    assert packages
    assert all(
        held["integrity"].startswith("sha512-") and "resolved" not in held for held in packages.values()
    )


@pytest.mark.parametrize("name", sorted(assets()))
def test_a_file_is_kept_for_ever_under_an_address_that_changes_with_it(client, name):
    answer = client.get(url(name))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content == assets()[name].body
    plain = client.get(url(name), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    again = client.get(url(name), headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_address_of_yesterday_gives_what_is_there_today_and_is_not_kept(client):
    answer = client.get(f"{STATIC}/rowan.css?v=000000000000")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    for wrong in ("nothing.css", "../environment.py", "%2e%2e/environment.py", ""):
        assert client.get(f"{STATIC}/{wrong}").status_code == 404
    assert client.post(url("rowan.css"), headers={"sec-fetch-site": "same-origin"}).status_code == 404


def test_the_officers_form_is_small_on_its_first_load(client, tokens):
    page = Visitor(client, tokens["officer"]).get("/refer")
    asked = re.findall(rf'(?:src|href)="({STATIC}/[^"]+)"', page.html)
    imported = re.findall(r'from "\./([^"]+)"', assets()["rowan.js"].body.decode())
    names = {re.sub(r"\?.*", "", one).removeprefix(f"{STATIC}/") for one in asked} | set(imported)
    assert {"rowan.css", "rowan.js", "begin.js", "icon.svg", GOVUK} <= names
    sent = [assets()[name].packed or assets()[name].body for name in names]
    total = sum(map(len, sent)) + len(gzip.compress(page.html.encode(), 5))
    assert total <= FIRST_LOAD, total


class Read(HTMLParser):
    """What a browser makes of markup: tags, attributes and words, however they are spaced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted((name, " ".join((value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.seen.append(words)


def test_the_macros_draw_what_govuk_frontend_draws(hook):
    if not hook.PACKAGE.exists():
        subprocess.run([sys.executable, "-m", "assets.build"], cwd=ROOT, check=True)
    compared = 0
    wrong = []
    for path in sorted(hook.PACKAGE.glob("components/*/fixtures.json")):
        known = json.loads(path.read_text())
        name = known["component"]
        macro = "govuk" + "".join(part.title() for part in name.split("-"))
        template = ENVIRONMENT.from_string(
            f'{{% from "govuk_frontend_jinja/components/{name}/macro.html" import {macro} %}}{{{{ {macro}(options) }}}}'
        )
        for fixture in known["fixtures"]:
            compared += 1
            drawn = template.render(options=fixture["options"])
            if Read(drawn).seen != Read(fixture["html"]).seen:
                wrong.append(f"{name}: {fixture['name']}")
    assert not wrong
    assert compared == 657
