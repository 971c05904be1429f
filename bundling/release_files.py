"""Writes files for package managers: ``python -m bundling.release_files FOLDER --url URL``.

``FOLDER`` contains the published files. This module adds ``SHA256SUMS``, the three manifests of
winget, a Homebrew cask and the Flatpak manifest, all with the checksums of these very files.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from bundling.flatpak import flatpak_manifest
from ser_desktop import __version__

PACKAGE = "SerDesktop.SerDesktop"
WINGET_SCHEMA = "1.9.0"
SUMMARY = "Hears emotion in speech, on your own computer"


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each published file, sorted by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "SHA256SUMS" and path.suffix not in (".yaml", ".rb")
    }


def winget(sums: dict[str, str], url: str, home: str) -> dict[str, str]:
    """Write the manifests for winget.

    Args:
        sums: SHA-256 by file name.
        url: where the files of this release are, without a slash at the end.
        home: page of the program.

    Returns:
        Text by file name.
    """
    setup = f"ser-desktop-{__version__}-setup.exe"
    head = f"PackageIdentifier: {PACKAGE}\nPackageVersion: {__version__}\n"

    def manifest(kind: str, body: str) -> str:
        schema = f"https://aka.ms/winget-manifest.{kind}.{WINGET_SCHEMA}.schema.json"
        return (
            f"# yaml-language-server: $schema={schema}\n{head}{body}"
            f"ManifestType: {kind}\nManifestVersion: {WINGET_SCHEMA}\n"
        )

    installer = f"""InstallerType: inno
Scope: user
MinimumOSVersion: 10.0.17763.0
InstallModes:
- interactive
- silent
- silentWithProgress
UpgradeBehavior: install
Installers:
- Architecture: x64
  InstallerUrl: {url}/{setup}
  InstallerSha256: {sums[setup].upper()}
"""
    locale = f"""PackageLocale: en-US
Publisher: The SER Desktop authors
PackageName: SER Desktop
PackageUrl: {home}
License: MIT (program), CC BY-NC-SA 4.0 (models)
ShortDescription: {SUMMARY}
Tags:
- audio
- emotion
- speech
"""
    return {
        f"{PACKAGE}.yaml": manifest("version", "DefaultLocale: en-US\n"),
        f"{PACKAGE}.installer.yaml": manifest("installer", installer),
        f"{PACKAGE}.locale.en-US.yaml": manifest("defaultLocale", locale),
    }


def cask(sums: dict[str, str], url: str, home: str) -> str:
    """Write the Homebrew cask, for both processors of Apple.

    Args:
        sums: SHA-256 by file name.
        url: where the files of this release are, without a slash at the end.
        home: page of the program.

    Returns:
        Ruby.
    """
    arm, intel = (sums[f"ser-desktop-{__version__}-{kind}.dmg"] for kind in ("arm64", "x86-64"))
    place = url.replace(__version__, "#{version}")
    return f'''cask "ser-desktop" do
  arch arm: "arm64", intel: "x86-64"

  version "{__version__}"
  sha256 arm:   "{arm}",
         intel: "{intel}"

  url "{place}/ser-desktop-#{{version}}-#{{arch}}.dmg"
  name "SER Desktop"
  desc "{SUMMARY.replace("Hears", "Hear").removesuffix(", on your own computer")}"
  homepage "{home}"

  depends_on macos: ">= :ventura"

  app "SER Desktop.app"
  binary "#{{appdir}}/SER Desktop.app/Contents/MacOS/ser-desktop"

  zap trash: [
    "~/Library/Application Support/ser-desktop",
    "~/Library/Logs/ser-desktop",
  ]
end
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", required=True, help="where the files of this release are")
    parser.add_argument("--home", required=True, help="page of the program")
    options = parser.parse_args()
    url = options.url.rstrip("/")
    sums = checksums(options.folder)
    lines = "".join(f"{value}  {name}\n" for name, value in sums.items())
    written = {"SHA256SUMS": lines, "ser-desktop.rb": cask(sums, url, options.home)}
    written |= winget(sums, url, options.home)
    wheel = f"ser_desktop-{__version__}-py3-none-any.whl"
    written |= flatpak_manifest({"url": f"{url}/{wheel}", "sha256": sums[wheel]})
    for name, text in written.items():
        (options.folder / name).write_text(text, encoding="utf-8")
        print(options.folder / name)


if __name__ == "__main__":
    main()
