"""The table of project formats, and how their files are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.errors import OutputError
from ser_desktop.export.formats import write_text
from ser_desktop.export.names import file_name
from ser_desktop.export.project import (
    eaf,
    html_report,
    json_lines,
    label_studio,
    parquet,
    rttm,
    segments_csv,
    textgrid,
    webvtt,
    xlsx,
)
from ser_desktop.export.project.content import ExportedRecording, ProjectContent
from ser_desktop.export.targets import choose_targets
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class ProjectFormat:
    """A format with a file for each recording or one file for all (``write``).

    A file of a recording is rendered from it alone (``render``), or says where the sound lies as
    seen from the folder of the file (``render_in``).
    """

    name: str
    suffix: str
    render: Callable[[ExportedRecording], str] | None = None
    render_in: Callable[[ExportedRecording, Path], str] | None = None
    write: Callable[[ProjectContent, Path], None] | None = None

    @property
    def title(self) -> str:
        """What people call it, in the language of the window."""
        return str(Message(f"project_format.{self.name}"))


PROJECT_FORMATS = {
    item.name: item
    for item in (
        ProjectFormat("textgrid", ".TextGrid", render=textgrid.render),
        ProjectFormat("eaf", ".eaf", render_in=eaf.render),
        ProjectFormat("vtt", ".vtt", render=webvtt.render),
        ProjectFormat("rttm", ".rttm", render=rttm.render),
        ProjectFormat("jsonl", ".jsonl", write=json_lines.write),
        ProjectFormat("csv", ".csv", write=segments_csv.write),
        ProjectFormat("xlsx", ".xlsx", write=xlsx.write),
        ProjectFormat("parquet", ".parquet", write=parquet.write),
        ProjectFormat("labelstudio", ".json", write=label_studio.write),
        ProjectFormat("html", ".html", write=html_report.write),
    )
}


def project_targets(content: ProjectContent, wanted: ProjectFormat, folder: Path) -> list[Path]:
    """Return the files that :func:`export_project` writes."""
    if wanted.write is not None:
        return [folder / file_name(content.title, wanted.suffix)]
    paths = [path for path, has in zip(content.paths, content.has_file, strict=True) if has]
    return choose_targets([(path, None) for path in paths], wanted.suffix, folder)


def export_project(content: ProjectContent, wanted: ProjectFormat, folder: Path) -> list[Path]:
    """Write the files of one format; existing files are replaced.

    Args:
        content: the project.
        wanted: one of :data:`PROJECT_FORMATS`.
        folder: the folder; created if missing.

    Returns:
        the files written, in the order of the recordings. Of annotations alone, a recording
        without any has no file of its own.

    Raises:
        OutputError: a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise OutputError(Message("file.cannot_write", path=folder, reason=reason)) from None
    places = project_targets(content, wanted, folder)
    if wanted.write is not None:
        wanted.write(content, places[0])
        return places
    recordings = content.recordings()
    with_file = (one for one, has in zip(recordings, content.has_file, strict=True) if has)
    for exported, place in zip(with_file, places, strict=True):
        write_text(place, _rendered(wanted, exported, place.parent))
    return places


def _rendered(wanted: ProjectFormat, exported: ExportedRecording, folder: Path) -> str:
    if wanted.render_in is not None:
        return wanted.render_in(exported, folder)
    assert wanted.render is not None
    return wanted.render(exported)
