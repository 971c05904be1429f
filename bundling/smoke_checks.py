"""The checks of the smoke test: size, commands, times, a take, the window, and removal."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import soundfile

from bundling.screen import PAINTED_COLOURS, Screen, forget_files
from bundling.smoke_host import HOST, ROOT, inside
from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from tests.support.files import write_with_ffmpeg

SAMPLE = ROOT / "resources" / "samples" / "sample.flac"
SLOWEST_ANALYZE, SLOWEST_START = 1.3, 1.5
STARTS = 5
ANALYSED_S = 10.0
"""Seconds in which the file is analysed and drawn."""


@dataclass(frozen=True)
class Bundle:
    """One of the bundles and its limits in MB (10^6 bytes)."""

    name: str
    max_mb: float
    max_packed_mb: float
    program: str
    """Its command in the minimal Debian."""

    @property
    def folder(self) -> Path:
        """Its folder as built."""
        return ROOT / "dist" / self.name


STANDARD = Bundle("ser-desktop", 230, 90, "ser-desktop")
FULL = Bundle("ser-desktop-full", 560, 175, "/opt/ser-desktop-full/ser-desktop")


class Report:
    """Prints and stores the result of each check."""

    def __init__(self) -> None:
        self.rows: dict[str, object] = {}
        self.failed = False

    def check(self, title: str, passed: bool, note: object = "") -> None:
        """Print and store one result."""
        sys.stdout.write(f"{'ok  ' if passed else 'FAIL'}  {title} {note}\n")
        sys.stdout.flush()
        self.rows[title] = {"passed": passed, "note": note}
        self.failed |= not passed


def check_size(report: Report, bundle: Bundle) -> None:
    """Check both sizes, that all files are on the list, and that licences are included."""
    files = [p for p in bundle.folder.rglob("*") if p.is_file() and not p.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    note = f"{size:.0f} MB, at most {bundle.max_mb:.0f}"
    report.check("size unpacked", size <= bundle.max_mb, note)
    archive = bundle.folder.with_suffix(".tar.xz")
    subprocess.run(
        ["tar", "-C", str(archive.parent), "-cJf", str(archive), bundle.name], check=True
    )
    packed = archive.stat().st_size / 1e6
    note = f"{packed:.0f} MB as tar.xz, at most {bundle.max_packed_mb:.0f}"
    report.check("size packed", packed <= bundle.max_packed_mb, note)
    allowed = (ROOT / "bundling" / "allowed.txt").read_text("utf-8").split()
    if bundle is FULL:
        allowed += (ROOT / "bundling" / "allowed-full.txt").read_text("utf-8").split()
    strange = sorted(
        str(path.relative_to(bundle.folder))
        for path in files
        if not any(fnmatch(str(path.relative_to(bundle.folder)), pattern) for pattern in allowed)
    )
    report.check("nothing but what is on the list", not strange, ", ".join(strange[:8]))
    notice = (bundle.folder / "NOTICE.txt").read_text("utf-8")
    named = all(word in notice for word in ("LGPL", "Qt", "numpy", "Silero VAD"))
    report.check("licences are inside", named)


def check_commands(report: Report, bundle: Bundle, folder: Path) -> None:
    """Check the commands, and that every format gives the answer of the source run."""
    report.check("no Python there", inside("sh", "-c", "command -v python3").returncode != 0)
    version = inside(bundle.program, "--version")
    report.check("--version", version.returncode == 0, version.stdout.strip())
    tested = inside(bundle.program, "self-test")
    said = tested.stdout[-400:] if tested.returncode else ""
    report.check("self-test", tested.returncode == 0, said)
    devices = inside(bundle.program, "devices", "--json")
    report.check("devices", devices.returncode == 0 and devices.stdout.startswith("["))
    samples, rate_hz = soundfile.read(SAMPLE)
    shutil.copyfile(SAMPLE, folder / "a.flac")
    for suffix in ("wav", "mp3", "ogg"):
        soundfile.write(folder / f"a.{suffix}", samples, rate_hz)
    write_with_ffmpeg(folder / "a.m4a", "aac", "mp4")
    for suffix in ("wav", "flac", "mp3", "ogg", "m4a"):
        frozen = inside(bundle.program, "analyze", f"/tmp/smoke/a.{suffix}")
        source = _source("analyze", str(folder / f"a.{suffix}"))
        same = frozen.returncode == 0 and (
            json.loads(frozen.stdout)["overall"] == json.loads(source)["overall"]
        )
        report.check(f"analyze {suffix.upper()} as the source does", same, frozen.stderr[-300:])


def check_classic_models(report: Report, folder: Path) -> None:
    """Check that the earlier systems, which need librosa, give the answers of the source run."""
    models = json.loads(_source("models", "--json"))
    for name in [m["name"] for m in models if m["name"] != DEFAULT_MODEL]:
        frozen = inside(
            FULL.program, "analyze", "--model", name, "/tmp/smoke/a.flac", timeout_s=300
        )
        source = _source("analyze", "--model", name, str(folder / "a.flac"))
        same = frozen.returncode == 0 and (
            json.loads(frozen.stdout)["overall"] == json.loads(source)["overall"]
        )
        report.check(f"{name} answers as from source", same, frozen.stderr[-300:])
    cached = list((HOST / "root" / ".cache" / "numba").rglob("*.nbc"))
    report.check("compiled code lies in the user's cache", bool(cached), f"{len(cached)} files")


def check_home(report: Report, home: Path = HOST / "root") -> None:
    """Check a home for the device identifier that ONNX Runtime's telemetry would write."""
    left = list(home.rglob("deviceid*"))
    report.check("no telemetry in the home", not left, ", ".join(map(str, left)))


