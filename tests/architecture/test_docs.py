import json
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
import typer

from docs.generate import committed, differing, pages
from docs.sheets.charts import SEES
from docs.transcript import PAGES, masked, run
from states import vocabulary
from states.errors import Malformed
from states.facts import blank
from states.payloads import PAYLOADS, read
from states.permissions import Sight, Viewer, sight
from states.position import parsed
from states.vocabulary import Role
from workflow.referral_schema import Sent

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGES = ("states", "notifications", "workflow", "api", "bench", "tests")

WRITTEN = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md")))
)
HOW_TOS = sorted(path.name for path in (DOCS / "how-to").glob("*.md"))
ENUMS = sorted(name for name in vocabulary.__all__ if issubclass(getattr(vocabulary, name), StrEnum))

#: The words that the design defines; each has one home, the glossary.
WORDS = [
    "referral",
    "case",
    "survivor",
    "respondent",
    "referrer",
    "firm",
    "panel",
    "state",
    "event",
    "step",
    "guard",
    "refusal",
    "effect",
    "facts",
    "entry",
    "trail",
    "checkpoint",
    "approval",
    "notice",
    "channel",
    "window",
    "task",
    "clock",
    "deadline",
    "offer",
    "order",
]

#: What would tie a page to one machine or one registry.
TIED = re.compile(
    r"/(?:home|root|Users|work|tmp)/|[A-Z]:\\|pypi\.org|pythonhosted|index-url|\b(?!127\.0\.0\.1)\d+(?:\.\d+){3}\b"
)

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


def _examples(name: str) -> Iterator[dict[str, object]]:
    for language, body in FENCE.findall(_text(f"docs/how-to/{name}")):
        if language == "json":
            yield json.loads(body)


def test_every_source_that_the_code_names_has_its_row():
    named = {
        (path.relative_to(ROOT).as_posix(), anchor)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for anchor in re.findall(r"docs/sources\.md#([\w.-]+[\w])", path.read_text(encoding="utf-8"))
    }
    known = _anchors(_text("docs/sources.md"))
    assert named
    assert sorted((path, anchor) for path, anchor in named if anchor not in known) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_a_link_leads_somewhere(name):
    broken = []
    for link in LINK.findall(FENCE.sub("", _text(name))):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = (ROOT / name).parent / place if place else ROOT / name
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


def test_the_reference_is_what_the_code_makes():
    assert differing() == [], "run `make docs` and commit what it writes"


def test_the_reference_is_made_alike_twice():
    assert pages() == pages()
    assert len(committed()) > 15


@pytest.mark.parametrize("name", ENUMS)
def test_the_glossary_says_what_every_word_means(name):
    (section,) = re.findall(
        rf"^### [^\n]+ \(`{name}`\)\n(.*?)(?=^#|\Z)", _text("docs/glossary.md"), re.MULTILINE | re.DOTALL
    )
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)
    assert [word for word, _ in rows] == [member.value for member in getattr(vocabulary, name)]
    assert all(meaning.strip() for _, meaning in rows)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_names_no_file_of_the_code_that_is_not_there(name):
    named = set(re.findall(r"`((?:states|workflow|notifications|api)/[\w/.]+)`", _text(name)))
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_an_idea_has_one_word_and_one_home():
    explained = re.findall(r"^\| \*\*(.+?)\*\* \|", _text("docs/glossary.md"), re.MULTILINE)
    assert len(explained) == len(set(explained))
    listed = set(explained) | set(re.findall(r"^\| `(\w+)` \|", _text("docs/glossary.md"), re.MULTILINE))
    assert set(WORDS) <= listed


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_is_tied_to_no_machine_and_no_registry(name):
    assert TIED.findall(_text(name)) == []


@pytest.mark.parametrize("name", HOW_TOS)
def test_an_example_can_be_sent_as_it_stands(name):
    for example in _examples(name):
        if "payload" not in example:
            continue
        event, payload = str(example["event"]), example["payload"]
        assert isinstance(payload, dict)
        charts = [chart for chart, models in PAYLOADS.items() if event in models]
        assert charts, event
        assert any(_fits(chart, event, payload) for chart in charts), event


def _fits(chart: vocabulary.Chart, event: str, payload: dict[str, object]) -> bool:
    try:
        read(chart, event, payload)
    except Malformed:
        return False
    return True


def test_the_referral_in_the_how_to_can_be_sent_as_it_stands():
    (example,) = [example for example in _examples("officer.md") if "survivor" in example]
    Sent.model_validate(example)


@pytest.mark.parametrize("role", list(Role))
def test_the_reference_says_of_each_role_what_the_permissions_say(role):
    facts = {**blank(), "owner": "P-0", "referrers": ["P-0"], "firm": "a firm"}
    facts["consent"] = {"scope": ["instruct_firm"], "at": "2026-11-23T10:00:00Z"}
    viewer = Viewer("P-0", role, firm="a firm" if role is Role.SOLICITOR else None)
    seen = sight(viewer, facts, conflict=False, at=parsed("2026-11-23T10:00:00Z"))
    assert (seen is Sight.NOTHING) is SEES[role].startswith("nothing")


def _commands(command: object, name: str) -> Iterator[str]:
    yield name
    for each, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{name} {each}")


def test_the_docs_name_no_command_that_there_is_not():
    from api.cli import app

    known = set(_commands(typer.main.get_command(app), "rowan"))
    groups = {name for name in known if any(other.startswith(f"{name} ") for other in known)}
    named = set()
    for page in WRITTEN:
        for words in re.findall(
            r"\browan((?: [a-z][a-z-]+)+)", " ".join(re.findall(r"`[^`]+`", _text(page)))
        ):
            first, *rest = words.split()
            whole = f"rowan {first}"
            named.add(f"{whole} {rest[0]}" if whole in groups and rest else whole)
    assert sorted(named - known) == []


@cache
def _routes() -> set[tuple[str, str]]:
    from api.app import create_app
    from api.settings import Settings

    return {
        (method.upper(), re.sub(r"\{\w+\}", "X", path.removeprefix("/api/v1/")))
        for path, methods in create_app(Settings()).openapi()["paths"].items()
        for method in methods
    }


@pytest.mark.parametrize("name", HOW_TOS)
def test_a_how_to_names_no_route_that_there_is_not(name):
    asked = re.findall(r"`(GET|POST) ([a-z][^`?]*)", _text(f"docs/how-to/{name}"))
    named = {(method, re.sub(r"\b[A-Z]-[…0-9A-Z]+", "X", path)) for method, path in asked}
    assert sorted(named - _routes()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_transcript_is_what_the_commands_answer(name):
    assert masked(run(name)) == masked(_text(name)), (
        "run `python -m docs.transcript` and commit what it writes"
    )
