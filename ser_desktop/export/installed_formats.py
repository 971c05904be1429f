"""Export formats of other Python packages, by entry points of ``ser_desktop.exports``.

An entry point names an :class:`~ser_desktop.export.formats.ExportFormat`. Its package is imported
when the format is asked for. ``docs/extend/exports.md`` shows one.
"""

from __future__ import annotations

from ser_desktop.errors import OutputError
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat
from ser_desktop.texts.error_reasons import quoted
from ser_desktop.texts.messages import Message

GROUP = "ser_desktop.exports"


def installed_format_names() -> list[str]:
    """Return the names of the formats of other packages, without importing them."""
    from importlib.metadata import entry_points  # slow to import, and seldom needed

    return sorted({point.name for point in entry_points(group=GROUP)} - EXPORT_FORMATS.keys())


def find_format(name: str) -> ExportFormat:
    """Return a format of the program or of another package.

    Raises:
        OutputError: the package cannot be used, or there is no format of that name.
    """
    if name in EXPORT_FORMATS:
        return EXPORT_FORMATS[name]
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        if point.name != name:
            continue
        try:
            loaded = point.load()
        except Exception as error:  # code of another package may raise anything
            reason = quoted(f"{type(error).__name__}: {error}")
            raise OutputError(Message("format.package", name=name, reason=reason)) from error
        if isinstance(loaded, ExportFormat):
            return loaded
        raise OutputError(Message("format.package", name=name, reason=quoted("no ExportFormat")))
    available = [*EXPORT_FORMATS, *installed_format_names()]
    raise OutputError(Message("format.not_found", name=name, available=available))
