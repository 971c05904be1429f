"""``ser-desktop project import`` and ``export``: annotations from and for other programs."""

from __future__ import annotations

import argparse
from typing import TextIO

from ser_desktop.commands.voice_option import helpful_adapter
from ser_desktop.errors import ProjectError, SerError
from ser_desktop.paths import Profile
from ser_desktop.project import changes
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.speakers.profile_file import load_profile
from ser_desktop.streams import say
from ser_desktop.texts.languages.loading import load_language
from ser_desktop.texts.messages import Message

OK, SOME_FAILED = 0, 1


def run_import(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Import every file; an unreadable file does not stop the others."""
    failed = 0
    with ProjectStore.open(options.project) as store:
        recording = _named(store, options.recording) if options.recording else None
        for path in options.files:
            try:
                placed = place(store, path, read_labels_of(path), options.rater, recording)
            except ProjectError as error:
                failed += 1
                say(str(error))
                continue
            gone = placed.superseded if options.replace else ()
            changes.take_over_annotations(placed.annotations, gone).apply(store)
            done = Message(
                "import.done", new=len(placed.annotations), known=placed.known, notes=placed.notes
            )
            out.write(f"{path}: {done}\n")
            if placed.superseded:
                id = "import.replaced" if options.replace else "import.superseded"
                say(f"{path}: {Message(id, n=len(placed.superseded))}")
    return SOME_FAILED if failed else OK


def run_export(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Write the files of one format, and print their names."""
    from ser_desktop.export.project.content import ExportOptions, ProjectContent
    from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project

    if options.translate and options.format != "csv":
        raise SerError(Message("cli.translate_format", format="csv"))
    if options.voices and options.format != "jsonl":
        raise SerError(Message("cli.voices_format", format="jsonl"))
    language = load_language(options.translate) if options.translate else None
    wanted = PROJECT_FORMATS[options.format]
    with ProjectStore.open(options.project, read_only=True) as store:
        content = ProjectContent(
            store,
            ExportOptions(
                options.rater,
                options.pseudonymise,
                _voice(options, profile),
                options.voices,
                language,
                options.whose,
                options.only_annotations,
            ),
        )
        for path in export_project(content, wanted, options.out):
            out.write(f"{path}\n")
    return OK


def _voice(options: argparse.Namespace, profile: Profile) -> SpeakerAdapter | None:
    if options.voice is None:
        return None
    return helpful_adapter(load_profile(options.voice, profile.voices), options.voice_anyway)


def _named(store: ProjectStore, name: str) -> Recording:
    meant = [recording for recording in store.recordings() if recording.name == name]
    if len(meant) != 1:
        raise ProjectError(Message("import.no_recording", name=name))
    return meant[0]
