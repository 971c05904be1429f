"""Progress on disk: appended, torn, foreign, and as a table."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ser_desktop.errors import OutputError
from ser_desktop.practice.measures import Measures
from ser_desktop.practice.progress import csv_text, days, write_csv
from ser_desktop.practice.progress_entry import (
    MAX_WINDOWS,
    ProgressEntry,
    entry_of,
    line_of,
)
from ser_desktop.practice.progress_file import ProgressFile, of_target
from ser_desktop.practice.score import Score, ScoredWindow
from ser_desktop.practice.target import Target
from ser_desktop.texts.messages import Message

HAPPY = Target("happy", "strong")
MEASURES = Measures(3.2, 2.5, 1, 0.4, -21.5, 210.0, 8.5, 4.25)


def entry(
    number: int = 1,
    probability: float | None = 0.5,
    day: int = 1,
    target: Target = HAPPY,
    doubts: tuple[Message, ...] = (),
    **other: str,
) -> ProgressEntry:
    score = Score(
        target, probability, probability, probability, "happy", ("happy", "angry"), 0.9, 0.75,
        {"happy": probability or 0.0, "angry": 0.25}, doubts,
    )  # fmt: skip
    at = datetime(2026, 3, day, 23, 50, tzinfo=timezone(timedelta(hours=2)))
    told = {"sentence": "It is noon.", "recording": "/t/a.wav", "model": "made 1.0", **other}
    return ProgressEntry(at, number, score, MEASURES, **told)


def test_an_entry_reads_back_as_it_was() -> None:
    quiet = Message("practice.too_quiet", level_dbfs=-52)
    heard = (ScoredWindow(0.0, 3.0, 0.25, 0.5), ScoredWindow(0.2, 3.2, 0.75, 0.25))
    scored = replace(entry(4), score=replace(entry().score, windows=heard), microphone="USB 2")
    for written in (
        *(entry(), entry(2, None), entry(3, doubts=(quiet,), voice="Ünal")),
        *(scored, replace(scored, microphone=None)),
    ):
        assert entry_of(line_of(written)) == written
    assert entry().day == date(2026, 3, 1), "the day at the place, not in Greenwich"


def test_a_line_of_an_earlier_version_is_read() -> None:
    item = json.loads(line_of(entry()))
    for added in ("windows", "microphone"):
        del item[added]
    assert entry_of(json.dumps(item)) == entry()


def test_the_windows_of_a_very_long_take_are_not_stored() -> None:
    many = tuple(ScoredWindow(at, at + 3.0, 0.5, 1.0) for at in range(MAX_WINDOWS + 1))
    kept = entry_of(line_of(replace(entry(), score=replace(entry().score, windows=many))))
    assert kept == entry(), "all or none: the score is the mean of all of them"


def test_entries_are_appended_and_read_in_their_order(tmp_path: Path) -> None:
    notes = ProgressFile(tmp_path / "practice")
    assert notes.read().entries == ()
    written = [entry(1), entry(1, target=Target("sad")), entry(2)]
    for each in written:
        notes.append(each)
    assert list(notes.read().entries) == written
    assert of_target(notes.read().entries, HAPPY) == [written[0], written[2]]


def test_a_torn_line_loses_only_itself(tmp_path: Path) -> None:
    notes = ProgressFile(tmp_path)
    notes.append(entry(1))
    notes.append(entry(2))
    whole = notes.path.read_bytes()
    for cut in range(1, len(line_of(entry(2)).encode())):
        notes.path.write_bytes(whole[:-cut])
        notes.append(entry(3))
        read = notes.read()
        assert [e.number for e in read.entries] in ([1, 3], [1, 2, 3])
        assert read.n_unreadable == 3 - len(read.entries)


def test_lines_that_are_no_entries_are_kept(tmp_path: Path) -> None:
    notes = ProgressFile(tmp_path)
    notes.append(entry(1))
    item = json.loads(line_of(entry(2)))
    bad = [
        "{}",
        "[" * 100_000,
        json.dumps({**item, "probability": 7}),
        json.dumps({**item, "windows": [[0, 3, 7, 1]]}),
        json.dumps({**item, "windows": [[0, 3]]}),
        json.dumps({**item, "at": "2026-03-01"}),
        json.dumps({**item, "measures": {}}),
        json.dumps({**item, "emotion": "=cmd()"}),
        "\x00\x01",
    ]
    with notes.path.open("ab") as file:
        file.write("".join(f"{line}\n" for line in bad).encode() + b"\xff\xfe\n")
    notes.append(entry(2))
    read = notes.read()
    assert [e.number for e in read.entries] == [1, 2]
    assert read.n_unreadable == len(bad) + 1
    assert b"\xff\xfe\n" in notes.path.read_bytes()


@pytest.mark.parametrize(
    ("content", "id"),
    [
        (b"time,score\n1,2\n", "practice.foreign_file"),
        (b"\x89PNG\r\n", "practice.foreign_file"),
        (b'{"ser_desktop_practice": 99}\n', "practice.newer_file"),
    ],
)
def test_a_foreign_file_is_refused_and_stays(tmp_path: Path, content: bytes, id: str) -> None:
    notes = ProgressFile(tmp_path)
    notes.path.write_bytes(content)
    for act in (notes.read, lambda: notes.append(entry())):
        with pytest.raises(OutputError) as caught:
            act()
        assert caught.value.message_id == id
    assert notes.path.read_bytes() == content


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("")
    with pytest.raises(OutputError) as caught:
        ProgressFile(tmp_path / "practice").append(entry())
    assert caught.value.message_id == "file.cannot_write"


def test_days_count_good_takes_of_one_model_and_voice() -> None:
    quiet = Message("practice.too_quiet", level_dbfs=-52)
    takes = [
        *(entry(1, 0.2, 1), entry(2, 0.6, 1), entry(3, 0.4, 1), entry(4, 0.9, 3)),
        *(entry(5, 0.99, 3, doubts=(quiet,)), entry(6, None, 4), entry(7, 0.99, 5, voice="Ann")),
    ]
    found = days(takes, "made 1.0")
    assert [(d.day.day, d.median, d.best, d.n_takes) for d in found] == [
        (1, 0.4, 0.6, 3),
        (3, 0.9, 0.9, 1),
    ]
    assert [d.day.day for d in days(takes)] == [1, 3, 5]


def test_the_table_has_a_row_a_take(tmp_path: Path) -> None:
    takes = [entry(1, 0.25, sentence='=HYPERLINK("x")'), entry(2, None)]
    path = tmp_path / "practice.csv"
    write_csv(takes, path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert (rows[0]["score"], rows[1]["score"]) == ("0.2500", "")
    assert rows[0]["set"] == "happy angry"
    assert rows[0]["syllables_per_s"] == "4.2500"
    assert rows[0]["sentence"].startswith("'=")
    sources = [replace(entry(), microphone=given) for given in ("", "USB 2", None)]
    rows = list(csv.DictReader(io.StringIO(csv_text(sources))))
    assert [row["source"] for row in rows] == ["", "USB 2", "file"]
    assert csv_text([]).count("\n") == 1
    assert list(tmp_path.iterdir()) == [path]
