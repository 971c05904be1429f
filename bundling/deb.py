"""A Debian package of the standalone program: ``make deb``.

/opt/ser-desktop, two starters in /usr/bin, a desktop file with the sound types, the icon.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from ser_desktop import __version__

ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "dist" / "ser-desktop"
DEPENDS = (
    "libasound2, libdbus-1-3, libegl1, libfontconfig1, libgl1, libglib2.0-0, libportaudio2, "
    "libstdc++6, libx11-6, libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, "
    "libxcb-shape0, libxkbcommon-x11-0"
)
"""What the host brings: sound server, display, fonts."""
MIME_TYPES = (
    "audio/x-wav;audio/wav;audio/flac;audio/x-flac;audio/mpeg;audio/ogg;audio/x-vorbis+ogg;"
    "audio/opus;audio/mp4;audio/x-m4a;audio/aac;audio/aiff;audio/x-aiff;audio/x-ms-wma;audio/webm;"
)
DESKTOP = f"""[Desktop Entry]
Type=Application
Name=SER Desktop
Comment=Hears emotion in speech, on your own computer
Exec=/usr/bin/ser-desktop-window %F
Icon=ser-desktop
Terminal=false
Categories=AudioVideo;Audio;Science;
MimeType={MIME_TYPES}
StartupWMClass=ser-desktop
"""


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
    (applications / "ser-desktop.desktop").write_text(DESKTOP, encoding="utf-8")
    icons = folder / "usr" / "share" / "icons" / "hicolor" / "scalable" / "apps"
    icons.mkdir(parents=True)
    shutil.copyfile(ROOT / "bundling" / "ser-desktop.svg", icons / "ser-desktop.svg")
    documents = folder / "usr" / "share" / "doc" / "ser-desktop"
    documents.mkdir(parents=True)
    shutil.copyfile(BUNDLE / "NOTICE.txt", documents / "copyright")
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
    package = target / f"{name}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(folder), str(package)], check=True
    )
    shutil.rmtree(folder)
    return package


if __name__ == "__main__":
    print(build(ROOT / "dist"))
