"""Sentences of export and the batch service."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

_FORMATS: dict[str, Text] = {
    "format.csv": "CSV, a row for each window",
    "format.jsonl": "JSON with everything",
    "format.audacity": "Audacity labels",
    "format.textgrid": "Praat TextGrid",
    "format.srt": "Subtitles (SRT)",
    "format.table": "Text table",
    "format.summary": "CSV, a row for each recording",
    "project_format.textgrid": "Praat TextGrid",
    "project_format.eaf": "ELAN",
    "project_format.vtt": "Subtitles (WebVTT)",
    "project_format.rttm": "Who speaks when (RTTM)",
    "project_format.jsonl": "JSON with everything",
    "project_format.csv": "CSV, a row for each segment",
    "project_format.xlsx": "Excel",
    "project_format.parquet": "Parquet",
    "project_format.labelstudio": "Label Studio",
    "project_format.html": "Report (HTML)",
}

_OUTPUT: dict[str, Text] = {
    "format.not_found": "Format not found: {name}. Available formats: {available}.",
    "format.package": "The format {name} of another package cannot be used: {reason}.",
    "output.is_folder": "{path} is a folder. Give a file.",
    "output.is_recording": "{path} is one of the recordings and was not overwritten.",
    "output.not_in_record": (
        "{path} already exists and is not listed in {record}. Move it away, or omit "
        "--skip-existing to overwrite it."
    ),
    "output.partial": "{path} cannot be written: {reason}. The results so far are in {partial}.",
    "output.cannot_make_folder": "Cannot create the folder {folder}: {reason}.",
    "output.no_pyarrow": "Parquet needs pyarrow. Install it with: pip install pyarrow",
    "output.table_suffix": "{path} is neither .csv nor .parquet. Choose one of these suffixes.",
    "output.journal_in_use": (
        "{path} belongs to a run with another table, model or settings. Delete it, or choose "
        "another file with --table-out."
    ),
}

_MENU: dict[str, Text] = {
    "export.more_formats": "ELAN, Excel and more, of the whole project…",
}

_TABLE: dict[str, Text] = {
    "table.shares": "shares of the speech",
    "table.intensity": ", {strong} strong",
    "table.corrected": "corrected by the voice {voice}",
}

_BATCH: dict[str, Text] = {
    "batch.internal_error": "Internal error {error}: {reason}",
    "batch.model_changed": "{path} is not the model that this run started with.",
    "batch.worker_not_started": (
        "A worker process ended while it was starting. Use --workers 1, or see the lines above."
    ),
    "batch.worker_died": (
        "The process that analysed this file crashed {attempts} times. Perhaps memory ran out."
    ),
}

TEXTS: dict[str, Text] = {**_FORMATS, **_OUTPUT, **_MENU, **_TABLE, **_BATCH}
