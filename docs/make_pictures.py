"""The screenshots of README and guide, from the real window with real analyses: ``make pictures``.

Starts the window on a screen of its own (Xvfb), records the sample through a virtual microphone,
opens it as a file too, alone and as ten minutes of two speakers, and takes pictures light and dark.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ser_desktop.ui.practice.practice_dialog import PracticeDialog
    from ser_desktop.ui.shell.main_window import MainWindow

PICTURES = Path(__file__).parent / "pictures"
PRACTISED = ((0.2, 3.0), (7.6, 10.6), (14.2, 17.2))
"""Parts of the sample that stand for takes, in seconds."""
SCREEN = "-screen 0 1280x800x24"
TAUGHT = (
    ("neutral", (0.4, 2.6)),
    ("happy", (5.4, 8.6)),
    ("happy", (9.0, 13.0)),
    ("angry", (14.3, 16.6)),
    ("angry", (16.8, 19.4)),
)
"""Parts of the sample and what is heard in them."""
ANNOTATED = (("fearful", (70.0, 76.0)), ("happy", (82.0, 88.0)), ("angry", (90.0, 96.0)))
"""Made up, to show the lane."""


def main() -> None:
    if "--inside" not in sys.argv:
        command = ["xvfb-run", "-a", "-s", SCREEN, sys.executable, __file__, "--inside"]
        environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
        subprocess.run(command, check=True, env=environment)
        return
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.support.virtual_microphone import VirtualMicrophone

    PICTURES.mkdir(exist_ok=True)
    with VirtualMicrophone() as microphone:
        take_pictures(microphone)


def wait(milliseconds: int) -> None:
    """Let the window live (QTest.qWait would keep the interpreter from the workers)."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for(settled: Callable[[], bool], milliseconds: int = 500) -> None:
    """Until it is so, on a busy machine too; then a moment for the pictures."""
    while not settled():
        wait(100)
    wait(milliseconds)


