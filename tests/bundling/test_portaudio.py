"""PortAudio in the bundle: it loads without JACK, and only where the host has none."""

from __future__ import annotations

import ctypes.util
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bundling.notice import native
from bundling.portaudio import FOLDER, LIBRARY, NO_JACK, add_portaudio
from tests.bundling.test_trim import compiled

HOOK = Path(__file__).parents[2] / "bundling" / "find_portaudio.py"
CALLER = """
extern void *jack_client_open(const char *name, int options);
int Pa_Initialize(void) { return jack_client_open("x", 0) ? -1 : 7; }
"""
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="gcc is not installed"
)


def portaudio_linked_to(folder: Path, jack: str) -> Path:
    source = "int server; void *jack_client_open(const char *n, int o) { return &server; }"
    real = compiled(folder, "jack.so", source, f"-Wl,-soname,{jack}")
    made = compiled(folder, LIBRARY, CALLER, f"-Wl,-soname,{LIBRARY}", str(real))
    real.unlink()
    return made


def test_the_copy_loads_where_jack_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "host").mkdir()
    inside = tmp_path / "_internal"
    inside.mkdir()
    copy = add_portaudio(inside, portaudio_linked_to(tmp_path / "host", "libjack.so.0"))
    assert copy == inside / FOLDER / LIBRARY
    assert (inside / FOLDER / NO_JACK).exists()
    assert native(LIBRARY) == ("PortAudio", "MIT")

    # A host without PortAudio gets the copy; JACK then says that it cannot be opened.
    monkeypatch.setattr(sys, "_MEIPASS", str(inside), raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    runpy.run_path(str(HOOK))
    found = ctypes.util.find_library("portaudio")
    assert found == str(copy)
    assert ctypes.CDLL(found).Pa_Initialize() == 7
    assert ctypes.util.find_library("somethingelse") is None


def test_the_library_of_the_host_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / LIBRARY).touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so.2")
    runpy.run_path(str(HOOK))
    assert ctypes.util.find_library("portaudio") == LIBRARY


def test_a_portaudio_linked_otherwise_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    library = portaudio_linked_to(tmp_path / "host", "libpipewire-jack.so.0")
    with pytest.raises(SystemExit, match="JACK"):
        add_portaudio(tmp_path, library)


def test_the_real_one_starts_without_jack(tmp_path: Path) -> None:
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
    if LIBRARY not in listed:
        pytest.skip("PortAudio is not installed")
    copy = add_portaudio(tmp_path)
    code = (
        "import ctypes, sys\n"
        "ctypes.CDLL(sys.argv[1]); library = ctypes.CDLL(sys.argv[2])\n"
        "assert library.Pa_Initialize() == 0 and library.Pa_GetHostApiCount() >= 1\n"
    )
    no_jack = copy.with_name(NO_JACK)
    needed = subprocess.run(["readelf", "-d", copy], capture_output=True, text=True).stdout
    assert "libjack" not in needed
    if no_jack.exists():
        command = [sys.executable, "-c", code, str(no_jack), str(copy)]
        done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))
        assert done.returncode == 0, done.stderr
