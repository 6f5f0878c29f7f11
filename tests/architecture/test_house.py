import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("states", "notifications", "workflow", "api")
LOCKS = ("requirements.lock", "requirements-test.lock")

#: Lines. Source: the house style; split a module by meaning before it passes the first.
LONGEST_MODULE, LONGEST_FUNCTION = 250, 40
#: Direct and all. Source: engineering notes, "Supply chain".
MOST_DIRECT, MOST_RUNTIME = 28, 70

MODULES = sorted(
    path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)
# A migration is a record of what was done and is never tidied afterwards.
MODULES = [module for module in MODULES if "/migrations/versions/" not in module]


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _locked(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==([^ \\]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_imports_run_one_way():
    done = _run(Path(sys.executable).with_name("lint-imports"), "--no-cache")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_read_in_one_sitting(module):
    source = (ROOT / module).read_text()
    assert len(source.splitlines()) <= LONGEST_MODULE
    long = [
        (function.name, length)
        for function in _functions(ast.parse(source))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("wheel")
    done = _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", target)
    assert done.returncode == 0, done.stderr
    (built,) = target.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_the_four_packages_and_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(wheel.namelist())


def test_the_wheel_holds_every_source_template_and_static_file(wheel):
    tracked = _run("git", "ls-files", "--", *PACKAGES).stdout.splitlines()
    # A file removed but not yet committed is no longer part of the house.
    kept = {name for name in tracked if (ROOT / name).exists()}
    assert kept <= set(wheel.namelist())


def test_the_wheel_holds_the_files_of_others_and_their_notices(wheel):
    listed = (ROOT / "assets" / "SHA256SUMS").read_text().splitlines()
    assert {f"api/web/static/vendor/{line.split()[1]}" for line in listed} <= set(wheel.namelist())
    (notices,) = [name for name in wheel.namelist() if name.endswith("/assets/NOTICES")]
    assert "govuk-frontend" in wheel.read(notices).decode()


def test_the_wheel_can_never_be_published_by_mistake(wheel):
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    metadata = Parser().parsestr(wheel.read(name).decode())
    assert metadata["Name"] == "rowan-referrals"
    assert "Private :: Do Not Upload" in metadata.get_all("Classifier", [])


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|^\s*(-i|-f|--(?!hash)\w)|@ |(^|\s)/", text, re.MULTILINE)
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert requirements
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_the_tests_run_against_the_versions_that_are_shipped():
    assert _locked("requirements.lock").items() <= _locked("requirements-test.lock").items()


def test_the_runtime_keeps_to_its_budget():
    direct = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert len(direct) <= MOST_DIRECT
    assert len(_locked("requirements.lock")) <= MOST_RUNTIME


def test_the_lock_knows_every_direct_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for lock, wanted in zip(
        LOCKS,
        (project["dependencies"], project["dependencies"] + project["optional-dependencies"]["test"]),
        strict=True,
    ):
        names = {re.split(r"[^A-Za-z0-9-]", requirement)[0] for requirement in wanted}
        assert names <= set(_locked(lock))


def test_make_alone_lists_what_can_be_made():
    listed = set(re.findall(r"^  make (\w+)", _run("make").stdout, re.MULTILINE))
    declared = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert declared is not None
    assert listed == set(declared[1].split())
