"""Decodes WAV and similar formats, FLAC, Ogg and MP3 with libsndfile, in blocks of 10 s."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

import numpy as np
import soundfile

from ser_desktop.audio.decoding.pieces import BLOCK_S, Lost, Piece

_STEP_BEFORE_DAMAGE = 1024
_NO_LENGTH = 2**62
"""libsndfile reports at least this number of frames for streams of unknown length, and would seek
to an end that does not exist."""
_IN_PLACE_FORMATS = {"WAV", "WAVEX", "RF64", "W64", "AIFF", "AU", "CAF"}
_IN_PLACE_SUBTYPES = {
    *("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
}
_SPARE_S = 0.1
"""Tolerance in samples, since MP3 files may or may not count their padding."""

AfterDamage = Callable[[int], Iterator[Piece]]
"""Returns the sound from a frame on, by a decoder that continues after damage."""


class NotForSoundfileError(Exception):
    """libsndfile cannot read this file; another decoder may."""


def open_soundfile(handle: BinaryIO) -> soundfile.SoundFile:
    """Open a file with libsndfile.

    Args:
        handle: the bytes; closed when libsndfile does not read them.

    Returns:
        the file, at its start.

    Raises:
        NotForSoundfileError: libsndfile cannot read it; the text gives the reason.
    """
    try:
        file = soundfile.SoundFile(handle)
    except (soundfile.LibsndfileError, TypeError) as error:
        handle.close()
        raise NotForSoundfileError(str(error).rpartition(": ")[2]) from None
    if file.frames >= _NO_LENGTH:
        file.close()
        handle.close()
        raise NotForSoundfileError("a stream that does not state its length")
    return file


def is_in_place(file: soundfile.SoundFile) -> bool:
    """Return whether the file allows random access without decoding from the start.

    Args:
        file: an open file.
    """
    return file.format in _IN_PLACE_FORMATS and file.subtype in _IN_PLACE_SUBTYPES


class SoundfileReader:
    """Reads an open file to its end. ``ended_early`` is valid after reading.

    Args:
        handle: the bytes; closed with the file.
        file: at its start.
        scale: the sample value of full scale.
        after_damage: decoder that continues where libsndfile fails; None loses the rest.
    """

    def __init__(
        self,
        handle: BinaryIO,
        file: soundfile.SoundFile,
        scale: float = 1.0,
        after_damage: AfterDamage | None = None,
    ) -> None:
        self._handle, self._file, self._scale = handle, file, scale
        self._after_damage = after_damage
        self.ended_early = False

    def close(self) -> None:
        """Close the file without reading it."""
        self._file.close()
        self._handle.close()

    def pieces(self) -> Iterator[Piece]:
        """Yield blocks of frames [frames, channels], and losses."""
        file = self._file
        n_block, n_read, damaged = max(1, int(BLOCK_S * file.samplerate)), 0, False
        with self._handle, file:
            while True:
                try:
                    block = file.read(n_block, dtype="float32", always_2d=True)
                except soundfile.LibsndfileError:
                    damaged = True
                    if self._after_damage is not None:
                        yield from self._after_damage(n_read)
                        return
                    # Go back and read up to the damage in small steps, since a failed read returns
                    # nothing.
                    if n_block == _STEP_BEFORE_DAMAGE or not _seek(file, n_read):
                        break
                    n_block = _STEP_BEFORE_DAMAGE
                    continue
                if len(block) == 0:
                    break
                n_read += len(block)
                yield block if self._scale == 1.0 else block / np.float32(self._scale)
            missing = file.frames - n_read
            if missing > _SPARE_S * file.samplerate and self._after_damage is not None:
                yield from self._after_damage(n_read)
            elif missing > _SPARE_S * file.samplerate:
                if damaged:
                    yield Lost(missing)
                else:
                    self.ended_early = True


def _seek(file: soundfile.SoundFile, frame: int) -> bool:
    try:
        return bool(file.seek(frame) == frame)
    except soundfile.LibsndfileError:
        return False
