"""Results as a pandas table. pandas is imported on use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import OutputError, SettingsError
from ser_desktop.export.result_tables import TABLES
from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    import pandas


def to_frame(
    analyses: Analysis | Iterable[Analysis],
    rows: Literal["files", "segments", "windows"] = "windows",
) -> pandas.DataFrame:
    """Return results as a table with the columns of ``analyze --table``.

    Args:
        analyses: one or several analyses by models with the same emotions.
        rows: the kind of rows: files, segments or windows.

    Raises:
        OutputError: pandas is not installed.
        SettingsError: there is no such kind of rows, or something given is no analysis.
    """
    if rows not in TABLES:
        raise SettingsError(Message("table.no_rows", rows=repr(rows), choices=", ".join(TABLES)))
    try:
        import pandas
    except ImportError:
        raise OutputError(Message("samples.no_pandas")) from None
    several = _several(analyses)
    table = TABLES[rows]
    labels = list(dict.fromkeys(label for a in several for label in a.model.labels)) or EMOTIONS
    names = [column.name for column in table.columns(labels)]
    parts = [
        pandas.DataFrame(
            table.rows(analysis, str(analysis.file.path)),
            columns=[column.name for column in table.columns(analysis.model.labels)],
        )
        for analysis in several
    ]
    filled = [part for part in parts if len(part)]
    if not filled:
        return pandas.DataFrame(columns=names)
    return pandas.concat(filled, ignore_index=True).reindex(columns=names)


def _several(analyses: Analysis | Iterable[Analysis]) -> list[Analysis]:
    if isinstance(analyses, Analysis):
        return [analyses]
    if not isinstance(analyses, Iterable):
        raise _no_analysis(analyses)
    several = []
    for analysis in analyses:
        if not isinstance(analysis, Analysis):
            raise _no_analysis(analysis)
        several.append(analysis)
    return several


def _no_analysis(value: object) -> SettingsError:
    return SettingsError(Message("table.no_analyses", type=type(value).__name__))
