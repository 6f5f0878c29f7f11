"""Transcripts that are real: every `console` block of a page is run against a server of its own.

`python -m docs.transcript` writes what came out into the pages; `--check` compares instead, and
exits 1 naming what differs. References, hashes, tokens and times differ each time and are masked
for the comparison. In a block, a line that begins with `$ ` is typed, one that begins with `> `
goes on with it, and all others are what came back.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/tutorial.md")

#: The address that pages name; the server of a run takes any free port instead.
SHOWN = "http://127.0.0.1:8000"
#: Where pages find programs; a run takes those beside its own interpreter.
BIN = ".venv/bin/"
#: Seconds that a server has to start or to stop.
PATIENCE = 180

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What differs from run to run, and what stands for it in the comparison.
MASKS = (
    (re.compile(r"\b([CDROFNTAP])-[0-9A-HJKMNP-TV-Z]{8}\b"), r"\1-…"),
    (re.compile(r"\browan_[\w-]{20,}"), "rowan_…"),
    (re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{20})\b"), "hash"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"), "moment"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "day"),
    # Delivery may not have got through all that was due.
    (re.compile(r"\b\d+ entries"), "some entries"),
)


class Typed(NamedTuple):
    """One command and what came back."""

    lines: tuple[str, ...]
    answer: str

    def text(self) -> str:
        """Write it as a page shows it."""
        return "\n".join(self.lines) + "\n" + self.answer


def typed(block: str) -> list[Typed]:
    """Part a block into commands with their answers."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line], []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0].append(line)
        else:
            found[-1][1].append(line)
    return [Typed(tuple(lines), "".join(f"{line}\n" for line in answer)) for lines, answer in found]


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Run the demonstration on a free port, and yield its address."""
    told = home / "served.log"
    with told.open("w") as out:
        server = subprocess.Popen(  # noqa: S603 - our own program
            [_program("rowan"), "demo", "--port", "0"],
            env=_environment(home),
            stdout=out,
            stderr=out,
        )
    try:
        yield _address(server, told)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _address(server: subprocess.Popen[bytes], told: Path) -> str:
    """Wait until the server says where it listens."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        if found := re.search(r"http://127\.0\.0\.1:\d+", told.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(told.read_text(encoding="utf-8"))


def answered(commands: Sequence[Typed], address: str, home: Path) -> list[Typed]:
    """Type the commands into one shell and return them with what comes back."""
    mark = "--8<--"
    lines = []
    for command in commands:
        body = "\n".join(line[2:] for line in command.lines)
        lines.append(f"{{ {body}\n}} 2>&1\nprintf '\\n{mark}\\n'")
    script = "\n".join(lines).replace(SHOWN, address).replace(BIN, f"{_program('')}")
    done = subprocess.run(  # noqa: S603 - commands of our own pages
        ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607 - wherever it is
        cwd=ROOT,
        env=_environment(home) | {"ROWAN": address},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    answers = done.stdout.replace(address, SHOWN).split(f"\n{mark}\n")
    return [Typed(command.lines, _ended(answer)) for command, answer in zip(commands, answers, strict=False)]


def _ended(answer: str) -> str:
    return answer.rstrip("\n") + "\n" if answer.strip() else ""


def _program(name: str) -> str:
    return f"{Path(sys.executable).parent}/{name}"


def _environment(home: Path) -> dict[str, str]:
    # Counting what the commands run would only make them slow.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**kept, "ROWAN_HOME": str(home)}


def run(page: str) -> str:
    """Return the page with what its commands answer now."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = [typed(block) for block in BLOCK.findall(text)]
    commands = [command for block in blocks for command in block]
    if not commands:
        return text
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
        fresh = iter(answered(commands, address, Path(folder)))
    written = iter(["".join(next(fresh).text() for _ in block) for block in blocks])
    return BLOCK.sub(lambda _: f"```console\n{next(written)}```", text)


def masked(text: str) -> str:
    """Return the text without what differs from run to run."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def main(arguments: list[str]) -> int:
    """Write the transcripts, or check them."""
    checking = arguments == ["--check"]
    stale = 0
    for page in PAGES:
        old, new = (ROOT / page).read_text(encoding="utf-8"), run(page)
        if masked(old) != masked(new):
            stale += 1
            print(f"{page} {'differs' if checking else 'written'}")
            if not checking:
                (ROOT / page).write_text(new, encoding="utf-8")
    return 1 if checking and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