def two_speakers(sample: Path, target: Path, length_s: float = 600.0) -> Path:
    """The made voice on the left, a higher one on the right, taking turns."""
    import numpy as np
    import soundfile
    import soxr

    samples, rate_hz = soundfile.read(sample, dtype="float32")
    higher = soxr.resample(samples, rate_hz * 1.25, rate_hz)
    rng = np.random.default_rng(0)
    turns = []
    while sum(len(turn) for turn in turns) < length_s * rate_hz:
        left = rng.integers(2)
        voice = samples if left else higher
        start = int(rng.integers(0, len(voice) // 2))
        spoken = voice[start : start + int(rng.uniform(2, 6) * rate_hz)]
        turn = rng.standard_normal((len(spoken) + rate_hz, 2)).astype(np.float32) * 1e-3
        turn[: len(spoken), 0 if left else 1] += spoken
        turns.append(turn)
    target.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(target, np.concatenate(turns), rate_hz)
    return target


def practised(window: MainWindow, sample: Path, folder: Path) -> PracticeDialog:
    """Three parts of the sample as takes against one aim, all of them compared."""
    import soundfile

    window.actions_["practise"].trigger()
    dialog = window.dialogs.practice_dialog
    assert dialog is not None
    dialog.resize(1280, 800)
    samples, rate_hz = soundfile.read(sample)
    folder.mkdir(parents=True, exist_ok=True)
    takes = []
    for n, (start_s, end_s) in enumerate(PRACTISED, start=1):
        path = folder / f"Practice {n}.wav"
        soundfile.write(path, samples[round(start_s * rate_hz) : round(end_s * rate_hz)], rate_hz)
        takes.append(dialog.session.takes.add(path, dialog.aim.target, dialog.sentence.sentence))
    wait_for(lambda: all(take.studied is not None for take in takes))
    dialog.session.show_aim()
    for row, take in enumerate(reversed(takes)):  # the newest one is the first row
        dialog.takes.setCurrentCell(row, 0)
        if take not in dialog.takes.compared:
            dialog.takes.toggle_current()
    dialog.takes.setCurrentCell(0, 0)
    wait_for(lambda: len(dialog.plot.legend.items) == len(takes))
    return dialog


def practice_picture(window: MainWindow, sample: Path, folder: Path) -> None:
    """The practice dialog as it is after three takes."""
    dialog = practised(window, sample, folder)
    dialog.grab().save(str(PICTURES / "practice-dark.png"))
    dialog.close()


def take_pictures(microphone: object) -> None:
    """Drive one window through what the pictures show."""
    from ser_desktop.paths import resource

    window = _opened_window()
    controller = window.controller
    sample = resource("samples", "sample.flac")

    def answered() -> bool:
        rows = controller.recordings.rows()
        return not controller.workers.busy and all(not row.job.is_active for row in rows)

    _picture_recording(window, microphone, sample)
    _picture_sample(window, sample, answered)
    _picture_interview(window, sample, answered)
    _picture_channels(window, answered)
    _picture_voices_and_models(window, sample, answered)
    take_project_pictures(window, answered)
    window.close()
    window.deleteLater()
    wait(50)


def _opened_window() -> MainWindow:
    """Open the window as the program does, with a new profile and the bundled model."""
    from PySide6.QtWidgets import QApplication

    from ser_desktop.paths import Profile
    from ser_desktop.settings import Settings
    from ser_desktop.ui.shell.controller import Controller
    from ser_desktop.ui.shell.main_window import MainWindow
    from ser_desktop.ui.toolkit.theme import ThemeManager
    from ser_desktop.ui.toolkit.workers import Workers

    app = QApplication(sys.argv[:1])
    profile = Profile.at(Path(tempfile.mkdtemp()))
    settings = Settings(profile.settings_file)
    themes = ThemeManager(app, "dark")
    controller = Controller(profile, settings, Workers())
    window = MainWindow(controller, themes)
    window.resize(1280, 800)
    window.show()
    controller.project.restore()
    controller.model_in_use.load("")
    controller.listening.input.rescan(reload_system=False)
    wait_for(lambda: controller.model is not None, 2000)
    return window


def _picture_recording(window: MainWindow, microphone: object, sample: Path) -> None:
    """A take, while the sample is played to the microphone."""
    window.controller.capture.record()
    with microphone.playing(sample):  # type: ignore[attr-defined]
        wait(7000)
        window.grab().save(str(PICTURES / "recording-dark.png"))
        wait(4000)
    window.controller.listening.stop_take()


def _picture_sample(window: MainWindow, sample: Path, answered: Callable[[], bool]) -> None:
    """The sample with a selection, in both appearances."""
    window.controller.open([sample])
    wait_for(answered)
    window.controller.transport.choose_span((2.4, 4.8))
    window.controller.transport.seek(3.1)
    for appearance in ("dark", "light"):
        window.themes.set_appearance(appearance)
        wait(500)
        window.grab().save(str(PICTURES / f"window-{appearance}.png"))
    window.themes.set_appearance("dark")


def _picture_interview(window: MainWindow, sample: Path, answered: Callable[[], bool]) -> None:
    """Ten minutes as a whole, the practice dialog, a moment, and the overview."""
    folder = window.controller.profile.recordings
    window.controller.open([two_speakers(sample, folder / "interview.wav")])
    wait_for(answered, 2000)
    window.grab().save(str(PICTURES / "long-dark.png"))
    practice_picture(window, sample, folder)
    window.links.choose_emotion("happy")
    window.finder.step(1)
    wait_for(answered, 1000)
    window.grab().save(str(PICTURES / "moment-dark.png"))
    window.show_overview(True)
    wait(500)
    window.grab().save(str(PICTURES / "overview-dark.png"))
    window.show_overview(False)
    window.links.choose_emotion("")


def _picture_channels(window: MainWindow, answered: Callable[[], bool]) -> None:
    """The channels of the interview apart, and the acoustic details of a part."""
    transport = window.controller.transport
    transport.choose_span(None)
    window.actions_["split"].trigger()
    window.themes.set_appearance("light")
    wait_for(answered, 2000)
    window.timeline.zoom_to((60.0, 180.0))
    transport.seek(92.0)
    wait_for(answered, 1500)
    window.grab().save(str(PICTURES / "channels-light.png"))
    transport.choose_span((90.0, 100.0))
    window.actions_["details"].trigger()
    wait(1000)
    wait_for(answered, 1000)
    details = window.dialogs.details_dialog
    assert details is not None
    details.grab().save(str(PICTURES / "details-light.png"))
    details.close()


def _picture_voices_and_models(
    window: MainWindow, sample: Path, answered: Callable[[], bool]
) -> None:
    """A voice that was taught with parts of the sample, the models, and their comparison."""
    from ser_desktop.ui.models.compare_dialog import CompareDialog
    from ser_desktop.ui.models.models_dialog import ModelsDialog
    from ser_desktop.ui.speakers.profiles_dialog import ProfilesDialog

    window.controller.open([sample])
    wait(1000)
    for emotion, span_s in TAUGHT:
        window.controller.transport.choose_span(span_s)
        window.actions_[f"said_{emotion}"].trigger()
        wait_for(answered, 100)
    pictured = {"voices": ProfilesDialog, "models": ModelsDialog, "compare": CompareDialog}
    for name, dialog_of in pictured.items():
        window.actions_[name].trigger()
        wait(1000)
        wait_for(answered, 1000)
        dialog = window.findChild(dialog_of)
        assert dialog is not None
        dialog.grab().save(str(PICTURES / f"{name}-light.png"))
        dialog.close()


def take_project_pictures(window: MainWindow, answered: Callable[[], bool]) -> None:
    """The interview with speakers, annotations and a round of ratings."""
    from ser_desktop.ui.rating.agreement_dialog import AgreementDialog
    from ser_desktop.ui.rating.rating_dialog import RatingDialog
    from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog

    controller = window.controller
    window.themes.set_appearance("dark")
    interview = next(r for r in controller.recordings.rows() if r.path.stem == "interview")
    controller.select(interview)
    window.actions_["find_speakers"].trigger()
    search = window.findChild(FindSpeakersDialog)
    assert search is not None
    search.number.setValue(2)
    search.start()
    wait_for(answered, 1000)
    search.close()
    window.timeline.zoom_to((60.0, 120.0))
    for emotion, span_s in ANNOTATED:
        controller.transport.choose_span(span_s)
        window.actions_[f"annotate_{emotion}"].trigger()
    wait_for(answered, 1500)
    window.grab().save(str(PICTURES / "project-dark.png"))
    window.themes.set_appearance("light")
    window.actions_["rate_blind"].trigger()
    rating = window.findChild(RatingDialog)
    assert rating is not None
    rating.rater.setText("Ann")
    rating.start()
    while rating.left:
        rating.rate(("happy", "angry", "neutral")[len(rating.left) % 3])
    rating.close()
    window.actions_["agreement"].trigger()
    wait_for(answered, 500)
    agreement = window.findChild(AgreementDialog)
    assert agreement is not None
    agreement.grab().save(str(PICTURES / "agreement-light.png"))
    agreement.close()


if __name__ == "__main__":
    main()
