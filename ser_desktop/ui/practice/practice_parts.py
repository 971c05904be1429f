"""The parts of the main program that the practice window uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.ui.models.model_in_use import ModelInUse
from ser_desktop.ui.playback.transport import Transport
from ser_desktop.ui.recording.listening import Listening
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.workers import Workers


@dataclass(frozen=True)
class PracticeParts:
    """The same microphone, model and voice as in the main window.

    Args:
        profile: folders of takes and progress.
        settings: threshold, loudspeaker and target.
        workers: analyse the takes in the background.
        listening: the microphone.
        transport: stops playback in the main window before another starts.
        model_in_use: the model that analyses the takes.
        speakers: the voice that corrects the answers.
        open_recordings: lists files in the main window, and shows the first.
    """

    profile: Profile
    settings: Settings
    workers: Workers
    listening: Listening
    transport: Transport
    model_in_use: ModelInUse
    speakers: SpeakerProfiles
    open_recordings: Callable[[Sequence[Path]], None]
