"""``ser-desktop analyze``: files and folders to JSON lines, a table or an export format."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.folders import expand
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.inference import window_and_hop_s
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.results import Analysis, AnalysisSettings, SegmentOptions
from ser_desktop.errors import (
    AudioFileError,
    DiskFullError,
    ModelError,
    OutputError,
    SerError,
    WorkCancelledError,
)
from ser_desktop.export import summary_csv
from ser_desktop.export.formats import (
    EXPORT_FORMATS,
    TABLE,
    ExportFormat,
    open_replacing,
    write_text,
)
from ser_desktop.export.index import Index, settings_text
from ser_desktop.export.json_lines import analysis_object, error_object, to_json_line
from ser_desktop.export.names import targets
from ser_desktop.interruption import deferred_signals, exit_code
from ser_desktop.paths import Profile
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.speakers.diarization.diarize import diarize
from ser_desktop.speakers.profile_file import load_adapter
from ser_desktop.streams import say

OK, SOME_FAILED = 0, 1
SPLIT = "split"
_OF_MANY = ("jsonl", "table", "summary")
"""Formats that hold any number of recordings."""


def run_analyze(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Analyse every file in order. A file that fails never stops the next one."""
    for path in options.paths:
        if not os.path.lexists(path):
            raise SerError(f"There is no {path}.")
    if not options.out:
        raise SerError("--out names nothing; - is standard output.")
    paths = list(expand(options.paths))
    to_file = options.out != "-"
    if to_file:
        _refuse_to_replace_an_input([Path(options.out)], paths)
    how = _How.of(options, profile)
    window_and_hop_s(how.model, how.asked)
    if not paths:
        say("No sound files below the given folders.")
        return OK
    tracks = options.channels == SPLIT or options.speakers is not None
    for_people = not to_file and out.isatty() and not tracks
    name = options.format or ("table" if for_people else "jsonl")
    if name != "jsonl" and options.channels == SPLIT:
        raise SerError("--channels split goes with --format jsonl.")
    if name != "jsonl" and options.speakers is not None:
        raise SerError("--speakers goes with --format jsonl.")
    if to_file and name in EXPORT_FORMATS and _is_folder(options, name, paths):
        return _analyze_each(paths, how, EXPORT_FORMATS[name])
    if options.skip_existing:
        raise SerError("--skip-existing goes with --out FOLDER and a format of one file each.")
    if to_file and options.out.endswith(("/", os.sep)):
        raise SerError(f"--format {name} is one file for all; name a file with --out.")
    if len(paths) > 1 and name not in _OF_MANY:
        raise SerError(f"--format {name} makes a file each; name a folder with --out.")
    if not to_file:
        return _analyze_all(paths, how, name, out)
    if name in _OF_MANY:
        with open_replacing(Path(options.out), keep_partial=True) as target:
            return _analyze_all(paths, how, name, target)
    # The results of an earlier run stay where this one has none.
    rendered = io.StringIO()
    code = _analyze_all(paths, how, name, rendered)
    if code == OK:
        with open_replacing(Path(options.out)) as target:
            target.write(rendered.getvalue())
    return code


def _is_folder(options: argparse.Namespace, name: str, paths: Sequence[str]) -> bool:
    """Whether ``--out`` means a folder: it is one, is written as one, or has to be one."""
    if os.path.isdir(options.out) or options.out.endswith(("/", os.sep)):
        return True
    many = len(paths) > 1 or options.skip_existing
    return many and name not in _OF_MANY and not os.path.lexists(options.out)


@dataclass(frozen=True)
class _How:
    """The model, and what the command line asks of it."""

    model: EmotionClassifier
    options: argparse.Namespace
    correction: SpeakerAdapter | None

    @classmethod
    def of(cls, options: argparse.Namespace, profile: Profile) -> _How:
        model = load_model(options.model, profile.models)
        correction = None
        if options.voice is not None:
            correction = load_adapter(options.voice, profile.voices, model.info)
        return cls(model, options, correction)

    @property
    def asked(self) -> AnalysisOptions:
        """Window, hop and threshold."""
        options = self.options
        return AnalysisOptions(
            window_s=options.window, hop_s=options.hop, uncertain_below=options.uncertain_below
        )

    @property
    def segments(self) -> SegmentOptions:
        """Smoothing and the shortest segment."""
        return SegmentOptions(self.options.smooth, self.options.min_segment)

    def settings_text(self) -> str:
        """What decides an answer beside the recording."""
        mark = None if self.correction is None else self.correction.mark()
        window_s, hop_s = window_and_hop_s(self.model, self.asked)
        below = self.options.uncertain_below
        below = self.model.info.uncertain_below if below is None else below
        settings = AnalysisSettings(window_s, hop_s, below, None, self.segments, mark)
        return settings_text(self.model.info, settings, self.options.channels)

    def analysis(self, path: Path, channel: int | None = None) -> Analysis:
        """Of one recording, or of one of its channels."""
        asked = replace(self.asked, channel=channel)
        speakers = self.options.speakers if channel is None else None
        found = analyze_or_fail(path, self.model, asked, speakers)
        return with_settings(found, found.settings.uncertain_below, self.segments, self.correction)


