"""Lossy codecs as an augmentation: a network must not know a corpus by its codec."""

from __future__ import annotations

import io

import numpy as np
import soundfile
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000
_KINDS = (("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS"))
_COMPRESSION = (0.8, 0.97)
"""Share of each codec's range, from its highest to its lowest quality; Opus: 56 to 13 kbit/s."""


def through_codec(
    samples: NDArray[np.float32], rng: np.random.Generator, opus_only: bool = False
) -> NDArray[np.float32]:
    """Samples [samples] at 16 kHz, encoded by a random codec and quality, and decoded again."""
    container, codec = _KINDS[0 if opus_only else int(rng.integers(len(_KINDS)))]
    file = io.BytesIO()
    soundfile.write(
        file,
        np.clip(samples, -1, 1),
        SAMPLE_RATE_HZ,
        format=container,
        subtype=codec,
        compression_level=float(rng.uniform(*_COMPRESSION)),
    )
    file.seek(0)
    decoded, _ = soundfile.read(file, dtype="float32", frames=len(samples))
    changed = np.zeros(len(samples), dtype=np.float32)
    changed[: len(decoded)] = decoded
    return changed