def check_times(report: Report, bundle: Bundle) -> None:
    """Compare the time of an analysis from a cold start with the source run, alternately."""
    source, frozen = [], []
    for _ in range(STARTS):
        started = time.perf_counter()
        _source("analyze", str(SAMPLE))
        source.append(time.perf_counter() - started)
        started = time.perf_counter()
        inside(bundle.program, "analyze", "/tmp/smoke/a.flac")
        frozen.append(time.perf_counter() - started)
    ratio = float(np.median(frozen) / np.median(source))
    note = f"{np.median(frozen):.2f} s, {ratio:.2f} of the source run"
    report.check("analyze from a cold start", ratio <= SLOWEST_ANALYZE, note)


def check_take(report: Report, bundle: Bundle, folder: Path) -> None:
    """Record a take of the sample through a sound server of the minimal Debian."""
    runtime = "/tmp/smoke/pulse"
    (folder / "pulse").mkdir()
    (folder / "asound.conf").write_text(
        "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
    )
    pulse = {
        "PULSE_SERVER": f"unix:{runtime}/native",
        "PULSE_RUNTIME_PATH": runtime,
        "XDG_RUNTIME_DIR": runtime,
        "ALSA_CONFIG_PATH": "/usr/share/alsa/alsa.conf:/tmp/smoke/asound.conf",
    }
    script = f"""
pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \\
  -L "module-native-protocol-unix socket={runtime}/native auth-anonymous=1" \\
  -L "module-null-sink sink_name=mic rate=48000" \\
  -L "module-remap-source master=mic.monitor source_name=voice" >/dev/null 2>&1 &
server=$!
for i in 1 2 3 4 5 6 7 8 9 10; do pactl set-default-source voice && break; sleep 0.5; done
chmod 755 {runtime}  # the server closes it to all other users
(sleep 1; paplay --device=mic /tmp/smoke/a.wav) &
{bundle.program} record --seconds 6 --out /tmp/smoke/take.wav
code=$?
kill $server
exit $code
"""
    done = inside("sh", "-c", script, timeout_s=120, **pulse)
    take = folder / "take.wav"
    loud = float(np.abs(soundfile.read(take)[0]).max()) if take.exists() else 0.0
    passed = done.returncode == 0 and loud > 0.02
    said = "" if passed else done.stderr[-300:]
    report.check("a take through the microphone", passed, f"peak {loud:.2f} {said}".strip())


def check_window(report: Report, bundle: Bundle, folder: Path) -> None:
    """Compare the time until the window is painted; check that it shows something and closes."""
    program = "ser-desktop-window" if bundle is STANDARD else bundle.program
    profile = folder / "profile"
    frozen = ["chroot", str(HOST), program, "--profile", "/tmp/smoke/profile"]
    source = [sys.executable, "-m", "ser_desktop", "--profile", str(profile)]
    times: dict[str, list[float]] = {"frozen": [], "source": []}
    with Screen(HOST, "/tmp/smoke/screen") as screen:
        for _ in range(STARTS + 1):
            for name, command in (("source", source), ("frozen", frozen)):
                shutil.rmtree(profile, ignore_errors=True)
                if not times[name]:
                    forget_files()
                with screen.window(command, ROOT) as window:
                    times[name].append(window.painted_s())
        with screen.window([*frozen, "/tmp/smoke/a.flac"], ROOT) as window:
            window.painted_s()
            time.sleep(ANALYSED_S)
            colours = screen.colours()
            screen.photograph(ROOT / "dist" / f"smoke-{bundle.name}.png")
    first = times["frozen"][0] / times["source"][0]
    later = float(np.median(times["frozen"][1:]) / np.median(times["source"][1:]))
    note = f"{times['frozen'][0]:.2f} s, {first:.2f} of the source run"
    report.check("window painted, first start", first <= SLOWEST_START, note)
    note = f"{np.median(times['frozen'][1:]):.2f} s, {later:.2f} of the source run"
    report.check("window painted, later starts", later <= SLOWEST_START, note)
    report.check("the window shows something", colours > PAINTED_COLOURS, f"{colours} colours")
    report.check("the window closes", window.exit_code == 0, window.said)


def check_removal(report: Report) -> None:
    """Check that removing the package removes the whole program."""
    valid = inside("dpkg", "-s", "ser-desktop")
    report.check("installed as a package", "install ok installed" in valid.stdout)
    removed = inside("dpkg", "-r", "ser-desktop")
    left = (HOST / "opt" / "ser-desktop").exists() or (HOST / "usr/bin/ser-desktop").is_symlink()
    report.check("removed without a trace", removed.returncode == 0 and not left)


def _source(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ser_desktop", *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
