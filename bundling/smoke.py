"""The standalone programs where there is no Python and none of our packages: ``make smoke``.

A minimal Debian made by debootstrap gets the .deb, what the .deb depends on, and servers for a
screen and for sound, nothing else. Inside it: the commands, every format equal to the source run, a
take through a virtual microphone, the window with a file, photographed, and how soon it is painted;
then it is removed. ``--full`` tries the full version in its unpacked folder, with classic models.
Needs root, debootstrap and a Debian mirror. Writes ``bundling/measured.json``, and pictures of the
window into ``dist``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import soundfile

from bundling.deb import build
from bundling.screen import PAINTED_COLOURS, Screen, forget_files
from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from tests.support.files import write_with_ffmpeg

ROOT = Path(__file__).parent.parent
MEASURED = ROOT / "bundling" / "measured.json"
HOST = ROOT / "build" / "smoke-root"
SAMPLE = ROOT / "resources" / "samples" / "sample.flac"
SLOWEST_ANALYZE, SLOWEST_START = 1.3, 1.5
STARTS = 5
ANALYSED_S = 10.0
"""Long enough to have the file analysed and drawn."""
SERVERS = "xvfb pulseaudio pulseaudio-utils libasound2-plugins"
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")


@dataclass(frozen=True)
class Bundle:
    """One of the two artefacts and its limits in MB (10^6 bytes)."""

    name: str
    most_mb: float
    most_packed_mb: float
    program: str
    """In the minimal Debian."""

    @property
    def folder(self) -> Path:
        """As it was built."""
        return ROOT / "dist" / self.name


STANDARD = Bundle("ser-desktop", 230, 90, "ser-desktop")
FULL = Bundle("ser-desktop-full", 560, 175, "/opt/ser-desktop-full/ser-desktop")


class Report:
    """Prints each check and remembers it."""

    def __init__(self) -> None:
        self.rows: dict[str, object] = {}
        self.failed = False

    def check(self, title: str, passed: bool, note: object = "") -> None:
        """One line."""
        sys.stdout.write(f"{'ok  ' if passed else 'FAIL'}  {title} {note}\n")
        sys.stdout.flush()
        self.rows[title] = {"passed": passed, "note": note}
        self.failed |= not passed


def inside(*command: str, timeout_s: float = 120, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the minimal Debian with an almost empty environment."""
    environment = {
        "HOME": "/root",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        **extra,
    }
    return subprocess.run(
        ["chroot", str(HOST), *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def make_host(package: Path) -> str:
    """A minimal Debian with the package. Returns what went wrong, or ""."""
    if not (HOST / "usr" / "bin" / "apt-get").exists():
        HOST.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", "bookworm", str(HOST), MIRROR],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return done.stdout[-500:] + done.stderr[-500:]
    for part in ("proc", "dev"):
        subprocess.run(["mount", "--rbind", f"/{part}", str(HOST / part)], check=True)
    # A mirror of one's own is reached as this machine reaches it.
    own = ("apt/apt.conf.d", "apt/sources.list", "apt/sources.list.d")
    for name in ("resolv.conf", *(own if "DEBIAN_MIRROR" in os.environ else ())):
        source, target = Path("/etc") / name, HOST / "etc" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            shutil.copyfile(source, target)
    # A run that was killed left the package; the same version is not installed a second time.
    inside("dpkg", "--purge", "ser-desktop")
    shutil.copyfile(package, HOST / "tmp" / package.name)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        "apt-get update -q",
        f"apt-get install -y -q --no-install-recommends {SERVERS}",
        f"apt-get install -y -q --no-install-recommends /tmp/{package.name}",
    ):
        done = inside("sh", "-c", command, timeout_s=900, **quiet)
        if done.returncode:
            return done.stdout[-800:] + done.stderr[-800:]
    return ""


def leave_host() -> None:
    """Let go of what was mounted."""
    for part in ("proc", "dev"):
        subprocess.run(["umount", "-l", str(HOST / part)], check=False, capture_output=True)


def check_size(report: Report, bundle: Bundle) -> None:
    """Unpacked, packed, and nothing that is not on the list."""
    files = [p for p in bundle.folder.rglob("*") if p.is_file() and not p.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    note = f"{size:.0f} MB, at most {bundle.most_mb:.0f}"
    report.check("size unpacked", size <= bundle.most_mb, note)
    archive = bundle.folder.with_suffix(".tar.xz")
    subprocess.run(
        ["tar", "-C", str(archive.parent), "-cJf", str(archive), bundle.name], check=True
    )
    packed = archive.stat().st_size / 1e6
    note = f"{packed:.0f} MB as tar.xz, at most {bundle.most_packed_mb:.0f}"
    report.check("size packed", packed <= bundle.most_packed_mb, note)
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
    """The commands, and every format as the source run has it."""
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
    """The full version has librosa: the earlier systems answer as the source run does."""
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


def check_home(report: Report) -> None:
    """ONNX Runtime's telemetry, where it is on, leaves a device identifier in the home."""
    left = list((HOST / "root").rglob("deviceid*"))
    report.check("no telemetry in the home", not left, ", ".join(map(str, left)))


def check_times(report: Report, bundle: Bundle) -> None:
    """A clip from a cold start beside the source run, in turns."""
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


def check_take(report: Report, folder: Path) -> None:
    """Three seconds of the sample through a sound server of the minimal Debian."""
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
(sleep 1; paplay --device=mic /tmp/smoke/a.wav) &
ser-desktop record --seconds 6 --out /tmp/smoke/take.wav
code=$?
kill $server
exit $code
"""
    done = inside("sh", "-c", script, **pulse)
    take = folder / "take.wav"
    loud = float(np.abs(soundfile.read(take)[0]).max()) if take.exists() else 0.0
    passed = done.returncode == 0 and loud > 0.02
    said = "" if passed else done.stderr[-300:]
    report.check("a take through the microphone", passed, f"peak {loud:.2f} {said}".strip())


def check_window(report: Report, bundle: Bundle, folder: Path) -> None:
    """When the window is painted beside the source run, what it looks like, and that it closes."""
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
    """The package leaves nothing of the program."""
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


def try_out(report: Report, bundle: Bundle, folder: Path) -> None:
    """Everything, in the minimal Debian."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.rmtree(HOST / "root" / ".cache", ignore_errors=True)
    if bundle is FULL:
        target = HOST / "opt" / FULL.name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(FULL.folder, target, symlinks=True)
    check_commands(report, bundle, folder)
    if bundle is FULL:
        check_classic_models(report, folder)
    check_times(report, bundle)
    if bundle is STANDARD:
        check_take(report, folder)
    check_window(report, bundle, folder)
    check_home(report)
    if bundle is STANDARD:
        check_removal(report)


def write_rows(name: str, rows: dict[str, object]) -> None:
    """Keep what was measured; what a stopped run did not reach stays as it was."""
    measured = json.loads(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    measured[name] = measured.get(name, {}) | rows
    MEASURED.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="the version with librosa")
    bundle = FULL if parser.parse_args().full else STANDARD
    # Ended from outside it still lets go of what it mounted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report()
    package = build(ROOT / "dist")
    check_size(report, bundle)
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise SystemExit("The rest needs root and debootstrap.")
    try:
        problem = make_host(package)
        report.check("installed on a minimal Debian", not problem, problem)
        if not problem:
            try_out(report, bundle, HOST / "tmp" / "smoke")
    finally:
        leave_host()
        write_rows(bundle.name, report.rows)
    raise SystemExit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
