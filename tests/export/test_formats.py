"""Export formats against golden text, and files that are written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import (
    Analysis,
)
from ser_desktop.errors import OutputError
from ser_desktop.export.formats import EXPORT_FORMATS, TABLE, write_text
from ser_desktop.export.json_lines import analysis_object, line_pieces
from ser_desktop.export.json_pieces import pieces


def test_csv_has_a_row_a_window(found: Analysis) -> None:
    rows = list(csv.DictReader(io.StringIO(EXPORT_FORMATS["csv"].render(found))))
    assert [row["label"] for row in rows] == ["angry", NO_SPEECH]
    assert rows[0]["p_angry"] == "0.880000"
    assert rows[1]["p_angry"] == rows[1]["confidence"] == rows[1]["intensity"] == ""


def test_audacity_labels(found: Analysis) -> None:
    assert EXPORT_FORMATS["audacity"].render(found) == (
        "0.000000\t2.250000\tangry\n2.250000\t4.500000\tno speech\n"
    )


def test_textgrid_tiles_and_leaves_pauses_empty(found: Analysis) -> None:
    text = EXPORT_FORMATS["textgrid"].render(found)
    assert text.startswith('File type = "ooTextFile"\nObject class = "TextGrid"\n')
    assert "intervals: size = 2" in text
    assert text.count('text = ""') == 1
    assert text.count('text = "angry"') == 1
    assert text.count("4.500000") == 3


def test_subtitles_leave_pauses_out(found: Analysis) -> None:
    assert EXPORT_FORMATS["srt"].render(found) == "1\n00:00:00,000 --> 00:00:02,250\nangry 88%\n"


def test_json_keeps_the_contract(found: Analysis) -> None:
    item = json.loads(EXPORT_FORMATS["jsonl"].render(found))
    assert list(item) == [
        "schema", "app_version", "file", "model", "settings", "overall", "windows", "segments",
        "tracks", "warnings",
    ]  # fmt: skip
    assert item["windows"][1]["probabilities"] is None
    (track,) = item["tracks"]
    assert (track["name"], track["speaker"]) == ("mix", None)
    for key in ("overall", "windows", "segments"):
        assert track[key] == item[key]
    assert item["overall"]["top"] == ["angry", "happy"]
    assert sum(item["overall"]["probabilities"].values()) == pytest.approx(1.0, abs=1e-4)


def test_a_line_in_pieces_is_the_line_of_the_whole_object(found: Analysis) -> None:
    pieces = list(line_pieces(found, "talk.wav"))
    whole = analysis_object(found, "talk.wav")
    assert "".join(pieces) == json.dumps(whole, ensure_ascii=False) + "\n"
    longest_window = max(len(json.dumps(window)) for window in whole["windows"])
    assert max(map(len, pieces)) <= max(longest_window + 2, 300)
    split = json.loads("".join(line_pieces(found, split=True)))
    assert split.pop("channels") == []
    assert split == analysis_object(found)


def test_a_number_that_json_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match="JSON"):
        list(pieces({"a": [1.0, float("nan")]}))
    assert (
        "".join(pieces({"a": [], "b": {}, "c": ["é", None]}))
        == '{"a": [], "b": {}, "c": ["é", null]}'
    )


def test_the_table_is_for_people(found: Analysis) -> None:
    text = TABLE.render(found)
    assert "angry  88%" in text
    assert len(text.strip().splitlines()) == 10


def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "none" / "out.csv", "new")
    target.chmod(0o644)
    write_text(target, "new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]
