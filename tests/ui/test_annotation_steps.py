"""Operations on annotations where there is nothing to do, or where the project refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QComboBox, QFileDialog, QMenu, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.paths import Profile
from ser_desktop.project import changes, items
from ser_desktop.project.items import Annotation
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.annotation_editor import AnnotationEditor
from ser_desktop.ui.annotations.annotation_model import COLUMNS
from ser_desktop.ui.annotations.annotation_table import AnnotationTable
from ser_desktop.ui.annotations.annotations import Annotations
from ser_desktop.ui.annotations.whose import proposed_track
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell import annotating
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.presenter import Presenter
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis
from tests.support.projects import annotation
from tests.ui.test_annotations import annotate, kept
from tests.ui.test_annotations import shown as shown


class Desk:
    """A project with one recording of ten seconds, and its annotations."""

    def __init__(self, profile: Profile, *given: Annotation) -> None:
        settings = Settings(profile.settings_file)
        settings["rater"] = "ann"
        self.stack = QUndoStack()
        self.project = ProjectInUse(profile, settings, self.stack)
        self.annotations = Annotations(self.project, settings)
        self.news: list[str] = []
        self.chosen: list[tuple[float, float]] = []
        self.annotations.news.connect(lambda message, _can_undo: self.news.append(message.id))
        self.annotations.chosen.connect(self.chosen.append)
        item = items.Recording("a", Path("/in/a.wav"), duration_s=10.0)
        self.project.store.put(item, *given)
        self.recording = Recording.of(item.path)
        self.recording.document.item = item
        self.recording.document.displayed_analyses = (made_analysis(["sad"] * 8),)
        self.project.changed.connect(lambda _change: self.refresh())
        self.refresh()
        self.annotations.show(self.recording)

    def refresh(self) -> None:
        """Read the annotations, as the list of recordings does."""
        stored = sorted(self.project.store.annotations(), key=lambda a: a.start_s)
        self.recording.document.annotations = tuple(stored)

    def spans(self) -> list[tuple[float, float]]:
        """The stored annotations by their times."""
        return [(a.start_s, a.end_s) for a in self.recording.document.annotations]


@pytest.fixture
def desk(qapp: object, profile: Profile) -> Any:
    """Make a project with annotations, closed after the test."""
    made: list[Desk] = []

    def make(*given: Annotation) -> Desk:
        made.append(Desk(profile, *given))
        return made[-1]

    yield make
    for one in made:
        one.project.close()


Make = Callable[..., Desk]
FIRST, SECOND, THIRD = (
    annotation("1", 1.0, 2.0),
    annotation("2", 3.0, 4.0),
    annotation("3", 6.0, 7.0),
)


@pytest.mark.parametrize(
    ("position_s", "by", "first", "then"),
    [(0.0, 1, 1.0, 3.0), (2.5, 1, 3.0, 6.0), (2.5, -1, 1.0, 6.0), (9.0, 1, 1.0, 3.0)],
)
def test_stepping_begins_at_the_play_head_and_goes_round(
    desk: Make, position_s: float, by: int, first: float, then: float
) -> None:
    one = desk(FIRST, SECOND, THIRD)
    one.annotations.step(by, position_s)
    one.annotations.step(by, position_s)
    assert [start_s for start_s, _ in one.chosen] == [first, then]


def test_without_annotations_there_is_nowhere_to_step(desk: Make) -> None:
    one = desk()
    one.annotations.step(1, 0.0)
    assert (one.chosen, one.annotations.selected) == ([], [])


def test_blind_ratings_of_others_are_not_shown(desk: Make) -> None:
    mine, other = (
        annotation(rater, 1.0, 2.0, rater=rater, origin="blind") for rater in ("ann", "ben")
    )
    assert desk(mine, other).annotations.shown == (mine,)


def test_without_a_recording_nothing_is_annotated(desk: Make) -> None:
    one = desk()
    one.annotations.show(None)
    assert not one.annotations.annotate({"sad": 1.0}, (1.0, 2.0))
    one.annotations.copy_segments(None)
    assert one.annotations.answer_of(FIRST) is None
    assert one.spans() == []


def test_a_stretch_too_short_to_see_is_not_annotated(desk: Make) -> None:
    one = desk()
    assert not one.annotations.annotate({"sad": 1.0}, (1.0, 1.01))
    assert one.annotations.annotate({"sad": 1.0}, (1.0, 1.1))
    assert one.spans() == [(1.0, 1.1)]


def test_a_project_that_is_only_read_takes_no_annotation(desk: Make) -> None:
    one = desk(FIRST, annotation("4", 2.0, 3.0))
    one.project.read_only = True
    annotations, before = one.annotations, one.spans()
    assert not annotations.annotate({"sad": 1.0}, (5.0, 6.0))
    annotations.split(1.5)
    annotations.merge((1.0, 3.0))
    annotations.choose(FIRST)
    annotations.delete()
    annotations.nudge(0.05, "end")
    annotations.copy_segments(None)
    assert one.spans() == before
    assert one.news == [], "nothing is said to be done"
    assert annotations.selected == [FIRST]


def test_what_was_not_changed_is_no_step(desk: Make) -> None:
    one = desk(FIRST)
    assert one.annotations.edit(FIRST, FIRST)
    one.annotations.nudge(0.05, "end")  # nothing is selected
    one.annotations.delete()
    assert one.stack.count() == 0


def test_an_edit_of_another_annotation_keeps_the_selection(desk: Make) -> None:
    one = desk(FIRST, SECOND)
    one.annotations.choose(FIRST)
    one.annotations.edit(SECOND, replace(SECOND, end_s=4.5))
    assert one.annotations.selected == [FIRST]
    assert one.spans()[1] == (3.0, 4.5)


@pytest.mark.parametrize("at_s", [5.0, 1.005])
def test_beside_annotations_or_at_an_edge_there_is_nothing_to_split(
    desk: Make, at_s: float
) -> None:
    one = desk(FIRST)
    one.annotations.split(at_s)
    assert one.news == ["annotation.nothing_to_split"]
    assert one.spans() == [(1.0, 2.0)]


@pytest.mark.parametrize(
    ("selected", "span_s", "after"),
    [
        ((), (0.0, 5.0), [(1.0, 4.0), (6.0, 7.0)]),  # those in the stretch
        (("1",), None, [(1.0, 4.0), (6.0, 7.0)]),  # one, with the next
        (("1", "3"), None, [(1.0, 7.0), (3.0, 4.0)]),
        (("3",), None, None),  # the last has no next
        ((), None, None),
        ((), (0.0, 2.5), None),  # one is in it, and not selected
        (("2",), (5.0, 8.0), [(1.0, 2.0), (3.0, 7.0)]),
    ],
)
def test_what_is_merged_depends_on_selection_and_stretch(
    desk: Make,
    selected: tuple[str, ...],
    span_s: tuple[float, float] | None,
    after: list[tuple[float, float]] | None,
) -> None:
    one = desk(FIRST, SECOND, THIRD)
    for id in selected:
        (found,) = (a for a in one.annotations.shown if a.id == id)
        one.annotations.choose(found, extend=True)
    before = one.spans()
    one.annotations.merge(span_s)
    assert one.spans() == (before if after is None else after)
    assert one.news == (["annotation.nothing_to_merge"] if after is None else [])


def test_annotations_of_different_raters_are_not_merged(desk: Make) -> None:
    one = desk(FIRST, annotation("b", 3.0, 4.0, rater="ben"))
    for each in one.annotations.shown:
        one.annotations.choose(each, extend=True)
    one.annotations.merge(None)
    assert one.news == ["annotation.nothing_to_merge"]
    assert len(one.spans()) == 2


def test_a_new_annotation_belongs_to_whoever_speaks_longest(desk: Make) -> None:
    one = desk()
    one.recording.document.turns = (SpeakerTurn("s1", 0.0, 3.0), SpeakerTurn("s2", 3.0, 9.0))
    assert proposed_track(one.recording, (2.0, 3.5)) == "s1"
    assert proposed_track(one.recording, (2.0, 8.0)) == "s2"
    assert proposed_track(one.recording, (9.2, 9.8)) == "mix", "nobody speaks there"
    one.recording.view.speaker = "s1"
    assert proposed_track(one.recording, (4.0, 8.0)) == "s1", "the speaker that is shown"


# The table -----------------------------------------------------------------------------------


@pytest.fixture
def table(desk: Make, qtbot: QtBot, themes: ThemeManager) -> tuple[Desk, AnnotationTable]:
    """The table of three annotations."""
    given = replace(FIRST, note="voice\nbreaks", intensity=0.7)
    one = desk(given, replace(SECOND, labels={}), replace(THIRD, rater="ben"))
    made = AnnotationTable(one.annotations, themes)
    qtbot.addWidget(made)
    made.show()
    one.annotations.show(one.recording)
    return one, made


def cell(table: AnnotationTable, row: int, column: str, role: int) -> Any:
    """What a cell has for a role."""
    return table.rows.data(table.rows.index(row, COLUMNS.index(column)), role)


EDIT, TIP, CHIP = (
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.DecorationRole,
)


@pytest.mark.parametrize(
    ("row", "column", "role", "value"),
    [
        (0, "emotion", EDIT, "angry"),
        (0, "start", EDIT, "1.000"),
        (0, "end", EDIT, "2.000"),
        (0, "intensity", EDIT, "70"),
        (0, "confidence", EDIT, ""),
        (0, "note", EDIT, "voice\nbreaks"),
        (2, "rater", EDIT, "ben"),
        (0, "note", TIP, "voice\nbreaks"),
        (0, "note", Qt.ItemDataRole.DisplayRole, "voice breaks"),
        (1, "emotion", CHIP, None),
        (0, "note", CHIP, None),
        (0, "start", TIP, None),
    ],
)
def test_an_editor_begins_with_the_value_of_the_cell(
    table: tuple[Desk, AnnotationTable], row: int, column: str, role: int, value: str | None
) -> None:
    assert cell(table[1], row, column, role) == value


def test_only_what_a_person_states_can_be_edited(table: tuple[Desk, AnnotationTable]) -> None:
    rows = table[1].rows
    editable = {
        key
        for column, key in enumerate(COLUMNS)
        if rows.flags(rows.index(0, column)) & Qt.ItemFlag.ItemIsEditable
    }
    assert editable == set(COLUMNS) - {"model", "track"}
    assert not rows.flags(QModelIndex()) & Qt.ItemFlag.ItemIsEditable
    assert not rows.setData(rows.index(0, COLUMNS.index("track")), "s1")
    assert rows.headerData(0, Qt.Orientation.Vertical) is None


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "1:nan", ""])
def test_a_time_that_is_none_is_refused(table: tuple[Desk, AnnotationTable], text: str) -> None:
    one, made = table
    for column in ("start", "end"):
        assert not made.rows.setData(made.rows.index(0, COLUMNS.index(column)), text), column
    assert one.spans()[0] == (1.0, 2.0)


def test_rows_that_are_gone_have_no_text_and_take_no_edit(
    table: tuple[Desk, AnnotationTable],
) -> None:
    one, made = table
    last = made.rows.index(2, 0)
    one.project.push(changes.delete_annotations([one.annotations.shown[2]]))
    one.annotations.show(one.recording)
    assert made.rows.data(last) is None
    assert not made.rows.setData(last, "sad")
    assert made.rows.rowCount(made.rows.index(0, 0)) == 0


def test_a_row_selects_its_annotation_and_is_selected_with_it(
    table: tuple[Desk, AnnotationTable],
) -> None:
    one, made = table
    made.setCurrentIndex(made.rows.index(1, 2))
    assert [a.id for a in one.annotations.selected] == ["2"]
    one.annotations.choose(one.annotations.shown[2])
    assert made.currentIndex().row() == 2
    assert made.currentIndex().column() == 2, "the keyboard stays in its column"
    one.annotations.follow_selection(None)
    assert not made.selectionModel().hasSelection()


def test_a_cell_that_is_edited_is_not_left_for_another_selection(
    table: tuple[Desk, AnnotationTable],
) -> None:
    one, made = table
    note = made.rows.index(0, COLUMNS.index("note"))
    made.setCurrentIndex(note)
    made.edit(note)
    one.annotations.choose(one.annotations.shown[2])
    assert made.currentIndex() == note
    assert made.state() == AnnotationTable.State.EditingState


def test_an_emotion_is_chosen_from_a_list_or_taken_away(
    table: tuple[Desk, AnnotationTable],
) -> None:
    one, made = table
    index = made.rows.index(0, 0)
    delegate = made.itemDelegateForColumn(0)
    editor = delegate.createEditor(made, QStyleOptionViewItem(), index)
    assert isinstance(editor, QComboBox)
    delegate.setEditorData(editor, index)
    assert editor.currentData() == "angry"
    editor.setCurrentIndex(editor.findData("fearful"))
    delegate.setModelData(editor, made.rows, index)
    assert one.annotations.shown[0].labels == {"fearful": 1.0}
    editor.setCurrentIndex(editor.findData(""))
    delegate.setModelData(editor, made.rows, index)
    assert one.annotations.shown[0].labels == {}


# In the window -------------------------------------------------------------------------------


def test_without_a_recording_the_keys_for_annotations_do_nothing(window: MainWindow) -> None:
    annotating = window.annotating
    annotating.annotate("sad")
    annotating.edit()
    annotating.split()
    annotating.step(1)
    annotating.teach()
    annotating.copy_segments()
    annotating.merge()
    assert window.findChildren(AnnotationEditor) == []
    assert kept(window) == []
    assert window.controller.undo_stack.count() == 0


def test_the_editor_makes_a_new_annotation_and_remembers_the_rater(
    window: MainWindow, shown: Recording
) -> None:
    window.controller.transport.choose_span((1.0, 3.0))
    window.actions_["edit_annotation"].trigger()
    editor = window.findChild(AnnotationEditor)
    assert editor is not None
    editor._ticks["sad"].setChecked(True)
    editor.rater.setText("ann")
    editor.accept()
    (one,) = kept(window)
    assert (one.labels, one.start_s, one.end_s, one.rater) == ({"sad": 1.0}, 1.0, 3.0, "ann")
    assert window.annotations.rater == "ann"
    window.actions_["edit_annotation"].trigger()
    again = window.findChildren(AnnotationEditor)[-1]
    again.rater.setText("ben")
    again.accept()
    assert window.annotations.rater == "ann", "another's annotation is not of this user"


def test_keys_step_from_annotation_to_annotation(window: MainWindow, shown: Recording) -> None:
    for span_s in ((1.0, 2.0), (4.0, 5.0)):
        annotate(window, "sad", span_s)
    window.controller.transport.choose_span(None)
    window.annotating.step(1)
    first = shown.view.selection_s
    window.annotating.step(1)
    assert (first, shown.view.selection_s) == ((4.0, 5.0), (1.0, 2.0))


def test_a_menu_of_the_table_has_the_operations_of_an_annotation(
    window: MainWindow, shown: Recording
) -> None:
    annotate(window, "sad", (1.0, 2.0))
    window.annotation_table.menu_wanted.emit(QPoint(5, 5))
    (menu,) = window.findChildren(QMenu, "annotationMenu")
    entries = [action for action in menu.actions() if not action.isSeparator()]
    wanted = ("edit", "split", "merge", "delete", "teach")
    names = {
        "merge": "merge_annotations",
    }
    assert entries == [window.actions_[names.get(key, f"{key}_annotation")] for key in wanted]
    menu.close()


@pytest.mark.parametrize("answer", [("", False), ("  ", True)])
def test_no_voice_is_taught_without_a_name(
    window: MainWindow,
    shown: Recording,
    typed: Callable[..., list[str]],
    answer: tuple[str, bool],
) -> None:
    annotate(window, "sad", (1.0, 3.0))
    typed(answer)
    window.actions_["teach_annotation"].trigger()
    assert not window.controller.workers.busy
    assert window.controller.speakers.names() == []


def test_files_of_annotations_are_asked_for(
    window: MainWindow, shown: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = tmp_path / "sample.txt"
    labels.write_text("1.0\t2.0\tsad\n")
    answers: list[list[str]] = [[], [str(labels)]]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (answers.pop(0), ""))
    window.annotating.import_files()
    assert kept(window) == []
    window.annotating.import_files()
    (one,) = kept(window)
    assert (one.label, one.start_s, one.end_s) == ("sad", 1.0, 2.0)


@pytest.mark.parametrize("answer", [False, True])
def test_what_elan_changed_is_asked_about(
    window: MainWindow,
    shown: Recording,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: bool,
) -> None:
    annotate(window, "sad", (1.0, 3.0))
    content = ProjectContent(window.controller.project.store)
    (path,) = export_project(content, PROJECT_FORMATS["eaf"], tmp_path / "out")
    path.write_text(path.read_text("utf-8").replace(">sad", ">angry"), "utf-8")
    asked: list[Message] = []
    monkeypatch.setattr(annotating, "confirmed", lambda *words: asked.append(words[2]) or answer)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    window.annotating.import_files()
    assert asked == [Message("import.ask_replace", n=1, name=path.name)]
    labels = {one.label for one in kept(window)}
    assert labels == ({"angry"} if answer else {"angry", "sad"})
    window.actions_["undo"].trigger()
    assert {one.label for one in kept(window)} == {"sad"}


def test_annotations_of_a_recording_do_not_cover_what_is_heard_live(
    window: MainWindow, shown: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = annotate(window, "sad", (1.0, 3.0))
    card = window.result.annotation_card
    assert card.isVisible()
    monkeypatch.setattr(Presenter, "live_shown", property(lambda _presenter: True))
    window.controller.transport.choose_span(None)
    assert not card.isVisible()
    drawn = window.timeline._tracks.annotations.item
    window.controller.project.push(changes.delete_annotations([mine]))
    assert list(drawn.annotations) == [mine], "the lane is drawn again when the recording is shown"
    monkeypatch.undo()
    window.annotating._show()
    assert list(drawn.annotations) == []
