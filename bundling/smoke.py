"""The standalone program where there is no Python and none of our packages: ``make smoke``.

A minimal Debian made by debootstrap gets the .deb, what the .deb depends on, and servers for a
screen and for sound, nothing else. Inside it: the commands, every format equal to the source run, a
take through a virtual microphone, the window with a file, photographed; then it is removed.
Needs root, debootstrap and a Debian mirror. Writes ``dist/smoke.json`` and ``dist/smoke.png``.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import soundfile

from bundling.deb import build
from tests.support.files import write_with_ffmpeg

ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "dist" / "ser-desktop"
HOST = ROOT / "build" / "smoke-root"
SAMPLE = ROOT / "resources" / "samples" / "sample.flac"
MOST_MB, MOST_PACKED_MB = 250.0, 90.0
SLOWEST_ANALYZE, SLOWEST_START = 1.3, 1.5
SERVERS = "xvfb pulseaudio pulseaudio-utils libasound2-plugins"
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")


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


def check_size(report: Report, package: Path) -> None:
    """Unpacked, packed, and nothing that is not on the list."""
    files = [p for p in BUNDLE.rglob("*") if p.is_file() and not p.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    report.check("size unpacked", size <= MOST_MB, f"{size:.0f} MB, at most {MOST_MB:.0f}")
    packed = package.stat().st_size / 1e6
    report.check("size packed", packed <= MOST_PACKED_MB, f"{packed:.0f} MB (.deb)")
    allowed = (ROOT / "bundling" / "allowed.txt").read_text("utf-8").split()
    strange = sorted(
        str(path.relative_to(BUNDLE))
        for path in files
        if not any(fnmatch(str(path.relative_to(BUNDLE)), pattern) for pattern in allowed)
    )
    report.check("nothing but what is on the list", not strange, ", ".join(strange[:8]))
    notice = (BUNDLE / "NOTICE.txt").read_text("utf-8")
    report.check("licences are inside", all(word in notice for word in ("LGPL", "Qt", "numpy")))


def check_commands(report: Report, folder: Path) -> None:
    """The commands, and every format as the source run has it."""
    report.check("no Python there", inside("sh", "-c", "command -v python3").returncode != 0)
    version = inside("ser-desktop", "--version")
    report.check("--version", version.returncode == 0, version.stdout.strip())
    tested = inside("ser-desktop", "self-test")
    said = tested.stdout[-400:] if tested.returncode else ""
    report.check("self-test", tested.returncode == 0, said)
    devices = inside("ser-desktop", "devices", "--json")
    report.check("devices", devices.returncode == 0 and devices.stdout.startswith("["))
    samples, rate_hz = soundfile.read(SAMPLE)
    shutil.copyfile(SAMPLE, folder / "a.flac")
    for suffix in ("wav", "mp3", "ogg"):
        soundfile.write(folder / f"a.{suffix}", samples, rate_hz)
    write_with_ffmpeg(folder / "a.m4a", "aac", "mp4")
    for suffix in ("wav", "flac", "mp3", "ogg", "m4a"):
        frozen = inside("ser-desktop", "analyze", f"/tmp/smoke/a.{suffix}")
        source = _source("analyze", str(folder / f"a.{suffix}"))
        same = frozen.returncode == 0 and (
            json.loads(frozen.stdout)["overall"] == json.loads(source)["overall"]
        )
        report.check(f"analyze {suffix.upper()} as the source does", same, frozen.stderr[-300:])


def check_times(report: Report) -> None:
    """A clip from a cold start beside the source run, in turns."""
    source, frozen = [], []
    for _ in range(5):
        started = time.perf_counter()
        _source("analyze", str(SAMPLE))
        source.append(time.perf_counter() - started)
        started = time.perf_counter()
        inside("ser-desktop", "analyze", "/tmp/smoke/a.flac")
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
    report.check("a take through the microphone", passed, f"peak {loud:.2f} {done.stderr[-300:]}")


def check_window(report: Report, folder: Path) -> None:
    """The window with a file, under a screen of its own, photographed and closed."""
    (folder / "screen").mkdir()
    script = """
Xvfb :77 -screen 0 1280x800x24 -fbdir /tmp/smoke/screen >/dev/null 2>&1 &
server=$!
sleep 1.5
DISPLAY=:77 ser-desktop-window --profile /tmp/smoke/profile /tmp/smoke/a.flac &
window=$!
sleep 10
cp /tmp/smoke/screen/Xvfb_screen0 /tmp/smoke/shot.xwd
kill -INT $window
wait $window
code=$?
kill $server
exit $code
"""
    done = inside("sh", "-c", script, LIBGL_ALWAYS_SOFTWARE="1")
    report.check("the window opens and closes", done.returncode == 0, done.stderr[-500:])
    picture = _read_xwd(folder / "shot.xwd")
    colours = len(np.unique(picture.reshape(-1, 3), axis=0))
    report.check("the window shows something", colours > 200, f"{colours} colours")
    _write_png(picture, ROOT / "dist" / "smoke.png")


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


def _read_xwd(path: Path) -> np.ndarray:
    """Pixels [rows, columns, 3] of an X window dump of 24 bits."""
    raw = path.read_bytes()
    header = struct.unpack(">25I", raw[:100])
    size, width, height, stride, n_colours = header[0], header[4], header[5], header[12], header[19]
    start = size + 12 * n_colours
    rows = np.frombuffer(raw, np.uint8, stride * height, start).reshape(height, stride)
    return rows[:, : 4 * width].reshape(height, width, 4)[:, :, [2, 1, 0]]


def _write_png(picture: np.ndarray, path: Path) -> None:
    from PySide6.QtGui import QImage

    rows = np.ascontiguousarray(picture)
    height, width, _ = rows.shape
    QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888).save(str(path))


def main() -> None:
    report = Report()
    package = build(ROOT / "dist")
    check_size(report, package)
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise SystemExit("The rest needs root and debootstrap.")
    folder = HOST / "tmp" / "smoke"
    try:
        problem = make_host(package)
        report.check("installed on a minimal Debian", not problem, problem)
        if not problem:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            check_commands(report, folder)
            check_times(report)
            check_take(report, folder)
            check_window(report, folder)
            check_removal(report)
    finally:
        leave_host()
    target = ROOT / "dist" / "smoke.json"
    target.write_text(json.dumps(report.rows, indent=1) + "\n", encoding="utf-8")
    raise SystemExit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
