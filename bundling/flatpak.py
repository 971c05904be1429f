"""The Flatpak manifest: no network in the build, every source with its hash.

The packages lie in ``bundling/flatpak_wheels.json``, a lock of wheels with address and SHA-256 that
``python -m bundling.flatpak --lock WHEEL`` makes anew with pip. The manifest of a release adds the
wheel of the program itself (``bundling.release_files``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path
from typing import Any

from bundling.desktop_entry import desktop_entry
from bundling.metainfo import APP_ID, metainfo

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "bundling" / "flatpak_wheels.json"
RUNTIME_VERSION, PYTHON = "25.08", "3.13"
"""The Freedesktop platform, and the Python in it."""
PLATFORMS = ("2_34", "2_28", "2_27", "2_17")
PORTAUDIO = {
    "type": "archive",
    "url": "https://files.portaudio.com/archives/pa_stable_v190700_20210406.tgz",
    "sha256": "47efbf42c77c19a05d22e627d42873e991ec0c1357219c0d74ce6a2948cb2def",
}
PERMISSIONS = (
    *("--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"),
    "--socket=pulseaudio",  # to play and to record
    "--filesystem=home:ro",
    "--filesystem=xdg-music/SER Desktop:create",
)
"""Not ``--share=network``: live results reach no other program until the user grants it."""


def manifest(program: dict[str, str], wheels: list[dict[str, str]]) -> dict[str, Any]:
    """Describe the build.

    Args:
        program: ``url`` (or ``path``) and ``sha256`` of the wheel of the program.
        wheels: ``url`` and ``sha256`` of each package.

    Returns:
        the manifest as an object.
    """
    install = "pip3 install --no-index --no-deps --prefix=/app --no-build-isolation *.whl"
    share = "/app/share"
    return {
        "id": APP_ID,
        "runtime": "org.freedesktop.Platform",
        "runtime-version": RUNTIME_VERSION,
        "sdk": "org.freedesktop.Sdk",
        "command": "ser-desktop",
        "finish-args": list(PERMISSIONS),
        "modules": [
            {
                "name": "portaudio",
                "config-opts": ["--disable-static", "--without-jack"],
                "sources": [PORTAUDIO],
            },
            {
                "name": "ser-desktop",
                "buildsystem": "simple",
                "build-commands": [
                    install,
                    f"install -Dm644 {APP_ID}.desktop -t {share}/applications",
                    f"install -Dm644 {APP_ID}.metainfo.xml -t {share}/metainfo",
                    f"install -Dm644 {APP_ID}.svg -t {share}/icons/hicolor/scalable/apps",
                ],
                "sources": [
                    *({"type": "file", **wheel} for wheel in [*wheels, program]),
                    *({"type": "file", "path": f"{APP_ID}.{end}"} for end in _FILES),
                ],
            },
        ],
    }


_FILES = ("desktop", "metainfo.xml", "svg")


def flatpak_manifest(program: dict[str, str]) -> dict[str, str]:
    """Write the manifest and the files it installs.

    Args:
        program: ``url`` and ``sha256`` of the wheel of the program.

    Returns:
        Text by file name.
    """
    wheels = json.loads(LOCK.read_text("utf-8"))
    return {
        f"{APP_ID}.json": json.dumps(manifest(program, wheels), indent=2) + "\n",
        f"{APP_ID}.desktop": desktop_entry("ser-desktop", icon=APP_ID),
        f"{APP_ID}.metainfo.xml": metainfo((ROOT / "CHANGELOG.md").read_text("utf-8")),
        f"{APP_ID}.svg": (ROOT / "bundling" / "ser-desktop.svg").read_text("utf-8"),
    }


def lock(wheel: Path) -> list[dict[str, str]]:
    """Ask pip which wheels the program needs in the sandbox.

    Args:
        wheel: the program.

    Returns:
        ``url`` and ``sha256`` of each wheel, by name.
    """
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        command += ["--quiet", "--report", str(report), "--only-binary=:all:"]
        command += ["--python-version", PYTHON, "--target", str(Path(name) / "none")]
        for platform in PLATFORMS:
            command += ["--platform", f"manylinux_{platform}_x86_64"]
        subprocess.run([*command, str(wheel)], check=True)
        chosen = json.loads(report.read_text("utf-8"))["install"]
    wheels = []
    for row in chosen:
        download = row["download_info"]
        if not row["is_direct"]:
            sha256 = download["archive_info"]["hashes"]["sha256"]
            wheels.append({"url": public_address(download["url"]), "sha256": sha256})
    return sorted(wheels, key=lambda entry: entry["url"].rpartition("/")[2].lower())


def public_address(url: str) -> str:
    """Return the address of a file at PyPI, also for a file that pip found locally.

    PyPI keeps each file below its BLAKE2b hash of 256 bits.
    """
    parts = urllib.parse.urlparse(url)
    if parts.scheme != "file":
        return url
    path = Path(urllib.parse.unquote(parts.path))
    digest = hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest()
    folder = f"{digest[:2]}/{digest[2:4]}/{digest[4:]}"
    return f"https://files.pythonhosted.org/packages/{folder}/{path.name}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lock", type=Path, required=True, metavar="WHEEL")
    wheels = lock(parser.parse_args().lock)
    LOCK.write_text(json.dumps(wheels, indent=1) + "\n", encoding="utf-8")
    print(f"{len(wheels)} wheels in {LOCK}")


if __name__ == "__main__":
    main()
