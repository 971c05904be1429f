"""Why something failed, as the part of a sentence behind a colon.

Systems and libraries state reasons in English, or in a language of their own. Such a text never
stands in a sentence of a translated window as if it were ours: ``texts/error_reasons`` finds the
reason here, and quotes what it does not know.
"""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {
    "reason.disk_full": "the disk is full",
    "reason.not_allowed": "access is not allowed",
    "reason.missing": "it does not exist",
    "reason.no_folder": "the folder {folder} does not exist",
    "reason.not_a_folder": "a part of its path is not a folder",
    "reason.is_folder": "it is a folder",
    "reason.read_only": "the disk is read-only",
    "reason.name_too_long": "its name is too long",
    "reason.exists": "it exists already",
    "reason.folder_not_empty": "the folder is not empty",
    "reason.disk_error": "the disk reports an error",
    "reason.in_use": "another program is using it",
    "reason.too_many_files": "too many files are open",
    "reason.too_large": "it is too large",
    "reason.loop": "its links lead to one another",
    "reason.device_gone": "the device is no longer there",
    "reason.no_memory": "there is not enough memory",
    "reason.no_answer": "nothing answers there",
    "reason.unknown_host": "the name of the computer is unknown",
    "reason.unreachable": "it cannot be reached",
    "reason.address_in_use": "another program uses this address",
    "reason.foreign_address": "this computer does not have this address",
    "reason.other_disk": "it is on another disk",
    "reason.not_opened": "it cannot be opened",
    "reason.closed": "it has been closed",
    "reason.unreadable_parts": "parts of it cannot be read",
    "reason.not_text": "it contains bytes that are no text",
    "reason.not_json": "it is not JSON (line {line})",
    "reason.quoted": "the message is “{text}”",
    "reason.unknown": "the reason is unknown",
    "reason.sound_rate": "it does not support the sample rate",
    "reason.sound_channels": "it does not support the number of channels",
    "reason.sound_error": "error {number} of the sound system",
    "reason.no_columns": "it has no columns start_s and end_s",
    "reason.cells": (
        "a row has {n} cells and the heading {expected}; decimal commas need semicolons between "
        "columns"
    ),
    "reason.no_time": "“{text}” is no time in seconds",
    "reason.no_times": "“{text}” has no two times separated by a tab",
    "reason.not_rttm": "“{text}” is no line of RTTM",
    "reason.rttm_fields": "a line has {n} fields",
    "reason.not_elan": "it is no ELAN file ({name})",
    "reason.time_unit": "its times are in “{unit}”",
    "reason.too_many_annotations": "it contains {n} annotations",
    "reason.ends_at": "one ends at {end_s:g} s",
    "reason.ends_before_start": "one ends at {end_s:g} s, before it starts",
    "reason.not_a_text": "it is not a text",
    "reason.not_praat": "it is no TextGrid: “{text}” is not expected there",
    "reason.ends_early": "it ends too early",
    "reason.not_project_tables": "its tables are not those of a project",
    "reason.cut": "only {n} bytes are left",
}
