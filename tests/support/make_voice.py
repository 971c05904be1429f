"""Make ``sounds/sample.flac`` with espeak-ng: ``python -m tests.support.make_voice``."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr

RATE_HZ = 16_000
PAUSE_S = 0.8
VOICE, WORDS_A_MINUTE, PITCH = "en-gb+f5", 150, 80
SENTENCES = (
    "Oh, that is wonderful! I had no idea you were coming today!",
    "Oh, how lovely! I am so glad to see you all again!",
)


def main() -> None:
    rng = np.random.default_rng(0)
    parts = [np.zeros(RATE_HZ // 2)]
    with tempfile.TemporaryDirectory() as folder:
        for text in SENTENCES:
            path = Path(folder) / "voice.wav"
            voice = ["-v", VOICE, "-s", str(WORDS_A_MINUTE), "-p", str(PITCH)]
            command = ["espeak-ng", *voice, text]
            subprocess.run([*command, "-w", str(path)], check=True)
            samples, rate_hz = soundfile.read(path)
            parts += [soxr.resample(samples, rate_hz, RATE_HZ), np.zeros(round(PAUSE_S * RATE_HZ))]
    joined = np.concatenate(parts)
    joined = 0.5 * joined / np.abs(joined).max() + 2e-4 * rng.standard_normal(len(joined))
    target = Path(__file__).parent / "sounds" / "sample.flac"
    soundfile.write(target, joined, RATE_HZ)


if __name__ == "__main__":
    main()
