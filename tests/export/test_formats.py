"""Export formats against golden text, and files that are written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.emotion.model import ModelInfo
from ser_desktop.emotion.results import (
    Analysis,
    AnalysisSettings,
    FileInfo,
    Overall,
    Segment,
    Window,
)
from ser_desktop.errors import OutputError
from ser_desktop.export.formats import EXPORT_FORMATS, TABLE, write_text


@pytest.fixture
def found() -> Analysis:
    p = np.array([0.01, 0.02, 0.05, 0.01, 0.88, 0.01, 0.01, 0.01], dtype=np.float32)
    model = ModelInfo(
        "m", "1", EMOTIONS, 16_000, 3.0, 1.0, "waveform", 0.0, "", "", {}, {}, Path("m.onnx")
    )
    return Analysis(
        file=FileInfo(Path("a.wav"), 4.5, 48_000, 1, "00", "WAV PCM_16"),
        model=model,
        settings=AnalysisSettings(3.0, 1.0, 0.0),
        overall=Overall("angry", ("angry", "happy"), 0.88, p, 0.7, 0.8),
        windows=(Window(0.0, 3.0, 0.9, p, 0.7), Window(1.5, 4.5, 0.1, None, None)),
        segments=(
            Segment(0.0, 2.25, "angry", 0.88, 0.7),
            Segment(2.25, 4.5, NO_SPEECH, None, None),
        ),
        elapsed_s=0.1,
    )


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
    ]  # fmt: skip
    assert item["windows"][1]["probabilities"] is None
    assert item["overall"]["top"] == ["angry", "happy"]
    assert sum(item["overall"]["probabilities"].values()) == pytest.approx(1.0, abs=1e-4)


def test_the_table_is_for_people(found: Analysis) -> None:
    text = TABLE.render(found)
    assert "angry  88%" in text
    assert len(text.strip().splitlines()) == 10


def test_a_failed_write_leaves_nothing_and_keeps_the_old(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "none" / "out.csv", "new")
    target.chmod(0o644)
    write_text(target, "new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]
