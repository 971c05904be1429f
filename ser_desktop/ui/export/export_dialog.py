"""The file dialog of *Export*, which asks for name and format and writes the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ser_desktop.emotion.results import Analysis
from ser_desktop.export.annotated import ProjectFacts, annotated_files
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat, write_text
from ser_desktop.export.names import target_beside
from ser_desktop.export.parts import (
    ANNOTATIONS,
    PART_FORMATS,
    ROWS,
    Row,
    annotations_alone,
    rows_alone,
)
from ser_desktop.texts.messages import Message, joined
from ser_desktop.ui.export.view_picture import save_view
from ser_desktop.ui.toolkit.question import confirmed

PICTURE = "picture"
"""Key of the one format that is no text."""
PICTURE_SUFFIX = ".png"
_DEFAULT = "csv"


@dataclass(frozen=True)
class Exported:
    """What is exported.

    Args:
        analysis: the result.
        facts: facts of the recording in the project.
        part: one of ``PARTS``; "" is everything.
        rows: the rows of the table that are shown.
    """

    analysis: Analysis
    facts: ProjectFacts
    part: str = ""
    rows: Sequence[Row] = ()

    def files(self, wanted: ExportFormat) -> list[ExportFormat]:
        """Return the formats of the files to write, most often one."""
        if self.part == ANNOTATIONS:
            return annotations_alone(wanted.name, self.analysis, self.facts)
        if self.part == ROWS:
            return rows_alone(wanted.name, self.rows, self.facts)
        files = annotated_files(wanted, {self.analysis.file.path: self.facts})
        return [file for file in files if file.applies(self.analysis)]


def ask_export(window: QWidget, exported: Exported, format_name: str = "") -> list[Path]:
    """Ask for name and format, and write. Returns the files; none if the user cancelled.

    Args:
        window: parent of the dialog; the picture format saves its contents.
        exported: what is exported.
        format_name: a key of the formats or ``PICTURE``: the dialog asks only for the place. "": it
            also asks for the format.

    Raises:
        OutputError: it cannot be written.
    """
    analysis = exported.analysis
    formats = {f"{item.title} (*{item.suffix})": item for item in EXPORT_FORMATS.values()}
    filters = [*formats, str(Message("export.picture_filter"))]
    likely = _suffix_of(format_name or _DEFAULT)
    if format_name:
        filters = [name for name in filters if name.endswith(f"(*{likely})")]
    proposed = str(target_beside((analysis.file.path, analysis.settings.channel), likely))
    title = str(Message("export.title"))
    name, chosen = QFileDialog.getSaveFileName(window, title, proposed, ";;".join(filters))
    if not name:
        return []
    path = Path(name)
    wanted = formats.get(chosen)  # None: the picture
    given = path.suffix.lower()
    if given != likely.lower():
        # A typed suffix takes precedence over the selected filter.
        typed = {item.suffix.lower(): item for item in EXPORT_FORMATS.values()}
        wanted = None if given == PICTURE_SUFFIX else typed.get(given, wanted)
    if exported.part and wanted is not None and wanted.name not in PART_FORMATS:
        wanted = EXPORT_FORMATS[format_name or _DEFAULT]
    suffix = wanted.suffix if wanted else PICTURE_SUFFIX
    if given != suffix.lower():
        # The proposed suffix is replaced by that of the filter. Another one is kept and the
        # filter's is appended, since text behind a dot may be part of the name.
        path = path.with_suffix(suffix) if given == likely.lower() else Path(name + suffix)
    if wanted is None:
        targets = [path]
    else:
        files = exported.files(wanted)
        targets = [path.with_name(path.name[: -len(suffix)] + file.suffix) for file in files]
    # The file dialog has asked whether to overwrite the name it returned, and no other.
    unasked = [target for target in targets if target != Path(name) and target.exists()]
    if unasked and not _may_replace(window, unasked):
        return []
    if wanted is None:
        save_view(window, path)
    else:
        for target, file in zip(targets, files, strict=True):
            write_text(target, file.render(analysis))
    return targets


def _suffix_of(format_name: str) -> str:
    return PICTURE_SUFFIX if format_name == PICTURE else EXPORT_FORMATS[format_name].suffix


def _may_replace(window: QWidget, paths: Sequence[Path]) -> bool:
    question = Message("export.ask_overwrite", name=joined([path.name for path in paths]))
    action = Message("export.overwrite", n=len(paths))
    return confirmed(window, Message("export.title"), question, action)
