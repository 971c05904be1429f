"""Writes NOTICE.txt and a software bill of materials from the contents of a bundle.

``NOTICE.txt`` has the licence of every Python package and library that is shipped, with the text if
the package contains it, and how the LGPL is complied with. ``sbom.json`` is CycloneDX 1.5.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from ser_desktop import __version__

_HEAD = f"""SER Desktop {__version__}

The program is under the MIT licence; the model weights are under CC BY-NC-SA 4.0 (non-commercial),
because they were learned from RAVDESS. What else is in this folder, and under which licence, is
listed below.

Qt, PySide6 and FFmpeg are used under the GNU Lesser General Public License, version 3. They are
shared libraries in the folder _internal: you may replace each by a version of your own that keeps
its interface. Their sources: https://download.qt.io, https://code.qt.io/pyside/pyside-setup.git,
https://ffmpeg.org/download.html, https://github.com/PyAV-Org/pyav-ffmpeg. The video encoders that
PyAV's builds of FFmpeg are linked to (x264, x265 and others) are not in the Linux version: empty
libraries stand in their place.
"""
# Libraries inside wheels that their metadata do not mention: start of the name -> component.
NATIVE = {
    "libQt6": ("Qt", "LGPL-3.0-only"),
    "libicu": ("ICU", "Unicode-3.0"),
    "libav": ("FFmpeg", "LGPL-3.0-or-later"),
    "libsw": ("FFmpeg", "LGPL-3.0-or-later"),
    "libmp3lame": ("LAME", "LGPL-2.0-or-later"),
    "libopus": ("Opus", "BSD-3-Clause"),
    "libsqlite3": ("SQLite", "blessing"),
    "libopencore": ("OpenCORE AMR", "Apache-2.0"),
    "libscipy_openblas": ("OpenBLAS", "BSD-3-Clause"),
    "libgfortran": ("GCC runtime", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libquadmath": ("GCC runtime", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libgcc_s": ("GCC runtime", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libstdc++": ("GCC runtime", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libportaudio": ("PortAudio", "MIT"),
    "libpython": ("Python", "PSF-2.0"),
    "libsndfile": ("libsndfile", "LGPL-2.1-or-later"),
    "libglib": ("GLib", "LGPL-2.1-or-later"),
    "libgthread": ("GLib", "LGPL-2.1-or-later"),
    "libxcb": ("XCB", "X11"),
    "libX": ("X11", "X11"),
    "libxkb": ("xkbcommon", "MIT"),
    "libfontconfig": ("Fontconfig", "HPND"),
    "libfreetype": ("FreeType", "FTL"),
    "libdbus": ("D-Bus", "AFL-2.1"),
    "libsystemd": ("systemd", "LGPL-2.1-or-later"),
    "libgcrypt": ("Libgcrypt", "LGPL-2.1-or-later"),
    "libgpg-error": ("Libgpg-error", "LGPL-2.1-or-later"),
    "libpng16": ("libpng", "libpng-2.0"),
    "libbrotli": ("Brotli", "MIT"),
    "libexpat": ("Expat", "MIT"),
    "libffi": ("libffi", "MIT"),
    "liblzma": ("XZ Utils", "0BSD"),
    "liblz4": ("LZ4", "BSD-2-Clause"),
    "libzstd": ("Zstandard", "BSD-3-Clause"),
    "libbz2": ("bzip2", "bzip2-1.0.6"),
    "libz.": ("zlib", "Zlib"),
    "libpcre2": ("PCRE2", "BSD-3-Clause"),
    "libcap": ("libcap", "BSD-3-Clause"),
    "libuuid": ("util-linux", "BSD-3-Clause"),
    "libmvec": ("GNU C Library", "LGPL-2.1-or-later"),
    "libpyside6": ("PySide6", "LGPL-3.0-only"),
    "libshiboken6": ("Shiboken6", "LGPL-3.0-only"),
    "libcrypto": ("OpenSSL", "Apache-2.0"),
}


@dataclass(frozen=True)
class Component:
    """A shipped package or library."""

    name: str
    version: str
    licence: str
    text: str = ""


CARRIED = (
    (Component("Silero VAD (model)", "6.2.3", "MIT"), "gate", "LICENSE"),
    (Component("Lucide (icons)", "1.62.0", "ISC"), "icons", "LICENSE"),
    (Component("Inter (font)", "4.1", "OFL-1.1"), "fonts", "LICENSE"),
    (Component("models learned from RAVDESS", "", "CC-BY-NC-SA-4.0"), "models", "LICENCE.md"),
)
"""What the resources hold of others or under other terms, and where the terms lie."""


def components(bundle: Path, modules: Collection[str] = ()) -> list[Component]:
    """Packages and libraries in a bundle, by name.

    Args:
        bundle: its folder.
        modules: names of the modules inside the archive of the starter, which are not files.
    """
    inside = bundle / "_internal"
    shipped = {name.partition(".")[0] for name in modules}
    shipped |= {path.name.partition(".")[0] for path in inside.iterdir()}
    owners = packages_distributions()
    names = {owner for name in shipped for owner in owners.get(name, ())} - {"ser-desktop"}
    found: dict[str, Component] = {}
    for name in names:
        package = distribution(name)
        licence = _licence(package)
        found[name.lower()] = Component(name, package.version, licence, _text(package))
    for component, folder, file in CARRIED:
        text = inside / "ser_desktop" / "resources" / folder / file
        if text.exists():
            written = text.read_text(encoding="utf-8").strip()
            found[component.name.lower()] = replace(component, text=written)
    python = ".".join(map(str, sys.version_info[:3]))
    found["python"] = Component("Python", python, "PSF-2.0")
    for path in inside.rglob("lib*.so*"):
        name, licence = native(path.name)
        if name and name.lower() not in found:
            found[name.lower()] = Component(name, "", licence)
    return sorted(found.values(), key=lambda component: component.name.lower())


def native(file_name: str) -> tuple[str, str]:
    """Return name and licence of a library, or two empty strings if it is unknown."""
    for beginning, known in NATIVE.items():
        if file_name.startswith(beginning):
            return known
    return "", ""


def write_notice(bundle: Path, modules: Collection[str] = ()) -> None:
    """Write NOTICE.txt and sbom.json into a bundle; ``modules`` as for ``components``."""
    found = components(bundle, modules)
    parts = [_HEAD]
    parts += [f"{c.name} {c.version}: {c.licence}".replace("  ", " ") for c in found]
    for component in found:
        if component.text:
            rule = "-" * 80
            parts.append(
                f"\n{rule}\n{component.name} {component.version}\n{rule}\n{component.text}"
            )
    (bundle / "NOTICE.txt").write_text("\n".join(parts) + "\n", encoding="utf-8")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "ser-desktop", "version": __version__}
        },
        "components": [
            {
                "type": "library",
                "name": c.name,
                **({"version": c.version} if c.version else {}),
                "licenses": [{"license": {"name": c.licence}}],
            }
            for c in found
        ],
    }
    (bundle / "sbom.json").write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")


def _licence(package: Distribution) -> str:
    metadata = package.metadata
    stated = metadata.get("License-Expression") or metadata.get("License") or ""
    if stated and len(stated) < 80:
        return stated.strip()
    classified = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    if classified:
        return ", ".join(classified)
    if "Permission is hereby granted, free of charge, to any person" in _text(package):
        return "MIT"
    return (stated.strip().splitlines() or ["see its text"])[0]


def _text(package: Distribution) -> str:
    texts = []
    for file in package.files or []:
        if re.match(r"(licen[cs]e|copying|notice)", file.name, re.IGNORECASE):
            path = Path(str(file.locate()))
            if path.suffix not in (".py", ".pyc") and path.is_file():
                texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
    return "\n\n".join(dict.fromkeys(texts))
