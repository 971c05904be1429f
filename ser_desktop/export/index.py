"""Which file in a folder of exports is of which recording: ``ser-desktop-index.csv``.

Most formats have no place for the recording's path, and a second run into the same folder must not
take another recording's file for its own.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path, PurePath

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AnalysisSettings, FileInfo
from ser_desktop.errors import OutputError

INDEX_NAME = "ser-desktop-index.csv"


@dataclass(frozen=True)
class Entry:
    """One file of the folder.

    Args:
        output: its path below the folder, with ``/``.
        recording: the absolute path of what was analysed.
        channel: the one that was heard alone, from 0, or "".
        size_bytes, modified_ns: of the recording when it was analysed.
        settings: model and settings, as :func:`settings_text` has them.
    """

    output: str
    recording: str
    channel: str
    size_bytes: str
    modified_ns: str
    settings: str


_COLUMNS = tuple(field.name for field in fields(Entry))


def settings_text(model: ModelInfo, settings: AnalysisSettings, channels: str = "mix") -> str:
    """What decides an answer beside the recording, in words and numbers."""
    segments, voice = settings.segments, settings.adapter
    corrected = "" if voice is None else f", voice {voice.name} {voice.digest}"
    return (
        f"{model.name} {model.version}, window {settings.window_s:g} s, hop {settings.hop_s:g} s, "
        f"uncertain below {settings.uncertain_below:g}, smoothed over "
        f"{segments.smoothing_windows}, least segment {segments.min_s:g} s, channels {channels}"
        f"{corrected}"
    )


class Index:
    """The index of one folder, read at once and written line by line; later lines count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._of_output: dict[str, Entry] = {}
        self._of_recording: dict[tuple[str, str], list[str]] = {}
        for entry in _read(folder / INDEX_NAME):
            self._note(entry)

    def files(self) -> Iterator[Path]:
        """Every file it knows, and its own."""
        yield self._folder / INDEX_NAME
        for output in self._of_output:
            yield self._folder / output

    def knows(self, target: Path) -> bool:
        """Whether it says whose file this is."""
        return self._key(target) in self._of_output

    def output_of(self, recording: Path, channel: int | None, suffix: str) -> Path | None:
        """The file a recording already has."""
        for output in self._of_recording.get((_name(recording), _number(channel)), []):
            if output.endswith(suffix):
                return self._folder / output
        return None

    def is_current(self, target: Path, recording: Path, settings: str) -> bool:
        """Whether a file is there, of this recording as it is now and by these settings."""
        entry = self._of_output.get(self._key(target))
        if entry is None or not os.path.lexists(target):
            return False
        try:
            status = recording.stat()
        except OSError:
            return False
        now = (_name(recording), "", str(status.st_size), str(status.st_mtime_ns), settings)
        return astuple(entry)[1:] == now

    def add(self, target: Path, file: FileInfo, channel: int | None, settings: str) -> None:
        """Note a file that was written, of a recording as it was when it was analysed.

        Raises:
            OutputError: the folder does not take it.
        """
        entry = Entry(
            self._key(target),
            _name(file.path),
            _number(channel),
            str(file.size_bytes),
            str(file.modified_ns),
            settings,
        )
        if self._of_output.get(entry.output) == entry:
            return
        path = self._folder / INDEX_NAME
        try:
            new = not path.exists()
            with path.open("a", encoding="utf-8", newline="", errors="surrogateescape") as handle:
                handle.write((_line(_COLUMNS) if new else "") + _line(astuple(entry)))
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from None
        self._note(entry)

    def _note(self, entry: Entry) -> None:
        before = self._of_output.get(entry.output)
        if before is not None:
            self._of_recording[before.recording, before.channel].remove(entry.output)
        self._of_output[entry.output] = entry
        self._of_recording.setdefault((entry.recording, entry.channel), []).append(entry.output)

    def _key(self, target: Path) -> str:
        return target.relative_to(self._folder).as_posix()


def _read(path: Path) -> Iterator[Entry]:
    try:
        with path.open(encoding="utf-8", newline="", errors="surrogateescape") as handle:
            for row in csv.DictReader(handle):
                whole = all(isinstance(row.get(name), str) for name in _COLUMNS)
                if whole and _is_below(row["output"]):
                    yield Entry(*(row[name] for name in _COLUMNS))
    except (OSError, csv.Error):
        return  # nothing is known then


def _is_below(output: str) -> bool:
    """Whether it stays in the folder, whoever wrote the index."""
    path = PurePath(output)
    return not (path.is_absolute() or path.drive) and ".." not in path.parts


def _name(recording: Path) -> str:
    return os.path.abspath(recording)


def _number(channel: int | None) -> str:
    return "" if channel is None else str(channel)


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
