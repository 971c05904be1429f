"""Tables of labels as spreadsheets write them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ser_desktop.emotion.label_table import MAX_BYTES, read_labels
from ser_desktop.errors import SerError

TABLE = "file_path,true_emotion\r\na.wav,happy\r\nfür dich.wav,sad\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1252"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace(",", "|").encode(),
        ("sep=;\r\n" + TABLE.replace(",", ";")).encode(),
        (TABLE + ",\r\n , \r\n\r\n").encode(),
        TABLE.replace("file_path,true_emotion", " File Path , True_Emotion ").encode(),
        TABLE.replace("\r\n", "\r").encode(),
        TABLE.replace("happy", " Happy ").encode(),
        b"\r\n" + TABLE.encode(),
    ],
)
def test_it_is_read_as_it_comes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    rows = read_labels(path)
    assert [(row.path.name, row.emotion) for row in rows] == [
        ("a.wav", "happy"),
        ("für dich.wav", "sad"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"file_path:true_emotion\r\na.wav:sad\r\n", "a semicolon or a tab"),
        (b"file_path,true_emotion\r\nf\x81\x8d.wav,sad\r\n", "Windows-1252"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20, "UTF-8"),
        (b"file_path,true_emotion\r\n,\r\n", "no rows"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(SerError, match=says):
        read_labels(path)


def test_a_file_too_large_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.touch()
    os.truncate(path, 100 * MAX_BYTES)  # takes no room on the disk
    with pytest.raises(SerError, match="too large"):
        read_labels(path)
