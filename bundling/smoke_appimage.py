"""Tries an AppImage in the minimal Debian: ``python -m bundling.smoke --appimage FILE``.

The host has what every desktop has, and no package of ours. The program runs as an ordinary user:
mounted by FUSE, as when it is clicked, and unpacked, as where FUSE is missing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from pathlib import Path

from bundling.appimage import RUNTIME_SHA256, runtime_of
from bundling.screen import PAINTED_COLOURS, Screen
from bundling.smoke_checks import (
    ANALYSED_S,
    Bundle,
    Report,
    check_commands,
    check_home,
    check_take,
    check_times,
    check_window,
)
from bundling.smoke_host import HOST, ROOT, inside

APPIMAGE = Bundle("ser-desktop-appimage", 0, 110, "/usr/local/bin/ser-appimage")
USER_ID = 1000
HOME = "/home/maker"
_UNPACKED = {"APPIMAGE_EXTRACT_AND_RUN": "1"}
_STARTER = f"""#!/bin/sh
# An ordinary user starts the file. PulseAudio's client wants a folder that belongs to this user.
export HOME={HOME} XDG_RUNTIME_DIR={HOME}/run PULSE_RUNTIME_PATH={HOME}/run
exec setpriv --reuid={USER_ID} --regid={USER_ID} --clear-groups {HOME}/program.AppImage "$@"
"""


def check_file(report: Report, image: Path) -> None:
    """Check the size of the file, and that it starts with a program."""
    size = image.stat().st_size / 1e6
    note = f"{size:.0f} MB, at most {APPIMAGE.max_packed_mb:.0f}"
    report.check("size packed", size <= APPIMAGE.max_packed_mb, note)
    report.check("a runtime stands before the folder", *_runtime(image))


def _runtime(image: Path) -> tuple[bool, str]:
    try:
        digest = hashlib.sha256(runtime_of(image)).hexdigest()
    except ValueError as error:
        return False, str(error)
    return True, "the pinned one" if digest == RUNTIME_SHA256 else "not the pinned one: a test"


def install(image: Path) -> None:
    """Give the file to an ordinary user of the minimal Debian."""
    home = HOST / HOME.lstrip("/")
    if inside("id", str(USER_ID)).returncode:
        inside("useradd", "--uid", str(USER_ID), "--create-home", "--home-dir", HOME, "maker")
    shutil.copyfile(image, home / "program.AppImage")
    (home / "program.AppImage").chmod(0o755)
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    shutil.chown(home / "run", USER_ID, USER_ID)
    starter = HOST / APPIMAGE.program.lstrip("/")
    starter.write_text(_STARTER, encoding="utf-8")
    starter.chmod(0o755)


def try_out(report: Report, folder: Path) -> None:
    """Run all checks of the AppImage in the minimal Debian."""
    folder.chmod(0o777)
    missing = inside("sh", "-c", "ldconfig -p | grep -q portaudio").returncode != 0
    report.check("no PortAudio there", missing)
    check_commands(report, APPIMAGE, folder)
    check_unpacked(report, folder)
    check_times(report, APPIMAGE)
    check_take(report, APPIMAGE, folder)
    check_window(report, APPIMAGE, folder)
    check_unpacked_window(report, folder)
    check_home(report, HOST / HOME.lstrip("/"))
    check_nothing_left(report)


def check_unpacked(report: Report, folder: Path) -> None:
    """Check that the program answers the same without FUSE."""
    command = (APPIMAGE.program, "analyze", f"/tmp/{folder.name}/a.flac")
    mounted, unpacked = inside(*command), inside(*command, **_UNPACKED)
    same = unpacked.returncode == 0 and json.loads(mounted.stdout) == json.loads(unpacked.stdout)
    report.check("unpacked it answers the same", same, unpacked.stderr[-300:])


def check_unpacked_window(report: Report, folder: Path) -> None:
    """Check that the window opens without FUSE."""
    command = ["chroot", str(HOST), "env", *(f"{k}={v}" for k, v in _UNPACKED.items())]
    command += [APPIMAGE.program, "--profile", f"/tmp/{folder.name}/unpacked"]
    command.append(f"/tmp/{folder.name}/a.flac")
    with (
        Screen(HOST, f"/tmp/{folder.name}/second-screen") as screen,
        screen.window(command, ROOT) as window,
    ):
        painted_s = window.painted_s()
        time.sleep(ANALYSED_S)
        colours = screen.colours()
    for left in (HOST / "tmp").glob("appimage_extracted_*"):  # an interrupted runtime leaves it
        shutil.rmtree(left)
    passed = colours > PAINTED_COLOURS
    report.check("unpacked it shows the window", passed, f"after {painted_s:.2f} s")


def check_nothing_left(report: Report) -> None:
    """Check that no mount of the program is left after it ended."""
    time.sleep(3.0)  # the runtime lets go of its mount a moment after the program
    mounts = Path("/proc/mounts").read_text("utf-8")
    left = [line.split()[1] for line in mounts.splitlines() if f"{HOST}/tmp/.mount" in line]
    for mount in left:
        subprocess.run(["umount", "-l", mount], check=False)
    report.check("no mount is left", not left, ", ".join(left))
