"""The dialogs of projects: new, open, save as, collect, moved recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from ser_desktop.errors import SerError
from ser_desktop.project import changes
from ser_desktop.project.copies import Collected, collect
from ser_desktop.project.relinking import find_moved, missing
from ser_desktop.project.store import SUFFIX
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.question import Choice, Question, ask
from ser_desktop.ui.toolkit.workers import Job, Workers


class ProjectDialogs(QObject):
    """Asks for names and folders; :class:`.ProjectInUse` does the work."""

    def __init__(self, window: QWidget, project: ProjectInUse, workers: Workers) -> None:
        super().__init__(window)
        self._window, self._project, self._workers = window, project, workers
        project.taken.connect(self.ask_about_taken)

    def new(self) -> None:
        """Ask for a name and create an empty project."""
        path = self._ask_name(Message("work.new_title"), str(Message("work.new_name")))
        if path is None:
            return
        if path.exists():  # the file dialog has already asked whether to overwrite it
            self._project.problem.emit(Message("project.exists", path=path))
            return
        self._project.create(path)

    def open(self) -> None:
        """Ask for a project file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, str(Message("work.open_title")), self._folder(), _filter()
        )
        if name:
            self._project.open(Path(name))

    def save(self) -> None:
        """Ask for a name for the unnamed project; a named one is always saved."""
        if self._project.name and not self._project.read_only:
            self._project.news.emit(Message("work.saved_already", name=self._project.name), False)
        else:
            self.save_as()

    def save_as(self) -> None:
        """Ask for a name and save the project under it."""
        proposed = self._project.name or str(Message("work.new_name"))
        path = self._ask_name(Message("work.save_title"), proposed)
        if path is not None and self._project.save_as(path):
            self._project.news.emit(Message("work.saved_as", name=self._project.name), False)

    def collect(self) -> None:
        """Ask for a folder and copy the project with all its recordings into it."""
        name = QFileDialog.getExistingDirectory(
            self._window, str(Message("work.collect_title")), self._folder()
        )
        if not name:
            return
        n_voices = sum(bool(speaker.voiceprint) for speaker in self._project.store.speakers())
        if n_voices:
            self._ask_about_voices(n_voices, Path(name))
        else:
            self._collect(Path(name), with_voices=False)

    def _ask_about_voices(self, n: int, folder: Path) -> None:
        def collect(with_voices: bool) -> Callable[[], None]:
            return lambda: self._collect(folder, with_voices)

        choices = (
            Choice(Message("work.with_voices"), collect(True), "handVoicesOver"),
            Choice(Message("work.without_voices"), collect(False), "leaveVoicesOut", is_safe=True),
        )
        ask(
            Question(
                self._window,
                Message("work.collect_title"),
                Message("work.collect_voices", n=n),
                choices,
                hint=Message("work.collect_voices_hint"),
                name="collectVoicesDialog",
            )
        )

    def _collect(self, folder: Path, with_voices: bool) -> None:
        store = self._project.store

        def work(job: Job) -> Collected:
            return collect(store, folder, job.progress, job.cancelled, with_voices)

        self._project.news.emit(Message("work.collecting", folder=folder), False)
        self._workers.start("project", work, self._on_collected, self._on_fault)

    def _on_collected(self, done: Collected) -> None:
        self._project.news.emit(Message("work.collected", n=done.copied, path=done.path), False)
        if done.left:
            self._project.problem.emit([message for _, message in done.left[:3]])

    def find_moved(self) -> None:
        """Ask for a folder and search it for recordings that have moved."""
        store = self._project.store
        try:
            lost = missing(store.recordings())
        except SerError as error:
            self._on_fault(error)
            return
        if not lost:
            self._project.news.emit(Message("work.none_missing"), False)
            return
        name = QFileDialog.getExistingDirectory(
            self._window, str(Message("work.find_title", n=len(lost))), self._folder()
        )
        if not name:
            return

        def done(new_paths: dict[str, Path]) -> None:
            self._project.push(changes.relink_recordings(lost, new_paths))
            message = Message("work.relinked", n=len(new_paths), lost=len(lost) - len(new_paths))
            self._project.news.emit(message, bool(new_paths))

        self._workers.start(
            "project",
            lambda job: find_moved(lost, [Path(name)], job.cancelled),
            done,
            self._on_fault,
        )

    def ask_about_taken(self, path: Path, message: Message) -> None:
        """Ask what to do with a project that is open in another window."""

        def read() -> None:
            self._project.open(path, read_only=True)

        choices = (
            Choice(Message("work.other_button"), self.open, "openOther"),
            Choice(Message("work.read_only_button"), read, "openReadOnly", is_safe=True),
        )
        ask(
            Question(
                self._window,
                Message("work.open_title"),
                message,
                choices,
                hint=Message("work.taken_hint"),
                name="takenDialog",
            )
        )

    def _ask_name(self, title: Message, proposed: str) -> Path | None:
        start = str(Path(self._folder()) / f"{proposed}{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._window, str(title), start, _filter())
        if not name:
            return None
        return Path(name if name.endswith(SUFFIX) else name + SUFFIX)

    def _folder(self) -> str:
        recent = self._project.recent()
        return str(Path(recent[0]).parent if recent else Path.home())

    def _on_fault(self, error: Exception) -> None:
        self._project.problem.emit(error_message(error))


def _filter() -> str:
    return str(Message("work.file_filter", suffix=SUFFIX))
