"""Walks the release checklist: ``make release-check``; prints the manual checks at the end.

Each line is a condition for tagging a version; ``docs/release.md`` explains each. The docstring of
each check is the line printed for it. ``--release`` adds conditions of the release itself: a dated
changelog, a bundle.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bundling.metainfo import releases  # noqa: E402
from bundling.notice import components  # noqa: E402
from ser_desktop import __version__  # noqa: E402
from ser_desktop.texts.languages.coverage import missing_ids  # noqa: E402
from ser_desktop.texts.languages.loading import TRANSLATIONS  # noqa: E402

BY_HAND = (
    "The window was looked at, light and dark, on each system.",
    "The Windows installer and the macOS image were started by hand.",
    "The files are signed (docs/release.md), and SHA256SUMS is made after that.",
)
WINDOW = ("ser_desktop/ui", "ser_desktop/texts/menu.py", "ser_desktop/texts/window.py")
PICTURES = "docs/pictures"
SUMS = ROOT / "resources" / "SHA256SUMS"


def versions() -> Iterator[str]:
    """The version is the same everywhere."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    found = {"pyproject.toml": project["version"], "CITATION.cff": cited[1] if cited else "nothing"}
    for place, version in found.items():
        if version != __version__:
            yield f"{place} says {version}, the package {__version__}"


def changelog() -> Iterator[str]:
    """The changelog has the version, first, with its date."""
    listed = releases((ROOT / "CHANGELOG.md").read_text("utf-8"))
    if not listed or listed[0][0] != __version__:
        yield f"CHANGELOG.md does not begin with ## [{__version__}] - DATE"


def languages() -> Iterator[str]:
    """Every language has every sentence of the window."""
    for code in TRANSLATIONS:
        missing = missing_ids(code)
        if missing:
            yield f"{code} lacks {len(missing)}, for example {missing[0]}"


def pictures() -> Iterator[str]:
    """No picture is older than the window it shows."""

    def last_change(*paths: str) -> int:
        said = subprocess.run(
            ["git", "log", "-1", "--format=%ct", "--", *paths],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        return int(said.strip() or 0)

    for picture in sorted((ROOT / PICTURES).glob("*.png")):
        if last_change(str(picture)) < last_change(*WINDOW):
            yield f"{picture.name} is older than the window: make pictures"


def cards() -> Iterator[str]:
    """Each bundled model has a card with a header for a model hub."""
    for model in sorted((ROOT / "resources" / "models").glob("*.onnx")):
        card = model.with_suffix(".md")
        if not card.exists() or not card.read_text("utf-8").startswith("---\nlicense: "):
            yield f"{card.name} has no head for a hub: python -m training.report"


def model_sums() -> str:
    """Return the checksums of all bundled networks in the format of ``sha256sum``."""
    paths = sorted((ROOT / "resources").rglob("*.onnx"))
    lines = (
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(SUMS.parent).as_posix()}\n"
        for p in paths
    )
    return "".join(lines)


def models() -> Iterator[str]:
    """Each bundled network has the recorded checksum."""
    written, found = SUMS.read_text("utf-8").splitlines(), model_sums().splitlines()
    for line in sorted(set(written) ^ set(found)):
        yield f"{line.split()[1]}: look at it, then python tools/release_check.py --write-sums"


def licences() -> Iterator[str]:
    """The bundle names a licence for each of its parts."""
    bundle = ROOT / "dist" / "ser-desktop"
    if not bundle.exists():
        yield "there is no bundle: make bundle"
        return
    notice = (bundle / "NOTICE.txt").read_text("utf-8")
    for part in components(bundle):
        if not part.licence or part.licence == "see its text":
            yield f"{part.name}: no licence is known"
        if part.name not in notice:
            yield f"{part.name} is not in NOTICE.txt"


def measured() -> Iterator[str]:
    """The bundles passed their smoke test, and the wheels their installation."""
    from bundling.try_wheels import problems

    for name, rows in json.loads((ROOT / "bundling" / "measured.json").read_text("utf-8")).items():
        for title, row in rows.items():
            if not row["passed"]:
                yield f"{name}: {title} failed, {row['note']}"
    yield from problems(json.loads((ROOT / "bundling" / "installs.json").read_text("utf-8")))


def clean_tree() -> Iterator[str]:
    """Nothing is left uncommitted."""
    command = ["git", "status", "--porcelain"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if said:
        yield f"{len(said.splitlines())} files are not committed"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (versions, languages, cards)
AT_A_RELEASE = (changelog, models, pictures, licences, measured, clean_tree)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", action="store_true", help="also what holds only at a release")
    parser.add_argument("--write-sums", action="store_true", help="checksums of the models, anew")
    options = parser.parse_args()
    if options.write_sums:
        SUMS.write_text(model_sums(), encoding="utf-8")
        return
    checks = CHECKS + (AT_A_RELEASE if options.release else ())
    failed = 0
    for check in checks:
        problems = list(check())
        failed += bool(problems)
        print(f"{'FAIL' if problems else 'ok  '}  {(check.__doc__ or '').splitlines()[0]}")
        for problem in problems:
            print(f"        {problem}")
    for line in BY_HAND:
        print(f"hand  {line}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
