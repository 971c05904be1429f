"""The file dialog of *Export*, which asks for name and format and writes the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ser_desktop.emotion.results import Analysis
from ser_desktop.export.annotated import ProjectFacts, annotated
from ser_desktop.export.formats import EXPORT_FORMATS, write_text
from ser_desktop.export.names import target_beside
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.view_picture import save_view
from ser_desktop.ui.toolkit.question import asks_yes

PICTURE = "picture"
"""Key of the one format that is no text."""
PICTURE_SUFFIX = ".png"
_DEFAULT = "csv"


def ask_export(
    window: QWidget,
    analysis: Analysis,
    facts: ProjectFacts = ProjectFacts(),
    format_name: str = "",
) -> Path | None:
    """Ask for name and format, and write. Returns the file, or None if the user cancelled.

    Args:
        window: parent of the dialog; the picture format saves its contents.
        analysis: the result.
        facts: facts of the recording in the project.
        format_name: a key of the formats or ``PICTURE``: the dialog asks only for the place. "": it
            also asks for the format.

    Raises:
        OutputError: it cannot be written.
    """
    formats = {f"{item.title} (*{item.suffix})": item for item in EXPORT_FORMATS.values()}
    filters = [*formats, str(Message("export.picture_filter"))]
    likely = _suffix_of(format_name or _DEFAULT)
    if format_name:
        filters = [name for name in filters if name.endswith(f"(*{likely})")]
    proposed = str(target_beside((analysis.file.path, analysis.settings.channel), likely))
    title = str(Message("export.title"))
    name, chosen = QFileDialog.getSaveFileName(window, title, proposed, ";;".join(filters))
    if not name:
        return None
    path = Path(name)
    wanted = formats.get(chosen)  # None: the picture
    given = path.suffix.lower()
    if given != likely.lower():
        # A typed suffix takes precedence over the selected filter.
        typed = {item.suffix.lower(): item for item in EXPORT_FORMATS.values()}
        wanted = None if given == PICTURE_SUFFIX else typed.get(given, wanted)
    suffix = wanted.suffix if wanted else PICTURE_SUFFIX
    if given != suffix.lower():
        # The proposed suffix is replaced by that of the filter. Another one is kept and the
        # filter's is appended, since text behind a dot may be part of the name. The file dialog has
        # not yet asked whether to overwrite this name.
        path = path.with_suffix(suffix) if given == likely.lower() else Path(name + suffix)
        if path.exists() and not _may_replace(window, path):
            return None
    if wanted is None:
        save_view(window, path)
    else:
        both = annotated(wanted, {analysis.file.path: facts})
        write_text(path, both.render(analysis))
    return path


def _suffix_of(format_name: str) -> str:
    return PICTURE_SUFFIX if format_name == PICTURE else EXPORT_FORMATS[format_name].suffix


def _may_replace(window: QWidget, path: Path) -> bool:
    question = Message("export.ask_overwrite", name=path.name)
    return asks_yes(window, Message("export.title"), question)
