"""Puts PortAudio into a Linux bundle, for computers that do not have it.

Desktops rarely come with PortAudio, and a program in one file cannot ask for a package. The host's
own is used first (``bundling/find_portaudio.py``). Distributions link PortAudio to JACK, which most
desktops lack too; the copy gets a library without JACK in its place, under a name of its own, so
that nothing else of the host takes it for JACK.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

LIBRARY = "libportaudio.so.2"
JACK = "libjack.so.0"
NO_JACK = "nojack_.so.0"
"""As long as the name that it replaces in the file."""
FOLDER = "portaudio"
_LICENCE = Path("/usr/share/doc/libportaudio2/copyright")


def add_portaudio(inside: Path, library: Path | None = None) -> Path:
    """Copy PortAudio into a bundle.

    Args:
        inside: PyInstaller's ``_internal``.
        library: the library; without it, the one of this computer.

    Returns:
        The copy.

    Raises:
        SystemExit: this computer has no PortAudio, or one linked to an unknown JACK.
    """
    folder = inside / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    copy = folder / LIBRARY
    shutil.copyfile(library or _of_this_computer(), copy)
    copy.chmod(0o755)
    if _LICENCE.exists():
        shutil.copyfile(_LICENCE, folder / "copyright")
    functions = _jack_functions(copy)
    if functions:
        _write_no_jack(folder / NO_JACK, functions)
        named = copy.read_bytes()
        renamed = named.replace(f"\0{JACK}\0".encode(), f"\0{NO_JACK}\0".encode())
        if renamed == named:
            raise SystemExit(f"{LIBRARY} takes JACK from another library than {JACK}.")
        copy.write_bytes(renamed)
    subprocess.run(["strip", "--strip-unneeded", str(copy)], check=True)
    return copy


def _of_this_computer() -> Path:
    listed = subprocess.run(
        ["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(rf"^\s*{re.escape(LIBRARY)} \(.*64.*\) => (\S+)$", listed, re.MULTILINE)
    if found is None:
        raise SystemExit(f"{LIBRARY} is missing: sh tools/system_packages.sh bundle")
    return Path(found[1])


def _jack_functions(library: Path) -> list[str]:
    listed = subprocess.run(
        ["nm", "-D", "--undefined-only", str(library)], capture_output=True, text=True, check=True
    ).stdout
    return sorted(set(re.findall(r"\bU (jack_\w+)", listed)))


def _write_no_jack(target: Path, functions: list[str]) -> None:
    """Compile functions that return 0: no client can be opened, and PortAudio leaves JACK out."""
    source = "\n".join(f"void *{name}(void) {{ return 0; }}" for name in functions)
    subprocess.run(
        ["gcc", "-x", "c", "-w", "-fPIC", "-shared", "-nostdlib", "-fno-builtin", "-O1", "-s",
         f"-Wl,-soname,{NO_JACK}", "-o", str(target), "-"],
        input=source, text=True, check=True,
    )  # fmt: skip
