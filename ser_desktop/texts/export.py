"""Sentences of export and the batch service."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

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
    "output.folder_gone": (
        "The folder {folder} was removed or emptied while results were written to it, so that "
        "earlier ones are lost. Start again."
    ),
    "output.journal_gone": (
        "{path} was removed while the table was made, so that finished recordings are lost. Run "
        "the command again."
    ),
    "output.results_gone": Plural(
        "n",
        one="A file was removed while others were written: {first}. Run the command again.",
        other="{n} files were removed while others were written, the first is {first}. Run the "
        "command again.",
    ),
    "output.no_pyarrow": "Parquet needs pyarrow. Install it with: pip install pyarrow",
    "output.table_suffix": "{path} is neither .csv nor .parquet. Choose one of these suffixes.",
    "output.foreign_table": (
        "{path} is no table of this program. Choose another file with --table-out, or replace it "
        "with --overwrite."
    ),
    "output.journal_in_use": (
        "{path} belongs to a run with another table, model or settings. Delete it, or choose "
        "another file with --table-out."
    ),
}

_MENU: dict[str, Text] = {
    "export.more_formats": "ELAN, Excel and more, of the whole project…",
}

_PROJECT: dict[str, Text] = {
    "export_project.title": "Export project",
    "export_project.rater": "Annotations of",
    "export_project.all_raters": "All raters",
    "export_project.whose": "Whose rows",
    "export_project.whose_all": "Everybody and each speaker",
    "export_project.whose_everybody": "Everybody",
    "export_project.whose_speakers": "Each speaker",
    "export_project.whose_explained": (
        "Everybody and each speaker are about the same seconds: tables keep them apart in sheets "
        "or by the column scope. Where no speakers were found, the rows of everybody stand in."
    ),
    "export_project.only_annotations": "&Only annotations ({n})",
    "export_project.ask_overwrite": Plural(
        "n",
        one="{name} already exists. Overwrite it? Changes made in another program are lost.",
        other=(
            "{n} files already exist, {name} among them. Overwrite them? Changes made in other "
            "programs are lost."
        ),
    ),
    "export_project.pseudonymise": (
        "&Pseudonymise: no names of people and files, no notes, no voices"
    ),
    "export_project.voices": "Also the &voices of the speakers, in JSON (personal data)",
    "export_project.nothing_chosen": "Choose a format and a folder.",
    "export_project.refused": Plural(
        "n",
        one="{n} recording has no consent (refused or withdrawn) and would be exported too.",
        other="{n} recordings have no consent (refused or withdrawn) and would be exported too.",
    ),
    "export_project.unknown_consent": Plural(
        "n",
        one="For {n} recording no consent is noted.",
        other="For {n} recordings no consent is noted.",
    ),
    "export_project.state_consent": "State the consent…",
    "export_project.state_consent_spoken": "State the consent of the recordings without one",
    "export_project.group_tables": "Tables and statistics",
    "export_project.group_annotating": "Annotation programs",
    "export_project.group_reading": "Reading and watching",
    "export_project.group_programs": "Other programs",
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

TEXTS: dict[str, Text] = {**_FORMATS, **_OUTPUT, **_MENU, **_PROJECT, **_TABLE, **_BATCH}
