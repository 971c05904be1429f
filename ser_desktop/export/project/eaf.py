"""ELAN: a tier for each rater and the model, for each speaker or track, by pympi."""

from __future__ import annotations

import mimetypes
import re
import tempfile
from pathlib import Path

from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.tiers import tiers_of

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(exported: ExportedRecording) -> str:
    """Render the file. Times are in milliseconds; intervals without length get one."""
    from pympi import Elan

    document = Elan.Eaf(author="")
    name = _clean(exported.name)
    media = mimetypes.guess_type(exported.name)[0] or "audio/x-wav"
    document.add_linked_file(f"./{name}", relpath=f"./{name}", mimetype=media)
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
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.eaf"
        document.to_file(str(path))
        return path.read_text(encoding="utf-8")


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("?", text)