def _analyze_each(paths: list[str], how: _How, wanted: ExportFormat) -> int:
    """A file for each recording, in the folder of ``--out``; below it as below a folder given."""
    options = how.options
    failed = skipped = 0
    once: dict[str, str] = {}  # a recording may be given twice
    for path in paths:
        once.setdefault(os.path.abspath(path), path)
    paths = list(once.values())
    folder = Path(options.out)
    index = Index(folder)
    sources = [(Path(path), None) for path in paths]
    below = [_below(path, options.paths) for path in paths]
    places = targets(sources, wanted.suffix, folder, below, index)
    _refuse_to_replace_an_input(places, paths)
    settings = how.settings_text()
    for number, (path, target) in enumerate(zip(paths, places, strict=True), start=1):
        if options.skip_existing and index.is_current(target, Path(path), settings):
            skipped += 1
            continue
        _say_progress(number, len(paths), path)
        try:
            if options.skip_existing and os.path.lexists(target) and not index.knows(target):
                raise OutputError(
                    f"{target} is there, and nothing says that it is of this recording. Move it "
                    "away, or leave out --skip-existing to have it replaced."
                )
            found, text = _render_one(path, how, wanted.name)
            _make_folder(target.parent)
            write_text(target, text)
            index.add(target, found.file, None, settings)
        except DiskFullError:
            raise
        except (AudioFileError, OutputError) as error:
            failed += 1
            say(f"{path}: {error}")
        except KeyboardInterrupt as stop:
            say("Interrupted; the files before are done.")
            return exit_code(stop)
    if skipped:
        there = f"{skipped} of {len(paths)} recordings: their files are in {options.out}."
        say(f"Passed over {there}")
    return SOME_FAILED if failed else OK


def _below(path: str, given: Sequence[str]) -> Path:
    """Where below a given folder a recording lies; nowhere where it was given itself."""
    for root in given:
        if path != root and os.path.isdir(root) and Path(path).is_relative_to(root):
            return Path(path).relative_to(root).parent
    return Path()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}.") from None


def _refuse_to_replace_an_input(targets: Sequence[Path], paths: list[str]) -> None:
    recordings = {os.path.realpath(path) for path in paths}
    for target in targets:
        if os.path.realpath(target) in recordings:
            raise OutputError(f"{target} is one of the recordings; name another file.")


def _analyze_all(
    paths: list[str],
    how: _How,
    format_name: str,
    out: TextIO,
) -> int:
    failed = 0
    if format_name == "summary":
        out.write(summary_csv.header(how.model.info.labels))
    try:  # around all of it: what is written already stays, wherever the signal comes
        for number, path in enumerate(paths, start=1):
            _say_progress(number, len(paths), path)
            try:
                out.write(_render_one(path, how, format_name)[1])
            except AudioFileError as error:
                failed += 1
                say(f"{path}: {error}")
                if format_name == "jsonl":
                    out.write(to_json_line(error_object(path, error)))
                elif format_name == "summary":
                    out.write(summary_csv.error_row(path, str(error), how.model.info.labels))
            out.flush()
    except KeyboardInterrupt as stop:
        say("Interrupted; the files before are done.")
        return exit_code(stop)
    return SOME_FAILED if failed else OK


def _render_one(path: str, how: _How, format_name: str) -> tuple[Analysis, str]:
    try:
        return _render(path, how, format_name)
    except (AudioFileError, ModelError):
        raise
    except Exception as error:  # one file in a thousand must not end the other 999
        raise AudioFileError("internal", f"{type(error).__name__}: {error}") from error


def _render(path: str, how: _How, format_name: str) -> tuple[Analysis, str]:
    found = how.analysis(Path(path))
    for remark in answer_warnings(found):
        say(f"{path}: {remark}")
    if (voice := found.settings.adapter) is not None and voice.assigned_labels:
        said = " and ".join(voice.assigned_labels)
        say(f"{path}: {voice.name} was told that it is {said}, so its answer proves little.")
    if format_name == "table":
        return found, TABLE.render(found)
    if format_name == "summary":
        return found, summary_csv.row(found, path, how.model.info.labels)
    if format_name != "jsonl":
        return found, EXPORT_FORMATS[format_name].render(found)
    item = analysis_object(found, path)
    if how.options.channels == SPLIT:
        item["channels"] = []
        for channel in range(found.file.channels):
            part = analysis_object(how.analysis(Path(path), channel))
            item["tracks"] += part["tracks"]
            kept = {key: part[key] for key in ("overall", "windows", "segments")}
            item["channels"].append({"channel": channel, **kept})
    return found, to_json_line(item)


def analyze_or_fail(
    path: Path, model: EmotionClassifier, options: AnalysisOptions, speakers: int | None = None
) -> Analysis:
    """Analyse, with a track for each speaker if they are asked for (0 finds how many there are).

    A fault of the program becomes the error kind ``internal`` of this one file.

    Raises:
        AudioFileError: whatever was wrong with the file.
        ModelError: the model cannot be used at all.
    """
    with deferred_signals() as noted:
        try:
            if speakers is not None:
                heard = diarize(path, speakers or None, cancelled=lambda: bool(noted))
                options = replace(options, turns=heard.turns)
            found = analyze(path, model, options, cancelled=lambda: bool(noted))
        except (AudioFileError, ModelError, WorkCancelledError):
            noted.raise_pending()
            raise
        except Exception as error:
            noted.raise_pending()
            raise AudioFileError("internal", f"{type(error).__name__}: {error}") from error
    noted.raise_pending()
    return found


def _say_progress(number: int, total: int, path: str) -> None:
    if total > 1 and sys.stderr.isatty():
        print(f"[{number}/{total}] {path}", file=sys.stderr)
