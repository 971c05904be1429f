"""ELAN: a tier for each rater and the model, for each speaker or track, by pympi."""

from __future__ import annotations

import mimetypes
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import quote

from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.tiers import tiers_of

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(exported: ExportedRecording, folder: Path) -> str:
    """Render the file. Times are in milliseconds; intervals without length get one.

    Args:
        exported: the recording.
        folder: folder of the file, from which ELAN looks for the sound.
    """
    from pympi import Elan

    document = Elan.Eaf(author="")
    media = mimetypes.guess_type(exported.name)[0] or "audio/x-wav"
    address, relative = _addresses(exported, folder)
    document.add_linked_file(address, relpath=relative, mimetype=media)
    document.add_property("ser-desktop", _clean(exported.statement()))
    document.remove_tier("default")
    for tier in tiers_of(exported):
        tier_id = _clean(tier.name)
        document.add_tier(tier_id)
        at_ms = 0
        for interval in tier.intervals:
            start_ms = max(round(interval.start_s * 1000), at_ms)
            at_ms = max(round(interval.end_s * 1000), start_ms + 1)
            document.add_annotation(tier_id, start_ms, at_ms, _clean(interval.text))
    # pympi writes to a path only, and keeps a copy of an old file.
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "document.eaf"
        document.to_file(str(path))
        return path.read_text(encoding="utf-8")


def _addresses(exported: ExportedRecording, folder: Path) -> tuple[str, str]:
    """Absolute and relative address of the sound, which is the name alone under a pseudonym."""
    path = exported.recording.path
    beside = f"./{_quoted(path.name)}"
    if not path.is_absolute():
        return beside, beside
    try:
        way = _quoted(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:  # another drive of Windows
        return path.as_uri(), beside
    return path.as_uri(), way if way.startswith("../") else f"./{way}"


def _quoted(path: str) -> str:
    return quote(os.fsencode(path))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("?", text)
