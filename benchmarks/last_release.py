"""Keep the figures of a release: ``python -m benchmarks.last_release [REVISION]``.

Writes ``benchmarks/last_release.json`` from the results that are committed in a revision (default:
``HEAD``). The release checklist runs it; ``make bench`` then says how each ratio has moved since.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent
TARGET = FOLDER / "last_release.json"
RENAMED = {
    "file to probabilities, 3.5 s clip, times faster":
        "ser-base: 3.5 s clip, file to probabilities, times faster",
    "file to probabilities, 3.5 s clip": "ser-base: 3.5 s clip, file to probabilities",
    "model, 3 s window, one thread": "ser-base: 3 s window, one thread",
    "model file": "ser-base: model file",
    "ser-base: share of a core": "ser-base: live, share of a core",
    "ser-small: share of a core": "ser-small: live, share of a core",
}  # fmt: skip
"""Former names of results."""


def git(*arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", *arguments], check=True, capture_output=True, text=True, cwd=FOLDER.parent
    )
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("revision", nargs="?", default="HEAD")
    revision = parser.parse_args().revision
    names = git("ls-tree", "--name-only", revision, "benchmarks/").split()
    ratios: dict[str, float] = {}
    for name in names:
        if not name.endswith(".json") or name.endswith(("last_release.json", "results.json")):
            continue
        lines = json.loads(git("show", f"{revision}:{name}"))
        if isinstance(lines, list):
            ratios |= {line["name"]: line["ratio"] for line in lines if "ratio" in line}
    if "benchmarks/results.json" in names:
        lines = json.loads(git("show", f"{revision}:benchmarks/results.json"))
        ratios |= {line["name"]: line["ratio"] for line in lines}
    project = git("show", f"{revision}:pyproject.toml")
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    kept = {
        "version": version[1] if version else "",
        "commit": git("rev-parse", "--short", revision).strip(),
        "ratios": {RENAMED.get(name, name): ratio for name, ratio in sorted(ratios.items())},
    }
    TARGET.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(ratios)} ratios of {kept['version']} ({kept['commit']})")


if __name__ == "__main__":
    main()
