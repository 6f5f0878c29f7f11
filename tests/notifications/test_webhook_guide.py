"""What the how-to tells a force's developers to run is run here, against what a webhook really sends."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from notifications.channels.webhook import signed
from tests.notifications.builders import NOON

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "notices.md"
SECRET = "3f" * 32
BODY = b'{"notice": "N-1", "body": "wedi\'i gyflwyno"}'


@pytest.fixture(scope="module")
def is_from_rowan() -> Callable[..., bool]:
    (code,) = re.findall(
        r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    names: dict[str, Any] = {}
    # Our own page, as a reader would run it.
    exec(compile(code, str(GUIDE), "exec"), names)
    found: Callable[..., bool] = names["is_from_rowan"]
    return found


def test_the_guide_takes_what_a_webhook_sends(is_from_rowan):
    headers = signed(BODY, SECRET.encode(), "N-1", NOON)
    assert is_from_rowan(SECRET, headers, BODY, now=NOON.timestamp() + 60)


def test_the_guide_refuses_another_body_another_secret_and_an_old_request(is_from_rowan):
    headers, now = signed(BODY, SECRET.encode(), "N-1", NOON), NOON.timestamp()
    assert not is_from_rowan(SECRET, headers, BODY + b" ", now=now)
    assert not is_from_rowan("4f" * 32, headers, BODY, now=now)
    assert not is_from_rowan(SECRET, headers, BODY, now=now + timedelta(minutes=6).total_seconds())
    assert not is_from_rowan(SECRET, {**headers, "Rowan-Timestamp": str(int(now) + 1)}, BODY, now=now)


@pytest.mark.parametrize("lost", ["Rowan-Timestamp", "Rowan-Signature"])
def test_the_guide_refuses_a_request_that_lacks_a_header(is_from_rowan, lost):
    headers = signed(BODY, SECRET.encode(), "N-1", NOON)
    assert not is_from_rowan(
        SECRET, {name: said for name, said in headers.items() if name != lost}, BODY, now=NOON.timestamp()
    )
