"""A minimal Debian without Python, made by debootstrap, in which the smoke test runs.

It gets servers for a screen and for sound, and the .deb with its dependencies or, for an AppImage,
the libraries of a desktop, nothing else.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOST = ROOT / "build" / "smoke-root"
SERVERS = "xvfb pulseaudio pulseaudio-utils libasound2-plugins"
DESKTOP = "fuse3 libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libx11-xcb1"
"""Of what every desktop has, the part that an AppImage leaves to its host."""
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")


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


def make_host(package: Path | None = None) -> str:
    """Make the minimal Debian and install the package, or what an AppImage needs there.

    Returns:
        The error, or "" on success.
    """
    problem = _bootstrap()
    if problem:
        return problem
    for part in ("proc", "dev"):
        subprocess.run(["mount", "--rbind", f"/{part}", str(HOST / part)], check=True)
        # Or unmounting here would unmount below the host's own /dev.
        subprocess.run(["mount", "--make-rslave", str(HOST / part)], check=True)
    _prepare_fuse()
    _copy_network_settings()
    # A killed run leaves the package installed; the same version would not be installed again.
    inside("dpkg", "--purge", "ser-desktop")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    wanted = DESKTOP
    if package:
        shutil.copyfile(package, HOST / "tmp" / package.name)
        wanted = f"/tmp/{package.name}"
    for command in (
        "apt-get autoremove -y -q --purge",  # what an earlier package needed
        "apt-get update -q",
        f"apt-get install -y -q --no-install-recommends {SERVERS}",
        f"apt-get install -y -q --no-install-recommends {wanted}",
    ):
        done = inside("sh", "-c", command, timeout_s=900, **quiet)
        if done.returncode:
            return done.stdout[-800:] + done.stderr[-800:]
    return ""


def _bootstrap() -> str:
    """Run debootstrap, unless an earlier run did. Returns the error, or "" on success."""
    if (HOST / "usr" / "bin" / "apt-get").exists():
        return ""
    HOST.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", str(HOST), MIRROR],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout[-500:] + done.stderr[-500:] if done.returncode else ""


def _prepare_fuse() -> None:
    """Give the minimal Debian what a start of the system makes: rights of /dev/fuse, /etc/mtab."""
    mounts = HOST / "etc" / "mtab"
    if not mounts.is_symlink():
        mounts.symlink_to("/proc/self/mounts")
    device, node = HOST / "dev" / "fuse", HOST / "run" / "fuse"
    if not device.exists():
        return
    if not node.exists():
        os.mknod(node, stat.S_IFCHR | 0o666, device.stat().st_rdev)
        node.chmod(0o666)
    subprocess.run(["mount", "--bind", str(node), str(device)], check=True)


def _copy_network_settings() -> None:
    """Copy the name servers, and with a mirror of the user's also the settings of apt."""
    apt = ("apt/apt.conf.d", "apt/sources.list", "apt/sources.list.d")
    for name in ("resolv.conf", *(apt if "DEBIAN_MIRROR" in os.environ else ())):
        source, target = Path("/etc") / name, HOST / "etc" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            shutil.copyfile(source, target)


def leave_host() -> None:
    """Unmount the mounted folders."""
    for part in ("proc", "dev"):
        subprocess.run(["umount", "-l", str(HOST / part)], check=False, capture_output=True)
