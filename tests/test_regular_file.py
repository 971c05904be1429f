"""Pipes, sockets, devices and folders where a file is expected: a sentence at once."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ser_desktop.batch.journal import Journal
from ser_desktop.batch.record import RECORD_NAME, FolderRecord
from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.label_table import read_labels
from ser_desktop.errors import AudioFileError, OutputError, SerError
from ser_desktop.practice.progress_file import FILE_NAME, ProgressFile
from ser_desktop.practice.sentences import sentences_of_file
from ser_desktop.project.importing import eaf, labels_txt, rttm, segments_csv, textgrid
from ser_desktop.settings import Settings
from ser_desktop.speakers.profile_file import SUFFIX, load_profile

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="This system has no pipes."),
    pytest.mark.timeout(20),  # opening a pipe that nobody writes to waits for ever
]

READERS: dict[str, Callable[[Path], object]] = {
    "labels": read_labels,
    "sentences": sentences_of_file,
    "labels_txt": labels_txt.read,
    "eaf": eaf.read,
    "rttm": rttm.read,
    "segments": segments_csv.read,
    "textgrid": textgrid.read,
    "progress": lambda path: ProgressFile(path.parent).read(),
    "profile": lambda path: load_profile("anna", path.parent),
    "analysis": lambda path: AnalysisCodec().read(path),
    "journal": lambda path: Journal(path, "settings"),
}
SPECIALS = {
    "pipe": "a pipe, a socket or a device",
    "socket": "a pipe, a socket or a device",
    "device": "a pipe, a socket or a device",
    "folder": "a folder",
}


def place(path: Path, special: str) -> None:
    if special == "pipe":
        os.mkfifo(path)
    elif special == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a socket has room for about a hundred bytes, so that it is made by its name."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("special", SPECIALS)
@pytest.mark.parametrize("reader", READERS)
def test_it_is_refused_with_a_sentence(in_folder: Path, special: str, reader: str) -> None:
    name = {"progress": FILE_NAME, "profile": f"anna{SUFFIX}"}.get(reader, "given.csv")
    with closing(socket.socket(socket.AF_UNIX)) as unix:
        if special == "socket":
            unix.bind(name)
        else:
            place(in_folder / name, special)
        with pytest.raises(SerError, match=SPECIALS[special]):
            READERS[reader](in_folder / name)


@pytest.mark.parametrize("special", ["pipe", "device", "folder"])
def test_an_index_that_is_no_file_is_not_written(tmp_path: Path, special: str) -> None:
    place(tmp_path / RECORD_NAME, special)
    recording = tmp_path / "a.wav"
    recording.write_bytes(b"no sound")
    record = FolderRecord(tmp_path)
    with pytest.raises(OutputError, match=SPECIALS[special]):
        record.add_failure(recording, AudioFileError("unreadable", "bad"), "settings")


def test_settings_in_a_pipe_are_the_defaults(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    assert Settings(tmp_path / "settings.json")["language"] == "system"
