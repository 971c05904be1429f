"""Tables of labels as spreadsheets write them."""

from __future__ import annotations

import csv
import io
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.emotion.label_table import MAX_BYTES, LabelledFile, read_labels
from ser_desktop.emotion.labels import EMOTIONS
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
def test_tables_of_many_programs_are_read(tmp_path: Path, content: bytes) -> None:
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
def test_unreadable_files_are_reported(tmp_path: Path, content: bytes, says: str) -> None:
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


file_names = st.text("abcäßç ,;'", max_size=10).map(lambda text: f"x{text}y.wav")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(file_names, st.sampled_from(EMOTIONS)), min_size=1, max_size=5),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_reads_back(
    tmp_path: Path, rows: list[tuple[str, str]], separator: str, encoding: str, end: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerows([("file_path", "true_emotion"), *rows])
    path = tmp_path / "any.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert [(row.path.name, row.emotion) for row in read_labels(path)] == rows


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=30), at=st.integers(0, 60))
def test_damage_is_reported_or_harmless(tmp_path: Path, junk: bytes, at: int) -> None:
    content = TABLE.encode()
    path = tmp_path / "damaged.csv"
    path.write_bytes(content[:at] + junk + content[at:])
    with suppress(SerError):
        rows = read_labels(path)
        assert rows
        assert all(isinstance(row, LabelledFile) and row.emotion in EMOTIONS for row in rows)


CASES = Path(os.environ.get("SER_CASES", Path(__file__).parents[3] / "shared" / "cases"))


def test_the_stored_tables_are_read_whole() -> None:
    if not (CASES / "truth.json").is_file():
        pytest.skip("The folder of kept cases is not here (SER_CASES names it).")
    truth = json.loads((CASES / "truth.json").read_text())
    tables = {name: facts["n"] for name, facts in truth.items() if name.startswith("labels/")}
    assert tables
    for name, n_rows in tables.items():
        rows = read_labels(CASES / name)
        assert len(rows) == n_rows, name
        assert all(row.path.is_file() for row in rows), name
