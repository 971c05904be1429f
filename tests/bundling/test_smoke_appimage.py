"""The smoke test of an AppImage, as far as it needs no minimal Debian; how an AppImage is made."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from bundling import appimage, smoke_appimage, smoke_host
from bundling.smoke_checks import Report


def made_runtime(mark: bytes = b"AI\x02") -> bytes:
    """A head of a program for 64 bits whose table of three sections ends at byte 392."""
    head = bytearray(64)
    head[:4], head[8:11] = b"\x7fELF", mark
    struct.pack_into("<Q", head, 0x28, 200)
    struct.pack_into("<HH", head, 0x3A, 64, 3)
    return bytes(head) + bytes(200 + 3 * 64 - 64)


def test_the_runtime_ends_where_the_folder_begins(tmp_path: Path) -> None:
    image = tmp_path / "a.AppImage"
    image.write_bytes(made_runtime() + b"hsqs and the packed folder")
    assert appimage.runtime_of(image) == made_runtime()
    for wrong in (made_runtime(mark=b"\0\0\0"), b"hsqs"):
        image.write_bytes(wrong)
        with pytest.raises(ValueError, match="no AppImage"):
            appimage.runtime_of(image)


def test_the_report_says_which_runtime_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "a.AppImage"
    image.write_bytes(made_runtime() + b"hsqs")
    title = "a runtime stands before the folder"
    report = Report()
    smoke_appimage.check_file(report, image)
    assert report.rows[title] == {"passed": True, "note": "not the pinned one: a test"}
    pinned = hashlib.sha256(made_runtime()).hexdigest()
    monkeypatch.setattr(smoke_appimage, "RUNTIME_SHA256", pinned)
    smoke_appimage.check_file(report, image)
    assert report.rows[title] == {"passed": True, "note": "the pinned one"}
    assert not report.failed
    image.write_bytes(b"#!/bin/sh\n")
    smoke_appimage.check_file(report, image)
    assert report.failed


@pytest.mark.parametrize(
    ("unpinned", "folder"), [(True, "build"), (False, None)], ids=["test", "release"]
)
def test_a_runtime_of_another_hash_never_reaches_a_release(
    unpinned: bool, folder: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runtime").write_bytes(made_runtime())
    packed: list[Path] = []

    def pack(app_dir: Path, target: Path, runtime: bytes) -> None:
        packed.append(target)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(runtime)

    monkeypatch.setattr(appimage, "ROOT", tmp_path)
    monkeypatch.setattr(appimage, "make_app_dir", lambda target: target)
    monkeypatch.setattr(appimage, "pack", pack)
    options = ["--runtime", str(tmp_path / "runtime"), *(["--unpinned"] if unpinned else [])]
    monkeypatch.setattr(sys, "argv", ["appimage", *options])
    if folder is None:
        with pytest.raises(SystemExit, match="hash"):
            appimage.main()
        assert not packed
    else:
        appimage.main()
        assert packed == [tmp_path / folder / appimage.NAME]


def test_the_host_of_an_appimage_has_a_desktop_and_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[str] = []

    def inside(*command: str, **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0, "", "")

    (tmp_path / "tmp").mkdir()
    package = tmp_path / "ser-desktop.deb"
    package.touch()
    monkeypatch.setattr(smoke_host, "HOST", tmp_path)
    monkeypatch.setattr(smoke_host, "inside", inside)
    monkeypatch.setattr(smoke_host, "_bootstrap", lambda: "")
    monkeypatch.setattr(smoke_host, "_copy_network_settings", lambda: None)
    monkeypatch.setattr(smoke_host, "_prepare_fuse", lambda: None)
    monkeypatch.setattr(smoke_host.subprocess, "run", lambda *_, **__: None)
    assert smoke_host.make_host() == ""
    assert commands[-1].endswith(f"--no-install-recommends {smoke_host.DESKTOP}")
    assert "portaudio" not in smoke_host.DESKTOP + smoke_host.SERVERS
    assert not [command for command in commands if ".deb" in command]
    assert smoke_host.make_host(package) == ""
    assert commands[-1].endswith("/tmp/ser-desktop.deb")


def test_the_program_belongs_to_an_ordinary_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home" / "maker").mkdir(parents=True)
    (tmp_path / "usr" / "local" / "bin").mkdir(parents=True)
    image = tmp_path / "a.AppImage"
    image.write_bytes(made_runtime())
    done = subprocess.CompletedProcess((), 0, "", "")
    monkeypatch.setattr(smoke_appimage, "HOST", tmp_path)
    monkeypatch.setattr(smoke_appimage, "inside", lambda *_, **__: done)
    owners: list[tuple[Path, int, int]] = []
    monkeypatch.setattr(smoke_appimage.shutil, "chown", lambda *what: owners.append(what))
    smoke_appimage.install(image)
    starter = tmp_path / smoke_appimage.APPIMAGE.program.lstrip("/")
    assert starter.stat().st_mode & 0o111
    assert owners == [(tmp_path / "home" / "maker" / "run", 1000, 1000)]
    assert "--reuid=1000" in starter.read_text("utf-8")
    assert (tmp_path / "home" / "maker" / "program.AppImage").stat().st_mode & 0o111
