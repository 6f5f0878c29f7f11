"""Processes that serve: started as people start them, stopped as machines stop them."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.commands.serving import listener
from api.settings import PREFIX, Settings
from states.vocabulary import State
from tests.api.world import FORCE, referral

ROWAN = Path(sys.executable).with_name("rowan")
#: Seconds that a process has to start or stop, on a busy machine.
PATIENCE = 90


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"ROWAN_HOME": str(tmp_path / "var")}


def rowan(environment: dict[str, str], *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [ROWAN, *words], env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@contextmanager
def started(
    environment: dict[str, str], *words: str
) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """A process that serves, its address, and the lines of its log."""
    process = subprocess.Popen(
        [ROWAN, *words, "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines: list[str] = []
    try:
        yield process, address_of(process, lines), lines
    finally:
        process.kill()
        process.communicate()


def address_of(process: subprocess.Popen[str], lines: list[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line)
        told = json.loads(line)
        if told["message"] == "listening":
            address: str = told["address"]
            wait_for(address)
            return address
    raise AssertionError(lines)


def wait_for(address: str) -> None:
    for _ in range(PATIENCE * 10):
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(address)


def stopped(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Tell the process to stop; what it still logged."""
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    return errors


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.whole)])
def test_a_server_takes_a_referral_and_stops_gracefully(environment, number):
    with started(environment, "serve") as (process, address, lines):
        token = rowan(environment, "people", "token", "PC 1", "--role", "officer", "--force", FORCE).strip()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
        answer = httpx2.post(f"{address}/api/v1/referrals", json=referral(), headers=headers)
        assert answer.status_code == 201, answer.text
        assert answer.headers["server"] != "uvicorn" if "server" in answer.headers else True
        httpx2.get(f"{address}/api/v1/cases?owner=Anna", headers=headers)
        httpx2.get(f"{address}/Anna")
        text = "".join([*lines, stopped(process, number)])
    told = [json.loads(line) for line in text.splitlines()]
    assert {line["message"] for line in told} >= {"listening", "answered", "Application shutdown complete."}
    assert "Anna" not in text
    assert answer.json()["reference"] not in text


@pytest.mark.no_cover
@pytest.mark.slow
def test_one_file_is_served_by_one_process_which_is_named(environment):
    with started(environment, "serve") as (process, _, _):
        for command in ("serve", "demo"):
            said = rowan(environment, command, "--port", "0", code=2)
            assert f"is being served by process {process.pid}" in said
        rowan(environment, "doctor")
        stopped(process, signal.SIGTERM)
    with started(environment, "serve") as (process, _, _):
        stopped(process, signal.SIGTERM)


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_full_disk_is_told_keeps_nothing_and_passes(environment):
    with started(environment, "serve") as (process, address, _):
        token = rowan(environment, "people", "token", "PC 1", "--role", "officer", "--force", FORCE).strip()

        def refer(key: str) -> httpx2.Response:
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
            return httpx2.post(f"{address}/api/v1/referrals", json=sent, headers=headers)

        sent = referral()
        before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        # No file of the process may grow beyond this: to SQLite the disk is full.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1024, before[1]))
        full = refer("one")
        assert full.status_code == 503, full.text
        assert full.json()["type"] == "/problems/unavailable"
        assert full.headers["retry-after"]
        assert httpx2.get(f"{address}/healthz").status_code == 200
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
        assert refer("one").status_code == 201
        stopped(process, signal.SIGTERM)
    rowan(environment, "doctor")


@pytest.mark.no_cover
@pytest.mark.slow
def test_an_address_that_is_taken_is_told_in_one_sentence(environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = rowan(environment, "serve", "--port", port, code=2)
    assert f"127.0.0.1:{port} cannot be listened on" in said
    assert "Traceback" not in said


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_demonstration_shows_cases_in_every_state_to_everybody(environment):
    process = subprocess.Popen(
        [ROWAN, "demo", "--port", "0", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        told = json.loads("".join(iter(lambda: line_of(process), "}\n")) + "}")
        wait_for(told["address"])

        def get(who: str, path: str) -> Any:
            headers = {"Authorization": f"Bearer {told['tokens'][who]}"}
            return httpx2.get(f"{told['address']}/api/v1{path}", headers=headers).json()

        for state in State:
            assert get("lead", f"/cases?state={state}")["items"], state
        assert get("caseworker", "/tasks")["items"]
        assert get("solicitor", "/offers")["items"]
        assert get("officer", "/referrals")["items"]
        assert get("auditor", "/cases")["items"]
        assert {"analyst", "administrator"} <= told["tokens"].keys()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()
    rowan(environment, "doctor")


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the demonstration ended"
    return line


@pytest.mark.no_cover
def test_the_demonstration_touches_no_database_that_it_did_not_make(environment):
    rowan(environment, "migrate")
    assert "was not made by the demonstration" in rowan(environment, "demo", "--port", "0", code=2)


def test_an_answer_does_not_wait_for_more_of_it():
    with listener("127.0.0.1", 0) as taken, socket.create_connection(taken.getsockname()) as caller:
        accepted, _ = taken.accept()
        with accepted:
            assert accepted.getpeername() == caller.getsockname()
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.no_cover
def test_whoever_reads_may_stop_reading(environment):
    with subprocess.Popen(
        [ROWAN, "notices", "preview"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.no_cover
def test_the_demonstration_is_for_this_machine_alone(environment):
    said = rowan(environment | {"ROWAN_HOST": "0.0.0.0"}, "demo", code=2)
    assert "loopback" in said
    assert re.fullmatch(r"rowan: [^\n]+\n", said)
