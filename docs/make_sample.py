"""Make the sample that ships: ``python -m docs.make_sample [CORPORA]``.

One actor of CREMA-D says eight sentences: a neutral one, five happy ones, two angry ones. At least
three quarters of the listeners who judged these clips by ear alone heard the emotion that was meant
(``voice_votes.csv``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import soundfile

from training.places import default_corpora

RATE_HZ = 16_000
PAUSE_S = 0.3
SILENT_EDGE_S = 0.05
PEAK = 0.7
ACTOR = "1075"
SENTENCES = (
    "IWL_NEU_XX",
    "DFA_HAP_XX",
    "IEO_HAP_HI",
    "IOM_HAP_XX",
    "ITH_HAP_XX",
    "TAI_HAP_XX",
    "IEO_ANG_HI",
    "WSI_ANG_XX",
)


def main() -> None:
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else default_corpora()
    pause = np.zeros(round(PAUSE_S * RATE_HZ), np.float32)
    parts = [pause]
    for sentence in SENTENCES:
        path = corpora / "crema-d" / ACTOR / f"{ACTOR}_{sentence}.opus"
        samples, rate_hz = soundfile.read(path, dtype="float32")
        if rate_hz != RATE_HZ:
            raise SystemExit(f"{path} has {rate_hz} samples a second, not {RATE_HZ}")
        parts += [_without_silent_edges(samples), pause]
    joined = np.concatenate(parts)
    joined *= PEAK / np.abs(joined).max()
    target = Path(__file__).parent.parent / "resources" / "samples" / "sample.flac"
    target.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(target, joined, RATE_HZ)
    print(f"{target}: {len(joined) / RATE_HZ:.1f} s")


def _without_silent_edges(samples: np.ndarray) -> np.ndarray:
    """A clip from shortly before its first loud sample to shortly after its last."""
    edge = round(SILENT_EDGE_S * RATE_HZ)
    loud = np.flatnonzero(np.abs(samples) > 0.05 * np.abs(samples).max())
    return samples[max(0, loud[0] - edge) : loud[-1] + edge]


if __name__ == "__main__":
    main()
