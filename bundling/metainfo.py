"""Writes the AppStream description that software centres show, for AppImage and Flatpak."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent
APP_ID = "org.ser_desktop.serdesktop"
SUMMARY = "Hear emotion in speech, on your own computer"


def releases(changelog: str) -> list[tuple[str, str]]:
    """Find the released versions in a changelog.

    Args:
        changelog: text of ``CHANGELOG.md``.

    Returns:
        Version and ISO date of each, the newest first.
    """
    return re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE)


def metainfo(changelog: str) -> str:
    """Write the AppStream description.

    Args:
        changelog: text of ``CHANGELOG.md``, which has the released versions.

    Returns:
        XML.
    """
    listed = "".join(
        f'    <release version="{version}" date="{date}"/>\n'
        for version, date in releases(changelog)
    )
    block = f"  <releases>\n{listed}  </releases>\n" if listed else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{APP_ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT AND CC-BY-NC-SA-4.0</project_license>
  <name>SER Desktop</name>
  <summary>{escape(SUMMARY)}</summary>
  <developer_name>The SER Desktop authors</developer_name>
  <description>
    <p>
      Record from the microphone or open sound files. The window draws waveform and spectrogram and
      shows for each of eight emotions how likely it is, over time.
    </p>
    <ul>
      <li>Annotate, rate blind and practise; keep all of it in a project</li>
      <li>Export to CSV, JSON, Praat, ELAN, Audacity and subtitles</li>
      <li>Nothing is sent anywhere</li>
    </ul>
    <p>The models were learned from acted speech and are for non-commercial use.</p>
  </description>
  <launchable type="desktop-id">{APP_ID}.desktop</launchable>
  <categories>
    <category>AudioVideo</category>
    <category>Audio</category>
  </categories>
  <keywords>
    <keyword>emotion</keyword>
    <keyword>speech</keyword>
    <keyword>voice</keyword>
  </keywords>
  <provides>
    <binary>ser-desktop</binary>
  </provides>
  <content_rating type="oars-1.1"/>
{block}</component>
"""
