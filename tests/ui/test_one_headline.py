"""One headline: the window, its lists and every file say the same of a recording."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import soundfile
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ser_desktop.commands.compare import _answer
from ser_desktop.emotion.headline import course_headline, headline_of
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis, Track
from ser_desktop.export import json_lines, summary_csv, text_table
from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.export.result_tables import TABLES
from ser_desktop.project.analyses import Answer
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.languages.loading import load_language
from ser_desktop.ui.recordings.overview_model import COLUMNS, OverviewModel
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_filter import RecordingsFilter
from ser_desktop.ui.recordings.recordings_list import _chip_labels
from ser_desktop.ui.recordings.status_text import row_message, status_message
from ser_desktop.ui.shell.main_window import MainWindow
from tests.support.made_analysis import made_analysis
from tests.support.projects import add_recording


def two_speakers() -> Analysis:
    """A conversation: one person happy, the other sad."""
    whole = made_analysis(["happy"] * 16 + ["sad"] * 15 + ["neutral"] * 8)
    tracks = [
        Track(name, None, one.overall, one.windows, one.segments, speaker=name)
        for name, one in (
            ("speaker-1", made_analysis(["happy"] * 20 + [NO_SPEECH] * 20)),
            ("speaker-2", made_analysis([NO_SPEECH] * 20 + ["sad"] * 20)),
        )
    ]
    return replace(whole, further_tracks=tuple(tracks))


def interview() -> Analysis:
    """A long recording in which three emotions have the same share, and four hardly less."""
    often, seldom = ("calm", "surprised", "happy"), ("sad", "angry", "fearful", "disgust")
    return made_analysis([name for name in often for _ in range(12)] + [*seldom] * 9)


MADE = {
    # A mean of neutral 0.45 and angry 0.4 would be called neutral.
    "long": (made_analysis(["neutral"] * 40 + ["angry"] * 45 + [NO_SPEECH] * 5), "mostly angry"),
    "short": (made_analysis(["happy"] * 5), "happy"),
    "uncertain": (made_analysis([("happy", 0.3)] * 5), "happy or neutral?"),
    "no speech": (made_analysis([NO_SPEECH] * 5), "no speech"),
    "none prevails": (interview(), "no emotion prevails"),
    "two speakers": (two_speakers(), "happy and sad"),
}


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Analysis, str]:
    analysis, words = MADE[request.param]
    path = tmp_path / "talk.wav"
    return replace(analysis, file=replace(analysis.file, path=path)), words


def said_by_the_files(analysis: Analysis, folder: Path) -> dict[str, str]:
    """Return the headline of every file that has one."""
    said = {}
    item = json.loads(json_lines.render(analysis))
    said["json"] = item["overall"]["headline"]
    said["json track"] = item["tracks"][0]["overall"]["headline"]
    (row,) = csv.DictReader(summary_csv.render(analysis).splitlines())
    said["summary"] = row["headline"]
    table = TABLES["files"]
    names = [column.name for column in table.columns(analysis.model.labels)]
    (cells,) = table.rows(analysis, "talk.wav")
    said["table"] = str(dict(zip(names, cells, strict=True))["headline"])
    said["terminal"] = text_table.render(analysis).splitlines()[1].strip().split("  ")[0]
    said["compare"] = _answer(analysis).rstrip("0123456789% ")
    with ProjectStore.create(folder / "p.serproj") as store:
        add_recording(store, "talk", ["sad"])
        content = ProjectContent(store, ExportOptions(), lambda _recording: analysis)
        (book,) = export_project(content, PROJECT_FORMATS["xlsx"], folder)
        heading, values = openpyxl.load_workbook(book)["recordings"].values
        said["excel"] = str(dict(zip(heading, values, strict=True))["headline"])
        (lines,) = export_project(content, PROJECT_FORMATS["jsonl"], folder)
        said["project json"] = json.loads(lines.read_text("utf-8"))["overall"]["headline"]
        (page,) = export_project(content, PROJECT_FORMATS["html"], folder)
        said["report"] = page.read_text("utf-8").split("model: <b>")[1].split("</b>")[0]
    return said


def test_all_files_say_the_same(made: tuple[Analysis, str], tmp_path: Path) -> None:
    analysis, words = made
    assert headline_of(analysis).text() == words
    said = said_by_the_files(analysis, tmp_path)
    assert said == dict.fromkeys(said, words)


@pytest.fixture
def talk(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Recording:
    """A recording that is shown; its result is given by the test."""
    path = tmp_path / "Take 2026-11-20 09.30.15.wav"
    soundfile.write(path, np.zeros(8000), 8000)
    window.controller.open([path])
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    return window.controller.recordings.rows()[0]


def test_the_window_says_what_the_files_say(window: MainWindow, talk: Recording) -> None:
    overview = OverviewModel(window.controller.recordings)
    label = window.findChild(QLabel, "resultEmotion")
    assert label is not None
    for name, (analysis, words) in MADE.items():
        talk.document.raw_analyses = talk.document.displayed_analyses = (analysis,)
        window.controller.library.touch([talk])
        overview.refresh()
        shown = {
            "panel": window.result.headline(),
            "list": str(row_message(talk)),
            "overview": overview.data(overview.index(0, COLUMNS.index("answer"))),
            "take": str(overview.data(overview.index(0, COLUMNS.index("name")))).split(" · ")[1],
        }
        folded = {place: text.casefold() for place, text in shown.items()}
        assert folded == dict.fromkeys(shown, words), name


def test_a_long_recording_has_no_other_headline_before_its_scores_are_read(
    window: MainWindow, talk: Recording
) -> None:
    talk.document.raw_analyses = talk.document.displayed_analyses = ()
    talk.document.kept = Answer("uncertain", 0.3, "made 1")
    assert str(row_message(talk)) == "uncertain"
    assert talk.document.item is not None
    talk.document.item = replace(talk.document.item, duration_s=90.0)
    talk.view.clip = None
    for message in (row_message(talk), status_message(talk)):
        assert message.id == "recordings.reading"


def test_the_filter_goes_by_the_headline(window: MainWindow, talk: Recording) -> None:
    analysis = MADE["uncertain"][0]
    talk.document.raw_analyses = talk.document.displayed_analyses = (analysis,)
    rows = RecordingsFilter()
    rows.setSourceModel(window.controller.recordings)
    rows.set_state("uncertain")
    assert rows.rowCount() == 1
    talk.document.raw_analyses = talk.document.displayed_analyses = (MADE["short"][0],)
    rows.refresh()
    assert rows.rowCount() == 0


def test_a_headline_is_written_in_any_language() -> None:
    german = load_language("de")
    texts = {name: headline_of(analysis).text(german) for name, (analysis, _) in MADE.items()}
    assert texts["short"] == "fröhlich"
    assert texts["uncertain"] == "fröhlich oder neutral?"
    assert texts["long"] != MADE["long"][1]
    assert "fröhlich" in texts["two speakers"]
    assert texts["none prevails"] == "keine Emotion überwiegt"


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.15, 0.15, 0.15, 0.12), "no emotion prevails"),
        ((0.29, 0.18, 0.15, 0.12), "no emotion prevails"),
        ((0.30, 0.18, 0.15, 0.12), "calm and surprised"),
        ((0.29, 0.19, 0.15, 0.12), "calm and surprised"),
        ((0.29, 0.28), "calm and surprised"),
    ],
)
def test_emotions_are_named_if_one_prevails_or_two_stand_out(
    shares: tuple[float, ...], words: str
) -> None:
    names = ("calm", "surprised", "happy", "sad")
    by_label = {"uncertain": 1 - sum(shares), **dict(zip(names, shares, strict=False))}
    by_label = dict(sorted(by_label.items(), key=lambda item: -item[1]))
    assert course_headline(by_label).text() == words


def test_the_result_and_the_list_show_no_emotion_where_none_prevails(
    window: MainWindow, talk: Recording
) -> None:
    talk.document.raw_analyses = talk.document.displayed_analyses = (MADE["none prevails"][0],)
    window.controller.library.touch([talk])
    assert _chip_labels(talk) == []
    assert window.result.header.chip.isHidden()
    pills = [window.findChild(QLabel, name) for name in ("resultConfidence", "resultWord")]
    assert all(pill is not None and "%" in pill.text() for pill in pills)
