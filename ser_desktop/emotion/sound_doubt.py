"""Reasons for doubt that the sound gives: its band, its level, and what was mended in it.

The limits hold for recordings and for live sound alike. ``training.evaluate.sound_doubt`` measures
how often they warn of clips as recorded, and of what a telephone or a wrong level made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.level import FAINT_BELOW_DBFS, MUCH_CLIPPED_SHARE, MUTED_PEAK
from ser_desktop.emotion.results import FileInfo
from ser_desktop.texts.messages import Message

TELEPHONE_RATE_HZ = 8_000
"""Recordings with this sample rate or less contain nothing above 4 kHz."""
TELEPHONE_BELOW_DB = -26.5
"""Recordings whose loudest speech above 5 kHz is weaker than this, relative to that around 2.5 kHz,
went through a telephone or a filter like its (``training/results/sound_doubt.json``)."""
MUTED_FOR_S = 3.0
"""Live sound counts as muted after so many seconds without any signal."""
FAINT_FOR_S = 10.0
"""Live sound without speech counts as too quiet after so many seconds: a pause is quiet too."""


@dataclass(frozen=True)
class HeardSound:
    """What is measured of the last seconds of live sound.

    Args:
        level_dbfs: RMS level of the loudest tenth of its 50 ms frames; None is unknown.
        clipped_share: share of clipped samples, 0..1.
        high_band_db: level above 5 kHz (:mod:`ser_desktop.audio.band`); None is unknown.
        faults: what was mended in it.
        sample_rate_hz: of the source; None is unknown.
        muted_s: seconds since any signal was heard.
        faint_s: seconds since it was loud enough for speech.
    """

    level_dbfs: float | None = None
    clipped_share: float = 0.0
    high_band_db: float | None = None
    faults: SoundFaults = NO_FAULTS
    sample_rate_hz: int | None = None
    muted_s: float = 0.0
    faint_s: float = 0.0


UNMEASURED = HeardSound()


def telephone_warnings(sample_rate_hz: int | None, high_band_db: float | None) -> list[Message]:
    """Return a warning if the header or the sound itself shows the band of a telephone.

    Args:
        sample_rate_hz: of the source; None is unknown.
        high_band_db: as measured; None is unknown.
    """
    is_cut = high_band_db is not None and high_band_db < TELEPHONE_BELOW_DB
    is_slow = sample_rate_hz is not None and sample_rate_hz <= TELEPHONE_RATE_HZ
    if not (is_slow or is_cut):
        return []
    return [Message("warning.telephone_band", sample_rate_hz=sample_rate_hz)]


def level_warnings(file: FileInfo, has_speech: bool) -> list[Message]:
    """Return warnings about the level of a recording.

    Args:
        file: facts of the recording; files of early versions have no peak.
        has_speech: whether speech was found in it.
    """
    if file.peak <= MUTED_PEAK:
        return [] if has_speech else [Message("warning.muted")]
    is_faint = file.speech_level_dbfs < FAINT_BELOW_DBFS
    return _level_warnings(file.speech_level_dbfs, is_faint, file.clipped_share)


def heard_warnings(sound: HeardSound, has_speech: bool) -> list[Message]:
    """Return warnings about live sound.

    Args:
        sound: what was measured of it.
        has_speech: whether the window has speech.
    """
    warnings = sound.faults.warnings()
    if sound.muted_s >= MUTED_FOR_S:
        return [*warnings, Message("warning.muted")]
    if sound.level_dbfs is not None:
        is_faint = sound.level_dbfs < FAINT_BELOW_DBFS
        is_pause = not has_speech and sound.faint_s < FAINT_FOR_S
        warnings += _level_warnings(
            sound.level_dbfs, is_faint and not is_pause, sound.clipped_share
        )
    if has_speech:
        warnings += telephone_warnings(sound.sample_rate_hz, sound.high_band_db)
    return warnings


def _level_warnings(level_dbfs: float, is_faint: bool, clipped_share: float) -> list[Message]:
    warnings = []
    if is_faint:
        warnings.append(Message("warning.too_quiet", level_dbfs=round(level_dbfs)))
    if clipped_share > MUCH_CLIPPED_SHARE:
        percent = round(100 * clipped_share, 1)
        warnings.append(Message("warning.clipped", percent=percent))
    return warnings
