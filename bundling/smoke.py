"""Tries the standalone programs without Python or any package of ours: ``make smoke``.

:mod:`bundling.smoke_host` makes a minimal Debian and installs the .deb. There,
:mod:`bundling.smoke_checks` checks the commands, every format against the source run, a take
through a virtual microphone, the window with a file, its picture and its start time; then it
removes the package. ``--full`` tries the full version with classic models in its unpacked folder,
``--appimage FILE`` an AppImage (:mod:`bundling.smoke_appimage`).
Needs root, debootstrap and a Debian mirror. Writes ``bundling/measured.json``, and pictures of the
window into ``dist``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from bundling import smoke_appimage
from bundling.deb import build
from bundling.smoke_appimage import APPIMAGE
from bundling.smoke_checks import (
    FULL,
    STANDARD,
    Bundle,
    Report,
    check_classic_models,
    check_commands,
    check_home,
    check_removal,
    check_size,
    check_take,
    check_times,
    check_window,
)
from bundling.smoke_host import HOST, ROOT, leave_host, make_host

MEASURED = ROOT / "bundling" / "measured.json"


def try_out(report: Report, bundle: Bundle, folder: Path) -> None:
    """Run all checks of a bundle in the minimal Debian."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.rmtree(HOST / "root" / ".cache", ignore_errors=True)
    if bundle is APPIMAGE:
        smoke_appimage.try_out(report, folder)
        return
    if bundle is FULL:
        target = HOST / "opt" / FULL.name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(FULL.folder, target, symlinks=True)
    check_commands(report, bundle, folder)
    if bundle is FULL:
        check_classic_models(report, folder)
    check_times(report, bundle)
    if bundle is STANDARD:
        check_take(report, bundle, folder)
    check_window(report, bundle, folder)
    check_home(report)
    if bundle is STANDARD:
        check_removal(report)


def write_rows(name: str, rows: dict[str, object]) -> None:
    """Store results; those that an interrupted run did not reach stay unchanged."""
    measured = json.loads(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    measured[name] = measured.get(name, {}) | rows
    MEASURED.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--full", action="store_true", help="the version with librosa")
    which.add_argument("--appimage", type=Path, metavar="FILE", help="an AppImage")
    options = parser.parse_args()
    # Unmount also if the run is terminated from outside.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report()
    package = None
    if options.appimage:
        bundle = APPIMAGE
        smoke_appimage.check_file(report, options.appimage)
    else:
        bundle = FULL if options.full else STANDARD
        package = build(ROOT / "dist")
        check_size(report, bundle)
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise SystemExit("The rest needs root and debootstrap.")
    try:
        problem = make_host(package)
        report.check("installed on a minimal Debian", not problem, problem)
        if not problem and options.appimage:
            smoke_appimage.install(options.appimage)
        if not problem:
            try_out(report, bundle, HOST / "tmp" / "smoke")
    finally:
        leave_host()
        write_rows(bundle.name, report.rows)
    raise SystemExit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
