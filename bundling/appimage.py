"""An AppImage of the standalone program: ``make appimage``.

An AppImage is a small starter (the runtime) with a compressed folder behind it. The folder, the
AppDir, is made from ``dist/ser-desktop``; ``mksquashfs`` packs it. The runtime is fetched by the
release workflow with ``--fetch`` and must have the hash below; ``--runtime FILE`` uses a local one.
Without either option, only the AppDir and the packed folder are made. ``--unpinned`` takes a local
runtime of another hash, to test with; that AppImage goes to ``build``, where no release looks.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import struct
import subprocess
import urllib.request
from pathlib import Path

from bundling.desktop_entry import desktop_entry
from bundling.metainfo import APP_ID, metainfo
from ser_desktop import __version__

ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "dist" / "ser-desktop"
RUNTIME_URL = "https://github.com/AppImage/type2-runtime/releases/download/20251108/runtime-x86_64"
RUNTIME_SHA256 = "2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d"
NAME = f"ser-desktop-{__version__}-x86_64.AppImage"
_BLOCK = "128K"
"""Each read of a mounted file unpacks a whole block: 1M would be smaller and start later."""
APP_RUN = """#!/bin/sh
# One program: a window without a command, a command with one.
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/ser-desktop/ser-desktop" "$@"
"""


def make_app_dir(target: Path, bundle: Path = BUNDLE) -> Path:
    """Make the AppDir, which replaces an earlier one.

    Args:
        target: its folder.
        bundle: folder of the standalone program.

    Returns:
        ``target``.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(bundle, target / "usr" / "lib" / "ser-desktop", symlinks=True)
    run = target / "AppRun"
    run.write_text(APP_RUN, encoding="utf-8")
    run.chmod(0o755)
    share = target / "usr" / "share"
    entry = desktop_entry("ser-desktop", icon=APP_ID)
    drawing = ROOT / "bundling" / "ser-desktop.svg"
    for path in (target, share / "applications"):
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{APP_ID}.desktop").write_text(entry, encoding="utf-8")
    for path in (target, share / "icons" / "hicolor" / "scalable" / "apps"):
        path.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawing, path / f"{APP_ID}.svg")
    (target / ".DirIcon").symlink_to(f"{APP_ID}.svg")
    described = share / "metainfo" / f"{APP_ID}.metainfo.xml"
    described.parent.mkdir()
    described.write_text(metainfo((ROOT / "CHANGELOG.md").read_text("utf-8")), encoding="utf-8")
    return target


def pack(app_dir: Path, target: Path, runtime: bytes) -> None:
    """Pack an AppDir behind a runtime.

    Args:
        app_dir: the folder to pack.
        target: file of the AppImage; without a runtime, of the packed folder.
        runtime: the starter, or nothing.
    """
    packed = target.with_suffix(".squashfs")
    packed.unlink(missing_ok=True)
    subprocess.run(
        ["mksquashfs", str(app_dir), str(packed), "-root-owned", "-noappend", "-quiet",
         "-no-progress", "-comp", "zstd", "-Xcompression-level", "9", "-b", _BLOCK],
        check=True,
    )  # fmt: skip
    if runtime:
        with target.open("wb") as image:
            image.write(runtime)
            with packed.open("rb") as folder:
                shutil.copyfileobj(folder, image)
        target.chmod(0o755)
        packed.unlink()


def runtime_of(image: Path) -> bytes:
    """Return the runtime that an AppImage begins with.

    Args:
        image: the AppImage; its runtime is a program for 64 bits.

    Raises:
        ValueError: the file is no program, or lacks the mark of an AppImage of type 2.
    """
    with image.open("rb") as file:
        head = file.read(64)
        if head[:4] != b"\x7fELF" or head[8:11] != b"AI\x02":
            raise ValueError(f"{image} is no AppImage")
        (table_at,) = struct.unpack_from("<Q", head, 0x28)
        entry_size, entries = struct.unpack_from("<HH", head, 0x3A)
        file.seek(0)
        return file.read(table_at + entry_size * entries)


def checked(runtime: bytes) -> bytes:
    """Return a runtime after checking its hash.

    Raises:
        SystemExit: it has another hash.
    """
    digest = hashlib.sha256(runtime).hexdigest()
    if digest != RUNTIME_SHA256:
        raise SystemExit(f"The runtime has the hash {digest}, not {RUNTIME_SHA256}.")
    return runtime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--fetch", action="store_true", help="fetch the runtime")
    source.add_argument("--runtime", type=Path, help="a runtime that is here")
    parser.add_argument(
        "--unpinned", action="store_true", help="a runtime of another hash is fine: to test with"
    )
    options = parser.parse_args()
    if options.unpinned and not options.runtime:
        parser.error("--unpinned goes with --runtime")
    runtime = b""
    if options.fetch:
        with urllib.request.urlopen(RUNTIME_URL, timeout=60) as answer:
            runtime = checked(answer.read())
    elif options.runtime:
        runtime = options.runtime.read_bytes()
        runtime = runtime if options.unpinned else checked(runtime)
    app_dir = make_app_dir(ROOT / "build" / "SER_Desktop.AppDir")
    target = ROOT / ("build" if options.unpinned else "dist") / NAME
    pack(app_dir, target, runtime)
    made = target if runtime else target.with_suffix(".squashfs")
    print(f"{made.stat().st_size / 1e6:.0f} MB  {made}")


if __name__ == "__main__":
    main()
