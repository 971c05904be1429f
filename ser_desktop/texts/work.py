"""Sentences of the window about projects, annotations, ratings and speakers of a project."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

_PROJECT: dict[str, Text] = {
    "work.second_unnamed": (
        "Another window works without a project already. This one keeps its own list."
    ),
    "work.opened_read_only": "{name} was opened read-only. Changes are not possible here.",
    "work.read_only": (
        "{name} is open read-only. Choose File > Save project as to work in a copy."
    ),
    "work.title_read_only": "{name} (read-only)",
    "work.not_found": Plural(
        "n",
        one="{n} recording of the project was not found. Choose File > Find moved recordings.",
        other="{n} recordings of the project were not found. Choose File > Find moved recordings.",
    ),
    "work.new_title": "New project",
    "work.new_name": "Project",
    "work.open_title": "Open project",
    "work.save_title": "Save project as",
    "work.file_filter": "Projects (*{suffix})",
    "work.saved_already": "{name} is saved. Every change is saved when you make it.",
    "work.saved_as": "Saved as {name}. Every change is saved there from now on.",
    "work.collect_title": "Folder for the project and its recordings",
    "work.collecting": "Copying the project and its recordings to {folder}…",
    "work.collected": Plural(
        "n",
        one="{n} recording and the project were copied to {path}.",
        other="{n} recordings and the project were copied to {path}.",
    ),
    "work.none_missing": "Every recording of the project is where it was.",
    "work.find_title": Plural(
        "n", one="Folder to look in for {n} recording", other="Folder to look in for {n} recordings"
    ),
    "work.relinked": Plural(
        "n",
        one="{n} recording found, {lost} still missing.",
        other="{n} recordings found, {lost} still missing.",
    ),
    "work.taken_hint": "You can look at it without changing it, or open another project.",
    "work.read_only_button": "Open &read-only",
    "work.other_button": "Open &another…",
}

_ANNOTATIONS: dict[str, Text] = {
    "annotation.table": "Annotations",
    "annotation.tabs": "Segments or annotations",
    "annotation.tab_segments": "Model's segments",
    "annotation.tab": "Annotations ({n})",
    "annotation.lane": "yours",
    "annotation.you": "you",
    "annotation.no_label": "no emotion",
    "annotation.say": "Say",
    "annotation.column_emotion": "Annotated",
    "annotation.column_model": "Model",
    "annotation.column_start": "Start",
    "annotation.column_end": "End",
    "annotation.column_intensity": "Intensity",
    "annotation.column_confidence": "Confidence",
    "annotation.column_note": "Note",
    "annotation.column_rater": "Rater",
    "annotation.column_track": "Track",
    "annotation.editor_title": "Annotation",
    "annotation.card_one": "ANNOTATED BY {rater}",
    "annotation.intensity": "Intensity {share}",
    "annotation.confidence": "Confidence {share}",
    "annotation.model_says": "Model: {answer}",
    "annotation.count": Plural("n", one="{n} annotation", other="{n} annotations"),
    "annotation.copied": Plural(
        "n",
        one="{n} segment of the model copied as an annotation.",
        other="{n} segments of the model copied as annotations.",
    ),
    "annotation.deleted": Plural("n", one="Annotation deleted.", other="{n} annotations deleted."),
    "annotation.nothing_to_split": "Move the play head into an annotation to split it.",
    "annotation.nothing_to_merge": (
        "Select two annotations of one rater and track, or one that another follows."
    ),
    "annotation.teach_title": "Teach a voice",
    "annotation.teach_whose": (
        "Whose voice is it? Answers are corrected for that voice from then on."
    ),
    "annotation.import_title": "Import annotations",
    "annotation.import_filter": "Annotations ({kinds})",
}

TEXTS: dict[str, Text] = {**_PROJECT, **_ANNOTATIONS}
