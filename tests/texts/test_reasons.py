"""Reasons in translated sentences are ours, or are seen to be somebody else's words."""

from __future__ import annotations

import ast
import errno
import json
import os
import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import ser_desktop
from ser_desktop.audio.decode import open_audio
from ser_desktop.errors import AudioFileError, ProjectError
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.store import ProjectStore
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import quoted, reason_of, sound_reason
from ser_desktop.texts.languages.loading import TRANSLATIONS, load_language
from ser_desktop.texts.messages import Message

SOURCE = Path(ser_desktop.__file__).parent
ENGLISH_ONLY = ("batch/", "commands/", "cli.py", "app.py")
"""Commands and their services, which are English in every language of the window."""
FROM_LIBRARIES = ("str(error)", "error.strerror", "str(exc)")


def reasons_in(path: Path) -> Iterator[str]:
    """Yield the value of every ``reason`` and ``detail`` of a message."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message":
            for keyword in node.keywords:
                if keyword.arg in ("reason", "detail"):
                    yield ast.unparse(keyword.value)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason":
            yield ast.unparse(node.value)


def test_no_text_of_a_library_goes_into_a_sentence_unmarked() -> None:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(ENGLISH_ONLY):
            found += [f"{name}: {r}" for r in reasons_in(path) if re.match(r"error\b", r)]
            found += [f"{name}: {r}" for r in reasons_in(path) if r.startswith(FROM_LIBRARIES)]
            found += [f"{name}: {r}" for r in reasons_in(path) if r.startswith("f'")]
    assert found == []


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_what_the_system_says_is_translated_or_quoted(code: str) -> None:
    language = load_language(code)
    for number in errno.errorcode:
        said = os.strerror(number)
        reason = reason_of(OSError(number, said))
        shown = reason.written_in(language)
        assert (said in shown) == (reason.id == "reason.quoted"), number


@pytest.mark.parametrize(
    ("number", "id"),
    [
        (errno.ENOSPC, "reason.disk_full"),
        (errno.EACCES, "reason.not_allowed"),
        (errno.ENAMETOOLONG, "reason.name_too_long"),
        (errno.EISDIR, "reason.is_folder"),
        (errno.EADDRINUSE, "reason.address_in_use"),
        (errno.ENODATA, "reason.quoted"),
    ],
)
def test_common_errors_of_the_system_are_known(number: int, id: str) -> None:
    assert reason_of(OSError(number, os.strerror(number))).id == id


def test_reasons_of_libraries() -> None:
    assert reason_of(socket.gaierror(-2, "Name or service not known")).id == "reason.unknown_host"
    assert reason_of(MemoryError()).id == "reason.no_memory"
    assert reason_of(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x")).id == "reason.not_text"
    assert reason_of(ValueError("")).fields == {"text": "ValueError"}
    assert reason_of(None).id == "reason.unknown"
    assert quoted("one.\ntwo").fields == {"text": "one"}
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{\n]")
    assert reason_of(caught.value) == Message("reason.not_json", line=2)
    nested = AudioFileError("empty", Message("audio.no_sound", file="a"))
    assert reason_of(nested) is nested.message
    shared = OSError(errno.EACCES, "The process cannot access the file")
    shared.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    assert reason_of(shared).id == "reason.in_use"


def test_reasons_of_sqlite(tmp_path: Path) -> None:
    (tmp_path / "none.db").write_bytes(b"no database at all, but long enough to be looked at" * 20)
    connection = sqlite3.connect(tmp_path / "none.db")
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute("SELECT * FROM sqlite_master")
    assert reason_of(caught.value).id == "reason.unreadable_parts"
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(tmp_path / "no" / "folder.db")
    assert reason_of(caught.value).id == "reason.not_opened"
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute("SELECT 1 FROM nowhere WHERE")
    assert reason_of(caught.value).id == "reason.quoted"
    connection.close()
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute("SELECT 1")
    assert reason_of(caught.value).id == "reason.closed"


@pytest.mark.parametrize(
    ("said", "id"),
    [
        ("Error opening InputStream: Device unavailable [PaErrorCode -9985]", "reason.in_use"),
        (
            "Error opening OutputStream: Invalid sample rate [PaErrorCode -9997]",
            "reason.sound_rate",
        ),
        ("Error: Unanticipated host error [PaErrorCode -9999]", "reason.sound_error"),
        ("Error querying device -1", "reason.quoted"),
    ],
)
def test_reasons_of_portaudio(said: str, id: str) -> None:
    assert sound_reason(said).id == id


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_file_that_is_no_sound_is_named_in_one_language(code: str, tmp_path: Path) -> None:
    (tmp_path / "noten.wav").write_text("kein Ton")
    with pytest.raises(AudioFileError) as caught:
        open_audio(tmp_path / "noten.wav").close()
    shown = caught.value.message.written_in(load_language(code))
    assert "noten.wav" in shown
    assert "recogni" not in shown


def test_an_import_says_why_in_one_language(tmp_path: Path) -> None:
    german = load_language("de")
    for name, text in (("a.csv", "who,what\n1,2\n"), ("b.rttm", "no line\n"), ("c.eaf", "<a/>")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ProjectError) as caught:
            read_labels_of(tmp_path / name)
        reason = caught.value.fields["reason"]
        assert isinstance(reason, Message), name
        assert reason.written_in(german) != str(reason)


def test_special_files_keep_their_own_reason(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder") as caught:
        refuse_special(tmp_path)
    assert reason_of(caught.value).id == "file.is_folder"


def test_a_damaged_project_says_so_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "p.serproj"
    ProjectStore.create(path).close()
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ProjectError) as caught:
        ProjectStore.open(path)
    assert "nur 50 Byte sind" in caught.value.message.written_in(load_language("de"))
