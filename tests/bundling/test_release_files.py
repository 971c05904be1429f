"""Manifests of other shops name this version's files and hashes, and their own tools read them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bundling import appimage, release_files
from bundling.desktop_entry import desktop_entry
from bundling.flatpak import LOCK, flatpak_manifest, public_address
from bundling.metainfo import APP_ID, metainfo, releases
from ser_desktop import __version__

URL, HOME = f"https://example.org/download/v{__version__}", "https://example.org"


@pytest.fixture
def sums(tmp_path: Path) -> dict[str, str]:
    for name in (
        f"ser-desktop-{__version__}-setup.exe",
        f"ser-desktop-{__version__}-arm64.dmg",
        f"ser-desktop-{__version__}-x86-64.dmg",
    ):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return release_files.checksums(tmp_path)


def test_winget_has_what_its_schema_asks_for(sums: dict[str, str]) -> None:
    written = release_files.winget(sums, URL, HOME)
    version, installer, locale = (yaml.safe_load(text) for text in written.values())
    for manifest, kind in (
        (version, "version"),
        (installer, "installer"),
        (locale, "defaultLocale"),
    ):
        assert manifest["ManifestType"] == kind
        assert manifest["PackageVersion"] == __version__
        assert re.fullmatch(r"[^.\s]+(\.[^.\s]+)+", manifest["PackageIdentifier"])
    (one,) = installer["Installers"]
    name = one["InstallerUrl"].rpartition("/")[2]
    assert one["InstallerSha256"] == hashlib.sha256(name.encode()).hexdigest().upper()
    assert {"Architecture", "InstallerUrl", "InstallerSha256"} <= one.keys()
    asked = {"PackageLocale", "Publisher", "PackageName", "License", "ShortDescription"}
    assert asked <= locale.keys()
    assert version["DefaultLocale"] == locale["PackageLocale"]


def test_the_cask_is_ruby_with_both_hashes(sums: dict[str, str], tmp_path: Path) -> None:
    text = release_files.cask(sums, URL, HOME)
    assert all(value in text for name, value in sums.items() if name.endswith(".dmg"))
    assert f"v{__version__}" not in text, "a new version changes one line of the address"
    path = tmp_path / "ser-desktop.rb"
    path.write_text(text, encoding="utf-8")
    if ruby := shutil.which("ruby"):
        done = subprocess.run([ruby, "-c", str(path)], capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "Syntax OK", done.stderr


def test_the_flatpak_is_built_without_network_from_hashed_sources(tmp_path: Path) -> None:
    written = flatpak_manifest({"url": f"{URL}/a.whl", "sha256": "0" * 64})
    built = json.loads(written[f"{APP_ID}.json"])
    assert not any("network" in word for word in built["finish-args"])
    assert "build-args" not in json.dumps(built)
    for module in built["modules"]:
        for source in module["sources"]:
            assert source.get("path") in written or re.fullmatch("[0-9a-f]{64}", source["sha256"])
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    if tool := shutil.which("flatpak-builder"):
        command = [tool, "--show-manifest", str(tmp_path / f"{APP_ID}.json")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_lock_names_what_the_program_needs() -> None:
    import tomllib

    wheels = json.loads(LOCK.read_text("utf-8"))
    assert all(w["url"].startswith("https://files.pythonhosted.org/packages/") for w in wheels)
    locked = {
        re.sub("[-_.]+", "-", w["url"].rpartition("/")[2].split("-")[0]).lower() for w in wheels
    }
    project = tomllib.loads((LOCK.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    for dependency in project["dependencies"]:
        name = re.match(r"[\w-]+", dependency)[0].lower().replace("_", "-")  # type: ignore[index]
        assert name in locked, "make the lock anew: python -m bundling.flatpak --lock WHEEL"


def test_a_file_on_this_disk_has_an_address(tmp_path: Path) -> None:
    (tmp_path / "a b.whl").write_bytes(b"")
    address = public_address((tmp_path / "a b.whl").as_uri())
    assert address == (
        "https://files.pythonhosted.org/packages/0e/57/"
        "51c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8/a b.whl"
    )
    assert public_address("https://a.org/b.whl") == "https://a.org/b.whl"


def test_software_centres_read_the_description(tmp_path: Path) -> None:
    changelog = "## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-27\n"
    assert releases(changelog) == [("0.2.0", "2026-12-01"), ("0.1.0", "2026-11-27")]
    path = tmp_path / f"{APP_ID}.metainfo.xml"
    path.write_text(metainfo(changelog), encoding="utf-8")
    if tool := shutil.which("appstreamcli"):
        command = [tool, "validate", "--no-net", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_an_app_dir_starts_the_program_and_a_runtime_is_checked(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    starter = bundle / "ser-desktop"
    starter.write_text('#!/bin/sh\necho "started $@"\n', encoding="utf-8")
    starter.chmod(0o755)
    made = appimage.make_app_dir(tmp_path / "App.AppDir", bundle)
    done = subprocess.run([made / "AppRun", "devices", "a b"], capture_output=True, text=True)
    assert done.stdout == "started devices a b\n"
    assert (made / f"{APP_ID}.desktop").read_text("utf-8") == desktop_entry("ser-desktop", APP_ID)
    assert (made / ".DirIcon").resolve().exists()
    with pytest.raises(SystemExit):
        appimage.checked(b"something else")
