"""Sentences of projects, annotations and ratings."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    "project.missing": "Project not found: {path}.",
    "project.is_folder": "{path} is a folder. Name a project file, which ends in .serproj.",
    "project.empty": "{path} is empty, so it is not a project.",
    "project.foreign": "{path} is not a project of this program.",
    "project.damaged": "The project {path} is damaged: {reason}.",
    "project.too_new": (
        "The project {path} was made by a newer version of this program (schema {schema}; this "
        "version reads up to {supported}). Update the program to open it."
    ),
    "project.older": (
        "The project {path} was made by an older version. Open it for writing once to update it."
    ),
    "project.read_only": (
        "The project {path} is read-only. Save it under another name to change it."
    ),
    "project.in_use": "The project {path} is open in another window or command.",
    "project.in_use_by": (
        "The project {path} is open in another window or command (process {pid} on {host})."
    ),
    "project.busy": "The project {path} is being written by another program. Try again.",
    "project.disk_full": (
        "The disk is full, so the last change to {path} was not saved. Everything before is kept."
    ),
    "project.no_room": "{path} was not created, because the disk is full.",
    "project.failed": "The project {path} cannot be used: {reason}.",
    "project.not_kept": "The change cannot be saved in the project {path}: {reason}.",
    "project.exists": "{path} already exists. Choose another name.",
    "project.not_collected": "{path} was not copied: {reason}.",
    "project.no_such_path": "{path} does not exist.",
    "project.needs_suffix": "{path} does not end in {suffix}. Name the project file first.",
    "project.added": "{new} added, {known} already listed",
    "project.analysed": Plural("n", one="{n} recording analysed", other="{n} recordings analysed"),
    "project.speakers_found": Plural(
        "n", one="speakers found in {n} recording", other="speakers found in {n} recordings"
    ),
    "project.interrupted": "Interrupted. {path} keeps the finished analyses.",
    "project.counts": "{path}: {recordings}, {annotations}, {speakers}",
    "project.file_missing": "(file not found)",
    "count.annotations": Plural("n", one="{n} annotation", other="{n} annotations"),
    "count.speakers": Plural("n", one="{n} speaker", other="{n} speakers"),
    "import.unreadable": "{path} cannot be imported: {reason}.",
    "import.too_large": "{path} is larger than {megabytes} MB and cannot be imported.",
    "import.entities": (
        "{path} declares XML entities or a document type. ELAN writes neither, so it is not read."
    ),
    "import.unknown_format": "{path} has an unknown format. Known formats: {known}.",
    "import.nothing": "{path} contains no annotations.",
    "import.which_recording": (
        "{path} belongs to {name}, but not exactly one recording of the project has this name. "
        "Name the recording."
    ),
    "import.no_recording": "The project has no recording named {name}.",
    "import.superseded": Plural(
        "n",
        one=(
            "{n} annotation of the project is not in the file: it was changed or deleted there. "
            "--replace removes it."
        ),
        other=(
            "{n} annotations of the project are not in the file: they were changed or deleted "
            "there. --replace removes them."
        ),
    ),
    "import.replaced": Plural(
        "n",
        one="{n} annotation that the file no longer has was removed.",
        other="{n} annotations that the file no longer has were removed.",
    ),
    "import.ask_replace": Plural(
        "n",
        one=(
            "{n} annotation of the project is not in {name}: it was changed or deleted in the "
            "other program. Remove it from the project too?"
        ),
        other=(
            "{n} annotations of the project are not in {name}: they were changed or deleted in "
            "the other program. Remove them from the project too?"
        ),
    ),
    "import.done": "{new} imported, {known} already present, {notes} kept as notes",
    "export.no_such_rater": "The project has no annotations of a rater named {rater}.",
    "export.voices_name_people": (
        "A voice identifies its person, so no pseudonymised export contains voices."
    ),
    "export.sheets_of_same_seconds": (
        "Each sheet has each second of a recording once for everybody, each speaker or each "
        "channel. The sheets are about the same seconds: never add one to another."
    ),
    "export.headline_and_label": (
        "headline says what the window says. label and confidence are those of the mean over the "
        "whole recording, and say little of more than a minute or of several emotions; the columns "
        "share_… have the shares of answered_s, the seconds with an answer."
    ),
    "export.not_analysed": "The recording has not been analysed.",
    "export.no_annotations": "The project has no annotations.",
    "export.annotations_alone": "Annotations alone, without answers of a model.",
    "export.no_model": "Not analysed by a model.",
    "export.by_model": (
        "Model {model}, windows of {window_s:g} s every {hop_s:g} s, uncertain below "
        "{uncertain_below:g}."
    ),
    "export.by_ratings": Plural(
        "n",
        one="This threshold is based on {n} rating of this project.",
        other="This threshold is based on {n} ratings of this project.",
    ),
    "export.by_voice": "Answers corrected by the voice {name}.",
    "export.told": "Notice for participants: {notice}",
    "export.consent": "Consent: {consent}.",
    "export.needs_package": (
        "{format} needs the package {package}, which this installation does not have."
    ),
    "export.too_many_rows": "{path} would have more rows than a sheet holds; export CSV instead.",
    "report.title": "Report on {name}",
    "report.notice": (
        "A model's answer is an estimate from the sound of a voice, not what a person feels. Do "
        "not base decisions about a person on it. In the European Union, inferring emotions of "
        "people at work or in education is prohibited (AI Act, Regulation 2024/1689, article "
        "5(1)(f)), and persons exposed to emotion recognition have to be told (article 50(3))."
    ),
    "report.timeline": "Timeline of {name}, track {track}",
    "report.shares": "Shares of the time with speech",
    "rating.nothing": "The project has no analysed speech to rate. Analyse its recordings first.",
    "rating.none": "The project {path} has no blind ratings.",
    "rating.no_threshold": (
        "At no threshold are {accuracy:.0%} of the answers right, by the lower end of the 95 % "
        "interval. Rate more, or choose a lower accuracy."
    ),
    "change.add_recordings": Plural("n", one="Add {n} recording", other="Add {n} recordings"),
    "change.remove_recordings": Plural(
        "n", one="Remove {n} recording", other="Remove {n} recordings"
    ),
    "change.edit_recording": "Edit {name}",
    "change.relink_recordings": Plural(
        "n", one="Relink {n} recording", other="Relink {n} recordings"
    ),
    "change.add_annotations": Plural("n", one="Add {n} annotation", other="Add {n} annotations"),
    "change.delete_annotations": Plural(
        "n", one="Delete {n} annotation", other="Delete {n} annotations"
    ),
    "change.edit_annotation": "Edit annotation",
    "change.split_annotation": "Split annotation",
    "change.merge_annotations": Plural(
        "n", one="Merge {n} annotation", other="Merge {n} annotations"
    ),
    "change.move_annotation": "Move annotation",
    "change.add_speaker": "Add speaker {name}",
    "change.add_speakers": Plural("n", one="Find {n} speaker", other="Find {n} speakers"),
    "change.edit_speaker": "Edit speaker {name}",
    "change.remove_speaker": "Remove speaker {name}",
    "change.move_to_speaker": "Move to {name}",
    "change.split_speaker": "Split {name} by recordings",
    "change.join_speakers": Plural(
        "n", one="Recognise {n} speaker", other="Recognise {n} speakers"
    ),
    "change.merge_speakers": "Merge {merged} into {name}",
    "change.assign_track": "Assign track {track}",
    "change.set_value": "Change project setting",
}
