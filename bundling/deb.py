"""A Debian package of the standalone program: ``make deb``.

/opt/ser-desktop, two starters in /usr/bin, a desktop file with the sound types, the icon, the
manual page and completion for three shells.
"""

from __future__ import annotations

import datetime
import gzip
import shutil
import subprocess
from pathlib import Path

from bundling.completions import PLACES, completion
from bundling.desktop_entry import desktop_entry
from bundling.man_page import man_page
from ser_desktop import __version__

ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "dist" / "ser-desktop"
DEPENDS = (
    "libasound2, libdbus-1-3, libegl1, libfontconfig1, libgl1, libglib2.0-0, libportaudio2, "
    "libstdc++6, libx11-6, libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, "
    "libxcb-shape0, libxkbcommon-x11-0"
)
"""What the host brings: sound server, display, fonts."""


def build(target: Path) -> Path:
    """Write the package below ``target`` and return its path."""
    name = f"ser-desktop_{__version__}_amd64"
    folder = target / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BUNDLE, folder / "opt" / "ser-desktop", symlinks=True)
    (folder / "usr" / "bin").mkdir(parents=True)
    for starter, program in (("ser-desktop", "ser-desktop"), ("ser-desktop-window", "SER Desktop")):
        (folder / "usr" / "bin" / starter).symlink_to(f"/opt/ser-desktop/{program}")
    applications = folder / "usr" / "share" / "applications"
    applications.mkdir(parents=True)
    entry = desktop_entry("/usr/bin/ser-desktop-window")
    (applications / "ser-desktop.desktop").write_text(entry, encoding="utf-8")
    icons = folder / "usr" / "share" / "icons" / "hicolor" / "scalable" / "apps"
    icons.mkdir(parents=True)
    shutil.copyfile(ROOT / "bundling" / "ser-desktop.svg", icons / "ser-desktop.svg")
    documents = folder / "usr" / "share" / "doc" / "ser-desktop"
    documents.mkdir(parents=True)
    shutil.copyfile(BUNDLE / "NOTICE.txt", documents / "copyright")
    _add_shell_help(folder)
    _write_control(folder)
    package = target / f"{name}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(folder), str(package)], check=True
    )
    shutil.rmtree(folder)
    return package


def _write_control(folder: Path) -> None:
    """Write the control file, with the size of the files."""
    size_kb = sum(f.lstat().st_size for f in folder.rglob("*") if f.is_file()) // 1024
    control = folder / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        f"""Package: ser-desktop
Version: {__version__}
Architecture: amd64
Maintainer: SER Desktop <ser-desktop@localhost>
Installed-Size: {size_kb}
Depends: {DEPENDS}
Section: sound
Priority: optional
Description: hears emotion in speech, on your own computer
 Records or opens sound files, draws waveform and spectrogram, and shows for each of eight emotions
 how likely it is, over time. Nothing is sent anywhere.
""",
        encoding="utf-8",
    )


def _add_shell_help(folder: Path) -> None:
    """Add the manual page, and completion in the folders of Debian's shells."""
    manual = folder / "usr" / "share" / "man" / "man1" / "ser-desktop.1.gz"
    manual.parent.mkdir(parents=True)
    page = man_page(datetime.datetime.now(tz=datetime.UTC).date())
    manual.write_bytes(gzip.compress(page.encode(), mtime=0))
    for shell, place in PLACES.items():
        target = folder / place
        target.parent.mkdir(parents=True)
        target.write_text(completion(shell), encoding="utf-8")


if __name__ == "__main__":
    print(build(ROOT / "dist"))
